"""What of a thing a question asks for, finer than its measure: its investment or its output, its use or its meaning."""

import re
from enum import StrEnum

from bot.patterns import either


class Aspect(StrEnum):
    """What is asked of a thing; questions of two that share none ask two things."""

    INVESTMENT = "investment"
    OUTPUT_VALUE = "output value"
    ADDED_VALUE = "added value"
    TAXES = "taxes"
    DONATIONS = "donations"
    PRICE = "price"
    CAPACITY = "capacity"
    SAVED = "saved"
    POWER = "power"
    JOBS = "jobs"
    AREA = "area"
    DISTANCE = "distance"
    RANK = "rank"
    SHARE = "share"
    DATE = "date"
    PRODUCTS = "products"
    BENEFITS = "benefits"
    STRATEGY = "strategy"
    GOAL = "goal"
    HONOURS = "honours"
    CONTACT = "contact"
    PLACE = "place"
    MEANING = "meaning"


# On normalised text.
ASKED_ASPECTS: dict[Aspect, re.Pattern[str]] = {
    Aspect.INVESTMENT: either(
        r"投资(?!者|商|环境|促进|优惠|有|能|办)|投[了入进]?[^,。?资产]{0,4}(?:多少|几)|[砸花][了掉]?[^,。?]{0,4}(?:钱|多少|几)|造价|斥资",
        r"\binvest(?:ed|ment)\b(?! (?:office|promotion|bureau|environment))|\bspent\b",
    ),
    Aspect.OUTPUT_VALUE: either(r"产值|营收|年收入", r"output value|industrial output|\brevenue"),
    Aspect.ADDED_VALUE: either(r"增加值", r"added value|value[ -]added|value added"),
    Aspect.TAXES: either(r"利税|税收|利润|纳税|减免", r"\btax(?:es)?\b|\bprofits?\b"),
    Aspect.DONATIONS: either(r"捐", r"\bdonat"),
    Aspect.PRICE: either(
        r"价格|地价|电价|水价|气价|房价|单价|租金|[电水气]费|工资|月薪|薪水|[一每](?:亩|度|吨|方|平米?)[^,。?]{0,6}(?:钱|块|价)",
        r"\bprices?\b|\brent\b|\bwages?\b|\bsalar|\bper (?:mu|kwh|tonne|cubic|square)\b",
    ),
    Aspect.CAPACITY: either(
        r"产能|产量|规模|年产|[产酿制][^,。?值品业]{0,4}(?:多少|几)[^,。?]{0,2}[吨酒氢焦镁]|处理[^,。?]{0,5}(?:多少|几)|处理能力|日处理",
        r"\bcapacity\b|how (?:many|much) .{0,30}\b(?:tonnes?|tons)\b.{0,30}\b(?:year|planned|make|produced?)",
        r"\btreat a day\b|how big",
    ),
    Aspect.SAVED: either(r"减排|节约|节能|节煤|省[^,。?内]{0,4}(?:多少|几|煤)|少排", r"\bsaves?\b|\bcut by\b|reduc"),
    Aspect.POWER: either(
        r"发电|发[^,。?展]{0,4}电", r"\bgenerat|how much electricity (?:does|is gen)|power generation"
    ),
    Aspect.JOBS: either(r"就业|岗位|招[^,。?商]{0,4}人", r"\bjobs?\b|\bemployment\b|people will work|people work"),
    Aspect.AREA: either(
        r"面积|占地|多少平|平方(?:米|公里)|占多少",
        r"\barea\b|square (?:kilo)?met(?:re|er)s?\b|square kilomet|\bcovers?\b",
    ),
    Aspect.DISTANCE: either(r"多远|多少公里|几公里|距离", r"how far|\bdistance\b"),
    Aspect.RANK: either(r"排名|第几|名次|位次|排多少位|老几", r"\brank"),
    Aspect.SHARE: either(r"百分之|比例|占比|回用率|率是", r"what (?:share|percentage|proportion)"),
    Aspect.DATE: either(
        r"哪一?年|什么时[候间]|啥时候?|何时|几时", r"^when\b|(?:which|what) year|\byear in which\b|^since when"
    ),
    Aspect.PRODUCTS: either(
        r"产品|(?:生产|做)[^,。?]{0,6}(?:什么|啥)(?:东西|产品)", r"\bproducts?\b|what .{1,30} (?:make|produce)s?\b"
    ),
    Aspect.BENEFITS: either(
        r"好处|优点|优势有|特点|好在|有利", r"\bbenefits?\b|\badvantages?\b|\bgain\b|why is .{1,40} good"
    ),
    Aspect.STRATEGY: either(r"战略", r"\bstrateg"),
    Aspect.GOAL: either(r"目标", r"\bgoals?\b|\baims?\b"),
    Aspect.HONOURS: either(r"荣誉|称号|奖", r"\bhonou?rs?\b|\bawards?\b"),
    Aspect.CONTACT: either(r"电话|联系方式|邮箱|微信", r"\bphone|e-?mail|\bcontact"),
    Aspect.PLACE: either(
        r"在哪(?![一二三四五六七八九十几些家个种所类年天])|位于|什么地方|(?:在|哪)个[省市县]|地址|地理位置",
        r"^where\b|\blocated\b|\baddress\b",
    ),
    Aspect.MEANING: either(
        r"^什么是|(?:什么|啥|何)意思|指的?是?(?:什么|啥)|怎么(?:理解|解释)", r"^explain\b|\bmeans?\b|\bmeaning\b"
    ),
}


def aspects_of(text: str) -> frozenset[Aspect]:
    """Return what normalised `text` asks for."""
    found = {aspect for aspect, pattern in ASKED_ASPECTS.items() if pattern.search(text)}
    if Aspect.PRICE in found:  # "how much does it cost" a unit is no investment
        found.discard(Aspect.INVESTMENT)
    return frozenset(found)


def asking_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the [start, end) spans of normalised `text` that say what is asked for."""
    return tuple(found.span() for pattern in ASKED_ASPECTS.values() for found in pattern.finditer(text))

"""Understand a question: which kind of answer it wants, in which unit, about which years, in which parts."""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.normalise import normalise


class Kind(StrEnum):
    """What the answer must look like."""

    QUANTITY = "quantity"  # a figure
    DATE = "date"
    LIST = "list"
    NAME = "name"  # who, which company
    PLACE = "place"
    YES_NO = "yes-no"
    OPEN = "open"  # what is, how, tell me about


class Measure(StrEnum):
    """The dimension of a figure that is asked for."""

    MONEY = "money"
    MASS = "mass"
    AREA = "area"
    PEOPLE = "people"
    SHARE = "share"
    RANK = "rank"
    ENERGY = "energy"
    DISTANCE = "distance"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Question:
    """A normalised question and what it asks for.

    `frame_free` is the text without its interrogative words, `parts` the questions within it (one, usually).
    """

    text: str
    frame_free: str
    kind: Kind
    measures: tuple[Measure, ...]
    years: tuple[str, ...]
    parts: tuple[str, ...]


_MEASURES: tuple[tuple[Measure, str], ...] = (
    (
        Measure.CONTACT,
        r"电话|手机号|微信|邮箱|联系方式|联系人|网址|官网|公众号|phone|e-?mail|wechat|contact|website",
    ),
    (Measure.DISTANCE, r"多远|多少公里|距离|几公里|多少千米|车程|how far|distance|kilomet(?:er|re)s"),
    (Measure.RANK, r"第几|排名|名次|几位|位次|\brank"),
    (
        Measure.SHARE,
        r"百分之|比例|占比|比重|率是?多|回用率|几成|多大比例|\bshare\b|percent|proportion|what rate",
    ),
    (Measure.AREA, r"面积|占地|多少亩|几亩|平方|平米|\barea\b|\bacres?\b|hectares?|square"),
    (
        Measure.MONEY,
        r"多少钱|价格|价钱|几块|几毛|几元|多少元|多少亿|产值|增加值|利税|税收|租金|工资|薪|股价|费用|投资额|总投资"
        r"|投资.{0,4}多少|投了?多少|砸.{0,3}多少|多少资金|注册资本|市值|营收|收入|\bprice|\bcosts?\b|how much (?:money|is invested)"
        r"|investment|output value|revenue|\brent\b|salary|wage|\btax (?:and|revenue)",
    ),
    (
        Measure.PEOPLE,
        r"多少人|几个人|就业|岗位|员工|职工|人数|how many (?:people|jobs|workers|employees)|\bjobs?\b|staff",
    ),
    (Measure.ENERGY, r"发电量|发.{0,4}多少电|多少度电|多少电|装机|\bgw\b|electricity"),
    (Measure.MASS, r"多少万?吨|几万?吨|产能|产量|吨位|tonn?e?s\b|capacity"),
)

# What a sentence must hold to give a figure of the measure.
MEASURE_PATTERNS: dict[Measure, re.Pattern[str]] = {
    Measure.MONEY: re.compile(
        r"\d[\d.,]*\s*(?:多|余)?\s*[万亿千百]*\s*(?:多|余)?\s*(?:元|美元)|cny|rmb|yuan|¥|￥", re.I
    ),
    Measure.MASS: re.compile(
        r"\d[\d.,]*\s*(?:多|余)?\s*[万亿千百]*\s*(?:多|余)?\s*(?:吨|t\b|kg)|tonnes?\b|\btons?\b", re.I
    ),
    Measure.AREA: re.compile(
        r"\d[\d.,]*\s*(?:多|余)?\s*[万亿]*\s*(?:平方|平米|亩|公顷|m2|㎡|km)|square|hectare|\bmu\b", re.I
    ),
    Measure.PEOPLE: re.compile(
        r"\d[\d.,]*\s*(?:多|余)?\s*[万千百]*\s*(?:多|余)?\s*(?:人|名|位|个岗位)|people|jobs|members|\bstaff\b|workers|secretar",
        re.I,
    ),
    Measure.SHARE: re.compile(r"\d[\d.]*\s*%|百分之|成\b|per ?cent", re.I),
    Measure.RANK: re.compile(
        r"第\s*[\d一二三四五六七八九十]+|前[\d一二三四五六七八九十]+|百强|[\d]+\s*强|首[家位个]|唯一|rank|\bfirst\b|top|\d+(?:st|nd|rd|th)\b",
        re.I,
    ),
    Measure.ENERGY: re.compile(r"\d[\d.,]*\s*[万亿]*\s*(?:多)?\s*(?:度|千瓦时|kwh|gw|mw|kgce)|kilowatt|kwh|gw", re.I),
    Measure.DISTANCE: re.compile(r"\d[\d.,]*\s*(?:公里|千米|km|米)|\bkm\b|kilomet", re.I),
    Measure.CONTACT: re.compile(r"\d{3,4}-\d{7,8}|1[3-9]\d{9}|@|https?:|www\.", re.I),
}
FIGURE = re.compile(
    r"\d|[一二两三四五六七八九十百千万亿]+(?:个|家|座|户|名|项|套|条|支|大|期)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
DATE_PATTERN = re.compile(r"(?:19|20)\d{2}\s*年?|\d+\s*月|(?:19|20)\d{2}\b")

_DATE = re.compile(r"哪一?年|何时|什么时[候间]|几时|几月|哪天|年份|时间是|when\b|what year|which year")
_LIST = re.compile(
    r"哪些|哪[几一二三四五六七八九十两\d]+[个家座种类项户套条大]|哪几|有什么|都有|分别|包括|包含|名单|清单有|列出|列举|几[个大]?(?:园|产业)?(?:是|叫)"
    r"|which (?:\w+ ){0,2}(?:compan|enterpris|park|industr|firm|product|project|list)|what are|list\b|name the"
    r"|三套|五[大个]园|四大"
)
_COUNT = re.compile(
    r"多少|几[个家座户名所条项套支块次成台辆]|多大|多高|多长|数量|规模|第几|多重|几万|几亿|how (?:many|much|large|big|long|far)|number of|amount"
)
_NAME = re.compile(
    r"谁|哪[一]?家|哪个(?:企业|公司|集团|单位|大学|学校)|什么(?:企业|公司|人)|who\b|whose|which (?:company|firm|enterprise|university)"
)
_PLACE = re.compile(r"哪里|哪儿|在哪|什么地方|位置|地址|位于|where\b|address|location")
_YES_NO = re.compile(
    r"吗[??]?$|吗\b|是不是|有没有|是否|能不能|可不可以|会不会|对不对|^(?:is|are|do|does|did|can|has|have|was|were|will)\b|没有[??]?$"
)
_FRAME = re.compile(
    r"请问一?下?|想?问一?下|想知道|想了解一?下?|我想|能不能|可不可以|有没有|是不是|会不会|麻烦|告诉我|说说|讲讲|介绍一?下?|了解一?下?|帮我|查一?下|看一?下"
    r"|哪一?年|哪一?天|什么时[候间]|何时|多少|多大|多高|多长|多远|多久|第?几[个家座户名所条项套支块次成台辆大毛元]?|哪[些个家里儿种类]|哪几[个家座种项户套条]?|哪|什么|是啥|啥"
    r"|怎么样|怎样|怎么|如何|为什么|为何|是否|分别|一共|总共|大概|大约|到底|究竟|具体|都有|有|是|吗|呢|吧|啊|呀|嘛|哦|的话|的|了|你们|我们|咱们|您|你|我|那|这个|那个|这"
    r"|\b(?:what|which|who|where|when|why|how|is|are|was|were|do|does|did|can|could|tell|me|the|a|an|of|in|on|for|at|there|about|many|much|large|big|please|your|you|i|to|and|it|its|has|have|will|be|by|from|with|that|this|any|some)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PART_BREAK = re.compile(
    r"[,;、??!\n]+|\s(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s|(?:以及|还有|另外|和)(?=.{0,12}(?:多少|几|哪|什么|怎|如何))|\band\b(?= (?:what|how|which|who|when|where))"
)
_SHORTEST_PART = 3


def understand(text: str) -> Question:
    """Analyse a question; `text` is normalised first."""
    text = normalise(text)
    measures = tuple(measure for measure, pattern in _MEASURES if re.search(pattern, text))
    return Question(
        text=text,
        frame_free=re.sub(r"\s+", " ", _FRAME.sub(" ", text)).strip(),
        kind=_kind(text, measures),
        measures=measures,
        years=tuple(dict.fromkeys(_YEAR.findall(text))),
        parts=_parts(text),
    )


def _kind(text: str, measures: tuple[Measure, ...]) -> Kind:
    if _DATE.search(text):
        return Kind.DATE
    if _LIST.search(text):
        return Kind.LIST
    if _PLACE.search(text):
        return Kind.PLACE
    if _NAME.search(text):
        return Kind.NAME
    if _COUNT.search(text):
        return Kind.QUANTITY
    if _YES_NO.search(text):
        return Kind.YES_NO
    return Kind.QUANTITY if measures else Kind.OPEN


def _parts(text: str) -> tuple[str, ...]:
    """The questions within a question, the whole where it has no parts."""
    parts = [part.strip() for part in _PART_BREAK.split(text)]
    parts = [part for part in parts if len(part) >= _SHORTEST_PART]
    return tuple(parts) if len(parts) > 1 else (text,)

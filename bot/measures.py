"""The dimensions of figures, and the wordings by which questions ask for them and sentences give them."""

import re
from enum import StrEnum

from bot.patterns import SOME_PEOPLE, either


class Measure(StrEnum):
    """The dimension of a figure that is asked for."""

    AGE = "age"
    CONTACT = "contact"
    DISTANCE = "distance"
    DURATION = "duration"
    RANK = "rank"
    SHARE = "share"
    GROWTH = "growth"
    AREA = "area"
    PRICE = "price"
    MONEY = "money"
    PEOPLE = "people"
    ENERGY = "energy"
    MASS = "mass"
    TECHNICAL = "technical"


# Units of concentration, pressure, voltage and noise.
_TECHNICAL = (
    r"化学需氧量|氨氮|毫克 ?[/每]|[纳奈]米|分贝|兆帕|千帕|千伏|伏特|转速",
    r"\b(?:mg|ug|g) ?/ ?(?:l|m3|nm3)\b"
    r"|\b(?:cod|bod|tds|ppm|ppb|mpa|kpa|kv|kva|mva|rpm|dba?|decibels?|volts?|voltage)\b",
)
# Texts are normalised, so one space stands where there are any. The bound, which no figure reaches, keeps a long run of
# digits from being tried from each of them.
_DIGITS = r"\d[\d.,]{0,20}"
_FIGURE = _DIGITS + r" ?(?:[多余] ?)?(?:[万亿千百]{1,4} ?)?(?:[多余] ?)?"
_PAY = "(?<!加)(?:工资|薪资|薪水|薪酬|待遇|月薪|年薪)"

# Questions, by the measure they ask for.
ASKED_MEASURES: dict[Measure, re.Pattern[str]] = {
    Measure.AGE: either(r"年龄|岁数|[几多]少?岁", r"\b(?:average|mean|median) ages?\b|\bages? of\b"),
    Measure.CONTACT: either(
        r"联系电话|电话(?:号码?)?(?:是|给|多少|几|有|呢|[?。!]|$)|(?:什么|哪个|多少|留个?|给个?|有)电话|电话留|手机号"
        r"|微信号?(?:是|多少|有|呢|[?。!]|$)|邮箱|信箱|电邮|电子邮件|传真|座机|联系方式|联系人|怎么联系|网址|官网|公众号|热线(?:是|多少|电话|[?。!]|$)",
        r"\bphone|e-?mail|wechat|\bcontact|website|hotline",
    ),
    Measure.DISTANCE: either(
        r"多远|多少公里|几公里|多少千米|距离(?:是|有|多|[?。!]|$)|车程",
        r"how far(?! (?:has|have|had|along)\b)(?! did .{1,40}\b(?:get|come|go)\b)|\bdistance|how many (?:km|kilomet)",
    ),
    Measure.DURATION: either(
        r"多久|多长时间|几(?:个月|天|小时|周)|多少(?:个月|天|小时)|工期|周期(?:是|有|多)|回收期",
        r"how (?:long|soon|quickly|fast)\b|how many (?:days|weeks|months|hours)|payback",
    ),
    Measure.RANK: either(
        r"(?:是不是|是|算)(?:老大|头名|头一号)(?!的)|排(?:在|个|到|了)?(?:(?:什么|啥)(?:位置|名次)|头[名筹]|头一?[个名位号]|首位|榜首|第一)|排名|名次|位次|第几(?:[位名]|[?。!了啊呢]|$)|排第?老?几"
        r"|排(?:在|到|了|行)?(?:第几|第?(?:几|多少)[名位]|老几|哪(?![些里一个]))",
        r"\brank|what place|position|\bwhere (?:do|does|did) .{1,40}\b(?:sit|stand|come)\b",
    ),
    Measure.SHARE: either(
        r"百分[之比]|几趴|几 ?%|比例|占比|比重|几成|几个(?:百分)?点(?![位子])|税率|回用率|利用率|率(?:是|有|能|达)?多",
        r"\bshare\b|per ?cent|proportion|what (?:part|fraction)|\brate\b",
    ),
    Measure.GROWTH: either(
        r"同比|增速|增幅|增长率|(?:增长|成长|上涨|涨)了?(?:多少|百分之几|几个点|几成|几趴|几 ?%)",
        r"\byoy\b|year[- ]on[- ]year|growth rate",
    ),
    Measure.AREA: either(
        r"面积|占地|坪|多少亩|几亩|多少平|几平|平方(?:公里|米)",
        r"\barea\b|\bacres?\b|hectare|square|how much (?:land|ground|space)\b",
    ),
    Measure.PRICE: either(
        r"价格|价钱|单价|(?<![合预统设估])计价(?!值)|售价|出厂价|地价|[电水气]价|[电水]费(?=.{0,4}(?:多少|几|怎么[算收定])|呢|[?]|$)|房价|股价|租金|房租|学费|收费"
        r"|(?:到手|月入|(?:一个?|每)月[^,。?]{0,2}[拿挣赚开])[^,。?]{0,4}(?:多少|几)"
        rf"|起薪|(?:多少|几)[^,。?]{{0,3}}{_PAY}|{_PAY}(?=.{{0,4}}(?:多少|几|多高|水平|标准)|呢|[?])|(?:^|[\s的]){_PAY}$"
        r"|[一每]吨收多少|(?:处理|服务|手续|管理|物业|代办)费(?=.{0,4}(?:多少|几)|怎么|呢|[?]|$)|费用?[^,。?]{0,4}怎么[收算]|收多少[^,。?]{0,4}费"
        r"|[一每单](?:亩|坪|度|吨|平米?|瓶|斤|公斤|方|立方)(?![^,。?]{0,4}(?:回收|[省产耗排发]))[^,。?]{0,6}(?:多少|几)(?:钱|块|元|[?。!啊呀]|$)"
        r"|[一每](?:亩|度|吨|平|瓶|斤|公斤|个月)(?:卖|要|是|得)?(?:多少|几)|卖多少|多少(?:钱)?一[一-鿿]|(?<!哪)几(?:毛|元|块(?=钱|一|[,?。!啊呀]|$))"
        r"|吨[水煤焦氢][^,。?]{0,4}成本|补偿款?(?=.{0,6}(?:多少|几|标准|怎么[算定]))|(?:什么|啥)价|一(?:座|台|辆|套|条)[^,。?]{0,6}(?:多少钱|造价|成本)|[每单][一-鿿]{1,3}的?成本"
        r"|[每单一][座台辆套条个吨亩][^,。?]{0,8}[花要需][^,。?]{0,3}多少",
        r"\bprices?\b|\bpays? for (?:\w+ )?(?:electricity|power|water|gas|steam|heat|land|rent)\b"
        r"|\b(?:be|are|get|is) paid\b|\bthe pay\b|\brent(?:al)?\b|salary|salaries"
        r"|\bwages?\b|tariffs?\b|\bfees?\b"
        # "How much heat per tonne" asks for no price.
        r"|^(?!.*\bhow many\b)(?!.*\bhow much (?!(?:is|are|do|does|did|would|will|for|per|money)\b)\w).*"
        r"\bper (?:mu|acre|kwh|kg|kilo(?:gram(?:me)?)?s?|lit(?:er|re)|bottle|cubic|square|tonne|ton|unit)\b"
        r"|\b(?:one|each|a single)(?: of (?:the|those|these|your|them))? \w+ costs?\b|costs? of (?:one|each)\b"
        r"|\bsells? for\b|\bcosts? (?:one|a|per|each) (?:kilo|kg|tonne|ton|lit|mu\b|acre|bottle)"
        r"|\b(?:does|do|would|will) (?:one|each|those|these|a) (?:\w+ ){0,5}costs?\b",
    ),
    Measure.MONEY: either(
        r"多少钱|多少(?:银子|票子|钞票)|多少元|多少亿|几个?亿|产值|增加值|利税|税收|费用|经费|投资额|总投资|注册资本|市值|营收|收入|造价|资金|补[助贴](?:款|金)?(?:是|有|能|给)?(?:多少|几)|多少补[助贴]|利润|盈利|净利|净赚|赚了?(?:多少|几)",
        r"(?:投(?![放用产运])|砸|花|投资)[了进入]?(?:.{0,4})(?:多少|几)|投多少|投资(?:规模|总额|金额)",
        r"how much (?:money|is invested|was invested|investment)"
        r"|how much (?:did|does|will) (?:(?!produce|make)[^,.?]){0,60}"
        r"\b(?:cost|invest|pay|spen[dt]|earn|put|raise|donate|give|take)"
        r"|invest(?:ment(?! (?:promotion|attraction|opportunit|climate|environment|polic|map|list))|ed)|output value"
        r"|added value"
        r"|\bin (?:yuan|rmb|cny)\b|revenue|turnover|profits?|\bcosts?\b|\b(?:did|do|does|would|will) \w+ pay\b",
    ),
    Measure.PEOPLE: either(
        rf"多少(?:号|个)?人|{SOME_PEOPLE}|就业|岗位|工作机会|人数|人口(?=是|有|多少|几|规模|数|[?。]|$)|(?<!排)(?<!排[在到了行第])多少名|(?:多少|几)[名个位]?(?:员工|职工|工人|教师|学生|研究员|博士|专家|工程师|技术员)"
        r"|(?:员工|职工|工人)(?:多少|几|总?数|规模|有多|呢|[?。]|$)",
        r"how many (?:people|folks|persons|hands|jobs|workers|employees|members)"
        r"|how many (?:researchers|engineers|students|scientists)"
        r"|how many .{1,40}\b(?:work|works|working|employed|hired?)\b"
        r"|\bjobs?\b|\bemployment\b"
        r"|\b(?:size|number|how (?:big|large)) .{0,30}\b(?:staff|workforce)\b|\b(?:staff|workforce) (?:size|number)"
        r"|headcount|\bpopulation\b|\binhabitants\b",
    ),
    Measure.ENERGY: either(
        r"发电量|发.{0,3}多少.{0,2}电|多少度|多少电|装机|多少.{0,2}(?:千瓦|gw)",
        r"how much (?:electricity|power|energy)|\bgw\b|kwh|power (?:generation|generated|output)",
    ),
    Measure.MASS: either(
        r"多少万?吨|几[十百千]?万?吨|产能|产量|吨位|年产|出多少货(?!币)|出货量",
        r"(?<!per )(?<!each )(?<!every )\b(?:tonn?es?|tons?)\b|tonnage|capacity",
    ),
    Measure.TECHNICAL: either(
        *_TECHNICAL, "浓度|含量|纯度|电压|压力等级|噪音多|噪声多", r"\bconcentration\b|\bpurity\b|\w content\b"
    ),
}

# What one of these is asked of has other figures too, and none of them answers.
EXCLUSIVE = (Measure.PRICE, Measure.GROWTH)

_GIVEN_SHARE = either(r"\d[\d.]{0,20} ?%", r"百分之|成(?:以上)?\b", r"per ?cent")
# Sentences, by the measure they give.
GIVEN_MEASURES: dict[Measure, re.Pattern[str]] = {
    Measure.AGE: either(r"\d ?岁|年龄", r"\bage\b|years old"),
    Measure.CONTACT: either(r"\d{3,4}-\d{7,8}", r"1[3-9]\d{9}", r"\w@\w", r"https?:", r"www\."),
    Measure.DISTANCE: either(
        _FIGURE + r"(?:公里|千米|km|米|光年|海里|分钟|小时)", r"\bkm\b|kilomet|\bminutes\b|\bhours\b"
    ),
    Measure.DURATION: either(
        r"(?<![\d连续近第])[\d.]{1,3} ?(?:年|个月|天|日|小时|分钟|周)(?![均产前度初底末第])",
        r"即开工|当[天日]|立即|马上|随即",
        r"\d (?:years?|months?|weeks?|days?|hours?|minutes?)\b|immediately|at once|as soon as|right (?:after|away)"
        r"|start construction",
    ),
    Measure.RANK: either(
        r"(?:是不是|是|算)(?:老大|头名|头一号)(?!的)|第 ?[\d一二三四五六七八九十]{1,9}(?:位|名|$|[,,。;;])",
        r"前[\d一二三四五六七八九十]|首[家位个]|唯一|第一",
        r"\branks?\b|ranked|\bfirst\b|\d(?:st|nd|rd|th)\b|\bonly\b",
    ),
    Measure.SHARE: _GIVEN_SHARE,
    Measure.GROWTH: _GIVEN_SHARE,
    Measure.AREA: either(_FIGURE + r"(?:平方|平米|亩|公顷|m2|㎡)", r"square|hectare|\bmu\b"),
    Measure.PRICE: either(
        r"元 ?/|(?:[售定]价?|价格?|租金|收费)[为是约]? ?\d|每(?:亩|度|吨|平|瓶|斤|公斤|月|人).{0,6}元|元每",
        r"(?:cny|rmb|yuan).{0,12}\bper\b",
    ),
    Measure.MONEY: either(_FIGURE + r"(?:元|美元)", r"[十百千万][万亿]元?", r"\bcny\b|\brmb\b|yuan|[¥￥]"),
    Measure.PEOPLE: either(
        r"(?<![第\d.])" + _FIGURE + r"(?:人|名|位|个岗位)", _DIGITS + r" (?:people|jobs|members|staff|workers)"
    ),
    Measure.ENERGY: either(_FIGURE + r"(?:度|千瓦时|kwh|gw|mw|kgce)", r"\bkwh\b|\bgw\b"),
    Measure.MASS: either(_FIGURE + r"(?:吨|t\b|kg(?!ce))", _DIGITS + r"(?: million)? (?:tonnes?|tons?)\b"),
    Measure.TECHNICAL: either(*_TECHNICAL, "纯度|浓度|含量", r"\bpurity\b|\bconcentration\b|\w content\b"),
}

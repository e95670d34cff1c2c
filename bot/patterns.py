"""The wordings by which a question shows what it wants, and a sentence what it gives."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What the answer must look like."""

    QUANTITY = "quantity"  # a figure
    DATE = "date"
    LIST = "list"
    NAME = "name"  # who, which company
    PLACE = "place"
    YES_NO = "yes-no"
    OPEN = "open"  # what is, how, tell me about


def either(*wordings: str) -> re.Pattern[str]:
    """Compile a pattern that finds any of the wordings, case ignored."""
    return re.compile("|".join(wordings), re.IGNORECASE)


# The beginning of a figure, but of a year or of one before what is put here (5G counts nothing). What a match may
# begin with is repeated boundedly, here and below: else a long run of digits would be tried from each of them.
_FIGURE_BUT = r"(?<![\d.])(?!(?:19|20)\d{2}(?!\d|[.,]\d))\d(?![\d.,]{0,20} ?"
# A count of things; years and dates count nothing.
GIVEN_FIGURE = either(
    _FIGURE_BUT + r"(?:[年月]|g\b))",
    r"[一二两三四五六七八九十百千万亿](?:个|家|座|户|名|项|套|条|支|大|期|款)",
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b",
)
# A figure in digits that is neither a share nor a date; "four teams" is a name more often than a count.
GIVEN_COUNT = either(
    _FIGURE_BUT + r"(?:[年月%]|g\b))",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b",
)
# Counting words that count the same things.
COUNTED = tuple(
    (re.compile(rf"[几多少]{either_of}"), re.compile(rf"[\d一二两三四五六七八九十百千万亿多余]\s*{either_of}"))
    for either_of in ("[家户所]", "[人名位]", "[座栋]", "[辆台]", "[亩]", "[项]", "[条]")
)
# For how many years; a year counts none.
_SOME_YEARS = r"(?<![好这那没前后近十过来])(?:几|多少)年(?![来前后级])"
# "A few of us start a business" asks for no number.
SOME_PEOPLE = r"(?<![们咱俺好这那没])几个人(?!一起|合伙|凑|想|打算|准备|创业|才|工智能)"
ASKS_YEARS, GIVEN_YEARS = either(_SOME_YEARS), either(r"(?<!\d)\d{1,2} ?年", r"[一二两三四五六七八九十]年")
# How much of something: a share rather than a sum.
ASKS_PART = either(r"\bhow much of (?:the|your|its|that|this)\b", r"(?:多大|多少)(?:一)?部分")
GIVEN_DATE = either(
    r"(?<!\d)(?:19|20)\d{2}(?!\d|[.,]\d|\s*[万亿吨元])",
    r"(?<!\d)\d{3,4} ?年|\d ?(?:月|世纪)|年代|[朝元][一-鿿]{0,4}年",
    r"\d(?:st|th) century",
)
AS_OF = re.compile(
    r"截[至止] ?(?:(?:19|20)\d{2} ?年?)?(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?日)?"
    r"|\bas of (?:[a-z0-9]+,? ){0,5}?(?:19|20)\d{2}"
)
# When something follows, told by what it follows.
GIVEN_SOON = either(r"即(?:可)?开工|当[天日]", r"\bimmediately|\bas soon as")
GIVEN_NAME = either(
    r"集团|公司|大学|交大|政府|国务院|部门|机关|机构|委员会|部委|研究院|株式会社|管委会",
    r"\bgroup\b|universit|government|ministr|committee|engineering(?! plastic)",
)
# A place is asked for by its kind, and told by its name before that.
ASKED_PLACE_KIND = either(
    r"(?:哪个|哪一?座|什么)(?P<kind>[省市县])(?!场)|\b(?:which|what) (?P<kind_en>province|city|county|country)\b"
)
GIVEN_PLACE = either(r"位于|地处|坐落|地址", r"\blocated\b|situated|\blies in\b|address")

ASKS_DATE = either(
    r"哪一?年|何时|什么时[候间]|啥时|几时|几月|哪一?天|年份|时间是|几几年",
    # "When the park is finished, how many …" does not ask when.
    r"(?:^|[,;.?!] ?|\band |\bsince )when\b"
    r"(?! (?!(?:is|are|was|were|did|do|does|will|has|have|can)\b)[^?]{3,80}[,. ] ?(?:what|how|which|list|name|who)\b)"
    r"|(?:what|which) (?:year|date)s?\b|\b(?:completion|opening|start|launch|founding) date\b",
)
# Asks for a date, where "at once" is none.
ASKS_CALENDAR = either(r"哪一?[年天]|几[年月号]|年份|几几年", r"(?:what|which) (?:year|date|day|month)")
# Who does something, by trade or learning.
_DOER = "contractor|builder|supplier|vendor|provider|operator|carrier|manufacturer|bank|institute"
_EXPERT = "professor|scientist|academician|engineer|expert|researcher|architect"
ASKS_LIST = either(
    r"[二三四五六七八九十\d](?:大|个|家|套|支|条)?[^,。?\d]{1,6}(?:名称|名字|名单)|哪些|哪几"
    r"|哪(?!一[个家座户种类项套条支款])[几一二三四五六七八九十两\d]+[个家座种类项户套条大支园区链]"
    r"|几大?(?:园|产业)(?:是|叫)|名单|列[一出举给]|报一?遍|分别(?:是|叫|有)|(?:一条条|一项项|逐[个一条项]|挨个)地?[说讲列]",
    r"(?:包括|包含|都有|都是|都叫|[有是建做搞弄]些)(?:什么|啥)|(?:什么|啥)(?:产品|化[学工]品|品种|货(?!币)|东西|园区|产业|项目|政策|平台|荣誉|奖项?)"
    r"|[二两三四五六七八九](?:个|套|大|支|张).{0,8}(?:是|叫|有|指)(?:什么|啥|哪)",
    r"which (?!(?:company|firm|enterprise|business|university|group|one|park|province|city)\b"
    rf"|(?:\w+ ){{0,2}}(?:{_DOER}|{_EXPERT})\b)"
    r"(?:(?!(?:is|was|does|has|will|would|can|could|do|did|are|were)\b)[\w-]+ ){0,3}?(?!(?:is|was|does|has)\b)\w+s\b",
    r"what (?!(?:is|are|was|were|\w+ of)\b)(?:\w+ ){0,2}?\w+(?<![uis])s (?:is|does|do|has|have|will|would|can|did) "
    r"(?:the|your|you|they|it)\b"
    r"|what (?:\w+ ){0,2}?\w+(?<![uis])s are|what are|which are (?:\w+ ){0,3}?\w+s\b"
    r"|(?:^|[,.;!] ?|\b(?:please|pls|you|to|just|me|and) )list\b"
    r"|name (?:the|all|them|those|these)\b|\ball (?:the )?(?:two|three|four|five|\d)",
)
# Which so many: fewer are not they.
ASKS_SO_MANY = re.compile(
    r"(?:是|有|叫)哪(?P<number>[三四五六七八九十])"
    r"|(?P<of_number>[三四五六七八九十])个?(?![月年])[^,。?\d]{1,6}(?:具体|分别|到底|究竟)?(?:是|叫)哪(?:几|些)"
)
ASKS_TWO = either("哪[两二2]", r"\b(?:which|what) (?:two|2)\b")
ASKS_COUNT = either(
    _SOME_YEARS,
    rf"多少|(?<![们咱俺好这那没])几(?:个(?!人)|[家座户名位所条项套支块次成台辆])|{SOME_PEOPLE}|多大|多高|多长|处理量|处理能力|吞吐量|数量|规模|第几|多重|几万|几亿|几何|多大规模",
    r"how (?:many|much|large|big|long|high)|number of|amount|(?<!\bin )\bsize\b"
    r"|what(?:'s| is) the (?:maximum|minimum)\b",
)
# How something is worded in full, whatever else of it is asked.
ASKS_WORDING = either(r"全称|原文|完整(?:说法|表述|名称|口号)", r"\bin full\b|\bfull (?:name|wording|title)\b")
ASKS_NAME = either(
    r"(?<!对象是)(?<!对象)(?<!服务)(?<!为)谁|哪一?[家间]|哪[个所](?:企业|公司|集团|单位|大学|学校|高校|老板|厂)|什么(?:企业|公司|人)|啥(?:企业|公司)|哪一?位",
    r"\bwhom?\b|whose|which (?:\w+ )?(?:company|firm|enterprise|university|group)"
    rf"|which (?:\w+ ){{0,2}}(?:{_DOER}|{_EXPERT})\b|\bwhich (?:\w+ ){{0,2}}(?:mill|factory|refinery|foundry|smelter)\b"
    r"|\bname of the (?:\w+ )?(?:company|firm|enterprise|operator)\b",
)
ASKS_COMPANIES = either(
    r"哪(?:几个?|些|[二两三四五六七八九十\d]+个?)?(?:家|户|企业|公司)|(?:企业|公司).{0,6}(?:哪些|哪几|名单|有谁)",
    # "What it does for companies" asks for none.
    r"\b(?:which|what|who|lists?|names?|all|other|any)\b(?: of)?"
    r"(?:(?!\b(?:of|in|inside|for|by|to|with|at|from|that|do|does|did|you|they|we)\b)[^,.?]){0,40}\b(?:compan|enterpris|firms?\b)",
)
ASKS_PLACE = either(
    r"在哪(?![一二三四五六七八九十几些家个种所类年天])|在什么地方|(?<!什么)(?<!啥)(?:地理)?位置(?:在|[?。!]|$)|地址|(?:位于|坐落|地处)(?:在|于)?(?:哪|什么|[?。!]|$)"
    r"|哪[几些一二两三四五六]?[个处]?(?:地址|地点|位置)|(?:哪个|哪一?座|什么)(?:省|市|县|城市|地方|国家|区县|乡镇)",
    r"\bwhere (?:is|are|exactly)\b|\b(?:which|what) (?:province|city|county|country)\b"
    r"|address|location|\blocated(?: (?:in|at|on) (?:what|which)\b|[?. ]*$)",
)
ASKS_YES_NO = either(
    r"吗[?!。]*$|吗\b|(?P<either>[\u4e00-\u9fff])不(?P=either)|是不是|有没有|是否|能不能|可不可以|会不会|对不对|行不行|[没不]有?[?!。]*$|还是"
    r"|^(?![^,。?]{0,4}(?:说|讲|介绍|了解|谈))[^,。?]{0,20}(?:了(?!解)|是(?![^,。?]{0,14}[什怎哪谁啥咋]))[^,。?]{0,14}吧[?!。]*$",
    r"^(?:is|are|do|does|did|can|has|have|was|were|will|could)\b",
)

ASKS_ANYTHING = either(r"哪[个里儿边]|什么(?!都|也)|啥(?!都|也)|怎么|怎样|如何|为何", r"\b(?:what|how|why)\b")

# Whether there is such a thing at all.
ASKS_EXISTENCE = either(
    r"(?:收|要|招|欢迎|接收)(?:不[收要招欢接]|[吗么](?:[?!。,]|$))",  # or whether such are taken
    r"有没有|有无|(?<!没)有(?!把)[^,。?]{1,12}[吗么没](?:有)?(?:[?!。,]|$)",
    r"^(?!.*\bhow (?:many|much)\b).*\b(?:is|are) there\b|\b(?:do|does) (?:you|they|the \w+) have\b|\bgot any\b",
)
_OFFICE = "chairman|chair|ceo|president|boss|owner|founder|director|head|mayor|manager|secretary"
# Who holds an office; a sentence that does not name the office does not name its holder.
ASKS_PERSON = either(
    r"(?P<office>董事长|总裁|总经理|老板|老总|法人代表|法人|创始人|负责人|主任|书记|区长|局长|厂长|教授|院士|院长|校长|所长|站长|工程师|专家)"
    r"(?=.{0,4}(?:谁|叫(?![我他她你俺咱])|姓|名字|哪一?位))",
    r"哪一?位(?P<office8>教授|院士|专家|工程师|院长|校长|博士)",
    r"谁是?.{0,12}(?P<office2>董事长|总裁|总经理|老板|老总|法人|创始人|负责人|主任|书记|教授|院士|院长|工程师|专家)",
    rf"\bwho\b.{{0,40}}\b(?P<office3>{_OFFICE})\b(?! (?:company|firm|group))",
    rf"\bwho (?:is|are|was|were) the (?:\w+ ){{0,2}}(?P<office9>{_EXPERT})\b",
    rf"\bwhich (?:\w+ ){{0,2}}(?P<office6>{_EXPERT})\b",
    r"\bwho (?P<office7>chair|preside)s\b",
    rf"\bname of\b.{{0,40}}\b(?P<office4>{_OFFICE})\b|\b(?P<office5>{_OFFICE})(?:'s|s)? name\b",
)

# Words by which people mean the zone without naming it.
ZONE_ITSELF = either(
    r"你们?(?:这个|那个)?(?:开发区|经开区|园区|区)",
    r"你们(?:这边|那边|这里|那里|这儿|那儿|这块|那块|[这那](?:疙瘩|旮旯|圪垯|嘎达)|[这那](?![个些种套条批家]))?",
    r"贵(?:开发区|区|方|园区)",
    r"咱们?(?:这边|那边|这里|那里|这儿|那儿|这块|那块|这个|那个|这|那)?(?:老家)?(?:这|那)?(?:个)?(?:开发区|经开区|园区|区)?",
    r"我们这(?:里|个区)?",
    r"本(?:开发区|区)",
    r"这个(?:开发区|区|地方)",
    r"(?<![园发新])区里|这块地盘|这里|这儿|当地",
)
RANK_WORDING = either(r"(?:排名?|位列|排行|名列)?(?:第几(?=[名位家个了啊呢?。!,;\s]|$)|老几)[名位家个]?")
# What only frames a question and names no subject.
FRAME = either(
    r"除了[^,。?]{1,8}?(?:以外|之外|外|还|也)|\b(?:besides|apart from|other than) \w+(?: and \w+)?",
    r"[呀啊哦呢嘛呗哈噢喔啦](?=[,。?!]|$)",
    r"(?:排名)?第几|管(?=[^,。?]{0,20}叫(?:什么|啥|做|作))|列一下|(?<!系)列个",
    r"哪一?[家个](?:外国|国外|境外|海外|外地|本地)",
    r"请问一?下?|(?<![申聘邀延])请教(?![授师育练研])一?下?|打听一?下?|听[^,。?说会]{0,4}说[过起]?|[那这]股子|(?:我?想)?问一?下|想知道|想了解一?下?|麻烦|告诉我|说说|讲讲|介绍一?下?|了解一?下?|帮我|查一?下|看一?下|给我|列一?列|列出|列举|报一?遍",
    r"多少钱|多大坪数|坪数",
    r"哪一?年|哪一?天|什么时[候间]|啥时候?|何时|几时|几几年|多少|多大|多高|多长|多远|多久|多重|几何",
    r"几(?=[个家座户名所条项套支块次成台辆大毛元万亿千百吨亩公])[个家座户名所条项套支块次台辆]?|哪几?[些个家里儿种类所座户套条支]?|什么|啥|咋|怎么样?|怎样|如何|为什么|为何",
    r"是不是|有没有|能不能|可不可以|会不会|是否|对不对|行不行|分别|一共|总共|拢共|[加合]起来|加一起|整个|大概|大约|到底|究竟|具体|目前|现在|当前",
    r"(?:那|这|哪|一)部分|总不能|总不会|该不会",
    r"(?:我?想)?问问|听说|名单|还是|真的|底下|手底下|旗下|下头|来着|的话|名称|名字|那个|这个|那块|这块|那些|这些|那点|里头|里面|这边|那边|方面",
    r"\bwhat (?:share|proportion|percentage|part|fraction) of\b|\b(?:list|name)\b(?= (?:the|all|them|of the)\b)",
    r"\bfor (?:my|our|an?|the) (?:piece|article|story|report|memo|talk|slides|thesis|paper|boss|client|notes?)\b",
    r"\b(?:per|a|each|every) (?:year|annum)\b|\b(?:annually|yearly)\b",
    r"\b(?:wich|whic|waht|wat|wht|ther|thier|wher|hwo|hw|teh|wats|whats|pls|plz|thx)\b",
    r"\b(?:what|which|who|whose|where|when|why|how|is|are|was|were|do|does|did|can|could|would|tell|me|give|the|a|an|of|in"
    r"|on|for|at|there|about|many|much|large|big|please|pls|your|you|u|i|we|to|and|it|its|has|have|had|will|be|by|from|with"
    r"|that|this|any|some|right now|currently|existing|total|whole|entire)\b",
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d|[多余来]年)")
# Years told from the day of asking on, by how many they are later.
RELATIVE_YEARS = (
    (re.compile(r"(?<![过失])去年(?!均)|(?<![以史历线网])上一?年(?:度|同期)|(?<![之以])前一年|\blast year\b"), -1),
    (re.compile(r"(?<!如)今年|本年度|\bthis year\b"), 0),
    (re.compile(r"(?<![说表证注标写声发文透])明年(?![份代均])|\bnext year\b"), 1),
)
SHORT_YEAR = re.compile(r"(?<![\d近续约共满整了过])([0-3]\d)年(?!来|以来|多|内|期|历史|时间)")
EACH = either(r"分别|各自|各家?[有占是为投产能达](?!级|种|类|项|界)|各(?:多少|几)|每[一个家]", r"\beach\b|respectively")
# "Each of them": what is said of every one is wanted.
DISTRIBUTES = either(r"分别|各(?:自|家|大|叫|是|为|有)|每[一个家]|一家一个", r"\beach\b|respectively|\bevery\b")
# A question whether, or how much of, something is there already; what is only planned does not answer it.
ASKS_DONE = either(
    r"已经?(?!经|规划|计划|打算|批)[\u4e00-\u9fff]|(?:建|盖|投产|完工|落成|开工|招|用)[^,。?]{0,6}了(?:多少|几|没|吗)"
    r"|(?:建成|建好|盖好|盖完|投产|完工|投用|落地)了?(?:多少|几|吗|没)|[\u4e00-\u9fff](?<!规划)(?<!计划)了(?:多少|几)"
    r"|(?:实际|累计|目前|现在|至今|眼下)[^,。?]{0,8}(?:完成|到位|投了|投入|投进|花了|建成|建好|投产|运营|在用|在跑)"
    r"|(?:目前|现在|如今|眼下|现)[^,。?]{0,6}有(?:多少|几)|(?:到现在|至今|迄今|到目前)[^,。?]{0,10}(?:多少|几)"
    r"|(?:现在|目前|如今|眼下)(?:就|已|已经)?(?:是|算)[^,。?]{2,12}(?:[吗没]|(?<![什怎那这多])么)",
    r"\b(?:already|so far|by now|up to now|to date|as of today|currently (?:operat|runn|in use|open))"
    r"|\bhow (?:many|much)\b[^,.?]{1,60}\b(?:today|right now|at (?:present|the moment)|these days)\b|\bon the road\b"
    r"|\b(?:has|have|had) (?:already )?been (?:spent|disbursed|paid out)\b"
    r"|\bactual(?:ly)? (?:invest|spen|complet|up|built|runn|open|operat|produc|made|mak|sold|deliver)"
    r"|\b(?:are|is|been|being|got) (?:\w+ ){0,2}"
    r"(?:built|running|operating|operational|in (?:use|operation|service)|up\b)",
)
# "Once it is built" asks of the plan.
ONCE_DONE = either(r"(?:以后|之后|后)[^,。?]{0,12}(?:多少|几)", r"\b(?:once|after|when|as soon as)\b")
# What is to come is asked for; how it is now does not tell it.
COMING = either(r"下一步|接下来|将来|未来", r"\bnext\b(?! to\b)|\bin (?:the )?future\b")
PLANNED = either(r"规划|计划|拟|将|全部建成后|打算|目标", r"\bplan|\bwill\b|once fully built|\bgoal|\baim")
# What is there now is asked for; where a thing is going does not tell it.
NOW = either(r"现在|目前|如今|眼下|当前", r"\b(?:now|nowadays|currently|today|these days|at present)\b")
HEADING_FOR = either(r"延伸|布局|前瞻|推动|进军", r"\bextend|\bsteers?\b|\bplans? ahead")
ANSWERED_DONE = either(
    r"已|建成(?!后)|投产(?!后)|截至|实现了|完成", r"\bhas\b|\bhave\b|completed|\bis (?:built|running)"
)
# What askers say of themselves before they ask, and what they add that wants no answer.
OF_ONESELF = re.compile(
    r"(?:我们?)?(?:想|要|打算|准备)?[带把][^,。?:]{1,10}(?:过来|搬来|迁来|引来|落地)|"
    r"(?:我们?|俺们?|咱们?|本人|我司|敝公司)"
    r"(?![要该能国省市县区]|(?:就|也|来|先)?(?:想|问|请|打算|希望|需要|关心|了解|听))"
    r"|(?:[^,。?]{0,8}来[^,。?]{0,6}|(?:做|搞|干|跑|卖)[^,。?]{1,8})的$"  # 外县来取经的,
    r"|(?:so |hi |hello )?(?:i'm|we're|i am|we are|i|we|my|our)\b"
    r"(?! (?:want|would|need|wonder|heard|hear|know|like|have a|think|see|read|am|are|interested|looking|asking)\b|')"
)
# After what an answer is wanted for comes the request: "to draw a chart, please list the parks".
PURPOSE = re.compile(r"(?:我)?(?:要[给写做画交]|给|为了?(?!什么)|帮|替|正?在[写做画弄准整])|(?:to|for)\b")
REQUEST = re.compile(r"(?:麻烦|烦请|劳驾|拜托|帮我|帮忙|请(?![教客求示假])|(?:please|pls|could you|can you)\b)")
# What they mean to do here: that is what they ask about.
MEANS_TO_DO = either(r"(?:想|打算|准备|计划|要)[^,。?]{0,8}[做建搞办开投弄产卖收]")
# Where what a yes-no question says of its subject ends.
ASKS_WHETHER = re.compile(r"[吗么](?:[,。?!]|$)|,?还是")
RHETORICAL = re.compile(r"(?:吧|呗|嘛)[?!]*$")
# What they think of it, after having asked.
REMARK = re.compile(
    r"\s?(?:听着|看着|感觉|觉得)?(?:还|倒|可)?(?:挺|蛮|好|真|太|够|怪)(?!像|比|多少)[\u4e00-\u9fff]{1,5}[!。~]*$"
)
# Whether something will come: what has been does not tell when.
ASKS_COMING = either(
    r"(?:预计|预期|打算|准备|计划|将会?|什么时候能|啥时候能|几时能)[^,。?]{0,10}(?:哪一?年|什么时[候间]|啥时|何时|几时|几月)",
    r"(?:哪一?年|什么时[候间]|啥时候?|何时|几时)(?:能|会|才能?|可以)",
    r"\bwhen will\b|\bwhen .{0,40}\b(?:due|expected|going to)\b|\b(?:what|which) year will\b",
)
DOUBTS = re.compile(r"\s?(?:(?:总|该)不[能会]|不[能会].{0,30}吧[?!]*$)")  # "surely not", after what is asked
# Orders to the program rather than questions to the office.
ORDERS = either(
    r"忽略(?:以上|上面|之前|前面|所有|一切|你的)|(?:无视|忘[记掉])(?:以上|上面|之前|所有|你的)",
    r"扮演|假装|装作|你现在是|现在你是|假[如设]你是|从现在起你|系统提示|提示词|你就说|照我说的|跟我念|一个字都?(?:别|不)改",
    r"只(?:许|准|能)?回答[“\"「']?(?:是|对|好)|保证.{0,20}(?:免费|回报|收益|稳赚)",
    r"ignore (?:all|any|your|the|previous|above|everything)|disregard (?:all|any|your|the|previous)",
    r"forget (?:all|your|the|previous|everything)|you are now|pretend|role-?play|system prompt",
    r"(?:^|[,.!] ?|\bplease |\byou (?:must |should |will |now )?|\bnow |\bto )act as\b",
    r"\bwrite (?:me )?(?:a|an|some) (?:\w+ )?(?:function|code|program|script|poem|essay|song|story)\b",
    r"your (?:instructions|prompt|rules)|repeat after me|say that\b|just say\b|developer mode|jailbreak",
)
COORDINATION = either(r"[和与跟、及&+]|加上|\band\b")
# A figure that a yes-no question claims or a sentence states.
CLAIMED_FIGURE = re.compile(
    r"(?<![\d.])(?P<number>\d[\d,]{0,20}(?:\.\d{1,20})?) ?(?P<powers>(?:[百千万亿]|million|billion){0,4})[多余]? ?"
    r"(?P<unit>元|吨|人|名|户|家|个|座|辆|亩|平方公里|平方米|度|%|位|yuan|cny|tonnes?|tons?|jobs|people|square|(?<=[万亿])(?=[^元]|$))"
)
MORE_THAN = either(r"超过|超了?|多于|大于|高于|以上|过了|破了?|more than|over|above|exceed|at least")
FEWER_THAN = either(r"不到|不足|少于|低于|小于|以下|less than|fewer than|under|below")
# When something was, or will be, complete: when it was begun does not answer it.
COMPLETION = either(
    r"建成|建好|完工|竣工|投产|投运|投用|投入使用|运营|盖好|落成",
    r"complet|finish|operation|come on stream|open(?:ed|s)?\b",
)
# A sentence with one of these denies or plans; it does not say that something is so.
NOT_YET = either(r"[不未无没非]|计划|规划|目标|拟|将|打算|力争|\bnot?\b|\bplan|\bgoal|\baims?\b|\bwill\b|\bwithout\b")
# "Is it or is it not" denies nothing.
ASKED_EITHER_WAY = either(
    r"(?P<either>[\u4e00-\u9fff])[不没](?P=either)|(?:[不没]|没有)(?=[?!。,]|$)|不(?=的?吧)", r"\bor not\b"
)
# Which day or month: a year alone does not answer it.
ASKS_DAY = either(r"几月|几号|哪一?天|哪一?个?月", r"\b(?:exact|on (?:what|which)|what|which) (?:date|day|month)\b")
GIVEN_DAY = either(
    r"\d ?月", r"january|february|march|april|\bmay\b|june|july|august|september|october|november|december"
)
CLAIMS_YEAR = either(
    r"是(?:在|于)?(?:19|20)\d{2}年?.{0,12}(?:吗|么|吧|对不对|[?。]|$)",
    r"\b(?:in|before|after|since|by) (?:19|20)\d{2}\b",
)
EARLIER, LATER = either(r"\bbefore\b|\bearlier\b|早于"), either(r"\bafter\b|\blater\b|晚于")
CHOICE = re.compile(r"(?P<left>[\u4e00-\u9fffa-z0-9]{1,8})还是(?P<right>[\u4e00-\u9fffa-z0-9]{1,8})")

# The thing that a question counts or lists stands right after its interrogative.
ASKED_THING = either(
    r"(?:哪[几一两三四五六七八九十\d]*[家所座户间]|多少(?:[个家户名所项座条位]|万?吨)?"
    r"|(?<![好这那没])几(?:[个家户名所项座条位]|万?吨))(?!地方|货)(?P<thing>[\u4e00-\u9fff]{2,})",
    r"how many (?:(?:tonn?es?|tons?|kilos?|lit(?:er|re)s|bottles) of )?"
    r"(?P<thing_en>(?!(?:made|got|entered|joined|reached|passed|work|exist)\b)[a-z-]+"
    r"(?: (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|in|at|on"
    r"|of|to|for|from|by|per|with|made|got|entered|the|this|that|a|you|your|they|we|i|it|there|and|or|already|altogether|now|total|running|straight)\b)[a-z-]+){0,3})",
)

JOBS = either(r"就业|岗位|工作机会", r"\bjobs?\b|\bemployment\b")
# What is made stands beside the word for how much of it is.
MADE_THING = either(
    r"(?P<made>[\u4e00-\u9fff]{1,6}?)(?: (?=规划|目标|设计))?"
    r"(?:的?(?:规划|目标|设计|计划|预计|现有|实际|最大|总|年)){0,2}的?(?:产能|产量)",
    r"\b(?!(?:existing|total|annual|yearly|planned|current|installed|present|combined|overall|its|their|your|the|what|which)\b)"
    r"(?P<made_en>[a-z]{1,30}) (?:output|capacity|production)\b",
    r"\b(?:output|capacity|production) of (?P<of_en>[a-z]+)",
    r"\btonn?e?s of (?P<tonnes_en>[a-z0-9]+"
    r"(?: (?!(?:annually|yearly|here|now|altogether|total|today)\b)[a-z]+"
    r"(?= (?:is|are|do|does|did|can|will|per|a)\b|[?]|$))?)"
    r"|多少万?吨(?!货)(?P<tonnes>[\u4e00-\u9fff]{1,4}?)(?=[,。?!啊呢]|$)",
)
# Or before 有几家.
COUNTED_THING = either(r"(?P<thing>[\u4e00-\u9fff]{2,12})有(?:多少|几)[家户所名个位座项]")
# What those that are counted must be.
COUNTED_PART = re.compile(r"\bhow many of [^,.?]{1,60}? (?:are|were|is) (?P<part>[a-z]{4,})(?=[-? ]|$)")
# What is asked by kind stands right after the interrogative.
ASKED_KIND = either(
    r"\b(?:what|which) (?P<kind>[a-z]{4,})\b",
    r"\b(?:what|who)(?:'s|'re| is| are| was| were) the (?:two |three )?(?P<kind_of>[a-z]{5,})"
    r"(?= (?:of|in|for|here|there)\b|\?|$)",
    r"\b(?:value|amount|volume|total) of (?:the )?(?P<kind_summed>[a-z]{5,})(?= (?:of|in|from|for|to)\b|\?|$)",
    r"(?P<kind_measured>[\u4e00-\u9fff]{2,4}?)(?:一共|总共|大概|大约)?(?:有|是|为|达|达到|完成)多少(?:[万亿]|元|钱)?(?=[?。!,]|$)",
    r"(?<![有是叫成了过到])(?:什么|啥)(?P<kind_zh>[\u4e00-\u9fff]{2,4})(?=[?。,!啊呀呢吗]|$)",
)

# "Which of the two is larger": both are asked for the same thing.
COMPARES = (
    re.compile(
        r"(?P<a>[^,。?;]{1,20}?)(?:和|与|跟|同|比起|还是|vs\.?|、)(?P<b>[^,。?;]{1,20}?),?"
        r"(?:哪一?[个家边座种]|谁|哪边|相比|比较)(?:的)?(?P<what>[^,。?;]{0,10}?)(?:更|比较|要|最)?[大多高强长小少低早](?:些|一?点|呢)?"
    ),
    re.compile(
        r"\b(?:which|what) (?:\w+ )??(?:is|has|have|gets|got)(?: the)?"
        r" (?:bigger|larger|more|higher|greater|most|largest|biggest|highest|less|smaller|fewer)"
        r"(?P<what>(?: \w+){0,3})[,:]? (?:the )?(?P<a>[\w -]{1,60}?) or (?:the )?(?P<b>[\w -]+)"
    ),
)
# Which of several is the most so: that is told by a rank or by the figures of several.
SUPERLATIVE = either(
    r"(?:哪|谁)[^,。?]{0,10}最[大多高强长小少低早贵]|最[大多高强小少低早贵]的?[^,。?]{0,6}(?:哪|谁)",
    r"\b(?:which|who)\b[^,.?]{0,40}\b(?:largest|biggest|most|highest|smallest|least|lowest|cheapest)\b",
)
GIVEN_FIRST = either(
    r"最|第一|首[家个位]|唯一|排名|前[一二三\d]", r"most|largest|biggest|highest|first|rank|\bonly\b|\btop\b"
)
PART_BREAK = re.compile(
    r"[,;、。?!\n]+|\s(?=[一-鿿])|(?<=[一-鿿])\s"
    r"|(?:以及|还有|另外|和|跟)(?=.{0,12}(?:多少|几|哪|什么|怎|如何|啥))"
    r"|\band\b(?= (?:what|how|which|who|when|where|since))"
)

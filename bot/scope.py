"""The wordings that tell of which place, level, time, phase, kind or matter a question or sentence speaks."""

import re

from bot.patterns import either

# Zones and places besides the one that the documents are about.
OTHERS = either(
    r"(?:其[他它]|(?<![级类特个区])别的|旁边|隔壁|周边|邻近|附近)的?(?:开发区|经开区|高新区|园区|县|市|城市|地方|省)",
    r"\b(?:other|neighbou?ring|nearby) (?:\w+ )?(?:zones?|parks?|cities|city|provinces?|counties|county)\b",
)
# How this one stands among others is asked about this one.
COMPARED_WITH_OTHERS = either(
    r"(?:跟|和|与|同|比起?)[^,。?]{0,8}(?:其[他它]|别的|周边|附近|隔壁)[^,。?]{0,10}比",
    r"(?:全省|省[里内]|山西)[^,。?]{0,12}(?:排|第几|比)",
    r"\b(?:against|than|compared (?:to|with)|among)\b.{0,12}\b(?:other|neighbou?ring|nearby)\b",
)
WHOLE_YEAR = "year"
# The parts of a year, by the wordings that name them; the figures of one are no answer for another.
PERIODS = {
    "quarters": either(
        r"前[三3]季度?|前[九9]个月|(?<!\d)1[-到至~]9月|[一1][-到至~][三3]季度",
        r"first (?:three|3) quarters|first (?:nine|9) months|\bq1 ?(?:-|to|through|until) ?q3\b",
    ),
    "first quarter": either(
        r"(?<![前\d])第?[一1]季度|第[一1]季", r"first quarter\b|\bq1\b(?! ?(?:-|to|through|until))"
    ),
    "second quarter": either(r"(?<![前\d])第?[二2]季度|第[二2]季", r"second quarter\b|\bq2\b"),
    "third quarter": either(
        r"(?<![前\d])第?[三3]季度|第[三3]季", r"third quarter\b|(?<!-)(?<!- )(?<!to )(?<!through )\bq3\b"
    ),
    "fourth quarter": either(r"(?<![前\d])第?[四4]季度|第[四4]季", r"(?:fourth|last) quarter\b|\bq4\b"),
    "first half": either(r"上半年|前[二两2]季度", r"first half|\bh1 (?:of )?20\d\d|20\d\d h1\b"),
    "second half": either(r"下半年", r"second half|\bh2 (?:of )?20\d\d|20\d\d h2\b"),
    WHOLE_YEAR: either(r"全年|整年", r"\b(?:full|whole|entire) year"),
}
_OF_ZONE = r"别?(?=的?(?:经济|高新|开发区|经开区|园区|还是|或|[吗呢么吧啊嘛了,。?!]|$))"
_OF_ZONE_EN = (
    r"(?:[- ]level)?"
    r"(?= ?(?:[,.?!]|(?:economic |high-tech |and |technological |development ){0,5}zone|one\b|status|or\b|$))"
)
# What else has a level.
OF_OTHER_LEVEL = re.compile(
    r"项目|工程|名单|企业|巨人|实验室|\b(?:projects?|lists?|compan|enterpris|giant|laborator|lab\b)"
)
# Of which level a zone is: both words tell of levels, but one level is not the other.
LEVELS = {
    "provincial": either(rf"省级{_OF_ZONE}", rf"\bprovinc(?:ial|e-level){_OF_ZONE_EN}"),
    "national": either(rf"国家级{_OF_ZONE}", rf"\b(?:national|state-level){_OF_ZONE_EN}"),
}
# "The second plant": there is another one only where the documents count it.
ANOTHER = re.compile(r"第([二三四])[座条]|\b(second|third) (?:\w+ )?(?:plant|factory|zone|base|port|laboratory|lab)\b")
COUNTED_AS = {
    "二": either("第二|两[座条个]"),
    "三": either("第三|三[座条个]"),
    "四": either("第四|四[座条个]"),
    "second": either(r"second|\btwo\b|第二|两[座条个]"),
    "third": either(r"third|\bthree\b|第三|三[座条个]"),
}
# A phase of a project; what is said of one holds for no other.
PHASE = re.compile(r"第?([一二三四五])期(?!间)|\bphase (one|two|three|i{1,3}|[1-5])\b|\b(first|second|third) phase\b")
# What a name or kind stands right before.
OF_A_KIND = either(
    r"开发区|经开区|高新区|经济区|经济开发区|新区",
    r"产业园|工业园|园区?(?=[的有是占多投产规面在建几,。?]|$)|产业|行业|企业|集团|公司|工厂|基地|项目|大学",
    r"(?:(?:economic|industrial|development|high-tech|technology) ){0,4}(?:\w{1,20} )?"
    r"(?:zone|park|industry|plant|factory|base|project)\b",
)
# What only the name of a place stands right before.
ZONE_KIND = either(r"(?:经济(?:技术)?|高新(?:技术)?(?:产业)?|工业)开发区|经开区|高新区|保税区|自贸区")
INDUSTRY_OR_PARK = either(r"产业园|工业园|园区|产业(?!链)|基地", r"(?:industry|industrial park)\b")
# What only a document that speaks of it answers, however near another one is.
MUST_BE_TOLD = {
    "setback": either(
        r"退出|跌出|掉出|关停|关闭|关门|停产|停工|停办|停业|倒闭|破产|撤资|撤出|撤走|撤离|搬走|迁走|跑路|裁员|亏损|亏了|烂尾|降级|延期|推迟|拖欠"
        r"|违约|处罚|罚款|事故|爆炸|起火|泄漏|伤亡|诉讼|官司|腐败|造假",
        r"\b(?:pull|f[ae]ll|drop)(?:s|ed|ing|en|ped|ping)? out\b|\bshut(?:ting)? down\b|\bclos(?:e|ed|ing) down\b"
        r"|\bbankrupt|\bla(?:id|y|ying) off\b|\blayoffs?\b|\baccidents?\b|\bexplosions?\b|\bfined\b|\bpenalt"
        r"|\blawsuits?\b|\bsued\b|\bscandal|\bdefault|\bwithdr[ae]w|\bquit\b|\bcancel|\babandon|\bpostpon|\bdelay"
        r"|\bdowngrad|\bdid \w+(?: \w+)? (?:leave|exit|relocate|move (?:away|out))\b",
    ),
    "tax": either(
        r"(?:房产|增值|所得|使用|印花|契|关)税|税率|[免退减抵]税|免[^,。?]{0,6}税|税收(?:优惠|减免|返还)",
        r"\bvat\b|\b(?:income|property|corporate|sales) tax"
        r"|\btax (?:rate|holiday|break|rebate|relief|incentive|exempt)",
    ),
    "loan": either(r"贷款|利率|贴息|授信", r"\bloans?\b|\binterest rates?\b|\bmortgage"),
    "trade": either(r"出口额|进口额|出口(?:多少|了?几|到哪|量)|外贸", r"\bexport(?:s|ed)?\b|\bimport(?:s|ed) "),
}

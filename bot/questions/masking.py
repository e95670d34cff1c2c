"""Mask what tells who a person is in a question, before it is kept."""

import re

from index.normalise import normalise
from knowledge.personal import find_personal

MASK = "***"

_HAN = "[\u4e00-\u9fff]"
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董潘袁蔡蒋蔣余于杜叶葉程"
    "魏苏蘇吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付傅方邹鄒熊孟秦邱江尹薛闫閻阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬"
    "钱錢严嚴赖賴覃洪武莫孔汤湯向常温溫康施牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包"
    "宁寧尚符舒阮柯纪紀梅童凌毕畢单單裴霍涂成苗谷曲盛冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農"
    "司卓古吉缪简簡车車项項连連芦褚娄婁窦竇戚景党黨宫費费卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊姬师師仇栾欒隋商刁荆荊"
)
_SURNAME = f"(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|[{_SURNAMES}])"
# Words that begin as a surname does.
_NO_NAME = (
    "什么|什麼|谁|誰|哪|啥|怎|有|是|的|你|我|他|她|它|们|們|不|做|电话|電話|信息|人|方[便式法案面向]|安[排全徽]|何[时時地]|"
    "[时時][间間]|[单單]位|金[额額融]|万元|[万萬]|成[立本果]|高[管层層校新]|江[苏蘇西南]|山西|任[何务務]|于|常[见見用]|向|包[括含]|[应應]|全|"
    "[关關]于|白酒|石[油材]|管[理委]|[经經]|路|[车車]|[马馬]上|[项項]目|解[决決释釋]|党[建委员务組组]|黨|相[关關]|[华華][为侨商]|[农農][民业户]|商|司机|[师師]傅|[连連]"
)
_NAME = f"(?!{_NO_NAME}){_SURNAME}{_HAN}{{1,2}}"
_END = r"(?=[\s,.;!?:()*，。；、！？：（）]|$)"
_TITLE = (
    "(?:总(?![产產面体部投量规共额数公人])|總(?![產面體部投量規共額數公人])|[经經]理|董事|主任|[书書][记記]|[局科处處部厂廠]长|[局科處部廠]長|"
    "老板|老闆|老[师師]|工程|工(?![业業厂廠艺藝人程])|博士|教授|先生|女士|小姐)"
)
_UNIT = r"[万萬亿億元吨噸亩畝%‰户戶人个個家]|人民币|平方|公里|千瓦|mu\b|rmb|yuan|usd|tons?\b|tonnes?\b|kwh?\b"
_AMOUNT = rf"(?!\s?(?:{_UNIT})|\.?[0-9])"
_DASH = "[ \u2010-\u2015-]"

_NUMBERS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        # Abroad: + and the country's code.
        rf"(?<![0-9])(?P<who>\+[1-9](?:[ ()-]{{0,2}}[0-9]){{7,14}})(?![0-9]){_AMOUNT}",
        # Land lines with their area's code, and hot lines.
        rf"(?<![0-9.])(?P<who>[(（]?0[1-9][0-9]{{1,2}}[)）]?{_DASH}{{0,2}}[2-9][0-9]{{2,3}}{_DASH}?[0-9]{{4}}"
        rf"(?:(?:{_DASH}|转|轉)[0-9]{{1,5}})?){_AMOUNT}",
        rf"(?<![0-9.])(?P<who>[48]00(?:{_DASH}?[0-9]{{3}}{_DASH}?[0-9]{{4}}|{_DASH}[0-9]{{4}}{_DASH}[0-9]{{3}})){_AMOUNT}",
        # Whatever follows a word for it.
        r"(?:电话|電話|座机|座機|手机|手機|传真|傳真|热线|熱線|qq|\btel|\bphone|\bmobile|\bcell|\bfax|whatsapp|call me)"
        r"(?:号码|號碼|号|號| number| no\.?| at| on)?(?:是|为|為|is|:|：|\s){0,4}"
        rf"(?P<who>[0-9](?:{_DASH}?[0-9]){{4,14}})(?![0-9]){_AMOUNT}",
        # Too long for any figure in a question.
        rf"(?<![0-9.])(?P<who>[0-9]{{11,}}+[x]?){_AMOUNT}",
        "(?P<who>[〇零一二三四五六七八九幺]{11,}+)",
    )
)
_ACCOUNTS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?:微信|薇信|威信|v信|wx|\bvx|加v)(?:号|號|id)?(?:是|为|為|叫|:|：|\s){0,4}(?P<who>[a-z0-9][\w-]{4,31})",
        r"\b(?:wechat|whatsapp|skype|telegram|line)(?: id| account| number)?(?: is|:|：)\s{0,3}"
        r"(?P<who>[a-z0-9@][\w.-]{3,31})",
        r"\b(?:wechat|weixin)(?: id)? (?P<who>(?=[a-z_-]{0,30}[0-9])[a-z0-9][\w-]{4,31})",
        r"(?<![\w@])(?P<who>@[a-z]\w{3,31})",
        r"\bt\.me/(?P<who>\w{4,32})",
    )
)
_LATIN = r"[A-Za-z\u00c0-\u024f](?:[A-Za-z\u00c0-\u024f'’-]){0,30}"
_SMALL = (
    r"(?i:and|i|from|of|at|in|on|what|which|how|who|where|when|why|we|our|the|a|an|my|is|are|am|can|could|please|with|"
    r"for|to|do|does|you|your|looking|want|would|calling|here|but|or|may|will|not|back|if|as|about|there|has|have)\b"
)
_LATIN_NAME = rf"(?!{_SMALL}){_LATIN}(?:[ .](?!{_SMALL}){_LATIN}){{0,2}}"
_CAPITAL = r"[A-Z\u00c0-\u00de][a-z\u00df-\u024f'’-]{1,30}"
_CALLED = (
    r"(?:(?:我|本人|在下)叫做?|名字[是叫]|叫我|姓名[是为為叫]?|[联聯][系繫络絡]人(?:姓名)?[是为為叫]?|收件人[是为為]?)"
)
_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_CALLED}[:：\s]{{0,3}}(?P<who>{_NAME}|(?!{_NO_NAME}){_HAN}{{2,4}}(?:·{_HAN}{{1,5}})?{_END}|{_LATIN_NAME})",
        rf"(?:我|免贵|免貴|本人|敝)姓(?P<who>(?!{_NO_NAME}|名){_HAN})",
        rf"(?:我是|我就是|我[们們]是|找|[联聯][系繫络絡]|叫我|和|跟)(?P<who>(?!{_NO_NAME}){_SURNAME}{_HAN}{{0,2}}?)(?={_TITLE})",
        rf"(?P<who>(?!{_NO_NAME}){_SURNAME}{_HAN}{{0,2}}?)(?=先生|女士|小姐|太太)",
        rf"(?:我(?:就)?是|本人)(?:[^\s,，。的]{{1,16}}的)?(?P<who>{_NAME})(?<![人商的家们們员員])"
        rf"(?=[\s,.;!?:()*，。；、！？：（）]|$|电|電|手机|手機|微信|[联聯]|想|要)",
        rf"(?P<who>{_NAME})(?=(?:先生|女士|小姐|[总總]|[经經]理|主任)?[\s,，:：(（]{{0,3}}的?"
        r"(?:[联聯][系繫络絡])?(?:电话|電話|手机|手機|微信)?[号號]?[码碼]?[是为為:：\s]{0,3}\*\*\*)",
        rf"(?i:\bname(?:['’]s| is|:)|\bcall me|\bi am called|\bcontact(?: person)?(?: is|:)|\battn[.:]?)\s{{1,3}}"
        rf"(?P<who>{_LATIN_NAME})",
        rf"\bI(?:['’]m| am) (?P<who>{_CAPITAL}(?: {_CAPITAL}){{1,2}})",
        rf"(?i:\bthis is) (?P<who>{_CAPITAL}(?: {_CAPITAL}){{0,2}})(?= (?:from|speaking|calling|here)\b)",
        rf"\b(?:(?i:mr|mrs|dr)|Ms|Miss|Prof)\b\.? ?(?P<who>(?!{_SMALL}){_LATIN}(?: {_CAPITAL})?)",
    )
)


def mask(text: str) -> str:
    """`text` with `***` for phone, identity and card numbers, addresses and accounts, and names of contacts.

    Amounts, years and what companies are called stay. Runs in time linear in the length of `text`.
    """
    parts: list[str] = []
    shown = 0
    for one in find_personal(text):
        parts += text[shown : one.start], MASK
        shown = one.end
    text = "".join((*parts, text[shown:]))
    for pattern in (*_NUMBERS, *_ACCOUNTS, *_NAMES):
        text = pattern.sub(_without_whom, text)
    return text


def kept_form(text: str) -> str:
    """`text` as the log keeps it: masked and normalised.

    It is masked twice: capitals, which tell names, are lost by normalising; widths and characters that hide numbers
    only go with it.
    """
    return mask(normalise(mask(text)))


def _without_whom(found: re.Match[str]) -> str:
    start = found.start()
    return found.group()[: found.start("who") - start] + MASK + found.group()[found.end("who") - start :]

"""Put the Cantonese words that people type in Hong Kong and Guangdong into written Chinese."""

import re

# In Simplified characters, as normalised texts are: 嗰 is 𠮶 there.
_WORDS = {
    "有冇": "有没有", "系唔系": "是不是", "系咪": "是不是", "佢系": "它是", "系咩": "是什么",
    "使唔使": "要不要", "得唔得": "行不行", "唔系": "不是", "冇": "没有", "唔": "不", "边个": "哪个",
    "边度": "哪里", "边间": "哪家", "边啲": "哪些", "几多间": "多少家", "几多": "多少", "几时": "什么时候",
    "点样": "怎样", "点解": "为什么", "乜嘢": "什么", "乜野": "什么", "咩": "什么", "嘢": "东西",
    "𠮶边": "那边", "𠮶度": "那里", "𠮶啲": "那些", "𠮶": "那", "入面": "里面", "呢度": "这里", "呢边": "这边",
    "呢啲": "这些", "而家": "现在", "呢家": "现在", "依家": "现在", "成个": "整个", "平啲": "便宜点",
    "啲": "些", "嘅": "的", "畀": "给", "俾": "给", "佢哋": "他们", "佢": "它", "哋": "们", "喺": "在",
    "咗": "了", "睇": "看", "嚟": "来", "咁": "这么", "搵": "找", "㗎": "", "喎": "", "嘞": "",
}  # fmt: skip
# What stands inside other Chinese too is Cantonese only where its neighbours allow it: not in 旁边个, 重点解决, 而家电.
_GUARDED = (
    r"(?<![旁那这两里外上下东西南北左右前后周身海河湖江路街山岸沿手无])边[间个度啲]",
    r"(?<![重难要观热疑优特焦])点解(?![决读析答释])",
    r"[而依呢]家(?![电庭长具居族属人园])",
)
_PLAIN = [word for word in _WORDS if not any(re.fullmatch(guarded, word) for guarded in _GUARDED)]
# Without one of these, which no written Chinese has, 几时 or 成个 are not taken for Cantonese.
_MARKS = re.compile("|".join((r"[冇嘢嘅啲畀佢哋喺咗𠮶睇嚟咁搵㗎喎乜咩]|唔[系使得会]|系咪|几多", *_GUARDED)))
_ANY = re.compile("|".join((*_GUARDED, *map(re.escape, sorted(_PLAIN, key=len, reverse=True)))))


def written(text: str) -> str:
    """Return normalised `text` with its Cantonese words in written Chinese; one without any as it is."""
    if not _MARKS.search(text):
        return text
    return _ANY.sub(lambda word: _WORDS[word.group()], text)

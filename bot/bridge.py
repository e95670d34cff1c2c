"""Put an English question into the documents' Chinese, where no English page answers it."""

import re

from bot.patterns import ASKS_DATE, ASKS_EXISTENCE, FRAME, either
from index.bilingual import Glossary
from index.normalise import normalise

# What the question asks, English wording to Chinese, the more particular ones first.
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (ASKS_DATE, "哪一年"),
    (either(r"\brank", r"what place"), "排名第几"),
    (either(r"(?:which|what) (?:\w+ )?(?:companies|enterprises|firms)"), "哪些企业"),
    (either(r"\bwho\b", r"whose", r"(?:which|what) (?:\w+ )?(?:company|enterprise|firm|group)\b"), "是哪家企业"),
    (either(r"\bwhere\b", r"\blocat", r"\baddress"), "在哪里"),
    (either(r"how (?:many|much|large|big|long|high|far)", r"number of", r"amount of"), "多少"),
    (
        either(
            r"(?:which|what) (?:\w+ ){0,3}?\w+s\b", r"what are", r"\blist\b", r"\ball (?:the )?(?:two|three|four|five)"
        ),
        "有哪些",
    ),
    (ASKS_EXISTENCE, "有没有"),
    (either(r"^(?:is|are|do|does|did|can|could|has|have|was|were|will)\b"), "吗"),
)


def in_chinese(text: str, glossary: Glossary) -> str:
    """Return English `text` as Chinese words followed by what it asks.

    This serves searching, not reading: the words come in the order of the English.
    """
    plain = normalise(text)
    asked = next((wording for pattern, wording in _ASKED if pattern.search(plain)), "")
    return f"{glossary.translate(FRAME.sub(' ', plain))} {asked}".strip()

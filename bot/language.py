"""Tell which language and script a person writes, and put Chinese text into theirs."""

import functools
import re
from enum import StrEnum

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_ENGLISH_FRAME = re.compile(
    r"\b(?:what|which|who|where|when|why|how|is|are|was|were|do|does|did|can|could|tell|the|of|in|there|about)\b",
    re.IGNORECASE,
)

# Where one simplified character stands for several and OpenCC, which lacks the trade's words, takes the wrong one.
_MISREAD = (("幹熄焦", "乾熄焦"), ("制氫", "製氫"), ("制綠氫", "製綠氫"))

CHINESE_PAGES = frozenset({"zh-Hans", "zh-Hant"})
ENGLISH_PAGES = frozenset({"en"})


class Language(StrEnum):
    """The languages that the bot speaks, as BCP 47 tags."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"

    @property
    def page_languages(self) -> frozenset[str]:
        """Languages of pages that a reader of this one reads without translation."""
        if self is Language.ENGLISH:
            return ENGLISH_PAGES
        return CHINESE_PAGES


@functools.cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def detect_language(text: str, default: Language = Language.SIMPLIFIED) -> Language:
    """Return the language of `text`; `default` decides where it shows neither script nor words.

    Chinese with English names in it is Chinese; an English sentence with Chinese names in it is English.
    Text whose characters are the same in both scripts takes the script of `default`.
    """
    han = len(_HAN.findall(text))
    words = len(_LATIN_WORD.findall(text))
    if han == 0:
        return Language.ENGLISH if words else default
    if words >= 3 and _ENGLISH_FRAME.search(text) and words * 2 > han:
        return Language.ENGLISH
    traditional = _changed(text, "t2s")
    simplified = _changed(text, "s2t")
    if traditional > simplified:
        return Language.TRADITIONAL
    if simplified > traditional or default is Language.ENGLISH:
        return Language.SIMPLIFIED
    return default


def _changed(text: str, conversion: str) -> int:
    """How many characters the conversion would change."""
    converted = str(_converter(conversion).convert(text))
    return sum(a != b for a, b in zip(text, converted, strict=False)) + abs(len(text) - len(converted))


def in_script(text: str, language: Language) -> str:
    """Return Chinese `text` in the script of `language`; characters only, so a quotation keeps its words."""
    if language is Language.TRADITIONAL:
        converted = str(_converter("s2tw").convert(text))
        for wrong, right in _MISREAD:
            converted = converted.replace(wrong, right)
        return converted
    if language is Language.SIMPLIFIED:
        return str(_converter("t2s").convert(text))
    return text

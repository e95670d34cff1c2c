"""Fold what people type and what documents say into one form: width, script, case, numerals, white space."""

import functools
import re
import unicodedata

from opencc import OpenCC

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile(r"\s+")
_METRE = re.compile(r"(?<!办)公尺")  # which OpenCC leaves
_ACCENTS = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]+")  # Lüliang
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_PLACES = {"千": 1000, "百": 100, "十": 10}
# Composed numerals only: 七百八十, 五百, 三十五; a lone 五 or 百 is a word (一区五园, 百强).
_NUMERAL = re.compile(
    r"(?<![零一二两三四五六七八九十百千万亿])(?=[零一二两三四五六七八九十百千]{2})"
    r"(?:[一二两三四五六七八九]千)?(?:零?[一二两三四五六七八九]百)?"
    r"(?:零?[一二三四五六七八九]?十[一二三四五六七八九]?|零[一二三四五六七八九])?"
    r"(?![零一二两三四五六七八九十百千])"
)


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("tw2sp")


@functools.lru_cache(maxsize=16_384)
def normalise(text: str) -> str:
    """Return `text` in NFKC, Simplified Chinese (Taiwan words replaced too), lower case, no accents, single spaces.

    Control and invisible characters go and composed Chinese numerals become digits (七百八十亿 → 780亿); so texts
    that say the same are, as far as possible, the same string.
    """
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFKC", _ACCENTS.sub("", text))
    text = _SPACES.sub(" ", to_simplified(text).lower()).strip()
    return _NUMERAL.sub(lambda found: _digits(found.group()), text)


def to_simplified(text: str) -> str:
    """Fold Traditional script, with Taiwan vocabulary, to Simplified."""
    return _METRE.sub("米", str(_to_simplified().convert(text)))


def _digits(numeral: str) -> str:
    """Write a Chinese numeral below ten thousand in digits; one without 十, 百 or 千 stays as it is."""
    if not any(place in numeral for place in _PLACES):
        return numeral
    total = digit = 0
    for character in numeral:
        if character in _PLACES:
            total += (digit or 1) * _PLACES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return str(total + digit)

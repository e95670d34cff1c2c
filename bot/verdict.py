"""Say yes or no to a yes-no question where the quotation leaves no doubt."""

import re
from collections.abc import Iterator, Sequence

from bot.patterns import (
    ASKED_EITHER_WAY,
    CLAIMED_FIGURE,
    CLAIMS_YEAR,
    EARLIER,
    FEWER_THAN,
    LATER,
    MORE_THAN,
    NOT_YET,
    Kind,
)
from bot.question import Question, levels
from bot.selection import Quote
from index.normalise import normalise
from index.words import Lexicon, QueryWord
from knowledge.passages import UnitKind

_CERTAIN = 0.9  # presence of a word, or a synonym, that counts as said
_POWERS = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "million": 1e6, "billion": 1e9}
_YEAR_UNIT = "年"
_MONEY = "元"  # what 500亿 counts where nothing else is said
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|\b)")


def verdict(question: Question, words: Sequence[QueryWord], quotes: Sequence[Quote], lexicon: Lexicon) -> bool | None:
    """Return what the quotations say to a yes-no question, None where they leave it open or it asks another thing.

    A figure or year that the question claims is compared with the only one of its unit that is quoted. Else it is
    yes when the first quotation says every word of the question, and neither denies nor merely plans it.
    """
    if question.kind is not Kind.YES_NO or not quotes:
        return None
    quoted = normalise(_first(quotes[0]))
    claims_year = CLAIMS_YEAR.search(question.text) is not None  # else it only tells of when it is asked
    claims = [(value, unit) for value, unit in _figures(question.text) if unit != _YEAR_UNIT or claims_year]
    if claims:
        return _compared(question.text, claims, list(_figures(quoted))) if len(claims) == 1 else None
    if NOT_YET.search(normalise(quotes[0].text)) and not NOT_YET.search(ASKED_EITHER_WAY.sub(" ", question.text)):
        return None
    if question.levels - levels(quoted):
        return None
    passage = quotes[0].hit.passage
    heads = normalise(" ".join((passage.title, *passage.heading_path, *passage.aliases)))
    said = [lexicon.presence(word, f"{heads} {quoted}") >= _CERTAIN for word in words]
    return True if said and all(said) else None


def _first(quote: Quote) -> str:
    """What a quotation begins with: a sentence, which others may follow, or the whole of a list or table."""
    unit = quote.hit.passage.units[quote.units[0]]
    return unit.text if unit.kind is UnitKind.SENTENCE else quote.text


def _compared(text: str, claims: Sequence[tuple[float, str]], figures: Sequence[tuple[float, str]]) -> bool | None:
    (claimed, unit), *_ = claims
    same = {value for value, other in figures if other == unit}
    if len(same) != 1:
        return None
    value = same.pop()
    if unit == _YEAR_UNIT and EARLIER.search(text):
        return value < claimed
    if unit == _YEAR_UNIT and LATER.search(text):
        return value > claimed
    if MORE_THAN.search(text):
        return value > claimed
    if FEWER_THAN.search(text):
        return value < claimed
    return value == claimed


def _figures(text: str) -> Iterator[tuple[float, str]]:
    """The figures of normalised `text` with their units; a year's unit is `年`."""
    for found in _YEAR.finditer(text):
        yield float(found[1]), _YEAR_UNIT
    for found in CLAIMED_FIGURE.finditer(_YEAR.sub(" ", text)):
        value = float(found["number"].replace(",", ""))
        for power in re.findall(r"[百千万亿]|million|billion", found["powers"] or ""):
            value *= _POWERS[power]
        yield value, found["unit"] or _MONEY

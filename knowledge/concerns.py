"""What staff should see before they publish a document: where it is, in which words, and against what."""

from dataclasses import dataclass
from enum import StrEnum

_LONGEST_DETAIL = 120  # characters; what a telephone shows without scrolling


class ConcernKind(StrEnum):
    """What may be wrong, the most serious first; the order is that of a review."""

    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    PASSPORT = "passport"
    MOBILE = "mobile"
    EMAIL = "email"
    OTHER_FIGURE = "other_figure"
    EXPIRED = "expired"
    DATE_ORDER = "date_order"
    FUTURE_DATE = "future_date"
    UNREADABLE_PAGE = "unreadable_page"
    ODD_TEXT = "odd_text"
    INSTRUCTIONS = "instructions"
    DUPLICATE = "duplicate"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_SLIDE = "hidden_slide"
    EMPTY_SHEET = "empty_sheet"
    MACROS_IGNORED = "macros_ignored"
    NO_DATE = "no_date"
    LONG_SENTENCE = "long_sentence"
    NO_HEADINGS = "no_headings"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document, for humans; `line` and `page` are 1-based, None where the source has none."""

    heading_path: tuple[str, ...] = ()
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The sentence of another document that repeats or contradicts the one concerned."""

    document_id: str
    title: str
    sentence: str
    place: Place


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to look at; `place` is None where it is about the whole document.

    `detail` holds the words, dates or sheet concerned, shortened, with personal data masked.
    """

    kind: ConcernKind
    document_id: str
    place: Place | None = None
    detail: str = ""
    other: Counterpart | None = None


def shortened(text: str, longest: int = _LONGEST_DETAIL, around: int = 0) -> str:
    """At most `longest` characters of `text`, with … where something was cut; `around` is a place to keep in view."""
    text = text.strip()
    if len(text) <= longest:
        return text
    start = min(max(0, around - longest // 2), len(text) - longest)
    end = start + longest
    cut = text[start + (start > 0) : end - (end < len(text))]
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")

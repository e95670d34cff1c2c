"""What an answer that staff write may hold, and what they should look at before they publish it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import CuratedError
from index.normalise import normalise
from knowledge.concerns import ConcernKind
from knowledge.personal import find_personal
from knowledge.validity import ends

LONGEST_QUESTION = 500  # characters
LONGEST_ANSWER = 3_000
LONGEST_DETAIL = 200
MOST_WORDINGS = 50  # of each kind, wanted and not


@dataclass(frozen=True, slots=True)
class Content:
    """What a member of staff writes: the question as it may be put, its answer, and what goes with it.

    `source` is the title and heading to cite, `valid_until` the last day (2026, 2026-12 or 2026-12-31) on which the
    answer is given, `group_id` the group of asked questions that it is for.
    """

    question: str
    answer: str
    source: str | None = None
    valid_until: str | None = None
    topic: str | None = None
    group_id: int | None = None


def checked(content: Content, on: date | None = None) -> Content:
    """`content` without what nobody sees, if it can be published; CuratedError says why it cannot.

    Where the day `on` is given, an answer that has expired by then is refused as well.
    """
    content = replace(
        content,
        question=_line(content.question),
        answer=cleaned(content.answer),
        source=_line(content.source or "") or None,
        valid_until=_line(content.valid_until or "") or None,
        topic=_line(content.topic or "") or None,
    )
    check_answer(content.answer)
    _check_question(content.question)
    for name in (content.source, content.topic):
        if len(name or "") > LONGEST_DETAIL:
            raise CuratedError(
                "detail_long", f"source and topic have at most {LONGEST_DETAIL} characters", {"limit": LONGEST_DETAIL}
            )
    if content.valid_until is not None:
        check_date(content.valid_until, on)
    return content


def check_answer(text: str) -> None:
    """CuratedError where `text` is empty or too long for an answer."""
    if not normalise(text).strip():
        raise CuratedError("answer_empty", "the answer is empty; write it in words")
    if len(text) > LONGEST_ANSWER:
        raise CuratedError(
            "answer_long",
            f"the answer has {len(text)} characters, more than {LONGEST_ANSWER}; shorten it",
            {"length": len(text), "limit": LONGEST_ANSWER},
        )


def check_date(value: str, on: date | None = None) -> None:
    """CuratedError where `value` is no date, or is over by the day `on`."""
    try:
        last = ends(value)
    except ValueError:
        raise CuratedError("date", f"{value[:40]!r} is no date; write 2026, 2026-12 or 2026-12-31") from None
    if on is not None and last < on:
        raise CuratedError("past", f"{value} is over; give a date that is not", {"date": value})


def checked_wordings(texts: Iterable[str]) -> tuple[str, ...]:
    """The wordings of questions, normalised, each once; CuratedError where one cannot be a question."""
    wordings = tuple(dict.fromkeys(normalise(cleaned(text)) for text in texts))
    if len(wordings) > MOST_WORDINGS:
        raise CuratedError(
            "many_wordings", f"an answer has at most {MOST_WORDINGS} other wordings", {"limit": MOST_WORDINGS}
        )
    for wording in wordings:
        _check_question(wording)
    return wordings


def cleaned(text: str) -> str:
    """`text` without control characters, half surrogates and white space at its ends; line breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cs"}).strip()


def personal_data(content: Content) -> tuple[tuple[ConcernKind, str], ...]:
    """What in the content looks like somebody's own number or address: its kind, and how it may be shown."""
    found = [one for text in (content.question, content.answer) for one in find_personal(text)]
    return tuple(dict.fromkeys((one.kind, one.masked) for one in found))


def _check_question(text: str) -> None:
    if not normalise(text).strip():
        raise CuratedError("question_empty", "the question is empty; write it in words")
    if len(text) > LONGEST_QUESTION:
        raise CuratedError(
            "question_long",
            f"a question has at most {LONGEST_QUESTION} characters; shorten it",
            {"limit": LONGEST_QUESTION},
        )


def _line(text: str) -> str:
    return " ".join(cleaned(text).split())

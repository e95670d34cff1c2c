"""When a document holds: dates of partial precision, and what they say of a given day or year."""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

ISO_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


class Validity(StrEnum):
    """What a document is worth on a day."""

    CURRENT = "current"
    NOT_YET = "not yet"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


def starts(value: str) -> date:
    """The first day of `2023`, `2023-09` or `2023-09-30`; ValueError for anything else."""
    year, month, day = _parts(value)
    return date(year, month or 1, day or 1)


def ends(value: str) -> date:
    """The last day of `2023`, `2023-09` or `2023-09-30`; ValueError for anything else."""
    year, month, day = _parts(value)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def status(valid_from: str | None, valid_until: str | None, superseded: bool, on: date) -> Validity:
    """What a document is worth on the day `on`; a date that is missing sets no bound, and both days are included.

    Raises ValueError where a date is not of the calendar.
    """
    if superseded:
        return Validity.SUPERSEDED
    if valid_until is not None and on > ends(valid_until):
        return Validity.EXPIRED
    if valid_from is not None and on < starts(valid_from):
        return Validity.NOT_YET
    return Validity.CURRENT


def valid_in_year(valid_from: str | None, valid_until: str | None, year: int) -> bool:
    """Whether a document held on any day of the year, as far as its dates tell."""
    begun = valid_from is None or starts(valid_from).year <= year
    return begun and (valid_until is None or ends(valid_until).year >= year)


def superseded_on(replacements: Iterable[tuple[str | None, str | None]], on: date) -> frozenset[str]:
    """The ids of the documents whose place another has taken by the day `on`.

    `replacements` are (supersedes, valid_from) of the published documents: one takes the other's place on the
    day from which it is valid itself, and keeps it when it expires.
    """
    return frozenset(
        supersedes
        for supersedes, valid_from in replacements
        if supersedes is not None and (valid_from is None or starts(valid_from) <= on)
    )


def _parts(value: str) -> tuple[int, int | None, int | None]:
    if not re.fullmatch(ISO_DATE, value) or value.endswith("\n"):
        raise ValueError("is not a date of the form 2023, 2023-09 or 2023-09-30")
    year, month, day = (*(int(part) for part in value.split("-")), None, None)[:3]
    if not year:
        raise ValueError("is in the year 0, which no calendar has")
    assert year is not None
    return year, month, day

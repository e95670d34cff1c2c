"""Put together what was asked in a period: how much, by whom, about what, and what was left open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select

from bot.answer import Outcome
from bot.language import Language
from bot.questions.frequent import GroupFigures, Shares, Volume, shares, top, unanswered, volumes
from bot.questions.period import asked_in
from bot.tables import questions
from knowledge.transactions import reading

_TOP, _OPEN = 50, 50
_CHUNK = 1000


class Span(StrEnum):
    """How long a report looks back."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def days(self) -> int:
        """Its length; a month is the last thirty days."""
        return {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 30}[self]


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to before `until`, both aware, in days of `zone`."""

    since: datetime
    until: datetime
    zone: ZoneInfo

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        return self.since.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        """The last day that it touches."""
        return (self.until - timedelta(microseconds=1)).astimezone(self.zone).date()

    @property
    def before(self) -> "Period":
        """The period of the same length before."""
        since, until = self.since.astimezone(UTC), self.until.astimezone(UTC)
        return Period(since - (until - since), since, self.zone)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period. `days` are its days, of a single day the week up to it; `before` is how many questions
    the period of the same length before had. Small talk and what is no question count nowhere.
    """

    period: Period
    asked: int
    answered: int
    askers: int
    before: int
    days: tuple[Volume, ...]
    top: tuple[GroupFigures, ...]
    unanswered: tuple[GroupFigures, ...]
    shares: Shares

    @property
    def answered_share(self) -> float | None:
        """In [0, 1]; None where nothing was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def change(self) -> float | None:
        """From the period before, as a share of that; None where nothing was asked then."""
        return self.asked / self.before - 1 if self.before else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is kept: masked, and without who asked."""

    at: datetime
    text: str
    interpreted_as: str
    language: str
    topic: str | None
    outcome: str
    confidence: float
    group: int | None
    vote: int | None
    complaint: str | None


def recent(span: Span, now: datetime, zone: ZoneInfo) -> Period:
    """The days of `span` that end with today, so far."""
    first = now.astimezone(zone).date() - timedelta(days=span.days - 1)
    return Period(_midnight(first, zone), now, zone)


def whole_days(first: date, last: date, zone: ZoneInfo) -> Period:
    """From the beginning of the first to the end of the last day."""
    return Period(_midnight(first, zone), _midnight(last + timedelta(days=1), zone), zone)


def week_before(moment: datetime, zone: ZoneInfo) -> Period:
    """The seven whole days before the day of `moment`."""
    today = moment.astimezone(zone).date()
    return whole_days(today - timedelta(days=7), today - timedelta(days=1), zone)


def compile_report(engine: Engine, period: Period) -> Report:
    """Count what was asked in a period; DatabaseError when the database fails."""
    since, until = period.since, period.until
    counted = volumes(engine, since, until, period.zone)
    earlier = volumes(engine, period.before.since, period.before.until, period.zone)
    days = counted
    if len(counted) == 1:  # a single bar says nothing
        week = _midnight(period.first_day - timedelta(days=6), period.zone)
        days = volumes(engine, week, until, period.zone)
    return Report(
        period=period,
        asked=sum(day.answered + day.refused for day in counted),
        answered=sum(day.answered for day in counted),
        askers=_askers(engine, period),
        before=sum(day.answered + day.refused for day in earlier),
        days=days,
        top=top(engine, since, until, limit=_TOP),
        unanswered=unanswered(engine, since, until, limit=_OPEN),
        shares=shares(engine, since, until),
    )


def questions_in(
    engine: Engine, period: Period, topic: str | None = None, language: Language | None = None, limit: int | None = None
) -> Iterator[Asked]:
    """The single questions of a period that are still kept, newest first, at the time of the period's zone.

    Raises DatabaseError, when it is read from, where the database fails.
    """
    kept = questions.c
    wanted = (
        select(
            kept.at, kept.text, kept.interpreted_as, kept.language, kept.topic, kept.outcome, kept.confidence,
            kept.group_id, kept.vote, kept.complaint,
        )
        .where(kept.at >= period.since, kept.at < period.until)
        .order_by(kept.at.desc(), kept.id)
        .limit(limit)
    )  # fmt: skip
    if topic is not None:
        wanted = wanted.where(kept.topic == topic)
    if language is not None:
        wanted = wanted.where(kept.language == language.value)
    with reading(engine) as connection:
        for row in connection.execute(wanted.execution_options(yield_per=_CHUNK)):
            at, *others = row
            yield Asked(at.astimezone(period.zone), *others)


def _askers(engine: Engine, period: Period) -> int:
    """How many persons asked, as far as their questions are still kept."""
    asked = asked_in(period.since, period.until)
    real = asked.c.outcome.not_in([Outcome.SMALL_TALK.value, Outcome.INVALID.value])
    with reading(engine) as connection:
        return connection.execute(select(func.count(asked.c.asker.distinct())).where(real)).scalar_one()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)

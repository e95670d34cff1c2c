"""Count what is asked: groups, their trend and how they fared, in a period."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from sqlalchemy import Engine, Row, Select, String, case, func, select

from bot.answer import Outcome
from bot.language import Language, in_script
from bot.questions.period import asked_in
from bot.tables import question_groups, question_wordings
from knowledge.tables import UtcDateTime
from knowledge.transactions import reading

_MOSTLY = 0.5
_NO_QUESTION = frozenset({Outcome.SMALL_TALK.value, Outcome.INVALID.value})
_HOUR = "%Y-%m-%d %H"
_SPARE = 4  # times as many groups as are shown, for some have no wording that may be
_LONGEST = 100  # characters of a wording that is shown to investors
_BEGAN, _ENDS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# What is masked, and what people say of themselves.
_PRIVATE = re.compile(r"\*|我(?:是|叫|姓)|我们?(?:公司|厂)|(?i:\b(?:i am|i'm|my name|my company|our company)\b)")


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How often one question was asked in a period, in whatever words, and how it fared.

    `wording` is its representative one, in `language`. `askers` counts different persons, as far as the questions
    themselves are still kept; `before` how often it was asked in the period of the same length before. `answered` is
    the share of `count` that was, `failed` how many were not or were voted down. `satisfaction` is the share of the
    votes that are up, None without votes.
    """

    group: int
    wording: str
    language: Language
    topic: str | None
    count: int
    askers: int
    before: int
    answered: float
    failed: int
    satisfaction: float | None
    latest: datetime

    @property
    def trend(self) -> float | None:
        """The change from the period before, as a share of that: 0.5 is half more; None where there was nothing."""
        return self.count / self.before - 1 if self.before else None


@dataclass(frozen=True, slots=True)
class Volume:
    """The questions of one day: small talk and invalid ones are in `count` only, `refused` are all others that were
    not answered, those that a colleague took over included."""

    day: date
    count: int
    answered: int
    refused: int


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole; `name` is None for the questions of no topic."""

    name: str | None
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Shares:
    """The questions of a period by topic, language and outcome, the largest first; topics are of real questions only,
    that is without small talk and invalid ones."""

    topics: tuple[Share, ...]
    languages: tuple[Share, ...]
    outcomes: tuple[Share, ...]


def top(
    engine: Engine,
    since: datetime,
    until: datetime,
    topic: str | None = None,
    language: Language | None = None,
    limit: int = 10,
) -> tuple[GroupFigures, ...]:
    """Return the groups asked most from `since` to before `until`, those of a topic and asked in a language where
    given.

    Raises DatabaseError when the database fails.
    """
    return _figures(engine, since, until, topic, language)[:limit]


def unanswered(
    engine: Engine,
    since: datetime,
    until: datetime,
    topic: str | None = None,
    language: Language | None = None,
    limit: int = 10,
) -> tuple[GroupFigures, ...]:
    """Return the groups that were mostly refused or voted down, those that failed most often first."""
    groups = [one for one in _figures(engine, since, until, topic, language) if one.failed > _MOSTLY * one.count]
    return tuple(sorted(groups, key=lambda one: (-one.failed, -one.count, one.group))[:limit])


def volumes(engine: Engine, since: datetime, until: datetime, zone: tzinfo = UTC) -> tuple[Volume, ...]:
    """Return the volume of each day from `since` to before `until`, those without questions included.

    Days are those of `zone`; questions older than the retention count for the day that was kept of them.
    """
    asked = asked_in(since, until)
    hour = func.strftime(_HOUR, asked.c.at, type_=String)
    wanted = select(hour, asked.c.whole_day, asked.c.outcome, func.sum(asked.c.times)).group_by(
        hour, asked.c.whole_day, asked.c.outcome
    )
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    with reading(engine) as connection:
        for begins, whole_day, outcome, count in connection.execute(wanted):
            moment = datetime.strptime(begins, _HOUR).replace(tzinfo=UTC)
            day = moment.date() if whole_day else moment.astimezone(zone).date()
            counts[day][outcome] += count
    first, last = since.astimezone(zone).date(), (until - timedelta(microseconds=1)).astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(_volume(day, counts[day]) for day in days)


def _volume(day: date, outcomes: Counter[str]) -> Volume:
    real = sum(count for outcome, count in outcomes.items() if outcome not in _NO_QUESTION)
    answered = outcomes[Outcome.ANSWERED]
    return Volume(day, outcomes.total(), answered, real - answered)


def shares(engine: Engine, since: datetime, until: datetime) -> Shares:
    """Return how the questions of a period divide into topics, languages and outcomes."""
    asked = asked_in(since, until)
    wanted = select(asked.c.topic, asked.c.language, asked.c.outcome, func.sum(asked.c.times)).group_by(
        asked.c.topic, asked.c.language, asked.c.outcome
    )
    topics: Counter[str | None] = Counter()
    languages: Counter[str | None] = Counter()
    outcomes: Counter[str | None] = Counter()
    with reading(engine) as connection:
        for topic, language, outcome, count in connection.execute(wanted):
            languages[language] += count
            outcomes[outcome] += count
            if outcome not in _NO_QUESTION:
                topics[topic] += count
    return Shares(_shares(topics), _shares(languages), _shares(outcomes))


def _shares(counts: Counter[str | None]) -> tuple[Share, ...]:
    total = counts.total()
    return tuple(Share(name, count, count / total) for name, count in counts.most_common())


@dataclass(frozen=True, slots=True)
class Popular:
    """A question that many ask and that is answered, in words that may be shown to anyone, in `language`."""

    group: int
    wording: str
    language: Language
    topic: str | None
    count: int


def public(
    engine: Engine,
    language: Language,
    least_askers: int = 3,
    limit: int = 10,
    topic: str | None = None,
    since: datetime = _BEGAN,
    until: datetime = _ENDS,
) -> tuple[Popular, ...]:
    """Return the questions asked most that are mostly answered, none that fewer than `least_askers` persons asked.

    The wording is one of the group's in `language` where there is such a one, else the representative one, in the
    reader's script where that is Chinese; none shows or tells anything of a person. Raises DatabaseError when the
    database fails.
    """
    groups = [
        one
        for one in _figures(engine, since, until, topic)
        if one.askers >= least_askers and one.failed <= _MOSTLY * one.count
    ][: _SPARE * limit]
    kept = question_wordings.c
    wanted = (
        select(kept.group_id, kept.wording, kept.language)
        .where(kept.group_id.in_([one.group for one in groups]))
        .order_by(kept.uses.desc(), func.length(kept.wording), kept.question_id)
    )
    wordings: dict[int, list[tuple[str, Language]]] = {one.group: [(one.wording, one.language)] for one in groups}
    with reading(engine) as connection:
        for group, wording, written in connection.execute(wanted):
            wordings[group].append((wording, Language(written)))
    found = ((one, _shown(wordings[one.group], language)) for one in groups)
    shown = (Popular(one.group, *said, one.topic, one.count) for one, said in found if said is not None)
    return tuple(islice(shown, limit))


def _shown(wordings: Sequence[tuple[str, Language]], language: Language) -> tuple[str, Language] | None:
    """The first wording in the language, or in its other script, or in any, that may be shown to anyone."""
    open_to_all = [one for one in wordings if not _PRIVATE.search(one[0]) and len(one[0]) <= _LONGEST]
    for pages in (frozenset({language.value}), language.page_languages):
        for wording, written in open_to_all:
            if written.value in pages:
                return in_script(wording, language), language
    return open_to_all[0] if open_to_all else None


def _figures(
    engine: Engine,
    since: datetime,
    until: datetime,
    topic: str | None = None,
    language: Language | None = None,
) -> tuple[GroupFigures, ...]:
    """The figures of all groups that were asked, those asked most first."""
    now, before = (_by_group(start, end, topic, language) for start, end in _periods(since, until))
    with reading(engine) as connection:
        rows = connection.execute(now).all()
        earlier = {row.group_id: row.times for row in connection.execute(before)}
    figures = [_figures_of(row, earlier.get(row.group_id, 0)) for row in rows]
    return tuple(sorted(figures, key=lambda one: (-one.count, -one.latest.timestamp(), one.group)))


def _periods(since: datetime, until: datetime) -> Sequence[tuple[datetime, datetime]]:
    """The period and the one before; one that would begin before time begins with it."""
    return (since, until), (since - min(until - since, since - _BEGAN), since)


def _by_group(since: datetime, until: datetime, topic: str | None, language: Language | None) -> Select[Any]:
    asked = asked_in(since, until)
    groups = question_groups.c
    failed = case((asked.c.outcome == Outcome.ANSWERED.value, asked.c.down), else_=asked.c.times)
    wanted = (
        select(
            asked.c.group_id,
            groups.wording,
            groups.language,
            groups.topic,
            func.sum(asked.c.times).label("times"),
            func.count(asked.c.asker.distinct()).label("askers"),
            func.sum(case((asked.c.outcome == Outcome.ANSWERED.value, asked.c.times), else_=0)).label("answered"),
            func.sum(failed).label("failed"),
            func.sum(asked.c.up).label("up"),
            func.sum(asked.c.down).label("down"),
            func.max(asked.c.at, type_=UtcDateTime).label("latest"),
        )
        .join(question_groups, groups.id == asked.c.group_id)
        .group_by(asked.c.group_id)
    )
    if topic is not None:
        wanted = wanted.where(groups.topic == topic)
    if language is not None:
        wanted = wanted.where(asked.c.language == language.value)
    return wanted


def _figures_of(row: Row[Any], before: int) -> GroupFigures:
    votes = row.up + row.down
    return GroupFigures(
        group=row.group_id,
        wording=row.wording,
        language=Language(row.language),
        topic=row.topic,
        count=row.times,
        askers=row.askers,
        before=before,
        answered=row.answered / row.times,
        failed=row.failed,
        satisfaction=row.up / votes if votes else None,
        latest=row.latest,
    )

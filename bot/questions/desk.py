"""The desk at which staff answer what was left open: what is open, what they write, and who waits for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select

from bot.answer import Outcome
from bot.followup import joins_on
from bot.questions.curated import CuratedAnswers
from bot.questions.drafts import Drafts
from bot.questions.matching import Matcher
from bot.questions.records import Curated, CuratedState, all_answers
from bot.questions.waiting import Waiting, WaitingAskers
from bot.tables import questions
from index.normalise import normalise
from knowledge.paging import Page, page_within
from knowledge.transactions import reading

PERIOD = timedelta(days=30)
_LOOKED_AT = 200  # groups


class OpenGroup(Protocol):
    """A group of questions that were mostly refused or voted down; `failed` of `count` times."""

    @property
    def group(self) -> int: ...
    @property
    def wording(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def failed(self) -> int: ...


OpenGroups = Callable[[datetime, datetime, int], Sequence[OpenGroup]]
"""Gives up to so many groups that were left open from one moment to before another, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Due:
    """An answer for somebody who waits, to all the questions that it answers."""

    curated: Curated
    waiting: tuple[Waiting, ...]


class AnswerDesk:
    """Everything about curated answers that chats need, messenger-neutral.

    Every method raises DatabaseError when the database fails. Rights are checked by the caller.
    """

    def __init__(
        self,
        engine: Engine,
        answers: CuratedAnswers,
        matcher: Matcher,
        groups: OpenGroups,
        hashed: Callable[[str], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        today: Callable[[], date] = date.today,
    ) -> None:
        self.answers = answers
        self.matcher = matcher
        self.drafts = Drafts(engine, clock, today)
        self.waiting = WaitingAskers(engine, hashed, clock)
        self._engine = engine
        self._groups = groups
        self._clock = clock
        self._today = today

    def unanswered(self, number: int = 1, size: int = 8) -> Page[OpenGroup]:
        """One page of what was left open lately; without what has been answered since and not failed again."""
        now = self._clock()
        groups = self._groups(now - PERIOD, now, _LOOKED_AT)
        with reading(self._engine) as connection:
            answers = [one for one in all_answers(connection, CuratedState.PUBLISHED) if one.holds(self._today())]
            by_group = {one.content.group_id: one for one in answers}
            by_text = {text: one for one in answers for text in one.texts(wanted=True)}
            left = [
                group
                for group in groups
                if (answer := by_group.get(group.group) or by_text.get(normalise(group.wording))) is None
                or _failed_since(connection, group.group, answer.changed_at)
            ]
        number = page_within(number, size, len(left))
        return Page(tuple(left[(number - 1) * size : number * size]), number, size, len(left))

    def wordings(self, group: int, limit: int = 5) -> tuple[str, ...]:
        """Some of the questions of a group, the latest first, each once."""
        query = (
            select(questions.c.text)
            .where(questions.c.group_id == group)
            .group_by(questions.c.text)
            .order_by(func.max(questions.c.at).desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return tuple(connection.execute(query).scalars())

    def due(self, messenger: str) -> tuple[Due, ...]:
        """Who of those who wait can be told now, and what: the answer to their question or to its group."""
        found: dict[tuple[str, int], list[Waiting]] = {}
        answers: dict[int, Curated] = {}
        waiting = self.waiting.all(messenger)
        if not waiting:
            return ()
        published = [one for one in self.answers.published()[1] if one.holds(self._today())]
        by_group = {one.content.group_id: one for one in published if one.content.group_id is not None}
        for one in waiting:
            curated = by_group.get(one.group_id or 0)
            if curated is None and not joins_on(normalise(one.text)):
                match = self.matcher.match(one.text)
                curated = match.curated if match is not None else None
            # What they were shown already and were not content with is no news.
            if curated is not None and curated.changed_at > one.asked_at:
                answers[curated.id] = curated
                found.setdefault((one.chat, curated.id), []).append(one)
        return tuple(Due(answers[number], tuple(together)) for (_, number), together in found.items())


def _failed_since(connection: Connection, group: int, moment: datetime) -> bool:
    """Whether a question of the group was left open, or voted down, after a moment."""
    failed = select(questions.c.id).where(
        questions.c.group_id == group,
        questions.c.at > moment,
        (questions.c.vote == -1) | (questions.c.outcome == Outcome.REFUSED.value),
    )
    return connection.execute(failed.limit(1)).first() is not None

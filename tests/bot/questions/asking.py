"""Questions, their groups and a desk to answer them at, without a model."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Engine, func, select, update

from bot.answer import Outcome
from bot.questions.curated import CuratedAnswers
from bot.questions.desk import AnswerDesk
from bot.questions.matching import Matcher
from bot.tables import question_groups, questions
from index.normalise import normalise
from index.search import Searcher
from knowledge.transactions import reading, writing
from tests.bot.questions.ledger import group, hashed

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.5
STAFF = "telegram:staff"
DORM = "园区有职工宿舍吗"
DORM_TOO = "请问园区里有没有职工宿舍"
DORM_ANSWER = "有。职工公寓在柳湾园北门外，共三栋。"
BUS = "班车几点发车"


@dataclass(frozen=True, slots=True)
class Pairs:
    """A question as its pairs of neighbouring characters."""

    pairs: frozenset[str]
    vectors: "NDArray[np.float32]" = field(compare=False)


class Overlap:
    """Questions are the same as far as they share pairs of characters; counts those that it read."""

    def __init__(self, _searcher: Searcher | None = None) -> None:
        self.read: list[str] = []

    def asked(self, text: str) -> Pairs:
        self.read.append(text)
        plain = normalise(text)
        pairs = frozenset(plain[at : at + 2] for at in range(max(1, len(plain) - 1)))
        vector = np.zeros(64, dtype=np.float32)
        for pair in pairs:
            vector[zlib.crc32(pair.encode()) % 64] += 1
        return Pairs(pairs, np.asarray([vector / np.sqrt((vector**2).sum())], dtype=np.float32))

    def same(self, one: Pairs, other: Pairs) -> float:
        return len(one.pairs & other.pairs) / min(len(one.pairs), len(other.pairs))


@dataclass(frozen=True, slots=True)
class Group:
    """What the list of open questions needs of a group."""

    group: int
    wording: str
    count: int
    failed: int


class Grouping:
    """Puts questions that are alike into one group, as they are written to the log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._overlap = Overlap()

    def __call__(self) -> None:
        with reading(self._engine) as connection:
            written = connection.execute(select(questions).where(questions.c.group_id.is_(None))).all()
        for one in written:
            with reading(self._engine) as connection:
                rows = connection.execute(select(question_groups.c.id, question_groups.c.wording)).all()
            asked = self._overlap.asked(one.text)
            alike = [row.id for row in rows if self._overlap.same(asked, self._overlap.asked(row.wording)) >= THRESHOLD]
            number = alike[0] if alike else group(self._engine, one.text)
            with writing(self._engine) as connection:
                connection.execute(update(questions).where(questions.c.id == one.id).values(group_id=number))


def open_groups(engine: Engine, limit: int) -> tuple[Group, ...]:
    """The groups with questions that were left open or voted down."""
    failed = func.sum((questions.c.outcome == Outcome.REFUSED.value) | (func.coalesce(questions.c.vote, 0) == -1))
    query = (
        select(question_groups.c.id, question_groups.c.wording, func.count().label("asked"), failed.label("failed"))
        .join(questions, questions.c.group_id == question_groups.c.id)
        .group_by(question_groups.c.id)
        .having(failed > 0)
        .order_by(failed.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return tuple(Group(row.id, row.wording, row.asked, row.failed) for row in connection.execute(query))


def answer_desk(engine: Engine, hashed: Callable[[str], str] = hashed) -> AnswerDesk:
    """A desk over what is logged in a database."""
    answers = CuratedAnswers(engine)
    matcher = Matcher(answers, Overlap, THRESHOLD)
    return AnswerDesk(engine, answers, matcher, lambda _since, _until, limit: open_groups(engine, limit), hashed)

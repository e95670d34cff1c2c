"""Put what is asked into groups of the same question, as it comes."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np
import structlog
from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from bot.followup import goes_on
from bot.language import Language, detect_language, in_script
from bot.question import understand
from bot.questions.entries import LoggedOutcome
from bot.questions.sameness import Asked, Sameness
from bot.questions.wordings import Wording, Wordings
from bot.tables import question_counts, question_groups, question_wordings, questions
from bot.texts import say
from knowledge.transactions import reading, writing

if TYPE_CHECKING:
    from numpy.typing import NDArray

TWINS = 0.9  # the probability above which two groups are made one
GROUPED = (LoggedOutcome.ANSWERED, LoggedOutcome.REFUSED, LoggedOutcome.HANDED_OVER)
_LOOKS_EVERY = 200  # wordings kept between two looks for groups that are the same
_CLOSING = "?!。.,; "
_STORED = np.dtype("<f4")

_log = structlog.get_logger(__name__)


class Logged(Protocol):
    """What is needed of a question that was written to the log; its texts are masked."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def interpreted_as(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def topic(self) -> str | None: ...
    @property
    def outcome(self) -> str: ...


class Groups:
    """The groups in a database; thread-safe, one for the process that writes the log.

    A wording that was seen before costs a look in a dictionary, another one its embedding, unless the searcher
    remembers it, and a comparison with the wordings nearest to it.
    """

    def __init__(
        self, engine: Engine, sameness: Sameness, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Load the groups; raises DatabaseError when the database fails."""
        self._engine = engine
        self._sameness = sameness
        self._clock = clock
        self._lock = threading.Lock()
        self._kept_since_look = 0
        self._load()

    def use(self, sameness: Sameness) -> None:
        """Compare by another snapshot's searcher from now on; raises DatabaseError when the database fails."""
        with self._lock:
            other_model = sameness.model != self._sameness.model
            self._sameness = sameness
            if other_model:
                self._load()
            else:
                self._wordings.use(sameness)

    def assign(self, logged: Sequence[Logged]) -> None:
        """Give each question of a batch, written already, its group; those that are none get none.

        Raises DatabaseError when the database fails; the whole batch is left without groups then.
        """
        asked = [one for one in logged if one.outcome in GROUPED]
        if not asked:
            return
        with self._lock:
            # Read before the transaction, for which others that want to write wait.
            texts = {asked_as(one, self._sameness) for one in asked}
            read = {text: self._sameness.asked(text) for text in texts if _plain(text) not in self._by_text}
            try:
                with writing(self._engine) as connection:
                    self._assign(connection, asked, read)
            except BaseException:
                self._load()  # what was not written must not be remembered
                raise

    def merge(self) -> int:
        """Make those groups one that turn out to be; return how many are gone. Raises DatabaseError."""
        with self._lock:
            try:
                with writing(self._engine) as connection:
                    return self._merge(connection, tuple(self._topics))
            except BaseException:
                self._load()
                raise

    def _assign(self, connection: Connection, asked: Sequence[Logged], read: Mapping[str, Asked]) -> None:
        touched: set[int] = set()
        used: set[Wording] = set()
        given: list[dict[str, str | int]] = []
        for one in asked:
            text = asked_as(one, self._sameness)
            group = self._by_text.get(_plain(text))
            if group is None:
                group = self._found(connection, one, text, read[text])
            for wording in self._wordings.of(group):
                if _plain(wording.text) == _plain(text):
                    wording.uses += 1
                    used.add(wording)
            self._topics[group][one.topic] += 1
            touched.add(group)
            given.append({"asked": one.id, "found": group})
        connection.execute(
            update(questions).where(questions.c.id == bindparam("asked")).values(group_id=bindparam("found")), given
        )
        for wording in used:
            kept = question_wordings.c.question_id == wording.question
            connection.execute(update(question_wordings).where(kept).values(uses=wording.uses))
        if self._kept_since_look >= _LOOKS_EVERY:
            self._kept_since_look = 0
            self._merge(connection, touched)
        for group in touched & self._topics.keys():
            self._describe(connection, group)

    def _found(self, connection: Connection, one: Logged, text: str, read: Asked) -> int:
        """The group of a wording not seen before, perhaps a new one, with the wording kept where there is room."""
        group = self._wordings.group_of(read)
        shown = worded(one, text)
        language = Language(one.language)
        if group is None:
            values = {
                "wording": shown,
                "language": language.value,
                "topic": one.topic,
                "created_at": self._clock(),
                "embedding": stored(read.vectors),
                "model": self._sameness.model,
            }
            group = connection.execute(
                insert(question_groups).values(values).returning(question_groups.c.id)
            ).scalar_one()
            self._topics[group] = Counter()
        if self._wordings.has_room(group):
            self._keep(connection, Wording(one.id, group, text, shown, language, 0, read.vectors), read)
        self._by_text[_plain(text)] = group
        return group

    def _keep(self, connection: Connection, wording: Wording, read: Asked) -> None:
        connection.execute(
            insert(question_wordings).values(
                question_id=wording.question,
                group_id=wording.group,
                text=wording.text,
                wording=wording.wording,
                language=wording.language.value,
                uses=wording.uses,
                embedding=stored(wording.vectors),
                model=self._sameness.model,
            )
        )
        self._wordings.add(wording, read)
        self._kept_since_look += 1

    def _describe(self, connection: Connection, group: int) -> None:
        """Write a group's representative wording and topic where they have changed."""
        best = self._wordings.representative(group)
        topic = next(iter(self._topics[group].most_common(1)), (None, 0))[0]
        described = (best.wording, topic)
        if self._described.get(group) == described:
            return
        values = {
            "wording": best.wording,
            "language": best.language.value,
            "topic": topic,
            "embedding": stored(best.vectors),
            "model": self._sameness.model,
        }
        connection.execute(update(question_groups).where(question_groups.c.id == group).values(values))
        self._described[group] = described

    def _merge(self, connection: Connection, groups: Iterable[int]) -> int:
        """Make groups one that are the same, of what a group is written in the database and here."""
        merged = 0
        for kept, gone in self._wordings.twins(groups, TWINS):
            for table in (questions, question_wordings):
                connection.execute(update(table).where(table.c.group_id == gone).values(group_id=kept))
            _add_counts(connection, gone, kept)
            connection.execute(delete(question_groups).where(question_groups.c.id == gone))
            self._topics[kept] += self._topics.pop(gone)
            self._described.pop(gone, None)
            self._by_text |= {text: kept for text, group in self._by_text.items() if group == gone}
            self._describe(connection, kept)
            merged += 1
        if merged:
            _log.info("groups of questions merged", merged=merged)
        return merged

    def _load(self) -> None:
        """Read the groups; those that another model embedded are embedded anew."""
        self._wordings = Wordings(self._sameness)
        self._by_text: dict[str, int] = {}  # by each wording seen, without its closing mark
        self._topics: dict[int, Counter[str | None]] = {}
        self._described: dict[int, tuple[str, str | None]] = {}
        self._kept_since_look = 0
        with reading(self._engine) as connection:
            groups = connection.execute(select(question_groups)).all()
            kept = connection.execute(select(question_wordings).order_by(question_wordings.c.question_id)).all()
            topics = connection.execute(
                select(questions.c.group_id, questions.c.topic, func.count())
                .where(questions.c.group_id.is_not(None))
                .group_by(questions.c.group_id, questions.c.topic)
            ).all()
            texts = connection.execute(
                select(questions.c.text, questions.c.interpreted_as, questions.c.language, questions.c.group_id)
                .where(questions.c.group_id.is_not(None))
                .distinct()
            ).all()
        by_group = defaultdict(list)
        for row in kept:
            by_group[row.group_id].append(row)
        for group in groups:
            self._topics[group.id] = Counter()
            self._described[group.id] = (group.wording, group.topic)
            for row in by_group[group.id]:
                vectors = self._vectors(row.text, row.embedding, row.model)
                self._wordings.add(
                    Wording(row.question_id, group.id, row.text, row.wording, Language(row.language), row.uses, vectors)
                )
            if not by_group[group.id]:  # its questions are older than the retention
                vectors = self._vectors(group.wording, group.embedding, group.model)
                self._wordings.add(
                    Wording(None, group.id, group.wording, group.wording, Language(group.language), 0, vectors)
                )
        for group_id, topic, count in topics:
            self._topics[group_id][topic] = count
        for row in texts:
            self._by_text[_plain(asked_as(row, self._sameness))] = row.group_id

    def _vectors(self, text: str, embedding: bytes, model: str) -> "NDArray[np.float32]":
        if model != self._sameness.model:
            return self._sameness.asked(text).vectors
        return np.frombuffer(embedding, _STORED).reshape(-1, self._sameness.dimensions).astype(np.float32)


def _add_counts(connection: Connection, gone: int, kept: int) -> None:
    """Count what is left of one group's old questions to another."""
    counts = question_counts.c
    old = connection.execute(select(question_counts).where(counts.group_id == gone)).mappings().all()
    for row in old:
        statement = insert_or(question_counts).values({**row, "group_id": kept})
        more = {name: counts[name] + statement.excluded[name] for name in ("count", "up", "down")}
        connection.execute(statement.on_conflict_do_update(index_elements=question_counts.primary_key, set_=more))
    connection.execute(delete(question_counts).where(counts.group_id == gone))


def stored(vectors: "NDArray[np.float32]") -> bytes:
    """Return `vectors` (n, d) as the database keeps them."""
    return np.asarray(vectors, dtype=_STORED).tobytes()


def _plain(text: str) -> str:
    """A text without what closes it, which makes no other question."""
    return text.rstrip(_CLOSING)


class _Put(Protocol):
    """A question as it was put and as it was understood."""

    @property
    def text(self) -> str: ...
    @property
    def interpreted_as(self) -> str: ...
    @property
    def language(self) -> str: ...


def asked_as(one: _Put, sameness: Sameness) -> str:
    """Return the text by which a question is compared: as it was interpreted, follow-ups completed.

    An English question that was searched for in Chinese, word by word, is compared as it was put, unless it is a
    follow-up that says nothing by itself.
    """
    if one.language != Language.ENGLISH or detect_language(one.interpreted_as) is Language.ENGLISH:
        return one.interpreted_as
    return one.interpreted_as if goes_on(one.text) else one.text


def worded(one: _Put, text: str) -> str:
    """Return the wording to show for a question compared by `text`: as it was put where that is all that was meant,
    in the script of its language."""
    language = Language(one.language)
    said = understand(one.text).text
    meant = text.removeprefix(understand(say("zone", detect_language(text))).text).strip()
    return in_script(one.text if meant == said else text, language)

"""Find the curated answer to a question by what it means."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import structlog

from bot.questions.curated import CuratedAnswers
from bot.questions.records import Curated
from index.normalise import normalise
from index.search import Searcher
from knowledge.errors import DatabaseError
from knowledge.passages import Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CANDIDATES = 12  # nearest wordings that are compared closely
_AT_ONCE = 8  # new wordings that a question waits for; more are read beside it
_NEARBY = 5

_log = structlog.get_logger(__name__)


class Embedded(Protocol):
    """A question as it is compared with others."""

    @property
    def vectors(self) -> "NDArray[np.float32]":
        """The vectors (n, d), of length 1, by which it is found: one for each of its languages."""
        ...


class Similarity(Protocol):
    """Tells how far two questions ask the same."""

    def asked(self, text: str) -> Any:
        """What there is to compare of a question; it is Embedded."""
        ...

    def same(self, one: Any, other: Any) -> float:
        """How far two questions ask the same, in [0, 1]."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """The curated answer to a question, and how far the question is the same as one of its wordings, in [0, 1]."""

    curated: Curated
    score: float
    exact: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """All published answers at one version, read for one searcher; row n of `vectors` (w, d) is one of the vectors of
    the wanted wording `texts[n]` of answer `owners[n]`."""

    version: int
    searcher: Searcher
    similarity: Similarity
    answers: tuple[Curated, ...]
    owners: tuple[int, ...]
    texts: tuple[str, ...]
    vectors: "NDArray[np.float32]"
    read: dict[str, Embedded] = field(repr=False)


class Matcher:
    """Finds curated answers; thread-safe. Their wordings are kept in memory and read again when they were changed.

    `similarity` makes what compares questions by a searcher; it must be told which one to follow before it finds
    anything. `threshold` is the least similarity of a question with one of the wordings of its answer.
    """

    def __init__(
        self,
        answers: CuratedAnswers,
        similarity: Callable[[Searcher], Similarity],
        threshold: float,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._answers = answers
        self._similarity = similarity
        self._threshold = threshold
        self._today = today
        self._table: _Table | None = None
        self._reading = threading.Lock()

    def follow(self, searcher: Searcher) -> None:
        """Compare as this searcher does from now on; to be called before it answers, since it reads all wordings."""
        with self._reading:
            self._table = self._built(searcher, self._similarity(searcher), {})

    @property
    def searcher(self) -> Searcher | None:
        """The one that is followed."""
        return self._table.searcher if self._table is not None else None

    def match(self, text: str) -> Match | None:
        """The answer to a question that stands for itself, None where no curated one is near enough.

        An answer is not given where a question that it is known not to answer is as near. Raises DatabaseError when
        the database fails.
        """
        table = self._current()
        if table is None or not table.owners:
            return None
        wording = normalise(text)
        asked: Embedded = table.similarity.asked(wording)
        closeness = (table.vectors @ asked.vectors.T).max(axis=1)
        nearest = np.argsort(-closeness, kind="stable")[:_CANDIDATES]
        scores: dict[int, float] = {}
        for owner, text_ in dict.fromkeys((table.owners[row], table.texts[row]) for row in nearest):
            score = 1.0 if text_ == wording else table.similarity.same(asked, table.read[text_])
            scores[owner] = max(score, scores.get(owner, 0.0))
        for owner, score in sorted(scores.items(), key=lambda one: -one[1]):
            curated = table.answers[owner]
            if score < self._threshold:
                break
            if curated.holds(self._today()) and not self._excluded(table, curated, asked, wording, score):
                return Match(curated, score, wording in curated.texts(wanted=True))
        return None

    def nearby(self, text: str) -> tuple[Passage, ...]:
        """The passages that a text may rest on, the likeliest first."""
        searcher = self.searcher
        if searcher is None:
            return ()
        return tuple(hit.passage for hit in searcher.search(text, _NEARBY, on=self._today()))

    @staticmethod
    def _excluded(table: _Table, curated: Curated, asked: Any, wording: str, score: float) -> bool:
        return any(
            text == wording or table.similarity.same(asked, table.read[text]) >= score
            for text in curated.texts(wanted=False)
        )

    def _current(self) -> _Table | None:
        """The table of the answers as they are now; the one before while much is being read."""
        table = self._table
        if table is None:
            return None
        if self._answers.version() == table.version or not self._reading.acquire(blocking=False):
            return table
        try:
            table = self._table or table
            new = {
                wording.text for curated in self._answers.published()[1] for wording in curated.wordings
            } - table.read.keys()
            if len(new) <= _AT_ONCE:
                self._table = table = self._built(table.searcher, table.similarity, table.read)
                return table
        finally:
            self._reading.release()
        threading.Thread(target=self._read_beside, name="curated", daemon=True).start()
        return table

    def wait(self) -> None:
        """Wait until what is being read has been read."""
        with self._reading:
            return

    def _read_beside(self) -> None:
        with self._reading:
            table = self._table
            try:
                if table is not None and table.version != self._answers.version():
                    self._table = self._built(table.searcher, table.similarity, table.read)
            except DatabaseError as error:
                _log.error("curated answers not read", fault=error.fault.value)

    def _built(self, searcher: Searcher, similarity: Similarity, known: dict[str, Embedded]) -> _Table:
        version, answers = self._answers.published()
        texts = {wording.text for curated in answers for wording in curated.wordings}
        read: dict[str, Embedded] = {text: known.get(text) or similarity.asked(text) for text in texts}
        rows = [
            (owner, text, vector)
            for owner, curated in enumerate(answers)
            for text in curated.texts(wanted=True)
            for vector in read[text].vectors
        ]
        return _Table(
            version,
            searcher,
            similarity,
            answers,
            owners=tuple(owner for owner, _, _ in rows),
            texts=tuple(text for _, text, _ in rows),
            vectors=np.stack([vector for _, _, vector in rows]) if rows else np.empty((0, 0), dtype=np.float32),
            read=read,
        )

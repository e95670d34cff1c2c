"""Find the curated answer to a question by what it means, and give it ahead of what the documents hold."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import structlog

from bot.answer import Answer, Outcome, Source
from bot.conversation import Conversation
from bot.followup import goes_on, is_elliptical, leaves_topic, points_back
from bot.language import Language, detect_language, in_script
from bot.questions.curated import CuratedAnswers
from bot.questions.records import Curated
from bot.session import Context, Sessions
from bot.smalltalk import wants_more, without_search
from bot.texts import say
from index.normalise import normalise
from index.search import Searcher
from knowledge.errors import DatabaseError
from knowledge.passages import Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CANDIDATES = 8  # nearest wordings that are compared closely
_AT_ONCE = 8  # new wordings that a question waits for; more are read beside it
_NEARBY = 5

_log = structlog.get_logger(__name__)


class Similarity(Protocol):
    """Tells how far two questions ask the same."""

    def asked(self, text: str) -> Any:
        """What there is to compare of a question."""
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
class _Read:
    """One wording, ready to be compared."""

    asked: Any
    vector: "NDArray[np.float32]"


@dataclass(frozen=True, slots=True)
class _Table:
    """All published answers at one version, read for one searcher; row n of `vectors` (w, d) is a wanted wording of
    answer `owners[n]`."""

    version: int
    searcher: Searcher
    similarity: Similarity
    answers: tuple[Curated, ...]
    owners: tuple[int, ...]
    texts: tuple[str, ...]
    vectors: "NDArray[np.float32]"
    read: dict[str, _Read] = field(repr=False)


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
        vector = table.searcher.embed(wording)
        asked = table.similarity.asked(wording)
        nearest = np.argsort(-(table.vectors @ vector), kind="stable")[:_CANDIDATES]
        scores: dict[int, float] = {}
        for row in map(int, nearest):
            exact = table.texts[row] == wording
            score = 1.0 if exact else table.similarity.same(asked, table.read[table.texts[row]].asked)
            scores[table.owners[row]] = max(score, scores.get(table.owners[row], 0.0))
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
            text == wording or table.similarity.same(asked, table.read[text].asked) >= score
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

    def _read_beside(self) -> None:
        with self._reading:
            table = self._table
            if table is None or table.version == self._answers.version():
                return
            try:
                self._table = self._built(table.searcher, table.similarity, table.read)
            except DatabaseError as error:
                _log.error("curated answers not read", fault=error.fault.value)

    def _built(self, searcher: Searcher, similarity: Similarity, known: dict[str, _Read]) -> _Table:
        version, answers = self._answers.published()
        read = {
            wording.text: known.get(wording.text) or _Read(similarity.asked(wording.text), searcher.embed(wording.text))
            for curated in answers
            for wording in curated.wordings
        }
        rows = [(owner, text) for owner, curated in enumerate(answers) for text in curated.texts(wanted=True)]
        vectors = [read[text].vector for _, text in rows]
        return _Table(
            version,
            searcher,
            similarity,
            answers,
            owners=tuple(owner for owner, _ in rows),
            texts=tuple(text for _, text in rows),
            vectors=np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32),
            read=read,
        )


class CuratedFirst:
    """Answers as a conversation does, but gives the staff's own answer to a question where there is one.

    `sessions` are the conversation's. A database that fails costs the curated answer, never the other.
    """

    def __init__(
        self,
        conversation: Conversation,
        matcher: Matcher,
        answers: CuratedAnswers,
        sessions: Sessions,
        longest_question: int,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._conversation = conversation
        self._matcher = matcher
        self._answers = answers
        self._sessions = sessions
        self._longest_question = longest_question
        self._clock = clock

    def ask(self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED) -> Answer:
        """Answer a question, those that go on from the one before always from the documents."""
        started = self._clock()
        plain = text.encode("utf-8", "replace").decode()
        try:
            answer = self._curated(plain, session, default)
        except DatabaseError as error:
            _log.error("curated answers not known", fault=error.fault.value)
            answer = None
        if answer is None:
            return self._conversation.ask(text, session, default)
        answer = replace(
            answer,
            elapsed_ms=round((self._clock() - started) * 1000, 2),
            snapshot=self._conversation.snapshot,
        )
        _log.info(
            "question answered",
            outcome=answer.outcome.value,
            language=answer.language.value,
            confidence=answer.confidence,
            curated=answer.curated_id,
            elapsed_ms=answer.elapsed_ms,
        )
        return answer

    def _curated(self, text: str, session: str | None, default: Language) -> Answer | None:
        if without_search(text, default, self._longest_question) is not None or wants_more(text):
            return None
        changed, plain = leaves_topic(text)
        wording = normalise(plain)
        if points_back(wording):
            return None
        match = self._matcher.match(plain)
        if match is None:
            return None
        context = self._sessions.recall(session) if session else None
        if context is not None and not changed and self._continues(wording, match):
            return None
        language = detect_language(text, context.language if context else default)
        answer = given(match.curated, language, wording, match.score)
        if session:
            self._sessions.remember(session, self._context(wording, answer))
        try:
            self._answers.count_hit(match.curated.id)
        except DatabaseError as error:
            _log.warning("hit not counted", fault=error.fault.value)
        return answer

    def _continues(self, wording: str, match: Match) -> bool:
        """Whether a question means what was spoken of before: a short one does, unless it is a wording itself."""
        if match.exact:
            return goes_on(wording)
        return is_elliptical(wording, self._conversation.searcher.tokenizer.cut)

    def _context(self, wording: str, answer: Answer) -> Context:
        """What a follow-up goes on from: the question, for there is no document."""
        names = self._conversation.searcher.lexicon.topics(wording)
        return Context(wording, "", answer.language, names=names, answered=normalise(answer.text))


def given(curated: Curated, language: Language, question: str, score: float = 1.0) -> Answer:
    """A curated answer as it is given in a language: its own words, in the script of the reader, and whose they are."""
    content = curated.content
    text = in_script(content.answer, language)
    source = Source(
        document=f"curated/{curated.id}",
        title=say("curated_office", language),
        heading=say("curated_rests_on", language, source=in_script(content.source, language)) if content.source else "",
        page=None,
        as_of=curated.changed_at.astimezone().date().isoformat(),
        text=text,
        score=round(score, 4),
        language=curated.language.value,
        quote=text,
        topic=content.topic or "",
    )
    return Answer(
        text=text,
        outcome=Outcome.ANSWERED,
        language=language,
        confidence=round(score, 4),
        interpreted_as=question,
        sources=(source,),
        curated_id=curated.id,
    )

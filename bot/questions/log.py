"""Keep what was asked: a queue that never makes an answer wait, and one thread that writes what is in it."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain, repeat
from typing import Any, TypeVar

import structlog
from sqlalchemy import Engine, insert

from bot.answer import Answer
from bot.asker import Asker
from bot.language import Language
from bot.questions.corrections import drop_corrected
from bot.questions.entries import Entry, row_of
from bot.questions.erasure import sweep
from bot.questions.forgetting import Forgotten, forget
from bot.questions.losses import Losses
from bot.questions.recall import Recalled, recall
from bot.questions.retention import fold
from bot.questions.votes import Complaint, cast_vote, mark_handed_over
from bot.session import Sessions
from bot.tables import questions
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import writing

MOST_WAITING = 10_000
BATCH_SECONDS = 0.5  # from the first question of a batch to its writing: with the writing itself well below one second
_LARGEST_BATCH = 500
_RETRIES = (0.2, 1.0)  # seconds before each further try
_LATER_SECONDS = 5.0  # before each after these, as long as there is room for what is asked meanwhile
_PASSING = frozenset({DatabaseFault.BUSY, DatabaseFault.FULL, DatabaseFault.UNREACHABLE})
_HOUSEKEEPING_SECONDS = 24 * 3600.0
_SWEEPING_SECONDS = 30.0  # between two tries
_PATIENCE_SECONDS = 60.0  # for what must be done in turn

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)


class QuestionLog:
    """The questions and what became of them, in the table `questions`, with keyed hashes for people.

    Closing it closes the engine. Questions older than `retention_days` are reduced to counts by day in `zone`, at
    start and once a day. `on_written` is called after each batch in the writing thread, where questions wait for it to
    come back; what it raises is logged. Questions are erased within `erasing`, and `on_closed` is called before the
    engine is closed.
    """

    def __init__(
        self,
        engine: Engine,
        secret: bytes,
        sessions: Sessions | None = None,
        retention_days: int = 180,
        *,
        on_written: Callable[[], None] = lambda: None,
        erasing: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
        on_closed: Callable[[], None] = lambda: None,
        zone: tzinfo = UTC,
        most_waiting: int = MOST_WAITING,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.retention_days = retention_days
        self._engine = engine
        self._secret = secret
        self._sessions = sessions
        self._on_written = on_written
        self._erasing = erasing
        self._on_closed = on_closed
        self._zone = zone
        self._now = now
        self._losses = Losses()
        self._queue: queue.Queue[Entry | Callable[[], None]] = queue.Queue(most_waiting)
        self._thread = threading.Thread(target=self._run, name="questions", daemon=True)
        self._closing = False
        self._ending = threading.Event()
        self._unswept = False
        self._sweep_at = self._keep_house_at = 0.0

    @property
    def lost(self) -> int:
        """How many questions could not be kept since the start."""
        return self._losses.total

    @property
    def waiting(self) -> int:
        """How many questions are not written yet, about."""
        return self._queue.qsize()

    def start(self) -> "QuestionLog":
        """Write from now on, in a thread of its own."""
        self._thread.start()
        return self

    def record(self, asker: Asker, text: str, answer: Answer) -> None:
        """Take note of a question and its answer; neither waits nor raises."""
        self._put(Entry(self._now(), asker, text, answer.language, answer.elapsed_ms, answer))

    def record_failure(self, asker: Asker, text: str, language: Language, elapsed_ms: float) -> None:
        """Take note of a question that failed to be answered; neither waits nor raises."""
        self._put(Entry(self._now(), asker, text, language, elapsed_ms, None))

    def vote(self, answer_id: str, asker: Asker, value: int, complaint: Complaint | None = None) -> bool:
        """Make this the asker's vote (1 or -1) on an answer, in the place of an earlier one; waits for the database.

        False where the answer is nobody's or somebody else's. Raises DatabaseError when the database fails.
        """
        return self._in_turn(lambda: cast_vote(self._engine, self._secret, answer_id, asker, value, complaint))

    def hand_over(self, answer_id: str, asker: Asker) -> bool:
        """Record that a colleague has the question now; False and errors as for a vote."""
        return self._in_turn(lambda: mark_handed_over(self._engine, self._secret, answer_id, asker))

    def settle(self) -> None:
        """Wait until everything that was put in before is written; errors as for a vote."""
        self._in_turn(lambda: None)

    def recall(self, answer_id: str) -> Recalled | None:
        """What is kept of an answer, also of one that is on its way; None where nothing is. Errors as for a vote."""
        return self._in_turn(lambda: recall(self._engine, answer_id))

    def forget(self, asker: Asker) -> Forgotten:
        """Erase what is kept of a person, questions on their way included; waits for the database.

        Raises DatabaseError when the database fails; then it must be tried again.
        """
        return self._in_turn(lambda: self._forget(asker))

    def close(self) -> None:
        """Write what is waiting, end the thread and close the database."""
        self._ending.set()
        if self._thread.is_alive():
            with contextlib.suppress(queue.Full):
                self._queue.put(self._stop, timeout=_PATIENCE_SECONDS)
            self._thread.join(_PATIENCE_SECONDS)
        self._losses.add(self._queue.qsize(), "closed")
        self._losses.report()
        self._on_closed()
        if not self._thread.is_alive():
            self._engine.dispose()

    def _put(self, entry: Entry) -> None:
        try:
            self._queue.put_nowait(entry)
        except queue.Full:
            self._losses.add(1, "the queue is full")

    def _in_turn(self, work: Callable[[], _T]) -> _T:
        """Do `work` in the writing thread, after everything that was put in before is written."""
        if not self._thread.is_alive():
            return work()
        done: Future[_T] = Future()

        def errand() -> None:
            try:
                done.set_result(work())
            except BaseException as error:  # for the thread that waits to raise
                done.set_exception(error)

        try:
            self._queue.put(errand, timeout=_PATIENCE_SECONDS)
            return done.result(_PATIENCE_SECONDS)
        except (queue.Full, NotInTime):
            raise DatabaseError(
                DatabaseFault.BUSY, "the question log is too far behind to answer; try again in a minute"
            ) from None

    def _stop(self) -> None:
        self._closing = True

    def _run(self) -> None:
        while not self._closing:
            try:
                self._keep_house()
                batch, errand = self._next()
                if batch:
                    self._write(batch)
                if errand is not None:
                    errand()
            except Exception as error:  # whatever it is, the next question must be kept
                _log.error("question log stumbled", reason=type(error).__name__)
            self._losses.report_some()
        if self._unswept:
            with contextlib.suppress(DatabaseError):  # an error was logged when it was to be swept first
                self._sweep_again()

    def _next(self) -> tuple[list[Entry], Callable[[], None] | None]:
        """The next batch, complete when its first question has waited long enough, and what to do after it."""
        batch: list[Entry] = []
        until = min(self._keep_house_at, self._sweep_at) if self._unswept else self._keep_house_at
        while len(batch) < _LARGEST_BATCH:
            try:
                item = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if not isinstance(item, Entry):
                return batch, item
            if not batch:
                until = time.monotonic() + BATCH_SECONDS
            batch.append(item)
        return batch, None

    def _write(self, batch: Sequence[Entry]) -> None:
        rows = []
        for entry in batch:
            try:
                rows.append(row_of(entry, self._secret))
            except Exception as error:  # one that cannot be put into words must not take the others along
                self._losses.add(1, type(error).__name__)
        written = self._insert(rows) if rows else []
        if written:
            self._drop_corrected(batch)
            try:
                self._on_written()
            except Exception as error:
                _log.error("written questions not passed on", reason=type(error).__name__, count=len(written))

    def _drop_corrected(self, batch: Sequence[Entry]) -> None:
        if not any(entry.asker.corrects for entry in batch):
            return
        try:
            with self._erasing():
                drop_corrected(self._engine, self._secret, batch)
        except Exception as error:  # a question that is counted twice is better than one that is lost
            _log.error("corrected questions kept", reason=type(error).__name__)

    def _insert(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Write the rows, each by itself where the database refuses them together; return those written.

        A database that is locked or full is waited for until the log is to end or there is no room for more.
        """
        for pause in chain(_RETRIES, repeat(None)):
            try:
                with writing(self._engine) as connection:
                    connection.execute(insert(questions), rows)
                return rows
            except DatabaseError as error:
                if error.fault is DatabaseFault.FAILED and len(rows) > 1:
                    return [row for row in rows for _ in self._insert([row])]
                hopeless = error.fault not in _PASSING or self._ending.is_set() or self._queue.full()
                if error.fault is DatabaseFault.FAILED or (pause is None and hopeless):
                    self._losses.add(len(rows), error.fault.value)
                    return []
                if pause is None:
                    _log.warning("questions not written yet", fault=error.fault.value, waiting=self.waiting + len(rows))
            if pause is None:
                self._ending.wait(_LATER_SECONDS)
            else:
                time.sleep(pause)
        return []

    def _forget(self, asker: Asker) -> Forgotten:
        with self._erasing():
            forgotten = forget(self._engine, self._secret, asker, self._sessions)
        _log.info("questions forgotten", count=forgotten.count)
        self._note_sweep(forgotten.swept)
        return forgotten

    def _keep_house(self) -> None:
        """Reduce old questions to counts when it is time to, and sweep where that could not be done before."""
        now = time.monotonic()
        try:
            if now >= self._keep_house_at:
                self._keep_house_at = now + _HOUSEKEEPING_SECONDS
                with self._erasing():
                    folded = fold(self._engine, self._now() - timedelta(days=self.retention_days), self._zone)
                    swept = not folded or sweep(self._engine)
                if folded:
                    _log.info("old questions counted", count=folded)
                    self._note_sweep(swept)
            if self._unswept and now >= self._sweep_at:
                self._sweep_again()
        except DatabaseError as error:
            _log.error("old questions not counted", fault=error.fault.value)

    def _sweep_again(self) -> None:
        self._sweep_at = time.monotonic() + _SWEEPING_SECONDS
        with self._erasing():  # nobody else writes meanwhile
            self._unswept = not sweep(self._engine)

    def _note_sweep(self, swept: bool) -> None:
        if not swept:
            self._unswept, self._sweep_at = True, time.monotonic() + _SWEEPING_SECONDS

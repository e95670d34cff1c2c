"""Which updates of a messenger have been taken and which of them answered, also after the program was killed."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import (
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import failures_named

REMEMBERED = 10_000  # updates; a messenger repeats what was not confirmed, which is of the last minutes
MOST_STARTS = 3  # that one update may take part in: one that ends the program must not do so for ever
OLDEST_SECONDS = 24 * 3600.0  # Telegram keeps an update as long for a bot that is away, and may number anew later
_BUSY_SECONDS = 1
_PAUSE_SECONDS = 5.0  # before a file that failed is tried again
_TIDIED_EVERY = 1_000  # updates

_log = structlog.get_logger(__name__)
_metadata = MetaData()
_updates = Table(
    "updates",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text),  # as the messenger sent it; gone once it is answered
    Column("taken_at", Float, nullable=False, index=True),
    Column("starts", Integer, nullable=False),  # of the program, since it was taken
)


@dataclass(frozen=True, slots=True)
class Left:
    """An update that was taken and not answered; `given_up` after `MOST_STARTS` starts that did not answer it."""

    number: int
    content: str
    given_up: bool


class Inbox:
    """Updates by their numbers, in the SQLite file `path` or, without one, in memory alone; thread-safe.

    What is taken is written before the messenger is told that it has arrived, and emptied when it is answered: an
    update is begun again by the next start unless that was written, and never taken twice. A file that cannot be
    written costs that promise for as long, never an answer; what was not written is written when it can be.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[int, None] = {}  # in the order they came
        self._unwritten: dict[int, str | None] = {}
        self._silent_until = 0.0
        self._until_tidied = _TIDIED_EVERY
        self._engine = None if path is None else _open(path)
        if self._engine is not None:
            self._recall(self._engine)

    def take(self, number: int, content: str) -> bool:
        """Keep an update until it is answered; False for one that was taken before."""
        with self._lock:
            if number in self._known:
                return False
            self._know(number)
            self._unwritten[number] = content
            self._write()
            return True

    def done(self, number: int) -> None:
        """Empty an update that was taken: it is answered."""
        with self._lock:
            if number in self._known:
                self._unwritten[number] = None
                self._write()

    def left(self) -> tuple[Left, ...]:
        """What was taken by a program that has ended and not answered, in the order it came; to be asked for once."""
        if self._engine is None:
            return ()
        with self._lock:
            try:
                return self._left(self._engine)
            except DatabaseError as error:
                _log.error("unanswered updates not known", fault=error.fault.value)
                return ()

    def close(self) -> None:
        """Write what is not written yet, and close the file."""
        if self._engine is not None:
            with self._lock:
                self._silent_until = 0.0
                self._write()
            self._engine.dispose()

    def _know(self, number: int) -> None:
        self._known[number] = None
        while len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def _recall(self, engine: Engine) -> None:
        recent = select(_updates.c.number).where(_updates.c.taken_at >= self._clock() - 2 * OLDEST_SECONDS)
        query = recent.order_by(_updates.c.taken_at.desc()).limit(REMEMBERED)
        try:
            with failures_named(engine.url.database), engine.connect() as connection:
                for number in reversed(connection.scalars(query).all()):
                    self._know(number)
        except DatabaseError as error:
            _log.error("answered updates not known", fault=error.fault.value)

    def _left(self, engine: Engine) -> tuple[Left, ...]:
        open_ones = _updates.c.content.is_not(None)
        stale = open_ones & (_updates.c.taken_at < self._clock() - OLDEST_SECONDS)
        with failures_named(engine.url.database), engine.begin() as connection:
            dropped = connection.execute(update(_updates).where(stale).values(content=None)).rowcount
            connection.execute(update(_updates).where(open_ones).values(starts=_updates.c.starts + 1))
            rows = connection.execute(
                select(_updates).where(open_ones).order_by(_updates.c.taken_at, _updates.c.number)
            ).all()
        if dropped:
            _log.warning("updates too old to be answered", count=dropped)
        return tuple(Left(row.number, row.content, row.starts > MOST_STARTS) for row in rows)

    def _write(self) -> None:
        """Write what is not written, unless the file failed a moment ago."""
        engine = self._engine
        if engine is None:
            self._unwritten.clear()
            return
        if not self._unwritten or self._clock() < self._silent_until:
            return
        now = self._clock()
        rows = [
            {"number": number, "content": content, "taken_at": now, "starts": 0}
            for number, content in self._unwritten.items()
        ]
        added = insert(_updates)
        try:
            with failures_named(engine.url.database), engine.begin() as connection:
                connection.execute(
                    added.on_conflict_do_update(
                        index_elements=["number"],
                        set_={name: added.excluded[name] for name in ("content", "taken_at", "starts")},
                    ),
                    rows,
                )
                self._tidy(connection.execute, len(rows))
        except DatabaseError as error:
            self._silent_until = now + _PAUSE_SECONDS
            _log.error("updates not written", fault=error.fault.value, count=len(rows))
            for number in list(self._unwritten)[:-REMEMBERED]:
                del self._unwritten[number]
            return
        self._unwritten.clear()

    def _tidy(self, execute: Callable[..., object], written: int) -> None:
        self._until_tidied -= written
        if self._until_tidied <= 0:
            self._until_tidied = _TIDIED_EVERY
            newest = select(_updates.c.number).order_by(_updates.c.taken_at.desc()).limit(REMEMBERED)
            execute(delete(_updates).where(_updates.c.content.is_(None), _updates.c.number.not_in(newest)))


def _open(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    for _ in range(2):
        engine = _engine(path)
        try:
            with failures_named(str(path)):
                _metadata.create_all(engine)
        except DatabaseError as error:
            _log.error("inbox not opened", fault=error.fault.value)
            if (
                error.fault is DatabaseFault.DAMAGED
            ):  # a power cut, say: what was under way is lost, the rest begins anew
                engine.dispose()
                path.replace(path.with_name(f"{path.name}.damaged"))
                path.touch(mode=0o600)
                continue
        return engine
    return engine


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _set_up(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        # No write-ahead log, in which words would outlast their answer; what the operating system has been handed
        # outlives the program, so that waiting for the disk would only help against a power cut.
        cursor.execute("PRAGMA journal_mode=TRUNCATE")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    return engine

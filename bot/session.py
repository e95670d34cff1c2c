"""What a conversation is about, remembered between its questions and over restarts, forgotten when it rests."""

import hashlib
import hmac
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Column, Engine, Float, LargeBinary, MetaData, Table, create_engine, delete, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.answer import Source
from bot.language import Language
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import failures_named

_BUSY_SECONDS = 2

_log = structlog.get_logger(__name__)
_metadata = MetaData()
_sessions = Table(
    "sessions",
    _metadata,
    Column("key", LargeBinary, primary_key=True),  # keyed hash: the file does not tell who asked
    Column("used_at", Float, nullable=False, index=True),
    Column("context", LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Context:
    """The last answered question as it was understood, and what answered it.

    `title` is the answering document's, `heading` the answering passage's, `names` the proper names that the
    question was about, `spoken` what else a further one may mean, `items` those of the list that answered it,
    `further` what else was found and not yet shown, `answered` the normalised quotations.
    """

    question: str
    title: str
    language: Language
    names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    further: tuple[Source, ...] = ()
    heading: str = ""
    answered: str = ""
    spoken: tuple[str, ...] = ()


_CONTEXT = TypeAdapter(Context)


class Sessions:
    """Contexts by session key, in the SQLite file `path` or, without one, in memory; thread-safe.

    A session is forgotten after `idle_seconds` by `clock`, which must go on over restarts. Keys are stored as
    HMAC-SHA256 under `secret`. A database that fails costs the context, never the answer.
    """

    def __init__(
        self, idle_seconds: float, clock: Callable[[], float], path: Path | None = None, secret: bytes = b""
    ) -> None:
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._secret = secret
        self._engine = _open(path)
        try:
            _metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            _failed("open", error)

    def recall(self, key: str) -> Context | None:
        """Return the session's context unless it is new or has rested too long."""
        query = select(_sessions.c.context).where(
            _sessions.c.key == self._hashed(key), _sessions.c.used_at >= self._clock() - self._idle_seconds
        )
        try:
            with self._engine.connect() as connection:
                stored = connection.execute(query).scalar_one_or_none()
            return None if stored is None else _CONTEXT.validate_json(stored)
        except (SQLAlchemyError, ValidationError) as error:
            _failed("recall", error)
            return None

    def remember(self, key: str, context: Context) -> None:
        """Make this the session's context; sessions that have rested too long are dropped."""
        now = self._clock()
        values = {"used_at": now, "context": _CONTEXT.dump_json(context)}
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    insert(_sessions)
                    .values(key=self._hashed(key), **values)
                    .on_conflict_do_update(index_elements=["key"], set_=values)
                )
                connection.execute(delete(_sessions).where(_sessions.c.used_at < now - self._idle_seconds))
        except SQLAlchemyError as error:
            _failed("remember", error)

    def forget(self, key: str) -> None:
        """Drop the session's context."""
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(_sessions).where(_sessions.c.key == self._hashed(key)))
        except SQLAlchemyError as error:
            _failed("forget", error)

    def erase(self, keys: Collection[bytes]) -> None:
        """Drop the contexts of these hashed keys so that the file's bytes tell nothing of them.

        Raises DatabaseError, unlike the others: whoever wants to be forgotten must know when that failed.
        """
        with failures_named(self._engine.url.database):
            with self._engine.begin() as connection:
                for key in keys:
                    connection.execute(delete(_sessions).where(_sessions.c.key == key))
            with closing(self._engine.raw_connection()) as raw:
                raw.execute("VACUUM")
                busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise DatabaseError(DatabaseFault.BUSY, "conversations are being read; try again in a moment")

    def _hashed(self, key: str) -> bytes:
        return hmac.digest(self._secret, key.encode("utf-8", "replace"), hashlib.sha256)


def _open(path: Path | None) -> Engine:
    if path is None:
        # One connection, lent to one thread at a time: the memory is its own.
        options = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        return create_engine("sqlite://", connect_args={"check_same_thread": False}, **options)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _set_up(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    return engine


def _failed(action: str, error: Exception) -> None:
    _log.warning("session not kept", action=action, error=type(error).__name__)

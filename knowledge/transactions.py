"""Transactions on the application's database, whose failures become one typed error."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from knowledge.errors import DatabaseError, DatabaseFault

BEGIN = "sqlite_begin"  # execution option: how the engine's transactions begin, `BEGIN` where it is not set

_FAULTS = {
    sqlite3.SQLITE_BUSY: DatabaseFault.BUSY,
    sqlite3.SQLITE_LOCKED: DatabaseFault.BUSY,
    sqlite3.SQLITE_FULL: DatabaseFault.FULL,
    sqlite3.SQLITE_CORRUPT: DatabaseFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: DatabaseFault.DAMAGED,
    sqlite3.SQLITE_READONLY: DatabaseFault.UNREACHABLE,
    sqlite3.SQLITE_IOERR: DatabaseFault.UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: DatabaseFault.UNREACHABLE,
    sqlite3.SQLITE_PERM: DatabaseFault.UNREACHABLE,
}
_MESSAGES = {
    DatabaseFault.BUSY: "another process is writing to {path}; wait until it has finished and try again",
    DatabaseFault.FULL: "the disk is full, {path} cannot be written; free some space and try again",
    DatabaseFault.DAMAGED: "{path} is damaged or no database; put it aside and restore a copy",
    DatabaseFault.UNREACHABLE: "{path} cannot be read or written; check its permissions and the disk",
    DatabaseFault.FAILED: "{path} failed ({reason})",
}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See one state of the database throughout, without waiting for writers.

    Raises DatabaseError when the database fails.
    """
    with failures_named(engine.url.database), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Be the only writer until the end; everything written is kept then, or nothing after an exception.

    Raises DatabaseError when the database fails, or when another writer does not finish in time.
    """
    immediate = engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
    with failures_named(engine.url.database), immediate.begin() as connection:
        yield connection


def is_writable(engine: Engine) -> bool:
    """Whether the database can be written to now; waits for a writer as `writing` does."""
    try:
        with writing(engine):
            return True
    except DatabaseError:
        return False


@contextmanager
def failures_named(path: str | None) -> Iterator[None]:
    """Turn the failures of SQLite into DatabaseError, with a message that names the file."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", None)
        # An extended code carries the plain one in its lowest byte.
        fault = _FAULTS.get(code & 0xFF, DatabaseFault.FAILED) if code is not None else DatabaseFault.FAILED
        # The error's own words may hold the values of the statement, the class never does.
        message = _MESSAGES[fault].format(path=path or "the database", reason=type(cause).__name__)
        raise DatabaseError(fault, message) from error

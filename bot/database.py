"""Open the application's one database, brought to the newest form first."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text

from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import BEGIN, failures_named, writing

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_SECONDS = 10.0  # longest wait for another writer
_MIGRATIONS = Path(__file__).parent / "migrations"

_log = structlog.get_logger(__name__)


def open_database(path: Path, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Open the SQLite file `path`, made where there is none, readable by its owner only.

    An existing database of an older form is copied beside itself (`name.before-0002`) and then brought to the
    newest one, whole or not at all. Raises DatabaseError when another process does not finish in time, when the
    disk is full, and when the file is damaged, of a newer program or out of reach.
    """
    migrate(path, "head", busy_seconds)
    return _engine(path, busy_seconds)


def migrate(path: Path, revision: str = "head", busy_seconds: float = BUSY_SECONDS) -> None:
    """Bring the database to a revision; raises as `open_database` does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.chmod(0o600)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=busy_seconds, mode=0o600):
            with failures_named(str(path)):
                _use_write_ahead_log(path, busy_seconds)
            _upgrade(path, revision, busy_seconds)
    except Timeout as error:
        raise DatabaseError(
            DatabaseFault.BUSY, f"another process is opening {path}; wait until it has finished and try again"
        ) from error
    except OSError as error:
        raise DatabaseError(DatabaseFault.UNREACHABLE, f"{path} cannot be opened ({error.strerror})") from error


def _engine(path: Path, busy_seconds: float, foreign_keys: bool = True) -> Engine:
    # As many connections as threads: none of them waits for another's, and they are closed again.
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": busy_seconds}, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver thinks fit
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
        connection.execute(f"PRAGMA foreign_keys={int(foreign_keys)}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))

    return engine


def _use_write_ahead_log(path: Path, busy_seconds: float) -> None:
    """Let readers and one writer work at the same time; the file remembers it."""
    with closing(sqlite3.connect(path, timeout=busy_seconds)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _upgrade(path: Path, revision: str, busy_seconds: float) -> None:
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = _migrations()
    scripts = ScriptDirectory.from_config(config)
    target = scripts.get_current_head() if revision == "head" else revision
    # A step may rebuild a table: with foreign keys on, dropping the old one would empty those that refer to it.
    engine = _engine(path, busy_seconds, foreign_keys=False)
    try:
        with writing(engine) as connection:
            present = MigrationContext.configure(connection).get_current_revision()
            if present == target:
                return
            if present is not None:
                _refuse_newer(path, present, [script.revision for script in scripts.walk_revisions()])
                copy_database(path, path.with_name(f"{path.name}.before-{target}"))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise DatabaseError(DatabaseFault.DAMAGED, f"{path} has rows that refer to none; restore a copy")
        (_log.info if present else _log.debug)("database upgraded", before=present, now=target)
    finally:
        engine.dispose()


def _migrations() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def inspect_database(path: Path) -> bool:
    """Look a database over without changing it; return whether it is of the newest form already.

    Raises DatabaseError when it is damaged, of a newer program or out of reach.
    """
    from alembic.script import ScriptDirectory

    with (
        failures_named(str(path)),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection,
    ):
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DatabaseError(DatabaseFault.DAMAGED, f"{path} is damaged; put it aside and restore a copy")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        forms = connection.execute("SELECT version_num FROM alembic_version") if "alembic_version" in tables else []
        present = [form for (form,) in forms]
    scripts = ScriptDirectory.from_config(_migrations())
    for form in present:
        _refuse_newer(path, form, [script.revision for script in scripts.walk_revisions()])
    return present == [scripts.get_current_head()]


def _refuse_newer(path: Path, present: str, known: Sequence[str]) -> None:
    if present not in known:
        raise DatabaseError(
            DatabaseFault.NEWER,
            f"{path} was written by a newer version of this program (form {present}); update the program",
        )


def copy_database(path: Path, copy: Path) -> None:
    """Copy a database as it was last committed, whole or not at all; others may write meanwhile.

    Raises sqlite3.Error when it cannot be read, OSError when the copy cannot be written.
    """
    building = copy.with_name(f".{copy.name}")
    building.unlink(missing_ok=True)
    os.close(os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(building)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        building.replace(copy)
    finally:
        building.unlink(missing_ok=True)

"""The database opens in the newest form with its rows kept, or says plainly why it does not."""

import logging
import sqlite3
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import bot
from bot.database import migrate, open_database
from bot.tables import staff
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import reading, writing

INSERT = text("INSERT INTO documents (id, origin) VALUES ('zh/land', 'pages')")

NEWEST = max(path.name[1:5] for path in (Path(bot.__file__).parent / "migrations/versions").glob("v*.py"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "assistant.sqlite3"


def ask(path: Path, question: str) -> Any:
    """The first value that SQLite itself answers."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchone()[0]


def tell(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def fault(path: Path, busy_seconds: float = 0.1) -> DatabaseFault:
    """Why the database does not open; the message names the file and is one line."""
    with pytest.raises(DatabaseError) as caught:
        open_database(path, busy_seconds)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)
    return caught.value.fault


def old_database(path: Path) -> None:
    """A database of the first form, with rows."""
    migrate(path, "0001")
    tell(path, "INSERT INTO documents (id, origin) VALUES ('zh/land', 'pages')")
    tell(
        path,
        "INSERT INTO versions (document_id, number, state, content_hash, file_name, size, added_by, added_at,"
        " title, topic, language, source, body) VALUES ('zh/land', 1, 'published', 'ab', 'land.md', 1, 'cli:root',"
        " '2026-11-24 08:00:00.000000', '标准地', 'land', 'zh-Hans', '《报告》', '{}')",
    )


def test_the_migrations_lead_to_the_tables_that_the_program_uses(path: Path) -> None:
    with reading(open_database(path)) as connection:
        assert compare_metadata(MigrationContext.configure(connection), staff.metadata) == []


def test_the_comparison_would_notice_a_difference(path: Path) -> None:
    migrate(path, "0001")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX ix_versions_one_draft")
    with reading(open_database(path)) as connection:
        assert compare_metadata(MigrationContext.configure(connection), staff.metadata) != []


def test_a_new_database_is_its_owners_only_and_made_for_several_processes(path: Path) -> None:
    engine = open_database(path)
    with writing(engine) as connection:
        connection.execute(INSERT)

    assert path.parent.stat().st_mode & 0o077 == 0
    assert [file.name for file in path.parent.iterdir() if file.stat().st_mode & 0o077] == []
    assert ask(path, "PRAGMA journal_mode") == "wal"
    with reading(engine) as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 1


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    open_database(path).dispose()
    path.chmod(0o644)

    open_database(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_an_old_database_keeps_its_rows_and_leaves_a_copy(path: Path) -> None:
    old_database(path)

    with reading(open_database(path)) as connection:
        rows = connection.execute(text("SELECT document_id, title, body FROM versions")).all()

    assert [tuple(row) for row in rows] == [("zh/land", "标准地", "{}")]
    assert ask(path, "SELECT count(*) FROM staff") == 0
    copy = path.with_name(f"assistant.sqlite3.before-{NEWEST}")
    assert copy.stat().st_mode & 0o077 == 0
    assert ask(copy, "SELECT version_num FROM alembic_version") == "0001"
    assert ask(copy, "SELECT title FROM versions") == "标准地"


def test_a_database_of_the_newest_form_is_opened_without_a_copy(path: Path) -> None:
    open_database(path).dispose()
    open_database(path)

    assert [file.name for file in path.parent.iterdir() if "before" in file.name] == []


def test_a_migration_that_breaks_off_leaves_the_old_form(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command

    old_database(path)
    real = command.upgrade

    def break_off(*arguments: Any) -> None:
        real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", break_off)
    with pytest.raises(KeyboardInterrupt):
        open_database(path)
    monkeypatch.undo()

    assert ask(path, "SELECT version_num FROM alembic_version") == "0001"
    assert ask(path, "SELECT count(*) FROM sqlite_master WHERE name = 'staff'") == 0
    open_database(path)
    assert ask(path, "SELECT title FROM versions") == "标准地"


def test_a_migration_lets_logging_alone(path: Path) -> None:
    loggers = (logging.getLogger(), logging.getLogger("bot.other"))
    before = [(logger.level, list(logger.handlers), logger.disabled) for logger in loggers]

    open_database(path)

    assert [(logger.level, list(logger.handlers), logger.disabled) for logger in loggers] == before


def test_a_database_of_a_newer_program_is_not_touched(path: Path) -> None:
    open_database(path).dispose()
    tell(path, "UPDATE alembic_version SET version_num = '9999'")

    assert fault(path) is DatabaseFault.NEWER
    assert ask(path, "SELECT version_num FROM alembic_version") == "9999"


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)

    assert fault(path) is DatabaseFault.DAMAGED
    assert path.read_bytes() == b"no database" * 1000


def test_a_damaged_page_is_named_when_it_is_read(path: Path) -> None:
    engine = open_database(path)
    with writing(engine) as connection:
        connection.execute(INSERT)
    engine.dispose()
    ask(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    size = int(ask(path, "PRAGMA page_size"))
    content = path.read_bytes()
    path.write_bytes(content[:size] + b"\xff" * (len(content) - size))

    assert fault(path) is DatabaseFault.DAMAGED


@pytest.mark.parametrize("place", ["a folder", "below a file"])
def test_a_place_that_holds_no_file_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path if place == "a folder" else tmp_path / "file" / "assistant.sqlite3"

    assert fault(path) is DatabaseFault.UNREACHABLE


def test_a_writer_that_does_not_finish_is_named_and_readers_go_on(path: Path) -> None:
    first, second = open_database(path), open_database(path, busy_seconds=0.1)

    with writing(first) as connection:
        connection.execute(INSERT)
        with pytest.raises(DatabaseError) as caught, writing(second):
            pass
        with reading(second) as reader:
            assert reader.execute(text("SELECT count(*) FROM documents")).scalar() == 0

    assert caught.value.fault is DatabaseFault.BUSY
    with writing(second) as connection:
        assert connection.execute(text("SELECT count(*) FROM documents")).scalar() == 1


def test_an_opening_waits_for_a_writer_no_longer_than_it_is_told(path: Path) -> None:
    old_database(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert fault(path) is DatabaseFault.BUSY


def test_a_full_disk_is_named_and_nothing_is_half_written(path: Path) -> None:
    engine = open_database(path)
    big = text("INSERT INTO documents (id, origin) VALUES (:id, 'pages')")

    def write() -> None:
        with writing(engine) as connection:
            connection.execute(INSERT)
            connection.execute(big, {"id": "x" * 1_000_000})

    with reading(engine) as connection:  # the same connection is lent again
        connection.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(DatabaseError) as caught:
        write()

    assert caught.value.fault is DatabaseFault.FULL and "free some space" in str(caught.value)
    assert ask(path, "SELECT count(*) FROM documents") == 0


def test_a_failure_does_not_repeat_what_was_being_written(path: Path) -> None:
    engine = open_database(path)
    statement = text(
        "INSERT INTO staff (user_id, role, label, added_by, added_at) VALUES (4711, :role, '王敏', '', '')"
    )

    with pytest.raises(DatabaseError) as caught, writing(engine) as connection:
        connection.execute(statement, {"role": "boss"})

    assert caught.value.fault is DatabaseFault.FAILED
    assert "4711" not in str(caught.value) and "王敏" not in str(caught.value)


def _open(path: Path, barrier: Any) -> None:
    barrier.wait(60)
    open_database(path, 60)


def test_processes_that_open_a_new_database_at_once_all_find_it_ready(path: Path) -> None:
    context = get_context("spawn")
    barrier = context.Barrier(3)
    processes = [context.Process(target=_open, args=(path, barrier)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)

    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert ask(path, "SELECT version_num FROM alembic_version") == NEWEST


def test_forms_that_are_being_filled_in_survive_the_upgrade(path: Path) -> None:
    migrate(path, "0006")
    tell(
        path,
        "INSERT INTO enquiry_forms (asker, step, question_id, name, at)"
        " VALUES ('ab', 'company', 'a1b2c3d4e5f6', '李明', '2026-11-24 08:00:00.000000')",
    )

    open_database(path)

    assert ask(path, "SELECT name || step || coalesce(wish, '-') FROM enquiry_forms") == "李明company-"
    tell(path, "UPDATE enquiry_forms SET step = 'wish'")
    with pytest.raises(sqlite3.IntegrityError):
        tell(path, "UPDATE enquiry_forms SET step = 'nonsense'")

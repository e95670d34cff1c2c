"""A database that is locked, full or damaged, and a damaged snapshot, keep nobody from being answered."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from structlog.testing import capture_logs

import bot.inbox
import bot.questions.log
from bot.checks import State, run_checks
from bot.serving import Serving
from bot.settings import Settings
from bot.wiring import open_model
from index.errors import ModelError
from index.snapshot import SnapshotStore
from tests.botapi import BotApiServer
from tests.faults.tally import People, Tally, rows_of
from tests.faults.ward import bot_on
from tests.handlers.house import LI, house_of, publish_pages, settings_with_pages

ONCE_EACH = Tally(sent=10, once=10)


@pytest.fixture(autouse=True)
def _quick_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.inbox, "_PAUSE_SECONDS", 0.2)
    monkeypatch.setattr(bot.inbox, "_BUSY_SECONDS", 0.1)
    monkeypatch.setattr(bot.questions.log, "_RETRIES", (0.05,))
    monkeypatch.setattr(bot.questions.log, "_LATER_SECONDS", 0.1)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Have a database for oneself, as another process might."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


class Disk:
    """A disk on which no database of this process grows while it is full."""

    full = False

    def __call__(self, connection: Any, *_: object) -> None:
        # A limit below the size that a database has is raised to that size.
        connection.execute(f"PRAGMA max_page_count = {1 if self.full else 1_000_000}")


@pytest.fixture
def disk() -> Iterator[Disk]:
    """The disk under all databases."""
    disk = Disk()
    event.listen(Engine, "checkout", disk)
    yield disk
    event.remove(Engine, "checkout", disk)


def kept(folder: Path, count: int) -> bool:
    """Whether so many questions are in the log, soon."""
    until = time.monotonic() + 10
    while time.monotonic() < until and len(rows_of(folder / "assistant.sqlite3")) < count:
        time.sleep(0.02)
    return len(rows_of(folder / "assistant.sqlite3")) == count


@pytest.mark.asyncio
async def test_a_locked_database_costs_neither_an_answer_nor_a_row(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        with capture_logs() as lines:
            async with bot_on(server, tmp_path) as ward:
                with locked(ward.settings.database_file), locked(ward.settings.inbox_file):
                    await people.ask(10)
                    assert await people.answered() == ONCE_EACH
                    await asyncio.sleep(1.0)  # longer than the log tries at first
                    assert rows_of(ward.settings.database_file) == []
                assert kept(tmp_path, 10) and ward.questions.lost == 0
        async with bot_on(server, tmp_path):
            for update in server.updates:
                server.redeliver(update)
            assert await people.answered() == ONCE_EACH

    assert {"updates not written", "questions not written yet"} <= {line["event"] for line in lines}


@pytest.mark.asyncio
async def test_a_full_disk_costs_neither_an_answer_nor_a_row_once_there_is_room_again(
    tmp_path: Path, disk: Disk
) -> None:
    async with BotApiServer() as server:
        people = People(server)
        async with bot_on(server, tmp_path) as ward:
            await people.ask(40)
            await people.answered()
            assert kept(tmp_path, 40)
            with capture_logs() as lines:
                disk.full = True
                await people.ask(100)  # more than fit into the pages that are there
                assert await people.answered() == Tally(sent=140, once=140)
                await asyncio.sleep(0.7)
                assert len(rows_of(ward.settings.database_file)) < 140
                disk.full = False
            assert kept(tmp_path, 140) and ward.questions.lost == 0

    assert {"event": "questions not written yet", "fault": "full"}.items() <= next(
        line for line in lines if line["event"] == "questions not written yet"
    ).items()


@pytest.mark.asyncio
async def test_an_inbox_that_a_power_cut_damaged_is_put_aside_and_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite3").write_bytes(b"not a database at all" * 100)
    async with BotApiServer() as server:
        people = People(server)
        async with bot_on(server, tmp_path):
            await people.ask(5)
            assert await people.answered() == Tally(sent=5, once=5)
        async with bot_on(server, tmp_path):
            for update in server.updates:
                server.redeliver(update)
            assert await people.answered() == Tally(sent=5, once=5)

    assert (tmp_path / "inbox.sqlite3.damaged").is_file()


@pytest.mark.asyncio
async def test_a_snapshot_that_is_damaged_while_the_bot_runs_is_not_served_and_the_one_before_is(
    tmp_path: Path,
) -> None:
    settings = settings_with_pages(tmp_path)
    async with house_of(settings) as house:
        serving = house.parts.answers
        assert isinstance(serving, Serving) and serving.snapshot is not None
        serving.close()  # the test looks itself, after the damage
        for file in (settings.snapshots_dir / serving.snapshot).rglob("*"):
            if file.is_file():
                file.write_bytes(b"")  # in place: what is mapped into memory would be gone
        assert "17平方公里" in (await house.told(LI, "柳湾园规划面积多大")).text

        publish_pages(settings, 18)
        current = SnapshotStore(settings.snapshots_dir).current()
        assert current is not None
        files = [path for path in (settings.snapshots_dir / current).rglob("*") if path.is_file()]
        largest = max(files, key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:-1])
        assert not serving.switch()

        assert serving.failed == current
        assert "17平方公里" in (await house.told(LI, "柳湾园的规划面积是多少")).text


def test_a_model_that_is_missing_is_named_by_check_and_at_the_start(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "embedding_model": str(tmp_path / "gone")})

    (model,) = [check for check in run_checks(settings, lambda: open_model(settings)) if check.name == "model"]

    with pytest.raises(ModelError, match="gone"):
        open_model(settings)
    assert (
        model.state is State.FAIL and str(tmp_path / "gone") in model.reason and "BOT_EMBEDDING_MODEL" in model.remedy
    )

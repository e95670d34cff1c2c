"""A database that is locked, full or damaged, and a damaged snapshot, keep nobody from being answered."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from structlog.testing import capture_logs

import bot.inbox
import bot.questions.log
from bot.answer import Answer
from bot.checks import State, run_checks
from bot.serving import Serving
from bot.settings import Settings
from bot.wiring import open_model
from index.errors import ModelError
from index.search import SearchIndex
from index.snapshot import SnapshotStore
from index.tokens import Tokenizer
from tests.bot.answerers import Parrot
from tests.botapi import BotApiServer
from tests.faults.tally import People, Tally, rows_of
from tests.faults.ward import bot_on
from tests.index.builders import passage, small_index

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
            await people.ask(10)
            await people.answered()
            assert kept(tmp_path, 10)
            with capture_logs() as lines:
                disk.full = True
                await people.ask(40)  # more than fit into the pages that are there
                assert await people.answered() == Tally(sent=50, once=50)
                await asyncio.sleep(0.7)
                assert len(rows_of(ward.settings.database_file)) < 50
                disk.full = False
            assert kept(tmp_path, 50) and ward.questions.lost == 0

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


class Reader(Parrot):
    """Answers with the first passage of an index, if that is found by its words."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def ask(self, text: str, *details: Any, **more: Any) -> Answer:
        (passage, *_) = self._index.passages
        (score,) = self._index.lexical.scores(Tokenizer([]).terms(passage.text))
        assert score > 0
        return replace(super().ask(text, *details, **more), text=passage.text)


@pytest.mark.asyncio
async def test_a_snapshot_that_is_damaged_while_the_bot_runs_is_not_served_and_the_one_before_is(
    tmp_path: Path,
) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    old = store.publish(small_index([passage("柳湾园面积17平方公里。")]), "old").name
    serving = Serving(store.current, lambda: Reader(store.load("small@1", 8)[1]))
    async with BotApiServer() as server, bot_on(server, tmp_path, serving):
        chat = server.private_chat(1001, language_code="zh-hans")
        for file in files_of(store.folder / old):
            file.write_bytes(b"")  # in place: what is mapped into memory would be gone
        await chat.send_text("柳湾园面积多大")
        assert "17" in (await chat.next_reply()).text

        new = store.publish(small_index([passage("柳湾园面积18平方公里。")]), "new").name
        largest = max(files_of(store.folder / new), key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:-1])
        assert not serving.switch() and serving.failed == new
        await chat.send_text("柳湾园面积有多大")
        assert "17" in (await chat.next_reply()).text


def files_of(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_model_that_is_missing_is_named_by_check_and_at_the_start(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "embedding_model": str(tmp_path / "gone")})

    (model,) = [check for check in run_checks(settings, lambda: open_model(settings)) if check.name == "model"]

    with pytest.raises(ModelError, match="gone"):
        open_model(settings)
    assert (
        model.state is State.FAIL and str(tmp_path / "gone") in model.reason and "BOT_EMBEDDING_MODEL" in model.remedy
    )

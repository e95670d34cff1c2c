"""However the process ends, the next one answers what was left, and nothing is answered again that need not be."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import handlers.delivery
from bot.inbox import MOST_STARTS, Inbox
from tests.botapi import BotApiServer, Kind, Mishap
from tests.faults.tally import People, Tally, rows_of
from tests.faults.ward import bot_on
from tests.handlers.test_end_to_end import ROOT, Bot, bot_process

SECONDS_AN_ANSWER = 0.16


@asynccontextmanager
async def stub(folder: Path, server: BotApiServer) -> AsyncIterator[Bot]:
    """Run the stub; what it keeps is in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_"))}
    own = {"BOT_DATA_DIR": str(folder / "data"), "TELEGRAM_API_URL": server.url, "TELEGRAM_BOT_TOKEN": server.token}
    terminal = folder / "terminal.txt"
    with terminal.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.stub", str(SECONDS_AN_ANSWER),
            cwd=folder, env=kept | own | {"PYTHONPATH": str(ROOT)}, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        yield Bot(process, terminal)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def some_answered(people: People, count: int) -> Tally:
    """What has become of the questions when so many are answered."""
    async with asyncio.timeout(30):
        while people.tally().once < count:
            await asyncio.sleep(0.01)
    return people.tally()


@pytest.mark.asyncio
async def test_a_bot_told_to_end_finishes_what_is_under_way_and_leaves_the_rest_to_the_next(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        async with stub(tmp_path, server) as bot:
            await people.ask(25)
            await some_answered(people, 3)
            assert await bot.end() == 0
        assert people.tally().never and not people.tally().twice
        async with stub(tmp_path, server):
            assert await people.answered() == Tally(sent=25, once=25)
            assert "updates taken up again" in (tmp_path / "terminal.txt").read_text()
            await asyncio.sleep(1.0)  # so that the log is written

    assert len(set(rows_of(tmp_path / "data" / "assistant.sqlite3"))) == 25


@pytest.mark.asyncio
async def test_a_bot_told_to_end_while_telegram_hangs_ends_and_the_next_one_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers.delivery, "LEAVING_SECONDS", 0.2)
    async with BotApiServer() as server:
        people = People(server)
        with capture_logs() as lines:
            async with bot_on(server, tmp_path):
                server.go_wrong("sendMessage", Mishap(Kind.HANG), times=20)
                await people.ask(2)
                await server.wait_for_call("sendMessage")
        assert people.tally().never == 2
        assert "update left to the next start" in {line["event"] for line in lines}
        server.mishaps.forget()
        async with bot_on(server, tmp_path):
            assert await people.answered() == Tally(sent=2, once=2)


@pytest.mark.asyncio
async def test_an_update_that_ended_the_bot_again_and_again_is_given_up_with_an_apology(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        await people.ask(1)
        (update,) = server.updates
        Inbox(tmp_path / "inbox.sqlite3").take(update["update_id"], json.dumps(update))
        for _ in range(MOST_STARTS):
            (left,) = Inbox(tmp_path / "inbox.sqlite3").left()
            assert not left.given_up

        with capture_logs() as lines:
            async with bot_on(server, tmp_path):
                assert "出了点问题" in (await people.chat(0).next_reply()).text
                assert (await people.answered(0.5)).never == 1

    assert "update given up" in {line["event"] for line in lines}
    assert Inbox(tmp_path / "inbox.sqlite3").left() == ()


@pytest.mark.asyncio
async def test_a_bot_that_is_killed_leaves_no_question_unanswered_and_the_log_lacks_the_last_second_at_most(
    tmp_path: Path,
) -> None:
    async with BotApiServer() as server:
        people = People(server)
        async with stub(tmp_path, server) as bot:
            await people.ask(30)
            await some_answered(people, 12)
            before = people.tally()
            killed = time.time()
            bot.process.send_signal(signal.SIGKILL)
            await bot.process.wait()
        sent = [(request.time, request.params["text"]) for request in server.calls("sendMessage")]
        kept = rows_of(tmp_path / "data" / "assistant.sqlite3")
        assert all(any(row.rstrip("。") in text for row in kept) for at, text in sent if at < killed - 1.0)
        async with stub(tmp_path, server):
            after = await people.answered()

    assert before.never and after.never == 0
    assert after.twice <= 2  # those whose answers were on their way to the phone, one a thread
    assert server.refusals == []


@pytest.mark.asyncio
async def test_the_real_bot_that_is_killed_answers_what_was_left_when_it_is_started_again(
    tmp_path: Path, data_dir: Path
) -> None:
    questions = ["开发区总面积多大", "氢能产业园规划投资多少", "鹏飞集团做什么", "How large is the zone?"]
    async with BotApiServer() as server:
        chats = [server.private_chat(6001 + at, "Li", language_code="zh-hans") for at in range(len(questions))]
        async with bot_process(tmp_path, data_dir, server) as bot:
            await server.wait_for_call("getUpdates", timeout=60)
            for chat, question in zip(chats, questions, strict=True):
                await chat.send_text(question)
            await server.wait_for_call("sendMessage", timeout=60)
            bot.process.kill()
            await bot.process.wait()
        async with bot_process(tmp_path, data_dir, server) as bot:
            async with asyncio.timeout(60):
                while not all(chat.bot_messages for chat in chats):
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.2)
            assert await bot.end() == 0

        said = [len(chat.bot_messages) for chat in chats]
    # Those answered in one batch may all have been on their way when it was killed: again then, but once.
    assert max(said) <= 2 and server.refusals == []
    assert "62.42" in chats[0].bot_messages[-1].text

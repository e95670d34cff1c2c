"""The bot as its own process, over HTTP, against a Bot API server as strict as Telegram's."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.botapi import BotApiServer

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # a busy machine needs long to load the model
AREA = "开发区总面积多大"
SECRET = "a-secret-of-the-webhook"


@dataclass
class Bot:
    """The process, with what it wrote to its terminal."""

    process: asyncio.subprocess.Process
    terminal: Path

    @property
    def written(self) -> str:
        return self.terminal.read_text(encoding="utf-8")

    async def end(self) -> int:
        """Ask the bot to end as a service manager does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            return await self.process.wait()


@asynccontextmanager
async def bot_process(folder: Path, data_dir: Path, server: BotApiServer, **variables: str) -> AsyncIterator[Bot]:
    """Run `python -m bot run` in `folder`, far from anybody's `.env`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_"))}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "BOT_DATA_DIR": str(data_dir),
        "TELEGRAM_API_URL": server.url,
        "TELEGRAM_BOT_TOKEN": server.token,
    }
    terminal = folder / "terminal.txt"
    with terminal.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=folder, env=environment | variables, stdin=asyncio.subprocess.DEVNULL, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        yield Bot(process, terminal)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.asyncio
async def test_the_bot_answers_by_long_polling_survives_an_outage_and_ends_when_told_to(
    tmp_path: Path, data_dir: Path
) -> None:
    async with BotApiServer() as server, bot_process(tmp_path, data_dir, server) as bot:
        chat = server.private_chat(1001, "Li", language_code="zh-hans")

        await chat.send_text(AREA)
        answer = await chat.next_reply(PATIENCE)
        assert "62.42" in answer.text and "资料日期：2023" in answer.text
        assert "typing" in chat.actions

        await chat.send_text("今天天气怎么样")
        assert (await chat.next_reply()).text.startswith("已发布的资料里没有找到这个问题的答案")

        server.fail_next("getUpdates", 502, "Bad Gateway", times=2)
        stranger = server.private_chat(1002, "Smith", language_code="en")
        await stranger.send_text("How many hydrogen refuelling stations are planned?")
        assert "100" in (await stranger.next_reply(30)).text

        server.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
        await chat.send_text(AREA)
        assert (await chat.next_reply(30)).text
        await chat.send_text("氢能产业园规划投资多少")
        assert "780亿元" in (await chat.next_reply(30)).text

        assert await bot.end() == 0
        assert server.refusals == []
        assert server.token not in bot.written
        assert "总面积" not in bot.written and "refuelling" not in bot.written


@pytest.mark.asyncio
async def test_the_bot_answers_by_webhook_and_turns_away_who_does_not_know_the_secret(
    tmp_path: Path, data_dir: Path
) -> None:
    port = free_port()
    webhook = {
        "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "BOT_WEBHOOK_PORT": str(port),
        "BOT_WEBHOOK_SECRET": SECRET,
    }
    async with BotApiServer() as server, bot_process(tmp_path, data_dir, server, **webhook) as bot:
        registered = await server.wait_for_call("setWebhook", timeout=PATIENCE)
        chat = server.private_chat(1001, "Li", language_code="zh-hans")

        await chat.send_text(AREA)
        assert "62.42" in (await chat.next_reply(30)).text

        forged = server.updates[0] | {"update_id": 1}
        address = str(registered.params["url"])
        async with aiohttp.ClientSession() as stranger:
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
                async with stranger.post(address, json=forged, headers=headers) as response:
                    assert response.status == 403
        await chat.expect_silence()

        assert await bot.end() == 0
        assert server.refusals == []
        assert server.token not in bot.written and SECRET not in bot.written


@pytest.mark.asyncio
async def test_a_token_that_telegram_does_not_accept_ends_the_bot_with_one_line(tmp_path: Path, data_dir: Path) -> None:
    wrong = "123456:AAF-a-token-that-was-revoked-long-ago"
    async with BotApiServer() as server, bot_process(tmp_path, data_dir, server, TELEGRAM_BOT_TOKEN=wrong) as bot:
        async with asyncio.timeout(PATIENCE):
            status = await bot.process.wait()

        assert status == 1
        (line,) = [line for line in bot.written.splitlines() if "bot starting" not in line]
        assert line == f"error: TELEGRAM_BOT_TOKEN: {server.url} does not accept this token"
        assert wrong not in bot.written

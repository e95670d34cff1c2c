"""Messages are sent as fast as Telegram advises, and what it asks to wait for is sent later."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram.ext import ApplicationBuilder, ExtBot

from handlers.pace import BURST, MOST_KEPT, Pace
from tests.botapi import BotApiServer, User

LI, WANG, GROUP = 1001, 1002, -1009

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def paced_bot(server: BotApiServer) -> AsyncIterator[ExtBot[Any]]:
    """A bot that sends through a pace to a server that knows two people and a group."""
    people = [server.private_chat(LI).user, server.private_chat(WANG).user]
    server.group_chat(GROUP, members=[User(one.id, one.first_name) for one in people])
    builder = ApplicationBuilder().token(server.token).base_url(server.base_url)
    application = builder.rate_limiter(Pace(max_retries=3)).build()
    async with application:
        yield application.bot


async def sent_within(seconds: float, *sending: Callable[[], Any]) -> list[bool]:
    """Begin all of these and tell which are done after some seconds; the others are given up."""
    tasks = [asyncio.ensure_future(send()) for send in sending]
    await asyncio.wait(tasks, timeout=seconds)
    done = [task.done() and not task.cancelled() for task in tasks]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return done


async def test_a_private_chat_gets_a_short_burst_and_then_a_message_a_second_while_others_get_theirs() -> None:
    async with BotApiServer() as server, paced_bot(server) as bot:
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(bot.send_message(LI, f"{number}") for number in range(BURST)))
        waiting = asyncio.create_task(bot.send_message(LI, "beyond"))
        await bot.send_message(WANG, "other")

        assert not waiting.done()
        await waiting
        assert asyncio.get_running_loop().time() - began >= 0.95  # as Telegram counts, however slow this machine is


async def test_that_the_bot_types_takes_no_messages_place() -> None:
    async with BotApiServer() as server, paced_bot(server) as bot:
        for chat in (LI, GROUP):
            for _ in range(25):
                await bot.send_chat_action(chat, "typing")
        done = await sent_within(5, lambda: bot.send_message(LI, "面积"), lambda: bot.send_message(GROUP, "面积"))

        assert done == [True, True]


async def test_a_message_that_telegram_asks_to_wait_for_is_sent_later() -> None:
    async with BotApiServer() as server, paced_bot(server) as bot:
        server.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
        began = asyncio.get_running_loop().time()
        message = await bot.send_message(LI, "面积")

        assert message.text == "面积" and len(server.injected) == 1
        assert asyncio.get_running_loop().time() - began >= 1


async def test_the_chats_that_are_kept_are_bounded() -> None:
    pace = Pace()
    for chat in range(1, MOST_KEPT + 100):
        pace._limiter(chat)

    assert len(pace._private) == MOST_KEPT

"""The server knows its bot by the token, and fails on command."""

import asyncio
from urllib.parse import urlsplit

import aiohttp
import pytest
import telegram
from telegram.error import InvalidToken, NetworkError, RetryAfter

from . import BotApiServer
from .clients import bot_of


@pytest.mark.asyncio
async def test_wrong_token_is_unauthorized(server: BotApiServer) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/bot1:BAD/getMe") as response:
        expected = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert (response.status, await response.json()) == (401, expected)
    with pytest.raises(InvalidToken):
        await bot_of(server, "1:BAD").initialize()


@pytest.mark.asyncio
async def test_injected_failures(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    server.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    server.fail_next("sendMessage", 500, "Internal Server Error", times=2)
    with pytest.raises(RetryAfter):
        await bot.send_message(1001, "x")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "x")
    await bot.send_message(1001, "x")
    assert len(chat.bot_messages) == 1
    assert (len(server.injected), server.refusals, len(server.calls("sendMessage"))) == (3, [], 4)
    call = await server.wait_for_call("sendMessage", lambda request: request.params["chat_id"] == 1001)
    assert call.params["text"] == "x"


@pytest.mark.asyncio
async def test_a_call_that_breaks_off_was_never_made(server: BotApiServer, bot: telegram.Bot) -> None:
    server.private_chat(1001)
    at = urlsplit(server.url)
    _, writer = await asyncio.open_connection(at.hostname, at.port)
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n"
    writer.write(f"POST /bot{server.token}/sendMessage HTTP/1.1\r\nHost: x\r\n".encode() + form + b"\r\nchat_id=")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await bot.send_message(1001, "x")
    assert [call.params["text"] for call in server.calls("sendMessage")] == ["x"]

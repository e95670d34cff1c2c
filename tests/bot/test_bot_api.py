"""A question to the Bot API server has an answer or a reason, in time, and never tells the token."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import pytest_asyncio

from bot.bot_api import BotApiError, call
from tests.botapi import BotApiServer


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as ready:
        yield ready


@pytest.mark.asyncio
async def test_it_returns_what_the_method_gives(server: BotApiServer) -> None:
    bot = await asyncio.to_thread(call, server.url, server.token, "getMe")

    assert bot["username"] == "my_bot"


@pytest.mark.asyncio
async def test_a_token_that_is_refused_is_told_by_its_status_alone(server: BotApiServer) -> None:
    with pytest.raises(BotApiError) as caught:
        await asyncio.to_thread(call, server.url, "123456:ANOTHER", "getMe")

    assert caught.value.status == 401 and "ANOTHER" not in str(caught.value)


def test_a_server_that_is_not_there_is_told_without_the_token() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(BotApiError, match="cannot be reached") as caught:
        call(f"http://127.0.0.1:{port}", "1:SECRET", "getMe")

    assert "SECRET" not in str(caught.value) and caught.value.status == 0


def test_a_server_that_says_nothing_is_given_up() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(BotApiError, match="no answer within 0 seconds"):
            call(address, "1:SECRET", "getMe", seconds=0.2)

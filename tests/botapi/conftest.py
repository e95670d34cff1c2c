"""A running server, and python-telegram-bot's own bot that talks to it."""

from collections.abc import AsyncIterator

import pytest_asyncio
import telegram

from . import BotApiServer
from .clients import bot_of


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A running server."""
    async with BotApiServer("123456:TEST") as running:
        yield running


@pytest_asyncio.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    """PTB's bot talking to the server."""
    async with bot_of(server) as ready:
        yield ready

"""A visitor's phone, connected to the whole application over the repository's pages."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.conversation import Conversation
from bot.parts import Parts
from handlers.application import build_application
from tests.handlers.phone import Phone, phone_with


@pytest_asyncio.fixture
async def phone(conversation: Conversation) -> AsyncIterator[Phone]:
    """A phone connected to the bot."""
    async with phone_with(lambda builder: build_application(builder, Parts(conversation))) as ready:
        yield ready

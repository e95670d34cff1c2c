"""Process updates of different chats at the same time and those of one chat in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MOST_CONCURRENT = 64
MOST_WAITING = 4096


class ChatOrder(BaseUpdateProcessor):
    """One queue a chat: the next update of a chat waits until the one before is done."""

    def __init__(self) -> None:
        # What waits for its chat's turn must not take a place from the other chats.
        super().__init__(MOST_WAITING)
        self._running = asyncio.Semaphore(MOST_CONCURRENT)
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine`, the handling of `update`, when its chat's turn comes."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        async with self._turn(chat.id), self._running:
            await coroutine

    @asynccontextmanager
    async def _turn(self, chat: int) -> AsyncIterator[None]:
        lock, users = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[chat]
            if users == 1:
                del self._locks[chat]
            else:
                self._locks[chat] = (lock, users - 1)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

"""Process updates of different chats at the same time and those of one chat in order, a bounded number of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram import Update
from telegram.ext import BaseUpdateProcessor

MOST_CONCURRENT = 512  # more than a worker takes, so that it can say that it is busy
MOST_OF_ONE = 100  # updates of one chat that wait for their turn
MOST_WAITING = 4096  # updates of all chats
_NO_BOUND = 2**31  # of the library's own, which counts those also that are turned away

_Place = tuple[str, int]
_log = structlog.get_logger(__name__)
_unheard: ContextVar[bool] = ContextVar("unheard", default=False)


def is_unheard() -> bool:
    """Whether the update under way has been turned away: its handling must do nothing and end."""
    return _unheard.get()


@dataclass(slots=True)
class _Queue:
    """The updates of one chat: whose turn it is, and how many there are."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    full: bool = False


class ChatOrder(BaseUpdateProcessor):
    """One queue a chat: the next update of a chat waits until the one before is done.

    What comes without a chat waits for the same person's. An update that is not admitted, or finds too many before it,
    takes no place: it is handled at once as unheard (`is_unheard`). `on_full` is told of the latter.
    """

    def __init__(
        self, admits: Callable[[Update], bool] = lambda _: True, on_full: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(_NO_BOUND)
        self._admits = admits
        self._on_full = on_full
        self._running = asyncio.Semaphore(MOST_CONCURRENT)
        self._queues: dict[_Place, _Queue] = {}
        self._waiting = 0

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine`, the handling of `update`, when its chat's turn comes."""
        place = _place(update)
        if not isinstance(update, Update) or place is None:
            await coroutine
        elif self._is_full(place) or not self._admits(update):
            with _turned_away():
                await coroutine
        else:
            async with self._turn(place), self._running:
                await coroutine

    def _is_full(self, place: _Place) -> bool:
        queue = self._queues.get(place)
        if self._waiting < MOST_WAITING and (queue is None or queue.users < MOST_OF_ONE):
            return False
        self._on_full()
        if queue is None or not queue.full:
            _log.warning("updates dropped", waiting=self._waiting, of_chat=queue.users if queue is not None else 0)
        if queue is not None:
            queue.full = True  # until all that waits is done
        return True

    @asynccontextmanager
    async def _turn(self, place: _Place) -> AsyncIterator[None]:
        queue = self._queues.setdefault(place, _Queue())
        queue.users += 1
        self._waiting += 1
        try:
            async with queue.turn:
                yield
        finally:
            self._waiting -= 1
            queue.users -= 1
            if queue.users == 0:
                del self._queues[place]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""


def _place(update: object) -> _Place | None:
    """Whose turn an update takes; None for what is nobody's."""
    if not isinstance(update, Update):
        return None
    if update.effective_chat is not None:
        return "chat", update.effective_chat.id
    return ("person", update.effective_user.id) if update.effective_user is not None else None


@contextmanager
def _turned_away() -> Iterator[None]:
    token = _unheard.set(True)
    try:
        yield
    finally:
        _unheard.reset(token)

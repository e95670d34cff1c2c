"""Handle each update once: also one that Telegram delivers twice, and one that the program's end interrupted."""

import asyncio
import json
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Update
from telegram.ext import Application

from bot.inbox import Inbox, Left
from handlers.apology import apologise

LEAVING_SECONDS = 4.0  # for what is under way when the bot is told to end

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Handling:
    """What becomes of the update that is being handled; `undelivered` when Telegram took no answer to it."""

    undelivered: bool = False


_handling: ContextVar[Handling | None] = ContextVar("handling", default=None)


def being_handled() -> Handling | None:
    """The update that is being handled where this is called; None for what the bot does on its own account."""
    return _handling.get()


class Deliveries(asyncio.Queue[object]):
    """The application's queue of updates; each is in the inbox before Telegram is told that it has arrived."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__()
        self._inbox = inbox
        self._in_order = asyncio.Lock()

    async def put(self, item: object) -> None:
        """Put in an update that is not known yet, or anything else."""
        if not isinstance(item, Update):
            await super().put(item)
            return
        async with self._in_order:
            if await asyncio.to_thread(self._inbox.take, item.update_id, _written(item)):
                await super().put(item)
            else:
                _log.info("update delivered again", update=item.update_id)

    async def put_again(self, item: Update) -> None:
        """Put in an update that is in the inbox already."""
        await super().put(item)

    def drop(self) -> int:
        """Leave what waits to the next start; return how many that are."""
        count = self.qsize()
        for _ in range(count):
            self.get_nowait()
            self.task_done()
        return count


def _written(update: Update) -> str:
    """An update as Telegram sent it; `to_json` leaves some points in time as they are, and fails at them."""
    return json.dumps(update.to_dict(), default=lambda value: int(value.timestamp()))


class Once(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose updates come by `Deliveries` and are done when they are handled, not when they arrive.

    Told to end, it finishes what it can in `LEAVING_SECONDS`; the rest is done by the next start.
    """

    def __init__(self, *, inbox: Inbox, **parts: Any) -> None:
        super().__init__(**parts)
        self._inbox = inbox
        self._leaving = False
        self._limits: set[asyncio.Timeout] = set()

    async def take_up(self) -> None:
        """Begin again what an earlier program left; apologise for what cannot be done."""
        left = await asyncio.to_thread(self._inbox.left)
        if left:
            _log.info("updates taken up again", count=len(left))
        for one in left:
            await self._take_up(one)

    async def _take_up(self, left: Left) -> None:
        update = Update.de_json(json.loads(left.content), self.bot)
        if left.given_up:
            _log.error("update given up", update=left.number)
            await apologise(update)
            await asyncio.to_thread(self._inbox.done, left.number)
        elif isinstance(self.update_queue, Deliveries):
            await self.update_queue.put_again(update)

    async def process_update(self, update: object) -> None:
        """Handle an update, and note that it is done."""
        if not isinstance(update, Update):
            await super().process_update(update)
            return
        if self._leaving:
            return
        handling = Handling()
        mark = _handling.set(handling)
        try:
            async with asyncio.timeout(None) as limit:
                self._limits.add(limit)
                try:
                    await super().process_update(update)
                finally:
                    self._limits.discard(limit)
        except TimeoutError:
            handling.undelivered = True
        finally:
            _handling.reset(mark)
        if handling.undelivered:
            _log.warning("update left to the next start", update=update.update_id)
        else:
            await asyncio.to_thread(self._inbox.done, update.update_id)

    async def stop(self) -> None:
        """Handle what is under way, as far as there is time; take nothing new."""
        self._leaving = True
        until = asyncio.get_running_loop().time() + LEAVING_SECONDS
        for limit in self._limits:
            limit.reschedule(until)
        if isinstance(self.update_queue, Deliveries) and (count := self.update_queue.drop()):
            _log.warning("updates left to the next start", count=count)
        await super().stop()

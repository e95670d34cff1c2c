"""Work that takes longer than a chat should wait for: a bounded number at a time, ended when the bot is."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import structlog
from telegram import Message
from telegram.error import TelegramError

from bot.language import Language
from bot.texts import say
from handlers.messages import tell

MOST = 6  # one is worked on, the others wait for it
_STAGES = frozenset({"reading", "embedding", "calibrating", "asking"})
_FAREWELL_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class Errands:
    """Tasks beside the chats' own queues. They are ended with the bot rather than waited for: they can take minutes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Begin `work`; False, and nothing is begun, where too many are under way."""
        if len(self._tasks) >= self._most:
            return False
        task = asyncio.create_task(work(), name="errand")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return True

    async def close(self) -> None:
        """End what is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("errand failed", exc_info=error)


class ProgressMessage:
    """A message that says how far the work is, edited at most every `pause` seconds and gone when the work is done.

    What Telegram refuses costs a word of progress, never the work.
    """

    def __init__(self, message: Message, language: Language, first: str = "reading", pause: float = 1.0) -> None:
        self._asked = message
        self._language = language
        self._text = say(f"progress_{first}", language, share="")
        self._pause = pause
        self._shown: Message | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        shown = self._text
        with contextlib.suppress(TelegramError):
            self._shown = await self._asked.reply_text(shown, do_quote=True)
            self._task = asyncio.create_task(self._follow(self._shown, shown))
        return self

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of how far the work is."""
        share = f"{100 * done // total}%" if total > 1 else ""
        self._text = say(f"progress_{stage if stage in _STAGES else 'reading'}", self._language, share=share)
        self._news.set()

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with contextlib.suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                if isinstance(error, asyncio.CancelledError):
                    await tell(self._asked, say("interrupted", self._language))
                if self._shown is not None:
                    await self._shown.delete()

    async def _follow(self, message: Message, shown: str) -> None:
        """Edit the message as there is news."""
        while True:
            await asyncio.sleep(self._pause)
            await self._news.wait()
            self._news.clear()
            if self._text != shown:
                shown = self._text
                try:
                    await message.edit_text(shown)
                except TelegramError as error:
                    _log.debug("progress not shown", reason=type(error).__name__)

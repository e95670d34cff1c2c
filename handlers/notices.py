"""Tell those who asked for it, once, that their question is answered now."""

import asyncio
import contextlib
from dataclasses import replace

import structlog
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.questions.desk import AnswerDesk, Due
from bot.questions.precedence import given
from bot.questions.waiting import Waiting
from bot.texts import say
from handlers.rendering import render
from knowledge.errors import DatabaseError

MESSENGER = "telegram"
_LOOKS_EVERY = 60.0  # seconds; answers come from other processes too

_log = structlog.get_logger(__name__)


class Notices:
    """The messages to those who pressed the button below what was left open."""

    def __init__(self, desk: AnswerDesk, looks_every: float = _LOOKS_EVERY) -> None:
        self._desk = desk
        self._looks_every = looks_every
        self._news = asyncio.Event()
        self._ending = False
        self._told_of: int | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, bot: Bot) -> None:
        """Tell whoever can be told, from now on whenever answers changed."""
        self._task = asyncio.create_task(self._look(bot), name="notices")

    def wake(self) -> None:
        """Look at once."""
        self._news.set()

    async def close(self) -> None:
        """Finish the message under way and look no more."""
        self._ending = True
        self._news.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def deliver(self, bot: Bot) -> bool:
        """Tell all who can be told; return whether nobody is left who should be tried again."""
        done = True
        for due in await asyncio.to_thread(self._desk.due, MESSENGER):
            if self._ending:
                break
            claimed = [one for one in due.waiting if await asyncio.to_thread(self._desk.waiting.claim, one)]
            if not claimed:
                continue
            try:
                await _tell(bot, due, claimed)
            except (Forbidden, BadRequest) as error:  # blocked, or the chat is gone: nobody to tell
                _log.info("notice dropped", reason=type(error).__name__, curated=due.curated.id)
            except TelegramError as error:
                _log.warning("notice not sent", reason=type(error).__name__, curated=due.curated.id)
                for one in claimed:
                    await asyncio.to_thread(self._desk.waiting.put_back, one)
                done = False
            else:
                _log.info("notice sent", curated=due.curated.id, questions=len(claimed))
        return done

    async def _look(self, bot: Bot) -> None:
        while not self._ending:
            try:
                version = await asyncio.to_thread(self._desk.answers.version)
                if version != self._told_of and await self.deliver(bot):
                    self._told_of = version
            except DatabaseError as error:
                _log.error("notices not looked for", fault=error.fault.value)
            except Exception:  # whatever it is, the next ones must be told
                _log.exception("notices failed")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._looks_every):
                    await self._news.wait()
            self._news.clear()


async def _tell(bot: Bot, due: Due, waiting: list[Waiting]) -> None:
    """Send the answer to one chat, in the language of the question."""
    asked = waiting[0]
    answer = given(due.curated, asked.language, asked.text)
    questions = "\n".join(dict.fromkeys(one.text for one in waiting))
    said = say("notify_answer", asked.language, question=questions)
    for part in render(replace(answer, text=f"{said}\n\n{answer.text}")):
        await bot.send_message(int(asked.chat), part, parse_mode=ParseMode.HTML)

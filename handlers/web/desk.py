"""The front desk that the web chat opens on the running program's parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.asker import Asker
from bot.errors import BusyError
from bot.language import Language
from bot.parts import Parts
from bot.replies import FrontDesk, Reply, Said
from bot.reply import footnotes
from bot.texts import say
from bot.worker import Worker


@asynccontextmanager
async def front_desk(parts: Parts) -> AsyncIterator[FrontDesk]:
    """The desk while it is open; what is under way is finished before it closes."""
    worker = Worker(parts.answers, recorder=parts.questions)
    try:
        yield PlainDesk(worker)
    finally:
        worker.close()


class PlainDesk:
    """A front desk that greets, explains and answers; it has no buttons."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Answer a question."""
        try:
            answer = await self._worker.ask(text, asker, language)
        except BusyError:
            return Said((Reply(say("busy", language)),))
        return Said((Reply(answer.text, tuple(footnotes(answer)), answer=answer.id),))

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Say that this button does nothing any more."""
        return Said(hint=say("web_gone", language))

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Greet or explain; whatever else is wanted is explained too."""
        return Said((Reply(say("welcome" if name == "start" else "help", language).strip()),))

"""The front desk that the web chat opens on the running program's parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from bot.asker import Asker
from bot.frontdesk import Reception
from bot.handover.outbox import Outbox
from bot.handover.passing import Passing
from bot.language import Language
from bot.parts import Parts
from bot.replies import FrontDesk, Reply, Said
from bot.texts import say
from bot.worker import Worker
from knowledge.errors import DatabaseError

MESSENGER = "web"

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def front_desk(parts: Parts) -> AsyncIterator[FrontDesk]:
    """The desk while it is open; what is under way is finished before it closes."""
    worker = Worker(parts.answers, recorder=parts.questions)
    handover = parts.handover
    desk: FrontDesk = Reception(parts, worker, Passing(handover.form) if handover is not None else None)
    try:
        yield desk if handover is None else WithPost(desk, handover.outbox)
    finally:
        worker.close()


class WithPost:
    """A desk that also hands visitors what a colleague wrote to them: nothing can be sent to a page that asks nothing.

    It comes below the reply to whatever they do next; opening the page is enough.
    """

    def __init__(self, desk: FrontDesk, outbox: Outbox) -> None:
        self._desk = desk
        self._outbox = outbox

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Take a text."""
        return await self._with_post(asker, await self._desk.ask(asker, text, language))

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Take a pressed button; post waits where the reply takes another one's place."""
        said = await self._desk.press(asker, action, language)
        return said if said.in_place else await self._with_post(asker, said)

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Take a command."""
        return await self._with_post(asker, await self._desk.command(asker, name, argument, language))

    async def _with_post(self, asker: Asker, said: Said) -> Said:
        try:
            post = await asyncio.to_thread(self._collected, asker)
        except DatabaseError as error:
            _log.error("post not collected", fault=error.fault.value)
            return said
        return replace(said, replies=(*said.replies, *post))

    def _collected(self, asker: Asker) -> tuple[Reply, ...]:
        post = []
        for parcel in self._outbox.for_visitors(MESSENGER):
            enquiry = parcel.enquiry
            if enquiry.chat == asker.chat:
                self._outbox.delivered(parcel, str(parcel.id))
                words = say(f"hand_told_{parcel.kind.value}", enquiry.language, number=enquiry.id, text=parcel.text)
                post.append(Reply(words))
        return tuple(post)

"""The front desk that the web chat opens on the running program's parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from bot.asker import Asker
from bot.frontdesk import Reception
from bot.handover.actions import Press, action
from bot.handover.desk import HandOver
from bot.handover.enquiries import Kind
from bot.handover.outbox import Parcel
from bot.handover.passing import Passing
from bot.language import Language
from bot.parts import Parts
from bot.replies import Button, FrontDesk, Reply, Said
from bot.texts import say
from bot.worker import Worker
from knowledge.errors import DatabaseError

MESSENGER = "web"
NEWS = "news"  # the command of a page whose visitor waits: nothing but the post

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def front_desk(parts: Parts) -> AsyncIterator[FrontDesk]:
    """The desk while it is open; what is under way is finished before it closes."""
    worker = Worker(parts.answers, recorder=parts.questions)
    handover = parts.handover
    desk: FrontDesk = Reception(parts, worker, Passing(handover.form) if handover is not None else None)
    try:
        yield desk if handover is None else WithPost(desk, handover)
    finally:
        worker.close()


class WithPost:
    """A desk that also hands visitors what a colleague wrote to them: nothing can be sent to a page that asks nothing.

    It comes below the reply to whatever they do next, or when the page asks for news, as it does while they wait.
    """

    def __init__(self, desk: FrontDesk, handover: HandOver) -> None:
        self._desk = desk
        self._handover = handover

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Take a text."""
        return await self._with_post(asker, await self._desk.ask(asker, text, language))

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Take a pressed button; post waits where the reply takes another one's place."""
        said = await self._desk.press(asker, action, language)
        return said if said.in_place else await self._with_post(asker, said)

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Take a command."""
        if name == NEWS:
            return await self._with_post(asker, Said())
        return await self._with_post(asker, await self._desk.command(asker, name, argument, language))

    async def _with_post(self, asker: Asker, said: Said) -> Said:
        try:
            post = await asyncio.to_thread(self._collected, asker)
        except DatabaseError as error:
            _log.error("post not collected", fault=error.fault.value)
            return said
        return replace(said, replies=(*said.replies, *post))

    def _collected(self, asker: Asker) -> tuple[Reply, ...]:
        outbox = self._handover.outbox
        post = [parcel for parcel in outbox.for_visitors(MESSENGER) if parcel.enquiry.chat == asker.chat]
        for parcel in post:
            outbox.delivered(parcel, str(parcel.id))
        if post:
            self._handover.form.news()  # the colleague is told that it arrived
        return tuple(map(_letter, post))


def _letter(parcel: Parcel) -> Reply:
    """What a colleague wrote, and how to write back: on a page no message can be replied to."""
    enquiry = parcel.enquiry
    if parcel.kind is not Kind.ANSWER:
        return Reply(say(f"hand_told_{parcel.kind.value}", enquiry.language, number=enquiry.id, text=parcel.text))
    add = Button(say("hand_button_add", enquiry.language), action(Press.ADD, enquiry.id))
    return Reply(say("web_answered", enquiry.language, number=enquiry.id, text=parcel.text), buttons=((add,),))

"""The whole program with its web chat, for a browser in this thread: the program's loop runs in another."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.settings import Settings
from bot.staff import Role
from handlers.web.serving import serving
from tests.botapi import ChatMessage
from tests.botapi.chats import GroupChat
from tests.handlers.desk import BY, EDITOR
from tests.handlers.house import House, house_of

STAFF_CHAT = -1007

T = TypeVar("T")


@dataclass
class WebOffice:
    """Where the web chat is, and the staff's group in Telegram."""

    address: str
    house: House
    group: GroupChat
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Have something done in the program's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def shown(self) -> ChatMessage:
        """The next message in the staff's group."""
        return self.do(self.group.next_reply())

    def replies(self, card: ChatMessage, text: str) -> None:
        """A colleague replies to an enquiry's card, which says so then."""
        editor = self.house.chat(EDITOR).user
        self.do(self.group.send_text(text, reply_to=card, from_user=editor))
        self.do(self.group.wait_for(card, lambda one: one.text != card.text))


@contextmanager
def web_office(settings: Settings) -> Iterator[WebOffice]:
    """The program over what is published, in Telegram and on a web page on a free port."""
    settings = settings.model_copy(update={"staff_chat": STAFF_CHAT, "web_port": 0})
    ready: Future[WebOffice] = Future()
    ends = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_open(settings, ready, ends)))
    thread.start()
    try:
        yield ready.result(60)
    finally:
        ends.set()
        thread.join()


async def _open(settings: Settings, ready: "Future[WebOffice]", ends: threading.Event) -> None:
    try:
        async with house_of(settings) as house:
            assert house.parts.office is not None
            house.parts.office.staff.add(EDITOR, Role.EDITOR, "招商科", actor=BY)
            group = house.server.group_chat(STAFF_CHAT, "招商", members=[house.chat(EDITOR).user])
            await house.checked()
            web = serving(settings, house.parts)
            address = await asyncio.to_thread(web.__enter__)
            try:
                ready.set_result(WebOffice(address.rstrip("/"), house, group, asyncio.get_running_loop()))
                await asyncio.to_thread(ends.wait)
            finally:
                await asyncio.to_thread(web.__exit__, None, None, None)
    except BaseException as error:
        if ready.done():
            raise
        ready.set_exception(error)

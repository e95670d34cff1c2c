"""A visitor's phone without a network: updates go into the application, what it calls at Telegram is recorded."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram import Update
from telegram._utils.types import ODVInput
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from handlers.types import App, Builder
from tests.botapi import detect_entities, parse_html

Json = dict[str, Any]

TOKEN = "123456:TEST-token-of-the-bot-under-test"
BOT = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "my_bot"}
LI = 1001
WANG = 1002
GROUP = -1009


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a Bot API method."""

    method: str
    params: Json


@dataclass
class Telegram(BaseRequest):
    """Telegram's side: records calls and answers them; a test may have it refuse or delay a method."""

    calls: list[Call] = field(default_factory=list)
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)
    delays: dict[str, asyncio.Event] = field(default_factory=dict)
    on_call: Callable[[Call], None] = lambda _: None
    numbers: Any = field(default_factory=lambda: count(9001))

    @property
    def read_timeout(self) -> float | None:
        return 5

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = None,
        write_timeout: ODVInput[float] = None,
        connect_timeout: ODVInput[float] = None,
        pool_timeout: ODVInput[float] = None,
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[1]
        call = Call(name, dict(request_data.parameters) if request_data else {})
        self.calls.append(call)
        self.on_call(call)
        if name in self.delays:
            await self.delays[name].wait()
        if name in self.refusals:
            status, description = self.refusals[name]
            return status, json.dumps({"ok": False, "error_code": status, "description": description}).encode()
        return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _result(self, call: Call) -> Any:
        if call.method == "getMe":
            return BOT
        if call.method == "sendMessage":
            chat = call.params["chat_id"]
            kind = "private" if int(chat) > 0 else "supergroup"
            return {"message_id": next(self.numbers), "date": 1, "chat": {"id": chat, "type": kind}, "text": "…"}
        return True

    def named(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]


@dataclass
class Phone:
    """Writes to the bot and reads what it replied."""

    application: App
    telegram: Telegram
    numbers: Any = field(default_factory=lambda: count(1))

    async def write(self, text: str, **details: Any) -> None:
        """Send a text and wait until the bot has dealt with it; see `update` for the details."""
        await self.receive(self.update(text, **details))

    async def receive(self, update: Json) -> None:
        """Hand the application any update."""
        parsed = Update.de_json(update, self.application.bot)
        await self.application.process_update(parsed)

    def update(
        self,
        text: str,
        *,
        chat: int = LI,
        person: int = LI,
        language: str | None = "zh-hans",
        reply_to: Json | None = None,
        kind: str = "message",
        entities: list[Json] | None = None,
    ) -> Json:
        """A text message as Telegram delivers it, with the entities that it would find in it."""
        sender: Json = {"id": person, "is_bot": False, "first_name": "Li"}
        if language is not None:
            sender["language_code"] = language
        number = next(self.numbers)
        message: Json = {
            "message_id": number,
            "date": 1,
            "from": sender,
            "chat": {"id": chat, "type": "private"} if chat > 0 else {"id": chat, "type": "supergroup", "title": "G"},
            "text": text,
            "entities": [entity.to_wire() for entity in detect_entities(text)] if entities is None else entities,
        }
        if reply_to is not None:
            message["reply_to_message"] = reply_to
        if kind.startswith("edited"):
            message["edit_date"] = 2
        return {"update_id": 5000 + number, kind: message}

    @property
    def replies(self) -> list[str]:
        """What the bot wrote, as a reader sees it."""
        return [_seen(call) for call in self.telegram.named("sendMessage")]

    @property
    def reply(self) -> str:
        """The bot's only reply."""
        (only,) = self.replies
        return only


def _seen(call: Call) -> str:
    text = str(call.params["text"])
    return parse_html(text)[0] if call.params.get("parse_mode") == "HTML" else text


def builder_for(telegram: Telegram) -> Builder:
    """An application builder that talks to `telegram` alone."""
    return ApplicationBuilder().token(TOKEN).request(telegram).get_updates_request(Telegram())


@asynccontextmanager
async def phone_with(build: Callable[[Builder], App]) -> AsyncIterator[Phone]:
    """A phone that writes to the application that `build` makes."""
    telegram = Telegram()
    application = build(builder_for(telegram))
    async with application:
        telegram.calls.clear()
        yield Phone(application, telegram)
        if application.post_shutdown is not None:
            await application.post_shutdown(application)

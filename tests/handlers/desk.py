"""The staff's chats: the whole application, polling a Bot API server, over a real office."""

import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from telegram.ext import ApplicationBuilder

from bot.answer import Answer, Outcome
from bot.database import open_database
from bot.errors import PreparationError
from bot.handover.desk import HandOver
from bot.language import Language
from bot.office import Office
from bot.parts import Parts
from bot.preparation import _prepare, _told
from bot.preparing import Preparer, Progress
from bot.questions.desk import AnswerDesk
from bot.questions.log import QuestionLog
from bot.settings import Settings
from bot.staff import Role
from bot.wiring import open_hand_over
from bot.worker import Answers
from handlers.application import UPDATES, build_application
from knowledge.errors import KnowledgeError
from tests.bot.questions.asking import answer_desk
from tests.botapi import BotApiServer, ChatMessage
from tests.botapi.chats import PrivateChat

OWNER, EDITOR, VIEWER, STRANGER = 2001, 2002, 2003, 2004
BY = "cli:root"
LAND = "# {title}\n\n## 概况\n\n{title}规划面积为{number}平方公里。\n"


class Parrot:
    """Answers every question with its own words."""

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        return Answer(f"问：{text}", Outcome.ANSWERED, chosen or default, 1.0, text)


class Dice:
    """A model without weights: a text's vector comes from its hash."""

    name = "dice"
    dimensions = 16

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        rows = [np.frombuffer(hashlib.sha512(text.encode()).digest(), np.int8)[:16] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), 16)
        lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
        return np.asarray(vectors / lengths, dtype=np.float32)


class QuickOffice(Office):
    """An office that prepares in its own process, with dice for a model; all else is real.

    A test may have it refuse, or wait before it prepares.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, open_database(settings.database_file))
        self.refusal: PreparationError | None = None
        self.before: Callable[[Progress], Awaitable[None]] | None = None
        self.requests: list[dict[str, Any]] = []
        self.modes: list[int] = []

    async def _worker(self, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
        self.requests.append(request)
        if "file" in request:
            self.modes.append(os.stat(request["file"]).st_mode & 0o777)  # noqa: PTH116
        if self.before is not None:
            await self.before(progress)
        if self.refusal is not None:
            return {"error": self.refusal.kind, "message": "", "facts": self.refusal.facts}
        try:
            return {"proposal": _prepare(Preparer(self.settings, self.publisher, Dice()), request).id}
        except KnowledgeError as error:
            return _told(error)


@dataclass
class Desk:
    """The bot, seen from the staff's phones."""

    server: BotApiServer
    office: Office
    chats: dict[int, PrivateChat] = field(default_factory=dict)

    def chat(self, person: int, language: str = "zh-hans") -> PrivateChat:
        """The person's private chat with the bot."""
        if person not in self.chats:
            self.chats[person] = self.server.private_chat(person, "Li", language_code=language)
        return self.chats[person]

    async def told(self, person: int, text: str) -> ChatMessage:
        """Write a command and read the reply."""
        await self.chat(person).send_text(text)
        return await self.chat(person).next_reply()

    async def preview(self, person: int, name: str, data: bytes, patience: float = 20) -> ChatMessage:
        """Send a file and wait for the message with the buttons."""
        await self.chat(person).send_document(data, name)
        return await self.buttons(person, patience)

    async def buttons(self, person: int, patience: float = 20) -> ChatMessage:
        """The next message that has buttons."""
        while not (message := await self.chat(person).next_reply(patience)).callback_data:
            pass
        return message

    async def press(self, person: int, message: ChatMessage, verb: str, **how: Any) -> None:
        """Press the first button of this verb; it must be answered, without a word."""
        data = next(data for data in message.callback_data if data.startswith(f"{verb}:"))
        await self.push(person, message, data, **how)

    async def push(self, person: int, message: ChatMessage, data: str, **how: Any) -> None:
        """Press a button with this data."""
        answer = await self.chat(person).next_answer(await self.chat(person).press(message, data, **how))
        assert answer.text is None and not answer.show_alert

    def published(self) -> set[str]:
        """The titles of what is published."""
        return {version.title for version in self.office.publisher.catalogue.current()}


def settings_in(folder: Path) -> Settings:
    """Settings with one owner and a pages folder with one page."""
    (folder / "pages").mkdir(exist_ok=True)
    return Settings.model_validate(
        {
            "data_dir": folder / "data",
            "pages_dir": folder / "pages",
            "owner_ids": frozenset({OWNER}),
            "question_burst": 1000,  # a test writes faster than a person
        }
    )


def land(title: str, number: int = 17) -> bytes:
    """A text file about a park."""
    return LAND.format(title=title, number=number).encode()


@asynccontextmanager
async def desk_of(
    office: Office,
    answers: Answers | None = None,
    answering: AnswerDesk | None = None,
    questions: QuestionLog | None = None,
    handover: HandOver | None = None,
) -> AsyncIterator[Desk]:
    """The application over an office, polling; editor and viewer are members."""
    answering = answering or answer_desk(open_database(office.settings.database_file))
    handover = handover or open_hand_over(office.settings, questions)
    office.staff.add(EDITOR, Role.EDITOR, "招商科", actor=BY)
    office.staff.add(VIEWER, Role.VIEWER, "档案室", actor=BY)
    async with BotApiServer() as server:
        desk = Desk(server, office)
        for person in (OWNER, EDITOR, VIEWER, STRANGER):
            desk.chat(person)
        builder = ApplicationBuilder().token(server.token).base_url(server.base_url)
        builder = builder.base_file_url(server.base_file_url)
        application = build_application(builder, Parts(answers or Parrot(), office, questions, answering, handover))
        async with application:
            assert application.post_init and application.post_stop and application.post_shutdown
            assert application.updater is not None
            await application.post_init(application)
            await application.start()
            await application.updater.start_polling(poll_interval=0, allowed_updates=UPDATES)
            try:
                yield desk
            finally:
                await application.updater.stop()
                await application.stop()
                await application.post_stop(application)
        await application.post_shutdown(application)

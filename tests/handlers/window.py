"""The one window: a visitor's phone and the staff's chat, with the bot between them that can be restarted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from telegram.ext import ApplicationBuilder

from bot.answer import Answer, Outcome, Source
from bot.database import open_database
from bot.desk.given import GivenAnswers
from bot.handover.desk import HandOver
from bot.language import Language
from bot.parts import Parts
from bot.secret import keyed_hash, load_secret
from bot.settings import Settings
from bot.staff import Role
from bot.wiring import open_hand_over, open_question_log
from handlers.application import UPDATES, build_application
from tests.bot.questions.asking import answer_desk
from tests.botapi import BotApiServer, ChatMessage
from tests.botapi.chats import Chat, GroupChat, PrivateChat
from tests.handlers.desk import BY, EDITOR, OWNER, VIEWER, QuickOffice, settings_in

STAFF_CHAT = -1007
INVESTOR = 7001234  # long enough not to be met in a hash
QUESTION = "柳湾地块能不能建液化站"


class Silence:
    """Refuses every question, with a passage about hydrogen nearby."""

    def ask(
        self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED, **_: object
    ) -> Answer:
        near = Source("zh/h2", "氢能", "", None, None, "正文。", 0.4, "zh-Hans", passage="p", topic="hydrogen")
        return Answer("资料里没有", Outcome.REFUSED, default, 0.0, text, sources=(near,))


@dataclass
class Window:
    """The bot's data and its Bot API server, which outlive the bot."""

    settings: Settings
    server: BotApiServer
    group: GroupChat
    chats: dict[int, PrivateChat]
    handover: HandOver = field(init=False)

    @asynccontextmanager
    async def bot(self) -> AsyncIterator["Window"]:
        """The application, polling, until it is left."""
        office = QuickOffice(self.settings)
        log = open_question_log(self.settings)
        self.handover = open_hand_over(self.settings, log)
        desk = answer_desk(open_database(self.settings.database_file))
        engine = open_database(self.settings.database_file)
        given = GivenAnswers(engine, partial(keyed_hash, load_secret(self.settings.secret_file)))
        parts = Parts(Silence(), office, log, desk, self.handover, given=given)
        builder = ApplicationBuilder().token(self.server.token).base_url(self.server.base_url)
        application = build_application(builder, parts)
        async with application:
            assert application.post_init and application.post_stop and application.post_shutdown
            assert application.updater is not None
            await application.post_init(application)
            await application.start()
            await application.updater.start_polling(poll_interval=0, allowed_updates=UPDATES)
            try:
                yield self
            finally:
                await application.updater.stop()
                await application.stop()
                await application.post_stop(application)
        await application.post_shutdown(application)

    @property
    def li(self) -> PrivateChat:
        """The visitor's phone."""
        return self.chats[INVESTOR]

    async def asked(self, text: str = QUESTION) -> ChatMessage:
        """Ask, and read the refusal."""
        return await told(self.li, text)

    async def filled_in(self, text: str = QUESTION) -> ChatMessage:
        """Ask, and fill the form in up to the last look."""
        await self.begun(text)
        await told(self.li, "李明")
        await told(self.li, "某某能源公司")
        assert (await told(self.li, "13812345678")).text == "收到。"
        return await self.li.next_reply()

    async def begun(self, text: str = QUESTION) -> ChatMessage:
        """Ask, and agree to be asked for a name."""
        refusal = await self.asked(text)
        consent = await pressed(self.li, refusal, "hand:")
        return await pressed(self.li, consent, "hand:agree")

    async def sent(self, text: str = QUESTION) -> ChatMessage:
        """Ask, fill the form in and send it."""
        return await pressed(self.li, await self.filled_in(text), "hand:send")

    def answered_by(self, person: int) -> dict[str, object]:
        """Who of the group acts."""
        return {"from_user": self.chats[person].user}

    def bytes(self) -> bytes:
        """Everything that the files hold."""
        files = sorted(self.settings.data_dir.rglob("*"))
        return b"".join(file.read_bytes() for file in files if file.is_file())


async def told(chat: Chat, text: str) -> ChatMessage:
    """Write, and read the reply."""
    await chat.send_text(text)
    return await chat.next_reply()


async def pressed(chat: Chat, message: ChatMessage, data: str) -> ChatMessage:
    """Press the first button whose data begin so, and read what is said."""
    await push(chat, message, data)
    return await chat.next_reply()


async def push(chat: Chat, message: ChatMessage, data: str, **how: object) -> None:
    """Press the first button whose data begin so."""
    found = next((one for one in chat.current(message).callback_data if one.startswith(data)), data)
    await chat.next_answer(await chat.press(message, found, **how))  # type: ignore[arg-type]


async def silent(chat: Chat, seconds: float = 0.15) -> None:
    """No new message comes; what is edited does not count."""
    before = len(chat.bot_messages)
    await asyncio.sleep(seconds)
    assert len(chat.bot_messages) == before


@asynccontextmanager
async def window_in(folder: Path, *, staff_chat: bool = True, forum: bool = False) -> AsyncIterator[Window]:
    """The server and the chats; the bot is not running yet."""
    settings = settings_in(folder)
    if staff_chat:
        settings = settings.model_copy(update={"staff_chat": STAFF_CHAT})
    staff = QuickOffice(settings).staff
    staff.add(EDITOR, Role.EDITOR, "招商科小王", actor=BY)
    staff.add(VIEWER, Role.VIEWER, "档案室", actor=BY)
    async with BotApiServer() as server:
        people = {OWNER: "Zhang", EDITOR: "Wang", VIEWER: "Zhao", INVESTOR: "Li"}
        chats = {who: server.private_chat(who, name, language_code="zh-hans") for who, name in people.items()}
        members = [chats[who].user for who in (OWNER, EDITOR, VIEWER)]
        yield Window(settings, server, server.group_chat(STAFF_CHAT, "招商", members=members, forum=forum), chats)

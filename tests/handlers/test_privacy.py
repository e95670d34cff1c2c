"""Visitors learn what is kept of them, and have it erased, in private and in groups."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.parts import Parts
from bot.secret import keyed_hash
from bot.wiring import open_answer_desk, open_question_log
from handlers.application import build_application
from tests.bot.answerers import Moody, Parrot
from tests.botapi import BotApiServer, ChatMessage
from tests.botapi.chats import Chat
from tests.handlers.desk import OWNER, QuickOffice, settings_in
from tests.handlers.phone import phone_with
from tests.handlers.polling import polling

LI, WANG = 7001234, 7005678


class House:
    """The bot with its log, seen from the visitors' phones."""

    def __init__(self, server: BotApiServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.li = server.private_chat(LI, "Li", language_code="zh-hans")
        self.wang = server.private_chat(WANG, "Wang", language_code="en")
        self.group = server.group_chat(-1009, members=[self.li.user, self.wang.user])

    def rows(self) -> list[tuple[str, ...]]:
        """Text, outcome and kind of chat of what is kept, oldest first."""
        with closing(sqlite3.connect(self.folder / "data" / "assistant.sqlite3")) as connection:
            return connection.execute("SELECT text, outcome, chat_kind FROM questions ORDER BY rowid").fetchall()

    def bytes(self) -> bytes:
        return b"".join(file.read_bytes() for file in (self.folder / "data").rglob("*") if file.is_file())


async def asked(chat: Chat, text: str) -> ChatMessage:
    await chat.send_text(text)
    return await chat.next_reply()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[House]:
    """The whole application with log and office, polling."""
    settings = settings_in(folder)
    async with BotApiServer() as server:
        parts = Parts(Moody(), QuickOffice(settings), open_question_log(settings), open_answer_desk(settings))
        house = House(server, folder)
        async with polling(server, parts):
            yield house


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running(tmp_path) as ready:
        yield ready


@pytest.mark.asyncio
async def test_what_is_asked_is_kept_when_the_bot_stops_failures_too(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        await asked(house.li, "面积多大，我的电话是13812345678")
        await asked(house.group, f"@{house.server.bot.username} 投资多少")
        assert "抱歉" in (await asked(house.li, "坏问题")).text

    assert house.rows() == [
        ("面积多大,我的电话是***", "answered", "private"),
        ("投资多少", "answered", "group"),
        ("坏问题", "error", "private"),
    ]
    assert str(LI).encode() not in house.bytes()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "words"),
    [("zh-hans", ("180 天", "/forget")), ("zh-hant", ("180 天", "刪除")), ("en", ("180 days", "/forget", "masked"))],
)
async def test_privacy_says_what_is_kept_how_long_and_how_to_erase_it(
    house: House, code: str, words: tuple[str, ...]
) -> None:
    chat = house.server.private_chat(7009999, "Zhao", language_code=code)

    told = (await asked(chat, "/privacy")).text

    assert all(word in told for word in words)
    assert "180" in (await asked(house.group, "/privacy")).text


@pytest.mark.asyncio
async def test_forget_asks_first_then_erases_what_this_person_asked_anywhere(house: House) -> None:
    await asked(house.li, "柳湾地块能不能建液化站")
    await asked(house.group, f"@{house.server.bot.username} 柳湾地块能不能租")
    await asked(house.wang, "开发区总面积多大")

    question = await asked(house.li, "/forget")
    assert "无法恢复" in question.text
    await house.li.press(question, f"privacy:forget:{LI}")

    assert "2 个问题" in (await house.li.next_edit()).text
    assert house.rows() == [("开发区总面积多大", "answered", "private")]
    secret = (house.folder / "data" / "secret").read_bytes()
    held = house.bytes()
    assert "柳湾地块".encode() not in held and keyed_hash(secret, f"telegram:{LI}").encode() not in held
    assert house.li.current(question).callback_data == ()


@pytest.mark.asyncio
async def test_who_thinks_better_of_it_keeps_everything(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        await asked(house.wang, "面积多大")
        question = await asked(house.wang, "/forget")
        await house.wang.press(question, f"privacy:keep:{WANG}")
        assert (await house.wang.next_edit()).text == "Nothing was erased."

    assert house.rows() == [("面积多大", "answered", "private")]


@pytest.mark.asyncio
async def test_in_a_group_the_button_is_of_use_to_whom_it_was_shown_to_alone(house: House) -> None:
    await asked(house.li, "面积多大")
    question = await asked(house.group, "/forget")  # by Li

    other = await house.group.press(question, f"privacy:forget:{LI}", from_user=house.wang.user)
    await house.group.next_answer(other)
    await house.group.press(question, f"privacy:forget:{WANG}", stale=True)
    await house.group.press(question, "privacy:forget:1 OR 1", stale=True)
    await house.group.expect_silence(0.2)

    await house.group.press(question, f"privacy:forget:{LI}")
    assert "1 个问题" in (await house.group.next_edit()).text
    assert house.rows() == []


@pytest.mark.asyncio
async def test_a_database_that_is_busy_is_told_in_plain_words(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.questions.log import QuestionLog
    from knowledge.errors import DatabaseError, DatabaseFault

    def busy(_log: QuestionLog, _asker: object) -> None:
        raise DatabaseError(DatabaseFault.BUSY, "busy")

    monkeypatch.setattr(QuestionLog, "forget", busy)
    question = await asked(house.li, "/forget")
    await house.li.press(question, f"privacy:forget:{LI}")

    assert "没能删除" in (await house.li.next_edit()).text


@pytest.mark.asyncio
async def test_the_staffs_buttons_still_work(house: House) -> None:
    owner = house.server.private_chat(OWNER, "Zhang", language_code="zh-hans")
    message = await asked(owner, "你好")

    await owner.press(message, "keep:0", stale=True)

    assert "没有" in (await owner.next_edit()).text


@pytest.mark.asyncio
async def test_without_a_log_both_commands_say_that_nothing_is_kept() -> None:
    async with phone_with(lambda builder: build_application(builder, Parts(Parrot()))) as phone:
        await phone.write("/privacy")
        await phone.write("/forget")

    assert phone.replies == ["这个机器人目前不保存提问记录。"] * 2

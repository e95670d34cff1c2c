"""Whatever the front desk says arrives: escaped, in pieces, with its picture once, and although Telegram refuses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.asker import Asker
from bot.database import open_database
from bot.desk.picture_files import PictureFiles
from bot.language import Language
from bot.replies import Button, Reply, Said
from handlers.rendering import LONGEST_CAPTION, LONGEST_MESSAGE, caption_of, messages_of, utf16_length
from handlers.speaking import Speaker
from handlers.visitors import Visitors
from tests.botapi import BotApiServer, parse_html
from tests.botapi.chats import PrivateChat

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
BUTTONS = ((Button("‹ 菜单", "menu"),),)


class Script:
    """A front desk that says what it is told to."""

    def __init__(self) -> None:
        self.said = Said()

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        return self.said

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        return self.said

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        return self.said


class Stage:
    """One chat with a scripted desk."""

    def __init__(self, server: BotApiServer, files: PictureFiles) -> None:
        self.server, self.files, self.desk = server, files, Script()
        self.chat: PrivateChat = server.private_chat(1001, "Li", language_code="zh-hans")


@pytest_asyncio.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    from telegram.ext import ApplicationBuilder

    async with BotApiServer() as server:
        ready = Stage(server, PictureFiles(open_database(tmp_path / "assistant.sqlite3")))
        application = ApplicationBuilder().token(server.token).base_url(server.base_url).build()
        Visitors(ready.desk, Speaker(ready.files)).register(application)
        async with application:
            assert application.updater is not None
            await application.start()
            await application.updater.start_polling(poll_interval=0)
            yield ready
            await application.updater.stop()
            await application.stop()


def picture(folder: Path) -> Path:
    path = folder / f"{'ab' * 32}.png"
    path.write_bytes(PNG)
    return path


@pytest.mark.asyncio
async def test_a_picture_is_sent_once_and_again_where_telegram_does_not_know_it(stage: Stage, tmp_path: Path) -> None:
    stage.desk.said = Said((Reply("<图>", ("来源",), BUTTONS, picture=picture(tmp_path)),))
    await stage.chat.send_text("链")
    first = await stage.chat.next_reply()
    assert first.text == "<图>\n\n来源" and first.callback_data == ("menu",) and first.file is not None
    await stage.chat.send_text("链")
    second = await stage.chat.next_reply()
    assert second.file is not None and second.file.file_id == first.file.file_id

    stage.files.remember(picture(tmp_path), "of-another-bot")
    await stage.chat.send_text("链")
    third = await stage.chat.next_reply()
    assert third.file is not None and third.file.name == picture(tmp_path).name
    await stage.chat.send_text("链")  # dealt with after the picture before was noted
    fourth = await stage.chat.next_reply()
    assert fourth.file is not None and fourth.file.file_id == third.file.file_id


@pytest.mark.asyncio
async def test_a_picture_that_is_gone_or_broken_leaves_its_text(stage: Stage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    for path in (tmp_path / "gone.png", broken):
        stage.desk.said = Said((Reply("图", buttons=BUTTONS, table="甲 │ 乙", picture=path),))
        await stage.chat.send_text("链")
        shown = await stage.chat.next_reply()
        assert shown.file is None and shown.text == "图\n\n甲 │ 乙" and shown.callback_data == ("menu",)


@pytest.mark.asyncio
async def test_a_long_text_stands_below_its_picture_and_a_table_too(stage: Stage, tmp_path: Path) -> None:
    stage.desk.said = Said((Reply("长" * 1100, ("来源",), BUTTONS, picture=picture(tmp_path)),))
    await stage.chat.send_text("链")
    shown, below = await stage.chat.next_reply(), await stage.chat.next_reply()
    assert shown.file is not None and shown.text == "" and shown.callback_data == ()
    assert below.text.startswith("长长") and below.callback_data == ("menu",)

    stage.desk.said = Said((Reply("对比", buttons=BUTTONS, table="甲 │ 乙", picture=picture(tmp_path)),))
    await stage.chat.send_text("比")
    shown, below = await stage.chat.next_reply(), await stage.chat.next_reply()
    assert (shown.text, shown.callback_data) == ("对比", ())
    assert below.text == "甲 │ 乙" and below.entities[0].type == "pre" and below.callback_data == ("menu",)


@pytest.mark.asyncio
async def test_what_cannot_be_rewritten_is_said_anew(stage: Stage, tmp_path: Path) -> None:
    stage.desk.said = Said((Reply("图", buttons=BUTTONS, picture=picture(tmp_path)),))
    await stage.chat.send_text("链")
    photo = await stage.chat.next_reply()
    stage.desk.said = Said((Reply("菜单", buttons=BUTTONS),), in_place=True)

    await stage.chat.press(photo, "menu")
    menu = await stage.chat.next_reply()
    assert menu.text == "菜单"
    await stage.chat.press(menu, "menu")  # the same once more
    await stage.chat.expect_silence(0.2)
    stage.desk.said = Said((Reply("别的", buttons=BUTTONS),), in_place=True)
    await stage.chat.press(menu, "menu")
    assert (await stage.chat.next_edit()).text == "别的"


@pytest.mark.asyncio
async def test_what_a_button_asked_stands_above_the_answer(stage: Stage) -> None:
    stage.desk.said = Said((Reply("答", question="<问>"), Reply("还有")))
    await stage.chat.send_text("?")
    question, answer, more = [await stage.chat.next_reply() for _ in range(3)]
    assert question.text == "<问>" and answer.reply_to_message_id == question.message_id
    assert more.text == "还有" and more.reply_to_message_id is None


def test_tables_are_cut_between_lines_and_keep_every_character() -> None:
    reply = Reply("比", table="\n".join(f"{n} │ <园>{'长' * 90}" for n in range(80)))
    messages = messages_of(reply)
    seen = [parse_html(message)[0] for message in messages]
    assert all(utf16_length(text) <= LONGEST_MESSAGE for text in seen)
    assert "\n".join(seen[1:]) == reply.table
    assert caption_of(Reply("长" * (LONGEST_CAPTION + 1))) is None


def test_a_line_longer_than_a_message_is_cut() -> None:
    seen = "".join(parse_html(message)[0] for message in messages_of(Reply("比", table="𠮷" * 5000))[1:])
    assert seen.replace("\n", "") == "𠮷" * 5000

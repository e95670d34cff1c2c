"""A question that is edited has its answer edited, also after a restart; nothing else is asked by an edit."""

import asyncio

import pytest
from sqlalchemy import select

from bot.database import open_database
from bot.desk.given import GivenAnswers
from bot.settings import Settings
from bot.tables import questions
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import reading
from tests.botapi import BotApiServer, ChatMessage
from tests.handlers.house import LI, WANG, House, house_of

AREA, TREES, BAMBOO = "柳湾园规划面积多大", "杏花园种了多少杏树", "毛竹年产多少吨"


async def asked(house: House, text: str) -> tuple[ChatMessage, ChatMessage]:
    """The question and its answer."""
    question = await house.chat(LI).send_text(text)
    return question, await house.chat(LI).next_reply()


async def logged(house: House, settings: Settings) -> list[str]:
    """What the log holds."""
    assert house.parts.questions is not None
    await asyncio.to_thread(house.parts.questions.settle)
    with reading(open_database(settings.database_file)) as connection:
        return list(connection.scalars(select(questions.c.text).order_by(questions.c.at)))


@pytest.mark.asyncio
async def test_the_answer_is_edited_and_the_question_counted_once(house: House, settings: Settings) -> None:
    question, answer = await asked(house, AREA)

    await house.chat(LI).edit_text(question, BAMBOO)

    changed = await house.chat(LI).next_edit()
    assert changed.message_id == answer.message_id and "3万吨" in changed.text
    assert await logged(house, settings) == [BAMBOO]
    source = await house.led(LI, changed, "src:")  # the buttons are those of the new answer
    assert "毛竹" in source.text


@pytest.mark.asyncio
async def test_an_edit_that_changes_no_word_does_nothing(house: House) -> None:
    question, _ = await asked(house, AREA)

    await house.chat(LI).edit_text(question, AREA)
    await house.chat(LI).edit_text(question, AREA)

    await house.chat(LI).expect_silence(0.3)


@pytest.mark.asyncio
async def test_what_was_begun_with_an_answer_is_kept(house: House, settings: Settings) -> None:
    question, answer = await asked(house, AREA)
    await house.press(LI, answer, "vote:")

    await house.chat(LI).edit_text(question, BAMBOO)
    await house.chat(LI).next_edit()

    assert await logged(house, settings) == [AREA, BAMBOO]


@pytest.mark.asyncio
async def test_after_a_restart_the_answer_is_still_known(settings: Settings) -> None:
    async with BotApiServer() as server:
        async with house_of(settings, server) as house:
            question, answer = await asked(house, AREA)
            chat = house.chat(LI)
        async with house_of(settings, server) as house:
            house.chats[LI] = chat
            await chat.edit_text(question, AREA)
            await chat.edit_text(question, BAMBOO)
            changed = await chat.next_edit()
            assert changed.message_id == answer.message_id and "3万吨" in changed.text
        assert server.refusals == []


@pytest.mark.asyncio
async def test_an_answer_that_was_deleted_or_is_not_known_is_given_as_a_reply(house: House, settings: Settings) -> None:
    chat = house.chat(LI)
    question, answer = await asked(house, AREA)
    del house.server.world.chats[LI].messages[answer.message_id]
    await chat.edit_text(question, BAMBOO)
    anew = await chat.next_reply()
    assert "3万吨" in anew.text and anew.reply_to_message_id == question.message_id

    await house.told(LI, "/help")  # by now it is noted
    with open_database(settings.database_file).begin() as connection:
        connection.exec_driver_sql("DELETE FROM given_answers")
    await chat.edit_text(question, AREA)
    assert "17平方公里" in (await chat.next_reply()).text
    await chat.edit_text(question, BAMBOO)  # the reply is known again
    assert "3万吨" in (await chat.next_edit()).text
    house.server.refusals.clear()


@pytest.mark.asyncio
async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(house: House) -> None:
    li, me = house.chat(LI).user, house.server.bot.username
    group = house.server.group_chat(-1009, members=[li, house.chat(WANG).user])
    other = await group.send_text(AREA)
    await group.edit_text(other, TREES)
    await group.expect_silence(0.2)

    await group.edit_text(other, f"@{me} {AREA}")
    answer = await group.next_reply()
    assert "17平方公里" in answer.text and answer.reply_to_message_id == other.message_id

    await group.edit_text(other, f"{AREA} @{me}")  # no word is changed
    await group.edit_text(other, f"@{me} {BAMBOO}")
    changed = await group.next_edit()
    assert changed.message_id == answer.message_id and "3万吨" in changed.text
    await group.edit_text(other, "算了")
    await group.expect_silence(0.2)


@pytest.mark.asyncio
async def test_what_the_form_took_is_no_question_when_it_is_edited(house: House, settings: Settings) -> None:
    chat = house.chat(LI)
    menu = await house.told(LI, "/menu")
    consent = await house.led(LI, menu, "contact")
    await house.led(LI, consent, "hand:agree")
    name = await chat.send_text("李明")
    assert "单位" in (await chat.next_reply()).text
    command = await chat.send_text("/help")
    await chat.next_reply()
    before = chat.bot_messages

    await chat.edit_text(name, "李铭")
    await chat.edit_text(command, "/menu")

    await asyncio.sleep(0.3)
    assert chat.bot_messages == before
    assert await logged(house, settings) == []


@pytest.mark.asyncio
async def test_a_database_that_fails_costs_the_edit_not_the_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise DatabaseError(DatabaseFault.BUSY, "busy")

    monkeypatch.setattr(GivenAnswers, "of", busy)
    monkeypatch.setattr(GivenAnswers, "note", busy)
    question, answer = await asked(house, AREA)
    assert "17平方公里" in answer.text
    await house.chat(LI).edit_text(question, BAMBOO)
    await house.chat(LI).expect_silence(0.3)

"""Staff look through the answers they wrote, write them anew, withdraw them and say what they are not for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Engine

from bot.answer import Outcome
from bot.database import open_database
from bot.questions.content import Content
from bot.questions.desk import AnswerDesk
from tests.bot.questions.asking import DORM, DORM_ANSWER, answer_desk
from tests.bot.questions.ledger import ask
from tests.botapi import ChatMessage
from tests.handlers.desk import EDITOR, OWNER, VIEWER, Desk, QuickOffice, desk_of, settings_in


@pytest.fixture
def office(tmp_path: Path) -> QuickOffice:
    return QuickOffice(settings_in(tmp_path))


@pytest.fixture
def engine(office: QuickOffice) -> Engine:
    return open_database(office.settings.database_file)


@pytest.fixture
def answering(engine: Engine) -> AnswerDesk:
    return answer_desk(engine)


@pytest_asyncio.fixture
async def desk(office: QuickOffice, answering: AnswerDesk) -> AsyncIterator[Desk]:
    async with desk_of(office, None, answering) as ready:
        yield ready


async def shown(desk: Desk, person: int = EDITOR) -> ChatMessage:
    """The first answer of the list."""
    await desk.press(person, await desk.told(person, "/answers"), "curated")
    return await desk.chat(person).next_reply()


@pytest.mark.asyncio
async def test_answers_are_listed_with_who_wrote_them_and_how_often_they_were_given(
    desk: Desk, answering: AnswerDesk
) -> None:
    assert "/unanswered" in (await desk.told(VIEWER, "/answers")).text
    for number in range(9):
        answering.answers.add(Content(f"第{number}问", "答"), actor=desk.office.actor(EDITOR))
    answering.answers.count_hit(9)

    listed = await desk.told(VIEWER, "/answers")

    assert "9 条（第 1/2 页）" in listed.text and "1. 第8问\n　招商科 · " in listed.text and "用过 1 次" in listed.text
    await desk.press(VIEWER, listed, "answers")
    assert "9. 第0问" in (await desk.chat(VIEWER).next_edit()).text


@pytest.mark.asyncio
async def test_one_is_shown_whole_and_only_editors_may_change_it(desk: Desk, answering: AnswerDesk) -> None:
    answering.answers.add(Content(DORM, DORM_ANSWER, "柳湾园 › 概况", "2099"), actor="cli:root")

    for person, verbs in ((VIEWER, ()), (EDITOR, ("amend:1", "withdraw:1"))):
        one = await shown(desk, person)
        assert DORM_ANSWER in one.text and "依据：柳湾园 › 概况" in one.text and "有效期至 2099" in one.text
        assert one.callback_data == verbs


@pytest.mark.asyncio
async def test_an_answer_is_written_anew(desk: Desk, answering: AnswerDesk) -> None:
    answering.answers.add(Content(DORM, DORM_ANSWER), actor="cli:root")

    await desk.press(EDITOR, await shown(desk), "amend")
    assert DORM_ANSWER in (await desk.chat(EDITOR).next_reply()).text
    await desk.press(EDITOR, await desk.told(EDITOR, "没有宿舍。"), "release")
    await desk.chat(EDITOR).next_reply()

    curated = answering.answers.get(1)
    assert (curated.content.answer, curated.author) == ("没有宿舍。", desk.office.actor(EDITOR))


@pytest.mark.asyncio
async def test_an_answer_is_withdrawn_and_the_history_names_it(desk: Desk, answering: AnswerDesk) -> None:
    answering.answers.add(Content(DORM, DORM_ANSWER), actor="cli:root")

    await desk.press(OWNER, await shown(desk, OWNER), "withdraw")

    assert "已停用" in (await desk.chat(OWNER).next_reply()).text
    assert answering.answers.page().total == 0
    history = (await desk.told(OWNER, "/history")).text
    assert f"停用答复 {DORM}" in history and f"发布答复 {DORM}" in history


@pytest.mark.asyncio
async def test_the_last_question_that_was_not_meant_is_remembered(
    desk: Desk, answering: AnswerDesk, engine: Engine
) -> None:
    answering.answers.add(Content(DORM, DORM_ANSWER), actor="cli:root")
    ask(engine, "q1", "园区有游客宿舍吗", outcome=Outcome.ANSWERED, curated=1)
    one = await shown(desk)
    assert "园区有游客宿舍吗" in one.text

    await desk.press(EDITOR, one, "exclude")

    assert "“园区有游客宿舍吗”不再用这条答复" in (await desk.chat(EDITOR).next_reply()).text
    assert answering.answers.get(1).texts(wanted=False) == ("园区有游客宿舍吗",)
    again = await shown(desk)
    assert "不用于：园区有游客宿舍吗" in again.text and "exclude:1" not in again.callback_data
    await desk.push(EDITOR, one, "exclude:1", stale=True)
    assert "没有可以排除的提问" in (await desk.chat(EDITOR).next_reply()).text

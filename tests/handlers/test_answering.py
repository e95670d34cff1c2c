"""From the first "I don't know" to an answer that all get: two taps and one message."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Engine, select, text

from bot.database import open_database
from bot.questions.content import Content
from bot.questions.desk import AnswerDesk
from bot.questions.log import QuestionLog
from bot.secret import keyed_hash, load_secret
from bot.tables import questions, waiting_askers
from knowledge.history import History
from knowledge.transactions import reading, writing
from tests.bot.questions.asking import BUS, DORM, DORM_ANSWER, DORM_TOO, Grouping, answer_desk
from tests.bot.questions.ledger import ask, group
from tests.bot.questions.pages import curated_first, small_searcher
from tests.botapi import ChatMessage
from tests.handlers.desk import EDITOR, OWNER, STRANGER, VIEWER, Desk, QuickOffice, desk_of, settings_in


@pytest.fixture
def office(tmp_path: Path) -> QuickOffice:
    return QuickOffice(settings_in(tmp_path))


@pytest.fixture
def engine(office: QuickOffice) -> Engine:
    return open_database(office.settings.database_file)


@pytest.fixture
def answering(office: QuickOffice, engine: Engine) -> AnswerDesk:
    return answer_desk(engine, partial(keyed_hash, load_secret(office.settings.secret_file)))


@pytest_asyncio.fixture
async def desk(office: QuickOffice, engine: Engine, answering: AnswerDesk) -> AsyncIterator[Desk]:
    core = curated_first(answering, small_searcher())
    log = QuestionLog(
        open_database(office.settings.database_file),
        load_secret(office.settings.secret_file),
        on_written=Grouping(engine),
    )
    async with desk_of(office, core, answering, log.start()) as ready:
        yield ready


async def written(desk: Desk, engine: Engine, count: int) -> list[tuple[str, str, int | None]]:
    """The log, once it holds so many questions in groups: texts, outcomes and curated answers."""
    for _ in range(100):
        with reading(engine) as connection:
            rows = connection.execute(select(questions).order_by(questions.c.at)).all()
        if len(rows) >= count and all(row.group_id for row in rows):
            break
        await desk.chat(OWNER).expect_silence(0.05)
    return [(row.text, row.outcome, row.curated_id) for row in rows]


async def begun(desk: Desk, person: int = EDITOR) -> ChatMessage:
    """Tap 回答 at the first open group; what is said then."""
    await desk.press(person, await desk.told(person, "/unanswered"), "answer")
    return await desk.chat(person).next_reply()


@pytest.mark.asyncio
async def test_two_taps_and_one_message_lead_from_a_refusal_to_an_answer_that_all_get(
    desk: Desk, engine: Engine, answering: AnswerDesk
) -> None:
    refusal = await desk.told(STRANGER, DORM)
    assert "没有找到" in refusal.text
    await desk.press(STRANGER, refusal, "notify")
    await written(desk, engine, 1)
    if "已经不在记录" in (reply := await desk.chat(STRANGER).next_reply()).text:
        await desk.press(STRANGER, refusal, "notify")
        reply = await desk.chat(STRANGER).next_reply()
    assert "通知您一次" in reply.text and "通知之后就删除" in reply.text

    listed = await desk.told(EDITOR, "/unanswered")
    assert DORM in listed.text and "问过 1 次" in listed.text
    await desk.press(EDITOR, listed, "answer")  # the first tap
    assert DORM in (await desk.chat(EDITOR).next_reply()).text
    preview = await desk.told(EDITOR, DORM_ANSWER)  # the one message
    assert f"问题：{DORM}" in preview.text and DORM_ANSWER in preview.text and "招商办公室的答复" in preview.text
    await desk.press(EDITOR, preview, "release")  # the second tap
    assert "已发布" in (await desk.chat(EDITOR).next_reply()).text

    notice = await desk.chat(STRANGER).next_reply()
    assert f"您问过：{DORM}" in notice.text and DORM_ANSWER in notice.text and "招商办公室的答复" in notice.text
    answer = await desk.told(VIEWER, DORM_TOO)
    assert DORM_ANSWER in answer.text and "来源：《招商办公室的答复》" in answer.text
    assert [data.partition(":")[0] for data in answer.callback_data] == ["vote", "vote", "hand"]

    assert await written(desk, engine, 2) == [(DORM, "refused", None), (DORM_TOO, "answered", 1)]
    curated = answering.answers.get(1)
    assert curated.hits == 1 and curated.author == desk.office.actor(EDITOR)
    assert History(engine).page().items[0].action == "answer added"
    with reading(engine) as connection:
        assert connection.execute(select(waiting_askers)).all() == []
    assert "没有没答上来的问题" in (await desk.told(EDITOR, "/unanswered")).text
    await desk.chat(STRANGER).expect_silence(0.1)
    assert desk.server.refusals == []


@pytest.mark.asyncio
async def test_after_a_restart_the_message_that_was_awaited_is_taken(
    office: QuickOffice, engine: Engine, answering: AnswerDesk
) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM))
    async with desk_of(office, None, answering) as desk:
        await begun(desk)
    again = QuickOffice(office.settings)

    async with desk_of(again, None, answer_desk(engine)) as desk:
        preview = await desk.told(EDITOR, DORM_ANSWER)
        assert "预览" in preview.text
        await desk.press(EDITOR, preview, "release")
        assert "已发布" in (await desk.chat(EDITOR).next_reply()).text
    assert answering.answers.get(1).content.answer == DORM_ANSWER


@pytest.mark.asyncio
async def test_a_source_and_a_last_day_are_picked_before_publishing(
    desk: Desk, engine: Engine, answering: AnswerDesk
) -> None:
    ask(engine, "q1", "柳湾园有宿舍吗", group=group(engine, "柳湾园有宿舍吗"))
    await begun(desk)
    preview = await desk.told(EDITOR, "柳湾园有宿舍，打 13812345678。")
    assert "疑似个人手机号码（138****5678）" in preview.text

    await desk.press(EDITOR, preview, "cite")
    sources = await desk.chat(EDITOR).next_reply()
    place = next(at for at, line in enumerate(sources.text.splitlines()[1:]) if "柳湾园" in line)
    await desk.push(EDITOR, sources, sources.callback_data[place])
    preview = await desk.chat(EDITOR).next_reply()
    assert "依据：柳湾园" in preview.text

    await desk.press(EDITOR, preview, "until")
    assert "2026-12-31" in (await desk.chat(EDITOR).next_reply()).text
    assert "不是日期" in (await desk.told(EDITOR, "年底")).text
    preview = await desk.told(EDITOR, "2099-12-31")
    assert "有效期至 2099-12-31" in preview.text and "依据：柳湾园" in preview.text

    await desk.press(EDITOR, preview, "rewrite")
    assert "请把新的答复" in (await desk.chat(EDITOR).next_reply()).text
    preview = await desk.told(EDITOR, "柳湾园有宿舍。")
    await desk.press(EDITOR, preview, "release")
    await desk.chat(EDITOR).next_reply()

    content = answering.answers.get(1).content
    assert (content.answer, content.source, content.valid_until) == ("柳湾园有宿舍。", "柳湾园", "2099-12-31")


@pytest.mark.asyncio
async def test_the_other_wordings_of_a_group_are_shown_before_it_is_answered(desk: Desk, engine: Engine) -> None:
    number = group(engine, DORM)
    for at, wording in enumerate((DORM, DORM_TOO, DORM_TOO)):
        ask(engine, f"q{at}", wording, group=number)

    assert (await begun(desk)).text.endswith(f"还有人这样问：\n• {DORM_TOO}")


@pytest.mark.asyncio
async def test_what_is_given_up_is_not_published_and_messages_are_questions_again(
    desk: Desk, engine: Engine, answering: AnswerDesk
) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM))
    asked = await begun(desk)
    await desk.press(EDITOR, asked, "drop")
    assert "没有发布" in (await desk.chat(EDITOR).next_reply()).text

    assert "没有找到" in (await desk.told(EDITOR, BUS)).text
    assert answering.answers.page().total == 0


@pytest.mark.asyncio
async def test_an_old_preview_can_be_published_only_once(desk: Desk, engine: Engine, answering: AnswerDesk) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM))
    await begun(desk)
    preview = await desk.told(EDITOR, DORM_ANSWER)
    await desk.press(EDITOR, preview, "release")
    await desk.chat(EDITOR).next_reply()

    await desk.push(EDITOR, preview, preview.callback_data[0], stale=True)

    assert "已经发布或放弃" in (await desk.chat(EDITOR).next_reply()).text
    assert answering.answers.page().total == 1


@pytest.mark.asyncio
async def test_an_answer_that_is_too_long_is_asked_for_again(desk: Desk, engine: Engine) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM))
    await begun(desk)

    assert "超过 3000" in (await desk.told(EDITOR, "长" * 3001)).text
    preview = await desk.told(EDITOR, "<b>有</b> & " + "长" * 2980)
    assert "<b>有</b> &" in preview.text and len(preview.callback_data) == 5


@pytest.mark.asyncio
async def test_viewers_see_what_is_open_and_cannot_answer_it(desk: Desk, engine: Engine) -> None:
    for number in range(9):
        ask(engine, f"q{number}", f"第{number}个问题", group=group(engine, f"第{number}个问题"))

    listed = await desk.told(VIEWER, "/unanswered")

    assert "共 9 组（第 1/2 页）" in listed.text and listed.callback_data == ("unanswered:2",)
    await desk.press(VIEWER, listed, "unanswered")
    assert "9. 第8个问题" in (await desk.chat(VIEWER).next_edit()).text
    assert len((await desk.told(OWNER, "/unanswered 2")).callback_data) == 2


@pytest.mark.asyncio
async def test_who_is_no_editor_any_more_asks_questions_like_anybody(desk: Desk, engine: Engine) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM))
    await begun(desk)
    desk.office.staff.remove(EDITOR, actor="cli:root")

    assert "没有找到" in (await desk.told(EDITOR, BUS)).text


@pytest.mark.asyncio
async def test_a_database_that_fails_takes_no_visitors_question(desk: Desk, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE answer_drafts"))

    assert "没有找到" in (await desk.told(STRANGER, BUS)).text


@pytest.mark.asyncio
async def test_a_group_that_was_answered_meanwhile_is_offered_for_rewriting(
    desk: Desk, engine: Engine, answering: AnswerDesk
) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM))
    listed = await desk.told(EDITOR, "/unanswered")
    answering.answers.add(Content(DORM, "先有的答复"), actor="cli:root")

    await desk.press(EDITOR, listed, "answer")

    assert "先有的答复" in (await desk.chat(EDITOR).next_reply()).text

"""Investors see what others ask and get the answer at a press; what few asked is shown to nobody."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.questions.ledger import Ledger
from tests.handlers.desk import OWNER, STRANGER, Desk, QuickOffice, desk_of, settings_in

AREA, PRICE, STEPS, OPEN = "开发区总面积多大", "标准地出让价格怎样", "一窗办理有哪些步骤", "有没有海港"


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_of(QuickOffice(settings_in(tmp_path))) as ready:
        yield ready


def ask(desk: Desk) -> dict[str, int]:
    """Two questions that many asked, one that few did and one that was not answered."""
    ledger = Ledger(desk.office.engine, datetime.now(UTC))
    groups = {wording: ledger.group(wording) for wording in (AREA, PRICE, STEPS, OPEN)}
    ledger.ask(AREA, *"abcd", group=groups[AREA])
    ledger.ask(PRICE, *"abc", group=groups[PRICE])
    ledger.ask(STEPS, *"aabb", group=groups[STEPS])
    ledger.ask(OPEN, *"abcdef", group=groups[OPEN], outcome="refused")
    return groups


@pytest.mark.asyncio
async def test_what_many_ask_is_listed_and_answered_at_a_press(desk: Desk) -> None:
    groups = ask(desk)

    shown = await desk.told(STRANGER, "/faq")
    assert shown.callback_data == (f"faq:{groups[AREA]}", f"faq:{groups[PRICE]}", "menu")
    assert f"1. {AREA}" in shown.text and f"2. {PRICE}" in shown.text
    assert STEPS not in shown.text and OPEN not in shown.text

    await desk.press(STRANGER, shown, "faq")
    asked = await desk.chat(STRANGER).next_reply()
    answer = await desk.chat(STRANGER).next_reply()
    assert asked.text == AREA and answer.text == f"问：{AREA}"
    assert answer.reply_to_message_id == asked.message_id
    assert desk.server.refusals == []


@pytest.mark.asyncio
async def test_no_forged_button_shows_what_few_asked(desk: Desk) -> None:
    groups = ask(desk)
    message = await desk.told(STRANGER, "你好")

    for group in (groups[STEPS], groups[OPEN], 999):
        await desk.push(STRANGER, message, f"faq:{group}", stale=True)
        assert "不在常问之列" in (await desk.chat(STRANGER).next_reply()).text
    for data in ("faq:", "faq:0", "faq:-1", "faq:1\n", "faq:１", "faq:1:2"):
        chat = desk.chat(STRANGER)
        hint = await chat.next_answer(await chat.press(message, data, stale=True))
        assert hint.text == "这个按钮已经失效，请从 /menu 重新开始。"
    await desk.chat(STRANGER).expect_silence(0.2)


@pytest.mark.asyncio
async def test_where_no_question_was_asked_by_many_it_says_so_politely(desk: Desk) -> None:
    shown = await desk.told(STRANGER, "/faq")
    assert "还没有足够多的人" in shown.text and not shown.callback_data


@pytest.mark.asyncio
async def test_the_buttons_of_staff_still_work(desk: Desk) -> None:
    ask(desk)
    message = await desk.told(OWNER, "你好")
    await desk.push(OWNER, message, "documents:1", stale=True)
    assert (await desk.chat(OWNER).next_edit()).text


@pytest.mark.asyncio
async def test_a_group_chat_can_ask_too(desk: Desk) -> None:
    groups = ask(desk)
    group = desk.server.group_chat(-1009, members=[desk.chat(STRANGER).user])
    await group.send_text("/faq")
    shown = await group.next_reply()

    await group.press(shown, f"faq:{groups[PRICE]}")
    assert (await group.next_reply()).text == PRICE
    assert (await group.next_reply()).text == f"问：{PRICE}"

"""The menu's button leads straight to a colleague, whom the visitor tells in their own words what it is about."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.handlers.desk import EDITOR
from tests.handlers.window import Window, pressed, silent, told, window_in


@pytest_asyncio.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    async with window_in(tmp_path) as ready, ready.bot():
        yield ready
        assert ready.server.refusals == []


@pytest.mark.asyncio
async def test_from_the_menu_to_the_answer(window: Window) -> None:
    menu = await told(window.li, "/menu")
    consent = await pressed(window.li, menu, "contact")
    assert "/forget" in consent.text and "事项" in consent.text
    assert "姓名" in (await pressed(window.li, consent, "hand:agree")).text
    await told(window.li, "李明")
    await told(window.li, "某某能源公司")
    await window.li.send_contact("8613912345678", "Li", user_id=window.li.id)  # stays the form's
    assert (await window.li.next_reply()).text == "收到。"
    assert "想咨询的事" in (await window.li.next_reply()).text
    check = await told(window.li, "想找一块能建液化站的地")
    assert "想找一块能建液化站的地" in check.text and "+86 139 1234 5678" in check.text
    assert "编号 1" in (await pressed(window.li, check, "hand:send")).text

    card = await window.group.next_reply()
    assert "想找一块能建液化站的地" in card.text and "李明" in card.text
    await window.group.send_text("有的，请来看。", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "有的，请来看。" in (await window.li.next_reply()).text
    assert "已转达" in (await window.group.next_reply()).text


@pytest.mark.asyncio
async def test_in_a_group_nobody_is_asked_for_a_name(window: Window) -> None:
    group = window.server.group_chat(-1009, members=[window.li.user])
    await group.send_text("/menu")
    menu = await group.next_reply()

    answer = await group.next_answer(await group.press(menu, "contact"))

    assert answer.text and "私聊" in answer.text
    await silent(group)


@pytest.mark.asyncio
async def test_an_edited_word_to_a_colleague_is_said_not_to_be_passed_on(window: Window) -> None:
    sent = await window.sent()
    await window.group.next_reply()
    await pressed(window.li, sent, "hand:add:1")
    words = await window.li.send_text("需要三百亩")
    await window.li.next_reply()
    await window.group.next_reply()

    await window.li.edit_text(words, "需要三百亩")
    await window.li.edit_text(words, "需要五百亩")

    assert "改动不会再转" in (await window.li.next_reply()).text
    await silent(window.li)
    await silent(window.group)


@pytest.mark.asyncio
async def test_what_staff_wrote_is_no_question_when_it_is_edited(window: Window) -> None:
    await window.sent()
    card = await window.group.next_reply()
    words = await window.group.send_text("可以。", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "可以。" in (await window.li.next_reply()).text
    assert "已转达" in (await window.group.next_reply()).text

    await window.group.edit_text(words, "可以。")
    await window.group.edit_text(words, "不可以。")

    assert "改动不会再转" in (await window.group.next_reply()).text
    await silent(window.group)
    await silent(window.li)

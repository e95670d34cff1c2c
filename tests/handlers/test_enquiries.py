"""Staff take, answer and close enquiries in their chat, by role; who cannot be reached is told of."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.handover.records import State
from tests.handlers.desk import BY, EDITOR, OWNER, VIEWER
from tests.handlers.window import Window, push, silent, told, window_in


@pytest_asyncio.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    async with window_in(tmp_path) as ready, ready.bot():
        yield ready


def state(window: Window, number: int = 1) -> State:
    return window.handover.enquiries.get(number).state


@pytest.mark.asyncio
async def test_only_editors_and_owners_take_close_and_answer(window: Window) -> None:
    await window.sent()
    card = await window.group.next_reply()

    for data in ("take:1", "close:1"):
        await push(window.group, card, data, **window.answered_by(VIEWER))
    await silent(window.group)
    await window.group.send_text("我来答", reply_to=card, from_user=window.chats[VIEWER].user)
    assert "只有编辑或所有者" in (await window.group.next_reply()).text

    assert state(window) is State.OPEN
    await silent(window.li)


@pytest.mark.asyncio
async def test_who_answers_without_taking_has_taken_and_another_cannot_take_it_away(window: Window) -> None:
    await window.sent()
    card = await window.group.next_reply()
    await window.group.send_text("可以。", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "可以。" in (await window.li.next_reply()).text
    assert "已转达" in (await window.group.next_reply()).text

    await push(window.group, card, "take:1", stale=True, **window.answered_by(OWNER))

    assert "已有人处理" in (await window.group.next_reply()).text
    changed = await window.group.wait_for(card, lambda one: "已答复" in one.text)
    assert "招商科小王" in changed.text


@pytest.mark.asyncio
async def test_a_visitor_who_blocked_the_bot_is_shown_as_out_of_reach_and_as_back_again(window: Window) -> None:
    await window.sent()
    card = await window.group.next_reply()
    await window.li.block()
    await window.group.send_text("可以。", reply_to=card, from_user=window.chats[EDITOR].user)

    assert "没能送达" in (await window.group.next_reply()).text
    await window.group.wait_for(card, lambda one: "无法把消息送到投资者" in one.text)

    await window.li.unblock()
    await window.group.send_text("再说一次。", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "再说一次。" in (await window.li.next_reply()).text
    assert "已转达" in (await window.group.next_reply()).text
    await window.group.wait_for(card, lambda one: "无法把消息送到投资者" not in one.text)


@pytest.mark.asyncio
async def test_an_answer_that_telegram_delivers_twice_is_passed_on_once(window: Window) -> None:
    await window.sent()
    card = await window.group.next_reply()
    await window.group.send_text("可以。", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "可以。" in (await window.li.next_reply()).text
    await window.group.next_reply()

    window.server.redeliver(window.server.updates[-1])

    await silent(window.li)


@pytest.mark.asyncio
async def test_only_words_are_passed_on_and_a_closed_enquiry_takes_none(window: Window) -> None:
    await window.sent()
    card = await window.group.next_reply()
    await window.group.send_document(b"x", "plan.txt", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "只能转达文字" in (await window.group.next_reply()).text

    await push(window.group, card, "close:1", **window.answered_by(OWNER))
    assert "已关闭" in (await window.group.next_reply()).text
    await window.group.send_text("等等", reply_to=card, from_user=window.chats[EDITOR].user)
    assert "已经关闭" in (await window.group.next_reply()).text
    assert "已办结" in (await window.li.next_reply()).text
    await silent(window.li)


@pytest.mark.asyncio
async def test_the_list_shows_what_is_not_closed_in_the_staffs_chat_and_in_private(window: Window) -> None:
    await window.sent("问题一")
    await window.group.next_reply()
    await window.sent("问题二")
    await window.group.next_reply()
    window.handover.enquiries.close(1, BY)

    listed = await told(window.chats[EDITOR], "/enquiries")
    assert "1 个" in listed.text and "问题二" in listed.text and "问题一" not in listed.text
    assert "138" not in listed.text
    await push(window.chats[EDITOR], listed, "enquiry:2")
    shown = await window.chats[EDITOR].next_reply()
    assert "+86 138 1234 5678" in shown.text
    await window.chats[EDITOR].send_text("好的。", reply_to=shown)  # it is a card like any other
    assert "已办结" in (await window.li.next_reply()).text
    assert "好的。" in (await window.li.next_reply()).text

    await window.group.send_text("/enquiries", from_user=window.chats[VIEWER].user)
    await window.group.send_text("/enquiries", from_user=window.chats[EDITOR].user)
    assert "1 个" in (await window.group.next_reply()).text
    await window.group.send_text("/documents", from_user=window.chats[OWNER].user)
    await silent(window.group)


@pytest.mark.asyncio
async def test_a_topics_enquiries_go_to_its_person_until_that_person_leaves(window: Window) -> None:
    owner = window.chats[OWNER]
    assert "没有分办" in " ".join([(await told(owner, "/route")).text.replace("还", "")])
    assert "招商科小王" in (await told(owner, f"/route hydrogen {EDITOR}")).text
    assert "不是编辑或所有者" in (await told(owner, f"/route land {VIEWER}")).text
    assert "不是主题代号" in (await told(owner, "/route 氢能 here")).text
    await window.sent("问题一")
    assert "第 1 号" in (await window.chats[EDITOR].next_reply()).text
    await silent(window.group)

    await window.sent("问题二")
    assert "第 2 号" in (await window.chats[EDITOR].next_reply()).text
    from tests.handlers.desk import QuickOffice

    QuickOffice(window.settings).staff.remove(EDITOR, actor=BY)
    await window.sent("问题三")
    assert "第 3 号" in (await window.group.next_reply()).text


@pytest.mark.asyncio
async def test_without_a_staff_chat_owners_get_the_enquiries(tmp_path: Path) -> None:
    async with window_in(tmp_path, staff_chat=False) as window, window.bot():
        await window.sent()
        owner = window.chats[OWNER]
        card = await owner.next_reply()
        await owner.send_text("可以。", reply_to=card)
        assert "可以。" in (await window.li.next_reply()).text
        assert "已转达" in (await owner.next_reply()).text
        await silent(window.group)


@pytest.mark.asyncio
async def test_a_staff_chat_that_threw_the_bot_out_costs_no_enquiry(window: Window) -> None:
    await window.group.remove_bot()

    await window.sent()

    assert "第 1 号" in (await window.chats[OWNER].next_reply()).text

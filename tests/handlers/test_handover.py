"""A visitor agrees, leaves how to be reached, and talks with a colleague through the bot, whatever happens between."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.secret import keyed_hash
from tests.handlers.desk import EDITOR, OWNER
from tests.handlers.window import INVESTOR, QUESTION, Window, pressed, push, silent, told, window_in


@pytest_asyncio.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    async with window_in(tmp_path) as ready:
        yield ready


def logged(window: Window) -> list[tuple[str, str]]:
    """Texts and outcomes of the question log."""
    with closing(sqlite3.connect(window.settings.database_file)) as connection:
        return connection.execute("SELECT text, outcome FROM questions ORDER BY rowid").fetchall()


@pytest.mark.asyncio
async def test_the_whole_story_over_two_restarts(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    async with window.bot():
        refusal = await window.asked()
        consent = await pressed(window.li, refusal, "hand:")
        assert "180 天" in consent.text and "/forget" in consent.text and "谁能看到" in consent.text
        assert "姓名" in (await pressed(window.li, consent, "hand:agree")).text
        assert "单位" in (await told(window.li, "李明")).text
    async with window.bot():  # nothing that was entered is lost
        assert "怎样联系您" in (await told(window.li, "某某能源公司")).text
        assert (await told(window.li, "13812345678")).text == "收到。"
        check = await window.li.next_reply()
        assert all(word in check.text for word in ("李明", "某某能源公司", "+86 138 1234 5678", QUESTION))
        sent = await pressed(window.li, check, "hand:send")
        assert "编号 1" in sent.text

        card = await window.group.next_reply()
        for word in ("第 1 号", "待处理", "hydrogen", QUESTION, "李明", "某某能源公司", "+86 138 1234 5678"):
            assert word in card.text
        await push(window.group, card, "take:1", **window.answered_by(EDITOR))
        assert "由您处理" in (await window.group.next_reply()).text
        assert "已开始处理" in (await window.li.next_reply()).text
        changed = await window.group.wait_for(card, lambda one: "处理中" in one.text)
        assert "招商科小王" in changed.text and changed.callback_data == ("close:1",)
    async with window.bot():
        await window.group.send_text("可以，请带规划材料来。", reply_to=card, from_user=window.chats[EDITOR].user)
        answer = await window.li.next_reply()
        assert "招商专员答复" in answer.text and "可以，请带规划材料来。" in answer.text and "小王" not in answer.text
        assert "已转达" in (await window.group.next_reply()).text
        await window.group.wait_for(card, lambda one: "已答复" in one.text)
        assert "已答复" in (await pressed(window.li, sent, "hand:state:1")).text

        await window.li.send_text("什么时候方便？", reply_to=answer)
        assert "已把您的补充转给" in (await window.li.next_reply()).text
        addition = await window.group.next_reply()
        assert "什么时候方便？" in addition.text and addition.reply_to_message_id == card.message_id
        await window.group.send_text("周三上午。", reply_to=addition, from_user=window.chats[OWNER].user)
        assert "周三上午。" in (await window.li.next_reply()).text
        assert "已转达" in (await window.group.next_reply()).text

        await push(window.group, card, "close:1", **window.answered_by(EDITOR))
        assert "已办结" in (await window.li.next_reply()).text
        closed = await window.group.wait_for(card, lambda one: "已关闭" in one.text)
        assert closed.callback_data == ()
    assert logged(window) == [(QUESTION, "handed-over")]
    out = "".join(capsys.readouterr())
    assert not any(word in out for word in ("李明", "138 1234", "13812345678", "周三", str(INVESTOR)))


@pytest.mark.asyncio
async def test_the_number_that_telegram_knows_will_do_and_its_keyboard_goes_again(window: Window) -> None:
    async with window.bot():
        await window.begun()
        await told(window.li, "李明")
        asked = await pressed(window.li, window.li.bot_messages[-1], "hand:skip")
        keyboard = (asked.reply_markup or {})["keyboard"]
        assert keyboard[0][0]["request_contact"] is True and keyboard[1][0]["text"] == "取消"

        await window.li.send_contact("8613912345678", "别人", user_id=INVESTOR + 1)
        assert "您自己的号码" in (await window.li.next_reply()).text
        await window.li.send_contact("8613912345678", "Li", user_id=INVESTOR)

        assert (await window.li.next_reply()).reply_markup == {"remove_keyboard": True}
        check = await window.li.next_reply()
        assert "+86 139 1234 5678" in check.text and "（未填）" in check.text


@pytest.mark.asyncio
async def test_what_is_wrong_is_asked_for_again_and_can_be_changed_before_it_is_sent(window: Window) -> None:
    async with window.bot():
        await window.begun()
        assert "不像姓名" in (await told(window.li, "氢能产业园在哪里？")).text
        await told(window.li, "李明")
        await told(window.li, "某某能源公司")
        assert "不像可以联系到您" in (await told(window.li, "12345")).text
        await told(window.li, "微信 liming_88")
        check = await window.li.next_reply()
        choice = await pressed(window.li, check, "hand:change")
        await pressed(window.li, choice, "hand:company")
        check = await told(window.li, "另一家公司")
        assert "另一家公司" in check.text and "微信 liming_88" in check.text
        assert window.handover.enquiries.all() == ()

        assert "编号 1" in (await pressed(window.li, check, "hand:send")).text


@pytest.mark.asyncio
async def test_who_cancels_leaves_nothing_and_goes_on_asking(window: Window) -> None:
    async with window.bot():
        await window.begun()
        await told(window.li, "李明不留名")
        assert "已取消" in (await told(window.li, "取消")).text

        assert (await window.asked("面积多大")).text.startswith("资料里没有")
        assert window.handover.enquiries.all() == ()
    with closing(sqlite3.connect(window.settings.database_file)) as connection:
        assert connection.execute("SELECT * FROM enquiry_forms").fetchall() == []


@pytest.mark.asyncio
async def test_buttons_pressed_twice_late_or_forged_are_answered_politely_and_open_one_enquiry(window: Window) -> None:
    async with window.bot():
        check = await window.filled_in()
        assert "编号 1" in (await pressed(window.li, check, "hand:send")).text
        await push(window.li, check, "hand:send", stale=True)
        assert "进度：已提交" in (await window.li.next_reply()).text
        await push(window.li, check, "hand:agree", stale=True)
        assert "已经提交、取消或过期" in (await window.li.next_reply()).text
        await push(window.li, check, f"hand:{'a' * 12}", stale=True)
        assert "不在记录里" in (await window.li.next_reply()).text
        for forged in ("hand:", "hand:../../x", "hand:state:2x"):
            answer = await window.li.next_answer(await window.li.press(check, forged, stale=True))
            assert answer.text and "失效" in answer.text
        await push(window.chats[EDITOR], await told(window.chats[EDITOR], "你好"), "hand:state:1", stale=True)
        assert "没有第 1 号" in (await window.chats[EDITOR].next_reply()).text
        assert len(window.handover.enquiries.all()) == 1


@pytest.mark.asyncio
async def test_ordinary_questions_go_on_being_answered_and_a_button_adds_to_the_enquiry(window: Window) -> None:
    async with window.bot():
        sent = await window.sent()
        await window.group.next_reply()
        assert (await window.asked("面积多大")).text.startswith("资料里没有")

        await pressed(window.li, sent, "hand:add:1")
        assert "已把您的补充转给" in (await told(window.li, "需要三百亩")).text

        assert "需要三百亩" in (await window.group.next_reply()).text
        assert (await window.asked("还有什么")).text.startswith("资料里没有")
        await silent(window.group)


@pytest.mark.asyncio
async def test_forgetting_leaves_no_byte_and_takes_the_contact_out_of_the_staffs_chat(window: Window) -> None:
    async with window.bot():
        sent = await window.sent()
        card = await window.group.next_reply()
        await pressed(window.li, sent, "hand:add:1")
        await told(window.li, "需要三百亩")
        addition = await window.group.next_reply()

        question = await told(window.li, "/forget")
        await push(window.li, question, "privacy:forget:")

        assert "撤回了第 1 号咨询" in (await window.group.next_reply()).text
        await window.group.wait_for(card, lambda one: "已删除" in one.text)
        await window.group.wait_for(addition, lambda one: "已删除" in one.text)
        shown = " ".join(message.text for message in window.group.messages)
        assert not any(word in shown for word in ("李明", "138", "三百亩", QUESTION))
        assert window.group.current(card).callback_data == ()

        await window.group.send_text("晚了吗", reply_to=card, from_user=window.chats[EDITOR].user)
        assert (await window.group.next_reply()).text.startswith("资料里没有")
    held = window.bytes()
    secret = window.settings.secret_file.read_bytes()
    person = keyed_hash(secret, f"telegram:{INVESTOR}")
    for mark in ("李明", "某某能源公司", "138 1234", "三百亩", QUESTION, person, str(INVESTOR)):
        assert mark.encode() not in held, mark


@pytest.mark.asyncio
async def test_in_a_group_nobody_is_asked_for_a_contact(window: Window) -> None:
    async with window.bot():
        group = window.server.group_chat(-1009, members=[window.li.user])
        await group.send_text(f"@{window.server.bot.username} {QUESTION}")
        refusal = await group.next_reply()

        answer = await group.next_answer(await group.press(refusal, f"hand:{'a' * 12}", stale=True))

        assert answer.text and "私聊" in answer.text
        await silent(group)

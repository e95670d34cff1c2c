"""In a forum the bot answers where it was asked, and enquiries are dealt with in the topic that they are routed to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.botapi.chats import GroupChat
from tests.handlers.desk import EDITOR, OWNER
from tests.handlers.window import Window, silent, window_in


@pytest_asyncio.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    async with window_in(tmp_path, forum=True) as ready, ready.bot():
        yield ready
        assert ready.server.refusals == []


@pytest.mark.asyncio
async def test_an_enquiry_goes_to_its_topic_and_is_answered_from_there(window: Window) -> None:
    hydrogen = await window.group.create_topic("氢能")
    await window.group.create_topic("土地")
    await window.group.send_text("/route hydrogen here", from_user=window.chats[OWNER].user, thread=hydrogen)
    assert (await window.group.next_reply()).thread == hydrogen

    await window.sent()
    card = await window.group.next_reply()
    assert "第 1 号" in card.text and card.thread == hydrogen
    await window.group.send_text("随便说说", from_user=window.chats[EDITOR].user, thread=hydrogen)  # no reply to it
    await window.group.send_text("可以，请来谈。", from_user=window.chats[EDITOR].user, reply_to=card)
    assert "可以，请来谈。" in (await window.li.next_reply()).text
    receipt = await window.group.next_reply()
    assert "已转达" in receipt.text and receipt.thread == hydrogen

    await window.li.send_text("周三方便吗？", reply_to=window.li.bot_messages[-1])
    assert "已把您的补充转给" in (await window.li.next_reply()).text
    addition = await window.group.next_reply()
    assert "周三方便吗？" in addition.text and addition.thread == hydrogen
    await silent(window.group)


@pytest.mark.asyncio
async def test_without_a_route_the_card_stands_in_the_general_topic(window: Window) -> None:
    await window.group.create_topic("氢能")
    await window.sent()
    assert (await window.group.next_reply()).thread is None


@pytest.mark.asyncio
async def test_a_question_is_answered_in_the_topic_in_which_it_was_asked(window: Window) -> None:
    forum = forum_of(window)
    first, second = await forum.create_topic("一"), await forum.create_topic("二")
    for thread in (first, second):
        question = await forum.send_text(f"@{window.server.bot.username} 面积多大", thread=thread)
        answer = await forum.next_reply()
        assert (answer.thread, answer.reply_to_message_id) == (thread, question.message_id)
        typing = window.server.calls("sendChatAction")[-1]
        assert typing.params["message_thread_id"] == thread


@pytest.mark.asyncio
async def test_what_replies_to_nothing_in_a_topic_that_the_bot_made_is_not_meant_for_it(window: Window) -> None:
    forum = forum_of(window)
    own = await forum.create_topic("机器人的话题", by_bot=True)
    await forum.send_text("大家好", thread=own)
    await silent(forum)


def forum_of(window: Window) -> GroupChat:
    """A forum with the visitor in it."""
    return window.server.group_chat(-1009, members=[window.li.user], forum=True)

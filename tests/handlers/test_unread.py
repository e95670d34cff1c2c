"""Whatever is no text is answered with what the bot can do, once, in the visitor's language, and nowhere but alone."""

from collections.abc import Awaitable, Callable

import pytest

from tests.botapi import ChatMessage
from tests.botapi.chats import Chat
from tests.handlers.house import LI, SMITH, WANG, House

Send = Callable[[Chat], Awaitable[ChatMessage]]
PLACE = {"location": {"latitude": 37.1, "longitude": 111.8}}
VIDEO = {"video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}}
KINDS: dict[str, Send] = {
    "voice": lambda chat: chat.send_voice(),
    "sticker": lambda chat: chat.send_sticker(),
    "photo": lambda chat: chat.send_photo(caption="柳湾园规划面积多大"),
    "document": lambda chat: chat.send_document(b"x", "plan.txt"),
    "contact": lambda chat: chat.send_contact(),
    "location": lambda chat: chat.send_content(PLACE),
    "video": lambda chat: chat.send_content(VIDEO),
    "unknown": lambda chat: chat.send_content({"hologram": {"file_id": "h"}}),
}
PINNED = {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": LI, "type": "private", "first_name": "Li"}}}


@pytest.mark.asyncio
async def test_every_kind_is_answered_once_with_the_menu(house: House) -> None:
    for name, send in KINDS.items():
        await send(house.chat(LI))
        reply = await house.chat(LI).next_reply()
        assert reply.text.startswith("我只能读文字"), name
        assert {"list:park:1", "contact"} <= set(reply.callback_data)
    await house.chat(LI).expect_silence(0.2)
    assert not house.server.calls("getFile")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("person", "code", "words"), [(WANG, "zh-hant", "我只能讀文字"), (SMITH, "en", "I can read text only")]
)
async def test_it_is_said_in_the_visitors_language(house: House, person: int, code: str, words: str) -> None:
    await house.chat(person, code).send_voice()
    assert (await house.chat(person).next_reply()).text.startswith(words)


@pytest.mark.asyncio
async def test_an_album_is_answered_once(house: House) -> None:
    for _ in range(3):
        await house.chat(LI).send_photo(album="77")
    assert (await house.chat(LI).next_reply()).text.startswith("我只能读文字")
    await house.chat(LI).expect_silence(0.2)


@pytest.mark.asyncio
async def test_in_groups_and_for_what_telegram_itself_reports_the_bot_is_silent(house: House) -> None:
    group = house.server.group_chat(-1009, members=[house.chat(LI).user])
    for send in KINDS.values():
        await send(group)
    await house.chat(LI).send_content(PINNED)

    await group.expect_silence(0.3)
    await house.chat(LI).expect_silence(0)

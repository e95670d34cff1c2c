"""People and groups write, leave, block and wait as they do in Telegram."""

import pytest
import telegram
from telegram.error import Forbidden

from . import BotApiServer, ChatMessage
from .clients import LI, WANG, bot_of


@pytest.mark.asyncio
async def test_blocking_and_unblocking(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    await chat.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "x")
    await chat.unblock()
    await bot.send_message(1001, "x")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]


@pytest.mark.asyncio
async def test_people_send_all_kinds(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    text = await chat.send_text("😀 /start@my_bot @someone")
    assert [(e.type, e.offset, e.of(text.text)) for e in text.entities] == [
        ("bot_command", 3, "/start@my_bot"),
        ("mention", 17, "@someone"),
    ]
    await chat.send_photo()
    await chat.send_sticker()
    await chat.send_voice()
    await chat.send_contact()
    await chat.edit_text(text, "other")
    *messages, edited = await bot.get_updates()
    kinds = ["text", "photo", "sticker", "voice", "contact"]
    assert all(update.message and update.message[kind] for update, kind in zip(messages, kinds, strict=True))
    assert edited.edited_message and edited.edited_message.text == "other"


@pytest.mark.asyncio
async def test_group_replies_members_and_leaving(server: BotApiServer, bot: telegram.Bot) -> None:
    group = server.group_chat(-100123, "组", members=[LI, WANG], admins=[LI.id])
    await bot.send_message(-100123, "hello")
    hello = await group.next_reply()
    await group.send_text("@my_bot hi", from_user=WANG, reply_to=hello)
    (update,) = await bot.get_updates()
    assert update.message and update.message.from_user and update.message.reply_to_message
    assert update.message.chat.type == "supergroup" and update.message.from_user.id == WANG.id
    assert update.message.reply_to_message.from_user == await bot.get_me()
    assert (await bot.get_chat_member(-100123, LI.id)).status == "administrator"
    assert (await bot.get_chat(-100123)).title == "组"
    await group.remove_bot()
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(-100123, "x")
    await group.add_bot()
    await bot.leave_chat(-100123)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(-100123, "x")


@pytest.mark.asyncio
async def test_privacy_mode_hides_what_is_not_for_the_bot() -> None:
    async with BotApiServer(privacy_mode=True) as server, bot_of(server) as bot:
        group = server.group_chat(-100123, members=[LI])
        for text in ("chatter", "@my_bot hi", "/help"):
            await group.send_text(text)
        heard = [update.message.text for update in await bot.get_updates() if update.message]
        assert heard == ["@my_bot hi", "/help"]


@pytest.mark.asyncio
async def test_waiting_ends_with_what_happened(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    with pytest.raises(TimeoutError, match="no message from the bot in chat 1001 within"):
        await chat.next_reply(timeout=0.1)
    sent = await bot.send_message(1001, "thinking")
    reply = await chat.next_reply()
    await bot.edit_message_text("done", 1001, sent.message_id)

    def done(message: ChatMessage) -> bool:
        return message.text == "done"

    assert (await chat.wait_for(reply, done)).edited
    with pytest.raises(AssertionError, match="keep silent"):
        await chat.expect_silence(0)

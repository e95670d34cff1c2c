"""Methods do what Telegram's do, and refuse what it refuses."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import telegram
from telegram import ReplyParameters
from telegram.error import BadRequest, NetworkError

from . import BotApiServer
from .clients import LI, PNG, button

Call = Callable[[telegram.Bot, int], Awaitable[Any]]


def _raw(shape: dict[str, Any]) -> Call:
    markup = json.dumps({"inline_keyboard": [[shape]]})
    return lambda bot, chat: bot.do_api_request("sendMessage", {"chat_id": chat, "text": "x", "reply_markup": markup})


REFUSED: list[tuple[Call, type[Exception], str]] = [
    (lambda b, c: b.send_message(c, ""), BadRequest, "Message text is empty"),
    (lambda b, c: b.send_message(c, " \n"), BadRequest, "Text must be non-empty"),
    (lambda b, c: b.send_message(c, "<b></b>", "HTML"), BadRequest, "Text must be non-empty"),
    (lambda b, c: b.send_message(c, "x" * 4097), BadRequest, "Message is too long"),
    (lambda b, c: b.send_message(c, "😀" * 2049), BadRequest, "Message is too long"),
    (lambda b, c: b.send_photo(c, PNG, "x" * 1025), BadRequest, "Message caption is too long"),
    (lambda b, c: b.send_message(c, "<b>x", "HTML"), BadRequest, "Can't parse entities: Can't find end tag"),
    (lambda b, c: b.send_message(c, "*x*", "MarkdownV2"), BadRequest, "MarkdownV2 is not supported"),
    (lambda b, c: b.send_message(c, "x", "nonsense"), BadRequest, "Unsupported parse_mode"),
    (
        lambda b, c: b.send_message(c, "x", reply_markup=button("")),
        BadRequest,
        "BUTTON_DATA_INVALID|Button_data",
    ),
    (lambda b, c: b.send_message(c, "x", reply_markup=button("字" * 22)), BadRequest, "utton_data_invalid"),
    (_raw({"text": "x"}), BadRequest, "Text buttons are unallowed"),
    (_raw({"text": "x", "url": "https://a.cn", "callback_data": "y"}), BadRequest, "Exactly one action"),
    (_raw({"text": "x", "url": "nonsense"}), BadRequest, "Wrong HTTP URL"),
    (lambda b, c: b.send_message(404, "x"), BadRequest, "Chat not found"),
    (lambda b, c: b.edit_message_text("x", c, 999), BadRequest, "Message to edit not found"),
    (lambda b, c: b.edit_message_text("x", c, 1), BadRequest, "Message can't be edited"),
    (lambda b, c: b.edit_message_text("same", c, 2), BadRequest, "Message is not modified: specified new"),
    (lambda b, c: b.edit_message_reply_markup(c, 2), BadRequest, "Message is not modified"),
    (lambda b, c: b.delete_message(c, 999), BadRequest, "Message to delete not found"),
    (
        lambda b, c: b.send_message(c, "x", reply_to_message_id=999),
        BadRequest,
        "Message to be replied not found",
    ),
    (lambda b, c: b.answer_callback_query("1"), BadRequest, "Query is too old and response timeout expired"),
    (lambda b, c: b.answer_inline_query("1", []), BadRequest, "Query is too old"),
    (lambda b, c: b.send_photo(c, b"no image"), BadRequest, "(?i)image_process_failed"),
    (lambda b, c: b.send_document(c, "no-such-id"), BadRequest, "Wrong file identifier"),
    (lambda b, c: b.get_file("no-such-id"), BadRequest, "Invalid file_id"),
    (lambda b, c: b.send_chat_action(c, "dance"), BadRequest, "Wrong parameter action"),
    (lambda b, c: b.set_my_commands([("Start", "x")]), BadRequest, "(?i)bot_command_invalid"),
    (lambda b, c: b.set_my_commands([("a" * 33, "x")]), BadRequest, "(?i)bot_command_invalid"),
    (lambda b, c: b.set_my_commands([("ok", "")]), BadRequest, "(?i)bot_command_description_invalid"),
    (lambda b, c: b.set_my_description("x", "zh-hans"), BadRequest, "(?i)invalid language code"),
    (lambda b, c: b.set_webhook("http://example.com/"), BadRequest, "HTTPS URL"),
    (lambda b, c: b.do_api_request("sendNothing"), telegram.error.EndPointNotFound, "not found"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("call", "kind", "text"), REFUSED)
async def test_refused(server: BotApiServer, bot: telegram.Bot, call: Call, kind: type[Exception], text: str) -> None:
    chat = server.private_chat(1001)
    await chat.send_text("from a person")
    await bot.send_message(1001, "same")
    with pytest.raises(kind, match=text if text.startswith("(?") else f"(?i){text}"):
        await call(bot, 1001)
    (refusal,) = server.refusals
    assert refusal.description.startswith(("Bad Request: ", "Not Found: "))
    assert len(chat.bot_messages) == 1


@pytest.mark.asyncio
async def test_at_the_limits_and_without_the_replied_message(server: BotApiServer, bot: telegram.Bot) -> None:
    server.private_chat(1001)
    await bot.send_message(1001, f"<b>{'&lt;' * 4096}</b>", "HTML")
    await bot.send_message(1001, "x", reply_markup=button("字" * 21 + "a"))
    await bot.send_message(1001, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))
    assert server.refusals == []


@pytest.mark.asyncio
async def test_callback_answers_once_and_in_time(bot: telegram.Bot, server: BotApiServer) -> None:
    chat = server.private_chat(1001)
    await bot.send_message(1001, "x", reply_markup=button("go"))
    reply = await chat.next_reply()
    query = await chat.press(reply, "go")
    await bot.answer_callback_query(query, "yes", show_alert=True)
    assert (await chat.next_answer(query)).show_alert
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)
    server.world.callback_ttl = 0
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(await chat.press(reply, "go"))
    with pytest.raises(ValueError, match="has no button"):
        await chat.press(reply, "other")


@pytest.mark.asyncio
async def test_files_both_ways(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    await chat.send_document("表".encode(), "表.csv", "text/csv", caption="see")
    await chat.send_document(b"x", file_size=20 * 1024 * 1024 + 1)
    received = [update.message.document for update in await bot.get_updates() if update.message]
    assert received[0] and received[1] and received[0].file_name == "表.csv"
    file = await received[0].get_file()
    assert bytes(await file.download_as_bytearray()).decode() == "表"
    with pytest.raises(BadRequest, match="File is too big"):
        await received[1].get_file()
    await bot.send_document(1001, b"data", filename="a.txt", caption="<i>c</i>", parse_mode="HTML")
    sent = await chat.next_reply()
    assert (sent.text, sent.file and sent.file.data, sent.file and sent.file.name) == ("c", b"data", "a.txt")
    await bot.edit_message_caption(1001, sent.message_id, caption="d")
    await bot.edit_message_media(telegram.InputMediaPhoto(PNG, "p"), 1001, sent.message_id)
    assert "photo" in chat.current(sent).raw and chat.current(sent).text == "p"
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", 1001, sent.message_id)


@pytest.mark.asyncio
async def test_upload_over_50_mb_is_too_large(server: BotApiServer, bot: telegram.Bot) -> None:
    server.private_chat(1001)
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(1001, bytes(50 * 1024 * 1024 + 1))


@pytest.mark.asyncio
async def test_settings_actions_and_deletion(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    await bot.set_my_commands([("start", "开始")], language_code="zh")
    assert [c.command for c in await bot.get_my_commands(language_code="zh")] == ["start"]
    await bot.delete_my_commands(language_code="zh")
    assert await bot.get_my_commands(language_code="zh") == ()
    await bot.set_my_description("d")
    await bot.set_my_short_description("s", "zh")
    assert (server.world.descriptions, server.world.short_descriptions) == ({"": "d"}, {"zh": "s"})
    await bot.send_chat_action(1001, "typing")
    sent = await bot.send_message(1001, "x")
    await bot.delete_message(1001, sent.message_id)
    assert (chat.actions, chat.deleted_ids, chat.bot_messages) == (("typing",), (sent.message_id,), ())
    query = await server.send_inline_query(LI, "area")
    await bot.answer_inline_query(query, [])
    assert query in server.world.inline_answers
    assert server.refusals == []

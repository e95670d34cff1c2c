"""Tests of the test server, driven by python-telegram-bot itself."""

import asyncio
import html
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import telegram
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

from . import BotApiServer, ChatMessage, User

LI, WANG = User(1001, "Li", language_code="zh-hans"), User(1002, "Wang")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
Call = Callable[[telegram.Bot, int], Awaitable[Any]]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A running server."""
    async with BotApiServer("123456:TEST") as running:
        yield running


@pytest_asyncio.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    """PTB's bot talking to the server."""
    async with _bot(server) as ready:
        yield ready


def _bot(server: BotApiServer, token: str | None = None) -> telegram.Bot:
    return telegram.Bot(token or server.token, base_url=server.base_url, base_file_url=server.base_file_url)


def _button(data: str, text: str = "ok") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])


def _application(server: BotApiServer) -> Application[Any, Any, Any, Any, Any, Any]:
    async def echo(update: telegram.Update, _context: Any) -> None:
        assert update.message and update.message.text
        await update.message.reply_text(
            f"<b>{html.escape(update.message.text)}</b>", "HTML", reply_markup=_button("go")
        )

    async def pressed(update: telegram.Update, _context: Any) -> None:
        assert update.callback_query
        await update.callback_query.answer("done")
        await update.callback_query.edit_message_text("pressed")

    builder = Application.builder().token(server.token)
    app = builder.base_url(server.base_url).base_file_url(server.base_file_url).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(pressed))
    return app


def _raw(button: dict[str, Any]) -> Call:
    markup = json.dumps({"inline_keyboard": [[button]]})
    return lambda bot, chat: bot.do_api_request("sendMessage", {"chat_id": chat, "text": "x", "reply_markup": markup})


@pytest.mark.asyncio
async def test_application_polls_replies_and_edits(server: BotApiServer) -> None:
    chat = server.private_chat(1001, "Li", language_code="zh-hans")
    app = _application(server)
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(timeout=5)
        await chat.send_text("开发区面积多大 <?>")
        reply = await chat.next_reply()
        assert (reply.text, reply.callback_data, reply.edited) == ("开发区面积多大 <?>", ("go",), False)
        assert [entity.type for entity in reply.entities] == ["bold"]
        answer = await chat.next_answer(await chat.press(reply, "go"))
        assert (answer.text, answer.show_alert) == ("done", False)
        edit = await chat.next_edit()
        assert (edit.text, edit.edited, edit.reply_markup) == ("pressed", True, None)
        assert chat.current(reply) == edit
        server.redeliver(server.updates[0])
        assert (await chat.next_reply()).text == "开发区面积多大 <?>"
        await chat.expect_silence(0.2)
        await app.updater.stop()
        await app.stop()
    assert server.refusals == []
    assert server.queue.pending == ()


@pytest.mark.asyncio
async def test_offset_limit_and_allowed_updates(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    for text in ("a", "b", "c"):
        await chat.send_text(text)
    first = await bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["a", "b"]
    again = await bot.get_updates()
    assert len(again) == 3
    (last,) = await bot.get_updates(offset=again[1].update_id + 1)
    assert last.message and last.message.text == "c"
    assert await bot.get_updates(offset=last.update_id + 1, allowed_updates=["callback_query"]) == ()
    await chat.send_text("unheard")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await chat.send_text("d")
    await chat.send_text("e")
    (newest,) = await bot.get_updates(offset=-1)
    assert newest.message and newest.message.text == "e"
    assert len(server.queue.pending) == 1


@pytest.mark.asyncio
async def test_long_polling_waits_and_a_second_poll_ends_the_first(server: BotApiServer) -> None:
    chat = server.private_chat(1001)
    async with _bot(server) as one, _bot(server) as two:
        assert await one.get_updates(timeout=1) == ()
        first = asyncio.create_task(one.get_updates(timeout=5))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(two.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        assert not second.done()
        await chat.send_text("now")
        assert len(await second) == 1


@pytest.mark.asyncio
async def test_webhook_retries_until_accepted(server: BotApiServer, bot: telegram.Bot) -> None:
    seen: list[tuple[str | None, telegram.Update]] = []

    async def receive(request: web.Request) -> web.Response:
        update = telegram.Update.de_json(await request.json(), bot)
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update))
        return web.Response(status=500 if len(seen) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(url, secret_token="s3cret", allowed_updates=["message"])
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await server.private_chat(1001).send_text("hello")
    async with asyncio.timeout(5):
        while len(seen) < 2 or server.queue.pending:
            await asyncio.sleep(0.02)
    assert [secret for secret, _ in seen] == ["s3cret", "s3cret"]
    assert seen[0][1].update_id == seen[1][1].update_id
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (url, 0)
    assert info.last_error_message and "500" in info.last_error_message
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates() == ()
    await runner.cleanup()


@pytest.mark.asyncio
async def test_ptb_webhook_application(server: BotApiServer) -> None:
    chat = server.private_chat(1001)
    app = _application(server)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_webhook(
            "127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token="s3cret"
        )
        await chat.send_text("hi")
        assert (await chat.next_reply()).text == "hi"
        await app.updater.stop()
        await app.stop()
    assert server.refusals == []


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
        lambda b, c: b.send_message(c, "x", reply_markup=_button("")),
        BadRequest,
        "BUTTON_DATA_INVALID|Button_data",
    ),
    (lambda b, c: b.send_message(c, "x", reply_markup=_button("字" * 22)), BadRequest, "utton_data_invalid"),
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
    await bot.send_message(1001, "x", reply_markup=_button("字" * 21 + "a"))
    await bot.send_message(1001, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))
    assert server.refusals == []


@pytest.mark.asyncio
async def test_wrong_token_is_unauthorized(server: BotApiServer) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/bot1:BAD/getMe") as response:
        expected = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert (response.status, await response.json()) == (401, expected)
    with pytest.raises(InvalidToken):
        await _bot(server, "1:BAD").initialize()


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
async def test_callback_answers_once_and_in_time(bot: telegram.Bot, server: BotApiServer) -> None:
    chat = server.private_chat(1001)
    await bot.send_message(1001, "x", reply_markup=_button("go"))
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
    async with BotApiServer(privacy_mode=True) as server, _bot(server) as bot:
        group = server.group_chat(-100123, members=[LI])
        for text in ("chatter", "@my_bot hi", "/help"):
            await group.send_text(text)
        heard = [update.message.text for update in await bot.get_updates() if update.message]
        assert heard == ["@my_bot hi", "/help"]


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


@pytest.mark.asyncio
async def test_injected_failures(server: BotApiServer, bot: telegram.Bot) -> None:
    chat = server.private_chat(1001)
    server.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    server.fail_next("sendMessage", 500, "Internal Server Error", times=2)
    with pytest.raises(RetryAfter):
        await bot.send_message(1001, "x")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "x")
    await bot.send_message(1001, "x")
    assert len(chat.bot_messages) == 1
    assert (len(server.injected), server.refusals, len(server.calls("sendMessage"))) == (3, [], 4)
    call = await server.wait_for_call("sendMessage", lambda request: request.params["chat_id"] == 1001)
    assert call.params["text"] == "x"


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

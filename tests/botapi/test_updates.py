"""Updates reach the bot in order and once, by polling and by webhook."""

import asyncio
import html
import socket
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

from . import BotApiServer
from .clients import bot_of, button


def _application(server: BotApiServer) -> Application[Any, Any, Any, Any, Any, Any]:
    async def echo(update: telegram.Update, _context: Any) -> None:
        assert update.message and update.message.text
        await update.message.reply_text(f"<b>{html.escape(update.message.text)}</b>", "HTML", reply_markup=button("go"))

    async def pressed(update: telegram.Update, _context: Any) -> None:
        assert update.callback_query
        await update.callback_query.answer("done")
        await update.callback_query.edit_message_text("pressed")

    builder = Application.builder().token(server.token)
    app = builder.base_url(server.base_url).base_file_url(server.base_file_url).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(pressed))
    return app


@pytest.mark.asyncio
async def test_updates_that_come_out_of_order_are_all_given_however_many_wait(server: BotApiServer) -> None:
    chat = server.private_chat(1001, "Li")
    server.queue.hold()
    for number in range(150):
        await chat.send_text(str(number))
    sent = [update["update_id"] for update in server.updates]
    server.queue.release(backwards=True)

    given: list[int] = []
    async with bot_of(server) as bot:
        while updates := await bot.get_updates(offset=given[-1] + 1 if given else 0, timeout=0):
            given += [update.update_id for update in updates]

    assert given[:100] == sent[99::-1] and set(given) == set(sent)


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
    async with bot_of(server) as one, bot_of(server) as two:
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

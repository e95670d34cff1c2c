"""The whole application, polling a Bot API server as the running bot polls Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.ext import ApplicationBuilder

from bot.parts import Parts
from handlers.application import UPDATES, build_application
from tests.botapi import BotApiServer


@asynccontextmanager
async def polling(server: BotApiServer, parts: Parts) -> AsyncIterator[None]:
    """The application made of these parts, from its first poll to its end in good order."""
    builder = ApplicationBuilder().token(server.token).base_url(server.base_url)
    application = build_application(builder.base_file_url(server.base_file_url), parts)
    async with application:
        assert application.post_init and application.post_stop and application.post_shutdown
        assert application.updater is not None
        await application.post_init(application)
        await application.start()
        await application.updater.start_polling(poll_interval=0, allowed_updates=UPDATES)
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()
            await application.post_stop(application)
    await application.post_shutdown(application)

"""The running application over an inbox and a question log, in this process and quick to try again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder

from bot.database import open_database
from bot.inbox import Inbox
from bot.monitor import Monitor
from bot.parts import Parts
from bot.questions.log import QuestionLog
from bot.settings import Settings
from bot.worker import Answers
from handlers.application import UPDATES, build_application
from handlers.sending import Sender
from handlers.types import App
from tests.bot.answerers import Parrot
from tests.botapi import BotApiServer

SECRET = b"of the tests"


@dataclass
class Ward:
    """The bot, and what is told of its health."""

    application: App
    settings: Settings
    monitor: Monitor
    questions: QuestionLog


@asynccontextmanager
async def bot_on(
    server: BotApiServer, folder: Path, answers: Answers | None = None, webhook_port: int | None = None
) -> AsyncIterator[Ward]:
    """The bot while it runs; what it keeps is in `folder`, so that another may go on with it."""
    settings = Settings.model_validate({"data_dir": folder})
    questions = QuestionLog(open_database(settings.database_file, busy_seconds=0.2), SECRET).start()
    monitor = Monitor(settings)
    base = ApplicationBuilder().token(server.token).base_url(server.base_url).base_file_url(server.base_file_url)
    patient = base.rate_limiter(Sender(patience=30, first_pause=0.05))
    builder = patient.read_timeout(0.5).get_updates_read_timeout(0.5)
    parts = Parts(answers or Parrot(), questions=questions)
    application = build_application(builder, parts, monitor, Inbox(settings.inbox_file))

    def stumbled(error: TelegramError) -> None:  # as `run_polling` has it
        application.create_task(application.process_error(None, error))

    async with application:
        assert application.post_init and application.post_stop and application.post_shutdown
        updater = application.updater
        assert updater is not None
        await application.post_init(application)
        if webhook_port is None:
            await updater.start_polling(timeout=1, allowed_updates=UPDATES, error_callback=stumbled)
        else:
            address = f"http://127.0.0.1:{webhook_port}/telegram"
            await updater.start_webhook("127.0.0.1", webhook_port, "telegram", webhook_url=address)
        await application.start()
        try:
            yield Ward(application, settings, monitor, questions)
        finally:
            await updater.stop()
            await application.stop()
            await application.post_stop(application)
    await application.post_shutdown(application)

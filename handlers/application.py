"""Build and run the Telegram application: every handler is registered here."""

from collections.abc import Callable

import structlog
from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import AIORateLimiter, ApplicationBuilder

from bot.errors import SettingsError
from bot.frontdesk import Reception
from bot.parts import Parts
from bot.settings import Settings
from bot.worker import Worker
from handlers.failures import report_failure
from handlers.menus import show_visitors
from handlers.notices import Notices
from handlers.ordering import ChatOrder
from handlers.rights import BUTTONS
from handlers.speaking import Speaker
from handlers.staff import StaffRoom
from handlers.types import App, Builder
from handlers.visitors import Visitors

UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY]

_log = structlog.get_logger(__name__)


def build_application(builder: Builder, parts: Parts) -> App:
    """Return the application that `builder` describes, with all handlers; it owns `parts` and the worker threads."""
    worker = Worker(parts.answers, recorder=parts.questions)
    office, desk = parts.office, parts.desk
    notices = Notices(desk) if desk is not None else None
    staff = StaffRoom(office, desk, notices) if office and desk and notices else None

    async def after_start(application: App) -> None:
        await show_visitors(application.bot, with_office=office is not None)
        if staff is not None:
            await staff.open(application)
        if notices is not None:
            notices.start(application.bot)

    async def after_updates(_application: App) -> None:
        if notices is not None:
            await notices.close()
        if staff is not None:
            await staff.end_work()

    async def after_stop(_application: App) -> None:
        if staff is not None:
            await staff.end_work()
        worker.close()
        await parts.close()

    builder = builder.concurrent_updates(ChatOrder())
    application = builder.post_init(after_start).post_stop(after_updates).post_shutdown(after_stop).build()
    visitors = Visitors(Reception(parts, worker), Speaker(parts.picture_files))
    visitors.register(application, BUTTONS if staff is not None else ())
    if staff is not None:
        staff.register(application)
    application.add_error_handler(report_failure)
    return application


def serve(settings: Settings, open_parts: Callable[[], Parts]) -> None:
    """Run the bot until SIGINT or SIGTERM, by long polling or, where set, by webhook.

    `open_parts` loads model and snapshot and opens the database, once the settings are found in order.

    Raises SettingsError without a token or with one that the Bot API server refuses.
    """
    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set; @BotFather gives one, `chat` works without")
    token = settings.telegram_bot_token.get_secret_value()
    builder = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .rate_limiter(AIORateLimiter(max_retries=3))  # an answer that Telegram asks to wait for is not lost
    )
    application = build_application(builder, open_parts())
    _log.info("bot starting", delivery="webhook" if settings.webhook_url else "polling")
    try:
        if settings.webhook_url and settings.webhook_secret:
            application.run_webhook(
                listen=settings.webhook_listen,
                port=settings.webhook_port,
                url_path="telegram",
                webhook_url=f"{settings.webhook_url}/telegram",
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=UPDATES,
                bootstrap_retries=-1,
            )
        else:
            application.run_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
    except InvalidToken:
        raise SettingsError(f"TELEGRAM_BOT_TOKEN: {settings.telegram_api_url} does not accept this token") from None
    _log.info("bot stopped")

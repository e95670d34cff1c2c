"""Build and run the Telegram application: every handler is registered here."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import structlog
from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import ApplicationBuilder

from bot.desk.offering import Offering
from bot.errors import SettingsError
from bot.fairness import visitor_rate
from bot.frontdesk import Reception
from bot.handover.passing import Passing
from bot.inbox import Inbox
from bot.incidents import Incidents
from bot.logs import configure_logging
from bot.monitor import Monitor
from bot.parts import Parts
from bot.running import only_bot, running
from bot.serving import Serving
from bot.settings import Settings
from bot.status_page import status_page
from bot.worker import Worker
from handlers.courier import Courier
from handlers.delivery import Deliveries, Once
from handlers.edits import Edits
from handlers.enquiries import EnquiryDesk
from handlers.failures import Failures
from handlers.gate import Gate
from handlers.handover import HandOverVisitors
from handlers.inline import InlineQueries
from handlers.menus import show_visitors
from handlers.noted import Noted
from handlers.notices import Notices
from handlers.ordering import ChatOrder
from handlers.rights import BUTTONS
from handlers.sending import Sender
from handlers.speaking import Speaker
from handlers.staff import StaffRoom
from handlers.types import App, Builder
from handlers.visitors import Visitors
from knowledge.transactions import is_writable

UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY]
_READ_SECONDS = 10.0  # for Telegram to confirm a message: one given up too early is read twice
_POLL_SECONDS = 3.0  # beyond the long poll's own time; at the end the last updates are confirmed within it

_log = structlog.get_logger(__name__)


def build_application(
    builder: Builder, parts: Parts, monitor: Monitor | None = None, inbox: Inbox | None = None
) -> App:
    """Return the application that `builder` describes, with all handlers; it owns `parts`, `inbox` and the worker
    threads.

    `monitor` is told how questions fare. Without an inbox what is under way is lost when the program ends.
    """
    office, desk, questions = parts.office, parts.desk, parts.questions
    if monitor is None and office is not None:
        monitor = Monitor(office.settings)
    inbox = inbox or Inbox()
    worker = Worker(parts.answers, recorder=questions, watch=monitor)
    if monitor is not None:
        monitor.waiting = lambda: worker.waiting
        monitor.unwritten = lambda: questions.waiting if questions is not None else 0
    offering, noted = Offering(parts), Noted(parts.given)
    notices = Notices(desk) if desk is not None else None
    handover = parts.handover
    courier = Courier(office, handover) if office and handover else None
    enquiries = EnquiryDesk(office, handover, courier) if office and handover and courier else None
    staff = None
    if office and desk and notices and monitor:
        staff = StaffRoom(office, desk, notices, monitor, enquiries, noted)

    async def after_start(application: App) -> None:
        await show_visitors(application.bot, with_office=office is not None)
        if staff is not None:
            await staff.open(application)
        if notices is not None:
            notices.start(application.bot)
        if courier is not None:
            courier.start(application)
        if isinstance(application, Once):
            await application.take_up()

    async def after_updates(_application: App) -> None:
        if courier is not None:
            await courier.close()
        if notices is not None:
            await notices.close()
        if staff is not None:
            await staff.end_work()

    async def after_stop(_application: App) -> None:
        if staff is not None:
            await staff.end_work()
        worker.close()
        offering.close()
        await asyncio.to_thread(parts.close)
        await asyncio.to_thread(inbox.close)

    refused, dropped = (monitor.refused, monitor.dropped) if monitor is not None else (_nothing, _nothing)
    rate = visitor_rate(office.settings if office is not None else Settings())
    gate = Gate(rate, lambda user: office is not None and office.staff.role_of(user) is not None, refused)
    builder = builder.concurrent_updates(ChatOrder(gate.admits, dropped))
    builder = builder.application_class(Once, {"inbox": inbox}).update_queue(Deliveries(inbox))
    application = builder.post_init(after_start).post_stop(after_updates).post_shutdown(after_stop).build()
    gate.register(application)
    if handover is not None and courier is not None:
        HandOverVisitors(handover, courier, noted).register(application)  # before the visitors', who take all buttons
    passing = Passing(handover.form) if handover is not None and courier is not None else None
    reception, speaker = Reception(parts, worker, passing), Speaker(parts.picture_files)
    visitors = Visitors(reception, speaker, noted)
    visitors.register(application, BUTTONS if staff is not None else ())
    if noted.kept:  # else nobody knows what an edit changed
        Edits(reception, speaker, noted).register(application)
    InlineQueries(offering).register(application)
    if staff is not None:
        staff.register(application, otherwise=visitors.unread)
    visitors.register_rest(application)
    application.add_error_handler(Failures(monitor).report)
    return application


def _nothing() -> None:
    """Where nobody takes note."""


def serve(settings: Settings, open_parts: Callable[[], Parts]) -> None:
    """Run the bot until SIGINT or SIGTERM, by long polling or, where set, by webhook.

    `open_parts` loads model and snapshot and opens the database, once the settings are found in order.

    Raises SettingsError without a token or with one that the Bot API server refuses.
    """
    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set; @BotFather gives one, `chat` works without")
    incidents = Incidents()
    configure_logging(settings, to_file=True, on_error=incidents.note)
    with only_bot(settings.data_dir), running(settings.data_dir):
        parts = open_parts()
        monitor = Monitor(settings, parts.answers if isinstance(parts.answers, Serving) else None, incidents)
        application = build_application(_builder(settings), parts, monitor, Inbox(settings.inbox_file))
        probes: dict[str, Callable[[], bool]] = {
            "snapshot": lambda: monitor.snapshot is not None,
            "telegram": lambda: application.updater is not None and application.updater.running,
        }
        if parts.office is not None:
            probes["database"] = partial(is_writable, parts.office.engine)
        with status_page(settings.status_port, monitor.metrics, probes) if settings.status_port else nullcontext():
            _run(settings, application)
    _log.info("bot stopped")


def _builder(settings: Settings) -> Builder:
    assert settings.telegram_bot_token is not None
    return (
        ApplicationBuilder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .rate_limiter(Sender())
        .read_timeout(_READ_SECONDS)
        .get_updates_read_timeout(_POLL_SECONDS)
    )


def _run(settings: Settings, application: App) -> None:
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

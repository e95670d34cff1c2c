"""Turn away who asks too often, so that nobody else waits for them: told once, then left unanswered for a while."""

import time
from collections.abc import Callable

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes, TypeHandler

from bot.buckets import Buckets, Rate
from bot.fairness import GLANCE, QUESTION, press_cost
from bot.texts import say
from handlers.ordering import is_unheard
from handlers.types import App
from handlers.visitors import asked_text, visitor_language
from knowledge.errors import DatabaseError

_BEFORE_ALL = -100  # group of handlers

_log = structlog.get_logger(__name__)


class Gate:
    """Counts what each person wants, in whichever chat, in memory alone.

    Of whom `is_staff` says so, nothing is turned away. `on_refusal` is told of each update that is.
    """

    def __init__(
        self,
        rate: Rate,
        is_staff: Callable[[int], bool] = lambda _: False,
        on_refusal: Callable[[], None] = lambda: None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._buckets = Buckets(rate, ticks)
        self._is_staff = is_staff
        self._on_refusal = on_refusal
        self._to_tell: dict[int, int] = {}

    def register(self, application: App) -> None:
        """Stand before all other handlers of an application."""
        application.add_handler(TypeHandler(Update, self.stand), group=_BEFORE_ALL)

    def admits(self, update: Update) -> bool:
        """Whether an update takes its turn: it is within the rate, or the first beyond it, which `stand` refuses."""
        person, cost = _person(update), _cost(update)
        if person is None or not cost:
            return True
        key = str(person)
        seconds = self._buckets.wait(key, cost)
        if not seconds:
            return True
        can_be_told = update.inline_query is None
        if can_be_told and self._buckets.first(key):
            # One row of SQLite, once a flood: in a thread it would be overtaken by what comes next.
            if self._staff(person):
                self._buckets.fill(key)
                return True
            _log.info("visitor asks too often", seconds=seconds)
            self._to_tell[update.update_id] = seconds
        self._on_refusal()
        return update.update_id in self._to_tell

    async def stand(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """End the handling of what is refused, which is said the first time."""
        seconds = self._to_tell.pop(update.update_id, None)
        if seconds is not None:
            await _tell(update, seconds)
        if seconds is not None or is_unheard():
            raise ApplicationHandlerStop

    def _staff(self, person: int) -> bool:
        try:
            return self._is_staff(person)
        except DatabaseError as error:
            _log.error("staff not known", fault=error.fault.value)
            return False


def _person(update: Update) -> int | None:
    """Who sent an update; the chat that speaks where a channel or a group does."""
    message = update.effective_message
    if update.callback_query is None and message is not None and message.sender_chat is not None:
        return message.sender_chat.id
    return update.effective_user.id if update.effective_user is not None else None


def _cost(update: Update) -> float:
    """What an update costs whoever sent it; nothing where the bot is not meant."""
    if update.callback_query is not None:
        return press_cost(update.callback_query.data or "")
    if update.inline_query is not None:
        return GLANCE
    message = update.message or update.edited_message
    if message is None:
        return 0.0
    is_command = message.text is not None and message.text.startswith("/")
    if message.chat.type != ChatType.PRIVATE and not is_command and asked_text(message, message.get_bot()) is None:
        return 0.0
    return GLANCE if message.text is None or is_command else QUESTION


async def _tell(update: Update, seconds: int) -> None:
    text = say("slow_down", visitor_language(update), seconds=seconds)
    message = update.effective_message
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(text)
        elif message is not None:
            await message.reply_text(text, do_quote=message.chat.type != ChatType.PRIVATE)
    except TelegramError as error:
        _log.info("visitor not told", reason=type(error).__name__)

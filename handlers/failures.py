"""What happens when a handler fails: an apology for the visitor, a log line for the operator."""

import contextlib

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.texts import say
from handlers.visitors import visitor_language

_log = structlog.get_logger(__name__)


async def report_failure(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log the error and, where a person waits for a reply, apologise."""
    number = update.update_id if isinstance(update, Update) else None
    _log.error("update failed", update=number, exc_info=context.error)
    if isinstance(update, Update) and update.effective_message is not None:
        with contextlib.suppress(TelegramError):
            await update.effective_message.reply_text(say("failed", visitor_language(update)))

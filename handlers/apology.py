"""The apology to a visitor whose update could not be handled."""

import contextlib

from telegram import Update
from telegram.error import TelegramError

from bot.texts import say
from handlers.visitors import visitor_language


async def apologise(update: Update) -> None:
    """Apologise where a person waits for a reply; a Telegram that refuses is left alone."""
    if update.effective_message is not None:
        with contextlib.suppress(TelegramError):
            await update.effective_message.reply_text(say("failed", visitor_language(update)))

"""What a visitor can know and decide about the records: /privacy tells what is kept, /forget erases it."""

import asyncio
import contextlib
import re
from collections.abc import Callable

import structlog
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.language import Language
from bot.questions.log import QuestionLog
from bot.texts import say
from handlers.messages import rewrite
from handlers.types import App
from handlers.visitors import asker_of, visitor_language
from knowledge.errors import DatabaseError

_BUTTON = re.compile(r"privacy:(forget|keep):([1-9][0-9]{0,14})", re.ASCII)  # whose records, as Telegram numbers them

_log = structlog.get_logger(__name__)


class Privacy:
    """Handlers for everybody, in private and in groups; without a log there is nothing to tell or to erase."""

    def __init__(self, questions: QuestionLog | None, erased: Callable[[], None] | None = None) -> None:
        self._questions = questions
        self._erased = erased  # to be called when there is something to take out of the staff's chats

    def register(self, application: App) -> None:
        """Add the handlers to an application, before any that takes all buttons."""
        new = filters.UpdateType.MESSAGE
        application.add_handler(CommandHandler("privacy", self.privacy, filters=new))
        application.add_handler(CommandHandler("forget", self.forget, filters=new))
        application.add_handler(CallbackQueryHandler(self.press, pattern="^privacy:"))

    async def privacy(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is kept, why, how long, and how to erase it."""
        message, language = update.effective_message, visitor_language(update)
        if message is None:
            return
        if self._questions is None:
            await message.reply_text(say("privacy_off", language))
            return
        await message.reply_text(say("privacy", language, days=self._questions.retention_days).strip())

    async def forget(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask whether to erase what is kept of the visitor."""
        message, user, language = update.effective_message, update.effective_user, visitor_language(update)
        if message is None or user is None:
            return
        if self._questions is None:
            await message.reply_text(say("privacy_off", language))
            return
        buttons = [
            InlineKeyboardButton(say("button_forget", language), callback_data=f"privacy:forget:{user.id}"),
            InlineKeyboardButton(say("button_forget_keep", language), callback_data=f"privacy:keep:{user.id}"),
        ]
        await message.reply_text(say("forget_confirm", language), reply_markup=InlineKeyboardMarkup([buttons]))

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Erase or leave it; in a group only for whom the button was shown to."""
        query = update.callback_query
        if query is None:
            return
        with contextlib.suppress(TelegramError):  # one that is too old cannot be answered
            await query.answer()
        found = _BUTTON.fullmatch(str(query.data))
        if found is None or int(found[2]) != query.from_user.id or self._questions is None:
            return
        language = visitor_language(update)
        if found[1] == "keep":
            await rewrite(query, say("forget_kept", language))
        else:
            await self._erase(self._questions, update, query, language)

    async def _erase(self, log: QuestionLog, update: Update, query: CallbackQuery, language: Language) -> None:
        try:
            forgotten = await asyncio.to_thread(log.forget, asker_of(update))
        except DatabaseError as error:
            _log.error("questions not forgotten", fault=error.fault.value)
            await rewrite(query, say("forget_failed", language))
            return
        if self._erased is not None:
            self._erased()
        await rewrite(query, say("forget_done", language, count=forgotten.count))

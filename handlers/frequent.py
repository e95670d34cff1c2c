"""What others ask most, as buttons: /faq, for everybody."""

import asyncio
import contextlib
import re
from collections.abc import Mapping

from sqlalchemy import Engine
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, filters

from bot.language import Language
from bot.questions.frequent import Popular, public
from bot.questions.words import words_of
from bot.texts import say
from handlers.messages import line, tell
from handlers.types import App
from handlers.visitors import Visitors, asker_of, visitor_language

_BUTTON = re.compile(r"faq:([1-9][0-9]{0,14})", re.ASCII)
_SHOWN = 8
_ALL = 1000  # a button may be of a list that is not the latest
_LONGEST_BUTTON = 48  # characters


class Frequent:
    """/faq and its buttons. None shows what fewer than `least_askers` persons asked, not even by a forged button."""

    def __init__(self, engine: Engine, least_askers: int, visitors: Visitors) -> None:
        self._engine = engine
        self._least_askers = least_askers
        self._visitors = visitors

    def register(self, application: App) -> None:
        """Add the handlers to an application, before any that takes all buttons."""
        application.add_handler(CommandHandler("faq", self.command, filters=filters.UpdateType.MESSAGE))
        application.add_handler(CallbackQueryHandler(self.press, pattern=rf"^{_BUTTON.pattern}\Z"))

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what is asked most, by topic."""
        message = update.effective_message
        if message is None:
            return
        language = visitor_language(update)
        asked = await self._public(language, _SHOWN)
        if not asked:
            await tell(message, say("faq_none", language))
            return
        names = (await asyncio.to_thread(words_of, self._engine, language)).topics
        await tell(message, *_listed(_by_topic(asked, names, language), language))

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask the question of a button."""
        query = update.callback_query
        if query is None:
            return
        with contextlib.suppress(TelegramError):  # one that is too old cannot be answered any more
            await query.answer()
        found = _BUTTON.fullmatch(query.data or "")
        if found is None:  # the application lets empty data through, whatever the pattern
            return
        language = visitor_language(update)
        asked = {one.group: one for one in await self._public(language, _ALL)}.get(int(found[1]))
        message = query.message
        if asked is None or not isinstance(message, Message):
            await tell(query, say("faq_gone", language))
            return
        shown = await message.reply_text(asked.wording, do_quote=False)
        await self._visitors.answer(shown, asked.wording, asker_of(update), language, quoted=True)

    async def _public(self, language: Language, limit: int) -> tuple[Popular, ...]:
        return await asyncio.to_thread(public, self._engine, language, self._least_askers, limit)


def _by_topic(asked: tuple[Popular, ...], names: Mapping[str, str], language: Language) -> dict[str, list[Popular]]:
    """The questions under the names of their topics, those of no name last."""
    other = say("faq_other", language)
    topics: dict[str, list[Popular]] = {}
    for one in asked:
        topics.setdefault(names.get(one.topic or "", other), []).append(one)
    if other in topics:
        topics[other] = topics.pop(other)
    return topics


def _listed(topics: Mapping[str, list[Popular]], language: Language) -> tuple[str, InlineKeyboardMarkup]:
    lines = [say("faq_title", language)]
    rows: list[list[InlineKeyboardButton]] = []
    for topic, asked in topics.items():
        lines += ["", line(topic)]
        for one in asked:
            number = len(rows) + 1
            lines.append(f"{number}. {line(one.wording)}")
            label = f"{number}. {line(one.wording, _LONGEST_BUTTON)}"
            rows.append([InlineKeyboardButton(label, callback_data=f"faq:{one.group}")])
    return "\n".join(lines), InlineKeyboardMarkup(rows)

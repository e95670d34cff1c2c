"""Offer passages to who types the bot's name and a few words in any chat."""

import contextlib
import re

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ContextTypes, InlineQueryHandler

from bot.asker import Asker
from bot.desk.offering import Offer, Offering
from bot.texts import say
from handlers.rendering import messages_of
from handlers.types import App
from handlers.visitors import visitor_language

_KEPT_SECONDS = 60  # that Telegram gives the same person the same offers: what is published is offered soon
_NO_LINKS = LinkPreviewOptions(is_disabled=True)
_OFFSET = re.compile("[1-9][0-9]{0,4}", re.ASCII)


class InlineQueries:
    """The handler of inline queries, for which @BotFather has to switch inline mode on (/setinline)."""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering

    def register(self, application: App) -> None:
        """Add the handler to an application."""
        application.add_handler(InlineQueryHandler(self.offer))

    async def offer(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer with what the documents hold; with nothing, to be asked again soon, where that cannot be told."""
        query = update.inline_query
        if query is None:
            return
        person = str(query.from_user.id)
        start = int(query.offset) if _OFFSET.fullmatch(query.offset) else 0
        found = await self._offering.offer(
            Asker("telegram", person, person), query.query, visitor_language(update), start
        )
        with contextlib.suppress(TelegramError):  # who has typed on waits for another answer
            if found is None:
                await query.answer([], cache_time=0, is_personal=True)
                return
            button = None
            if not found.offers and not start:
                button = InlineQueryResultsButton(say("inline_ask", found.language), start_parameter="inline")
            await query.answer(
                [_article(offer) for offer in found.offers],
                cache_time=_KEPT_SECONDS,
                is_personal=True,  # the language is the person's
                next_offset=str(found.following or ""),
                button=button,
            )


def _article(offer: Offer) -> InlineQueryResultArticle:
    (text, *_) = messages_of(offer.reply)
    content = InputTextMessageContent(text, parse_mode=ParseMode.HTML, link_preview_options=_NO_LINKS)
    return InlineQueryResultArticle(offer.id, offer.title, content, description=offer.description)

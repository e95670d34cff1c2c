"""What anyone may do: /start, /help and asking, in private and, when addressed, in groups."""

import asyncio
import contextlib

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.asker import Asker, ChatKind
from bot.errors import BusyError
from bot.language import Language
from bot.texts import say
from bot.worker import Worker
from handlers.offers import answer_buttons
from handlers.rendering import render


class Visitors:
    """Handlers for investors; `worker` answers their questions.

    `notices` tells whether they can be told of answers, `handover` whether a colleague can answer them.
    """

    def __init__(self, worker: Worker, *, notices: bool = False, handover: bool = False) -> None:
        self._worker = worker
        self._notices = notices
        self._handover = handover

    async def start(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet in the visitor's language and show what can be asked."""
        await _say(update, "welcome")

    async def help(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Explain how to ask."""
        await _say(update, "help")

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text; in a group only one that mentions the bot or replies to it."""
        message = update.effective_message
        if message is None or message.text is None or update.effective_chat is None:
            return
        text: str | None = message.text
        if message.chat.type != ChatType.PRIVATE:
            text = _addressed(message, context.bot.username, context.bot.id)
        if text is None:
            return
        quoted = message.chat.type != ChatType.PRIVATE
        await self.answer(message, text, asker_of(update), visitor_language(update), quoted=quoted)

    async def answer(self, message: Message, text: str, asker: Asker, default: Language, *, quoted: bool) -> None:
        """Answer `text` in the chat of a message, as a reply to it where `quoted`."""
        # The indicator must neither delay the answer nor, when Telegram refuses it, prevent it.
        typing = asyncio.create_task(_show_typing(message))
        try:
            answer = await self._worker.ask(text, asker, default)
        except BusyError:
            await message.reply_text(say("busy", default))
            return
        finally:
            typing.cancel()
        parts = render(answer)
        private = asker.chat_kind is ChatKind.PRIVATE
        buttons = answer_buttons(answer, private=private, notices=self._notices, handover=self._handover)
        for number, part in enumerate(parts, start=1):
            below = buttons if number == len(parts) else None
            await message.reply_text(part, parse_mode=ParseMode.HTML, do_quote=quoted, reply_markup=below)


def visitor_language(update: Update) -> Language:
    """The language of the visitor's Telegram, for replies to text that shows none."""
    code = (update.effective_user.language_code or "") if update.effective_user else ""
    code = code.lower()
    if code.startswith("zh"):
        traditional = any(mark in code for mark in ("hant", "tw", "hk", "mo"))
        return Language.TRADITIONAL if traditional else Language.SIMPLIFIED
    return Language.ENGLISH if code else Language.SIMPLIFIED


def asker_of(update: Update) -> Asker:
    """Who sent an update, and where."""
    chat, person = update.effective_chat, update.effective_user
    private = chat is not None and chat.type == ChatType.PRIVATE
    return Asker(
        "telegram",
        str(person.id if person else 0),
        str(chat.id if chat else 0),
        ChatKind.PRIVATE if private else ChatKind.GROUP,
    )


def _addressed(message: Message, username: str, bot_id: int) -> str | None:
    """Return the text of a group message meant for the bot, without its mention; None for any other."""
    text = message.text or ""
    replied = message.reply_to_message
    to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    for entity, mention in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items():
        by_name = mention.lower() == f"@{username}".lower()
        by_id = entity.user is not None and entity.user.id == bot_id
        if by_name or by_id:
            to_bot = True
            text = text.replace(mention, " ", 1)
    return text.strip() if to_bot else None


async def _show_typing(message: Message) -> None:
    with contextlib.suppress(TelegramError):
        await message.chat.send_action(ChatAction.TYPING)


async def _say(update: Update, key: str) -> None:
    if update.effective_message is not None:
        await update.effective_message.reply_text(say(key, visitor_language(update)).strip())

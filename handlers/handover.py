"""What visitors do to have a colleague answer: the form, and their words about an enquiry."""

import asyncio
import contextlib

import structlog
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.asker import Asker
from bot.handover.actions import VERB, Press, action, parsed
from bot.handover.desk import HandOver
from bot.handover.passing import safely
from bot.language import Language
from bot.replies import Reply, Said
from bot.texts import say
from handlers.courier import Courier
from handlers.messages import drop_buttons
from handlers.noted import Noted
from handlers.types import App
from handlers.visitors import asker_of, is_own_offer, visitor_language
from knowledge.errors import DatabaseError

GROUP = -2  # of handlers: what a visitor was asked for is no question, nor an answer of the staff
_STAYING = frozenset({Press.BEGIN, Press.ADD, Press.STATE})  # buttons of messages that stay of use

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

_log = structlog.get_logger(__name__)


class HandOverVisitors:
    """The visitors' side of the hand-over in Telegram."""

    def __init__(self, handover: HandOver, courier: Courier, noted: Noted | None = None) -> None:
        self._courier = courier
        self._noted = noted or Noted()
        self._form = handover.form
        self._enquiries = handover.enquiries

    def register(self, application: App) -> None:
        """Add the handlers to an application, before any that takes all buttons."""
        application.add_handler(CallbackQueryHandler(self.press, pattern=f"^{VERB}:"))
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.COMMAND
        application.add_handler(MessageHandler(private, self.message), group=GROUP)
        edited = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE & filters.TEXT
        application.add_handler(MessageHandler(edited, self.edited), group=GROUP)

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a pressed button of the form or of an enquiry."""
        query = update.callback_query
        if query is None:
            return
        if not query.data:  # which the application lets through whatever the pattern
            with contextlib.suppress(TelegramError):
                await query.answer()
            return
        asker, language = asker_of(update), visitor_language(update)
        said = await safely(lambda: self._form.press(asker, str(query.data), language), language)
        with contextlib.suppress(TelegramError):  # one that is too old cannot be answered
            await query.answer(said.hint or None, show_alert=bool(said.hint))
        pressed = parsed(query.data)
        if said.replies and pressed is not None and pressed.press not in _STAYING:
            await drop_buttons(query)
        if isinstance(query.message, Message):
            await send(query.message, said)

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take what the form asked for, or a reply to what a colleague wrote; all else goes on its way."""
        message = update.effective_message
        if message is None or is_own_offer(message, context.bot):
            return
        asker, language = asker_of(update), visitor_language(update)
        try:
            number = await self._addressed(asker, message)
            expected = number is None and await asyncio.to_thread(self._form.expects, asker)
        except DatabaseError as error:
            _log.error("form not known", fault=error.fault.value)
            return
        if number is None and not expected:
            return
        said = await safely(lambda: self._taken(asker, message, number, language), language)
        await send(message, said)
        await self._noted.note(asker, message, message.text or "")  # its edits are no questions
        raise ApplicationHandlerStop

    async def edited(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say of words that a colleague has already that their edit is not passed on."""
        message = update.edited_message
        if message is None:
            return
        asker, language = asker_of(update), visitor_language(update)
        try:
            number = await asyncio.to_thread(self._enquiries.addressed, asker, str(message.message_id))
            given = await self._noted.of(asker, message, message.text or "") if number is not None else None
        except DatabaseError as error:
            _log.error("edited message not known", fault=error.fault.value)
            return
        if number is None:
            return
        if given is None or not given.unchanged:
            await send(message, Said((Reply(say("hand_edited", language, number=number)),)))
            await self._noted.note(asker, message, message.text or "")
        raise ApplicationHandlerStop

    async def _addressed(self, asker: Asker, message: Message) -> int | None:
        replied = message.reply_to_message
        if replied is None:
            return None
        await self._courier.written(message.chat.id)
        return await asyncio.to_thread(self._enquiries.addressed, asker, str(replied.message_id))

    def _taken(self, asker: Asker, message: Message, number: int | None, language: Language) -> Said:
        if message.contact is not None and number is None:
            if str(message.contact.user_id) != asker.person:  # others have not agreed to anything
                return Said((Reply(say("hand_own_number", language)),))
            name = " ".join(part for part in (message.contact.first_name, message.contact.last_name) if part)
            return self._form.contact(asker, message.contact.phone_number, name, language)
        if message.text is None:
            return Said((Reply(say("hand_text_only", language)),))
        if number is not None:
            return self._form.add(asker, number, message.text, language, str(message.message_id))
        return self._form.text(asker, message.text, language, str(message.message_id))


async def send(message: Message, said: Said) -> None:
    """Write what is said into the chat of a message."""
    for reply in said.replies:
        text = "\n".join([reply.text.strip(), *reply.notes])
        await message.get_bot().send_message(message.chat.id, text, reply_markup=markup(reply))


def markup(reply: Reply) -> Markup:
    """The buttons of a reply of the form.

    The one that shares the visitor's number is of a kind that Telegram only has in its own keyboard, which goes again
    with the next reply that has no buttons.
    """
    share = action(Press.SHARE)
    if any(button.action == share for row in reply.buttons for button in row):
        rows = [
            [KeyboardButton(one.label, request_contact=one.action == share) for one in row] for row in reply.buttons
        ]
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    if not reply.buttons:
        return ReplyKeyboardRemove()
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(one.label, callback_data=one.action) for one in row] for row in reply.buttons]
    )

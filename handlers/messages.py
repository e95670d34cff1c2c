"""Send and rewrite the messages that staff see."""

import contextlib
import html

from telegram import CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, MaybeInaccessibleMessage, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.desk.labels import line as line  # for the staff's handlers, which put it into messages
from handlers.rendering import split_text

_NO_LINKS = LinkPreviewOptions(is_disabled=True)


async def tell(where: Message | CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Write plain text into the chat, in several messages where it is too long for one; the last has the keyboard."""
    message = where.message if isinstance(where, CallbackQuery) else where
    if message is None:
        return
    pieces = [html.escape(piece, quote=False) for piece in split_text(text)]
    for number, piece in enumerate(pieces, start=1):
        await message.get_bot().send_message(
            message.chat.id,
            piece,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_LINKS,
            reply_markup=keyboard if number == len(pieces) else None,
            message_thread_id=thread_of(message),
        )


def thread_of(message: MaybeInaccessibleMessage) -> int | None:
    """The topic of a forum in which a message is; None anywhere else."""
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


async def rewrite(query: CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Put plain text and keyboard in the place of the message that the button belongs to, or below where that fails."""
    try:
        await query.edit_message_text(text, reply_markup=keyboard, link_preview_options=_NO_LINKS)
    except BadRequest as error:
        if "not modified" not in str(error).lower():
            await tell(query, text, keyboard)


async def drop_buttons(query: CallbackQuery) -> None:
    """Take the buttons away, where that can be done (still)."""
    with contextlib.suppress(TelegramError):
        await query.edit_message_reply_markup(None)

"""Say in a Telegram chat what the front desk says: new messages, rewritten ones, pictures, buttons."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog
from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.desk.picture_files import PictureFiles
from bot.replies import Reply, Said
from handlers.rendering import caption_of, messages_of, plain_messages, table_messages
from knowledge.errors import DatabaseError

_NO_LINKS = LinkPreviewOptions(is_disabled=True)

_log = structlog.get_logger(__name__)


class Speaker:
    """Renders what is said; with `files` a picture is uploaded once and named afterwards."""

    def __init__(self, files: PictureFiles | None = None) -> None:
        self._files = files

    async def say(self, where: MaybeInaccessibleMessage, said: Said, *, quoted: bool = False) -> list[Message]:
        """Write below a message, as a reply to it where `quoted`; return what was written."""
        written: list[Message] = []
        for reply in said.replies:
            written += await self._write(where, reply, quoted=quoted)
        return written

    async def amend(self, asked: Message, said: Said, shown: Sequence[str]) -> list[str]:
        """Put what is said in the place of messages, named by their ids, that answered another wording of `asked`.

        What does not fit into them stands below, those that are left over go; return the ids of all that it is in now.
        """
        pieces = [
            (piece, keyboard_of(reply) if last else None)
            for reply in said.replies
            for piece, last in _with_last(messages_of(reply))
        ]
        bot, left, ids = asked.get_bot(), list(shown), []
        for text, keyboard in pieces:
            while left and not await _put(asked, left[0], text, keyboard):
                left.pop(0)  # the person has deleted it
            ids.append(left.pop(0) if left else str((await _send(asked, text, keyboard, quoted=True)).message_id))
        for one in left:
            try:
                await bot.delete_message(asked.chat.id, int(one))
            except TelegramError as error:
                _log.info("outdated answer not deleted", reason=type(error).__name__)
        return ids

    async def react(self, query: CallbackQuery, said: Said) -> None:
        """Say what follows from a pressed button: in the place of its message where that is wanted and possible."""
        replies = said.replies
        if said.in_place and replies and await _rewritten(query, replies[0]):
            replies = replies[1:]
        if query.message is not None:
            await self.say(query.message, Said(replies))

    async def _write(self, where: MaybeInaccessibleMessage, reply: Reply, *, quoted: bool) -> list[Message]:
        written: list[Message] = []
        if reply.question:
            (asked, *_) = plain_messages(reply.question)
            where, quoted = await _send(where, asked, quoted=False), True
            written.append(where)
        keyboard = keyboard_of(reply)
        pieces = messages_of(reply)
        if reply.picture is not None:
            caption = caption_of(reply)
            below = table_messages(reply) if caption is not None else pieces
            shown = await self._show(where, reply.picture, caption or "", None if below else keyboard, quoted=quoted)
            if shown is not None:
                pieces = below
                written.append(shown)
        for piece, last in _with_last(pieces):
            written.append(await _send(where, piece, keyboard if last else None, quoted=quoted))
        return written

    async def _show(
        self,
        where: MaybeInaccessibleMessage,
        picture: Path,
        caption: str,
        keyboard: InlineKeyboardMarkup | None,
        *,
        quoted: bool,
    ) -> Message | None:
        """Send a picture; None where that cannot be done, so that its text must do."""
        known = await self._known(picture)
        if known is not None:
            try:
                return await _send_photo(where, known, caption, keyboard, quoted=quoted)
            except BadRequest as error:  # of another bot, or forgotten by Telegram
                _log.info("picture sent again", reason=str(error))
        try:
            content = await asyncio.to_thread(picture.read_bytes)
            sent = await _send_photo(where, InputFile(content, picture.name), caption, keyboard, quoted=quoted)
        except (OSError, BadRequest) as error:
            _log.warning("picture not sent", reason=type(error).__name__)
            return None
        if sent.photo:
            await self._remember(picture, sent.photo[-1].file_id)
        return sent

    async def _known(self, picture: Path) -> str | None:
        try:
            return await asyncio.to_thread(self._files.known, picture) if self._files is not None else None
        except DatabaseError as error:
            _log.warning("sent pictures not known", fault=error.fault.value)
            return None

    async def _remember(self, picture: Path, file_id: str) -> None:
        try:
            if self._files is not None:
                await asyncio.to_thread(self._files.remember, picture, file_id)
        except DatabaseError as error:
            _log.warning("sent picture not remembered", fault=error.fault.value)


def keyboard_of(reply: Reply) -> InlineKeyboardMarkup | None:
    """The buttons of a reply; None where it has none."""
    rows = [[InlineKeyboardButton(one.label, callback_data=one.action) for one in row] for row in reply.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


async def _rewritten(query: CallbackQuery, reply: Reply) -> bool:
    """Put a reply in the place of the button's message; False where that cannot be done (any more)."""
    pieces = messages_of(reply)
    if reply.picture is not None or reply.question or len(pieces) != 1 or not isinstance(query.message, Message):
        return False
    try:
        await query.edit_message_text(
            pieces[0], parse_mode=ParseMode.HTML, link_preview_options=_NO_LINKS, reply_markup=keyboard_of(reply)
        )
    except BadRequest as error:
        return "not modified" in str(error).lower()
    return True


async def _put(asked: Message, shown: str, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
    """Put a text in the place of a message in the chat of another; False where that cannot be done (any more)."""
    try:
        await asked.get_bot().edit_message_text(
            text,
            asked.chat.id,
            int(shown),
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_LINKS,
            reply_markup=keyboard,
        )
    except BadRequest as error:
        return "not modified" in str(error).lower()
    return True


def _with_last(pieces: Sequence[str]) -> list[tuple[str, bool]]:
    """The pieces, each with whether it is the last."""
    return [(piece, number == len(pieces)) for number, piece in enumerate(pieces, start=1)]


async def _send(
    where: MaybeInaccessibleMessage, text: str, keyboard: InlineKeyboardMarkup | None = None, *, quoted: bool
) -> Message:
    if isinstance(where, Message):
        return await where.reply_text(
            text, ParseMode.HTML, link_preview_options=_NO_LINKS, reply_markup=keyboard, do_quote=quoted
        )
    return await where.get_bot().send_message(
        where.chat.id, text, ParseMode.HTML, link_preview_options=_NO_LINKS, reply_markup=keyboard
    )


async def _send_photo(
    where: MaybeInaccessibleMessage,
    photo: str | InputFile,
    caption: str,
    keyboard: InlineKeyboardMarkup | None,
    *,
    quoted: bool,
) -> Message:
    html = ParseMode.HTML
    if isinstance(where, Message):
        return await where.reply_photo(photo, caption, parse_mode=html, reply_markup=keyboard, do_quote=quoted)
    return await where.get_bot().send_photo(where.chat.id, photo, caption, parse_mode=html, reply_markup=keyboard)

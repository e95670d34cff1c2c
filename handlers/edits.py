"""What was asked and is edited then: it is asked again, and the answer to it edited."""

from dataclasses import replace

import structlog
from telegram import Update
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.replies import FrontDesk
from handlers.noted import Noted
from handlers.speaking import Speaker
from handlers.types import App
from handlers.visitors import answer_of, asked_text, asker_of, typing, visitor_language
from knowledge.errors import DatabaseError

_log = structlog.get_logger(__name__)


class Edits:
    """The handler of edited messages."""

    def __init__(self, desk: FrontDesk, speaker: Speaker, noted: Noted) -> None:
        self._desk = desk
        self._speaker = speaker
        self._noted = noted

    def register(self, application: App) -> None:
        """Add the handler to an application."""
        edited = filters.UpdateType.EDITED_MESSAGE & filters.TEXT & ~filters.COMMAND
        application.add_handler(MessageHandler(edited, self.edited))

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message again whose text was changed; in a group only one that is meant for the bot now.

        Telegram tells of an edit also where no word was changed. Where it is not known what answered the message,
        which was then asked too long ago or not meant for the bot, the answer is a reply to it.
        """
        message = update.edited_message
        text = asked_text(message, context.bot) if message is not None else None
        if message is None or text is None:
            return
        asker = asker_of(update)
        try:
            given = await self._noted.of(asker, message, text)
        except DatabaseError as error:
            _log.error("answers given not known", fault=error.fault.value)
            return
        if given is not None and (given.unchanged or not given.replies):
            return
        correcting = replace(asker, corrects=given.answer if given is not None else "")
        with typing(message):
            said = await self._desk.ask(correcting, text, visitor_language(update))
        answer = answer_of(said)
        if given is None or not answer:  # a good answer must not be lost to a word that it cannot be given now
            shown = [str(one.message_id) for one in await self._speaker.say(message, said, quoted=True)]
        else:
            shown = await self._speaker.amend(message, said, given.replies)
        if given is None or answer:
            await self._noted.note(asker, message, text, shown, answer)

"""Keep which of the bot's messages answered which, off the event loop."""

import asyncio
from collections.abc import Sequence

import structlog
from telegram import Message

from bot.asker import Asker
from bot.desk.given import Given, GivenAnswers
from knowledge.errors import DatabaseError

_log = structlog.get_logger(__name__)


class Noted:
    """What was given in return for the messages of visitors; nothing is known where nothing can be kept."""

    def __init__(self, given: GivenAnswers | None = None) -> None:
        self._given = given

    @property
    def kept(self) -> bool:
        """Whether anything is kept."""
        return self._given is not None

    async def of(self, asker: Asker, message: Message, text: str) -> Given | None:
        """What was given for a message that says `text` now, None where that is not known; raises DatabaseError."""
        if self._given is None:
            return None
        return await asyncio.to_thread(self._given.of, asker, str(message.message_id), text)

    async def note(
        self, asker: Asker, message: Message, text: str, replies: Sequence[str] = (), answer: str = ""
    ) -> None:
        """Keep what was given for a message; without replies it was no question. An answer never fails for this."""
        if self._given is None:
            return
        try:
            await asyncio.to_thread(self._given.note, asker, str(message.message_id), text, replies, answer)
        except DatabaseError as error:
            _log.warning("answer not noted", fault=error.fault.value)

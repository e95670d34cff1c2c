"""Put the form behind the front desk, off the event loop."""

import asyncio
from collections.abc import Callable

import structlog

from bot.asker import Asker
from bot.handover.actions import parsed
from bot.handover.form import Form
from bot.language import Language
from bot.replies import Reply, Said
from bot.texts import say
from knowledge.errors import DatabaseError

_log = structlog.get_logger(__name__)


class Passing:
    """Passes visitors on to a colleague, as the front desk wants it (`bot.frontdesk.Handover`)."""

    def __init__(self, form: Form) -> None:
        self._form = form

    async def begin(self, asker: Asker, answer_id: str, language: Language) -> Said:
        """Pass on the question of an answer; without one, what the visitor will put in their own words."""
        return await safely(lambda: self._form.begin(asker, answer_id, language), language)

    async def press(self, asker: Asker, action: str, language: Language) -> Said | None:
        """Take a button of the form; None where it is none."""
        if parsed(action) is None:
            return None
        return await safely(lambda: self._form.press(asker, action, language), language)

    async def take(self, asker: Asker, text: str, language: Language) -> Said | None:
        """Take a text that the form asked for; None where it asked for none, or that cannot be found out."""
        try:
            if not await asyncio.to_thread(self._form.expects, asker):
                return None
        except DatabaseError as error:
            _log.error("form not known", fault=error.fault.value)
            return None
        return await safely(lambda: self._form.text(asker, text, language), language)


async def safely(work: Callable[[], Said], language: Language) -> Said:
    """Take a step of the form off the event loop; what the visitor is told where the database fails."""
    try:
        return await asyncio.to_thread(work)
    except DatabaseError as error:
        _log.error("hand-over failed", fault=error.fault.value)
        return Said((Reply(say("hand_failed", language)),))

"""What the front desk needs of whoever passes visitors on to an investment officer."""

from typing import Protocol

from bot.asker import Asker
from bot.language import Language
from bot.replies import Said


class Handover(Protocol):
    """Whoever passes visitors on to an investment officer; like the desk, it raises for nothing that they send."""

    async def begin(self, asker: Asker, answer_id: str, language: Language) -> Said:
        """Pass on the question of an answer, or, where `answer_id` is empty, ask what it is about."""
        ...

    async def press(self, asker: Asker, action: str, language: Language) -> Said | None:
        """Take a button of the hand-over's own; None where it is none."""
        ...

    async def take(self, asker: Asker, text: str, language: Language) -> Said | None:
        """Take a text that the visitor was asked for; None where none was: then it is a question."""
        ...

"""The front desk: the whole conversation with a visitor, menus and buttons included, whatever the messenger."""

from typing import Protocol

from bot.asker import Asker
from bot.language import Language
from bot.parts import Parts
from bot.replies import Said
from bot.worker import Worker


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


class Reception:
    """The front desk (`bot.replies.FrontDesk`) over the program's parts.

    `worker` answers questions; it is the caller's, as the parts are. Without a handover nobody is passed on. What the
    buttons carry is in `bot.desk.actions`.
    """

    def __init__(self, parts: Parts, worker: Worker, handover: Handover | None = None) -> None:
        self._parts = parts
        self._worker = worker
        self._handover = handover

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Take a text: a question, or what the visitor was asked for."""
        raise NotImplementedError

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Take a pressed button; one that is unknown or out of date is answered politely."""
        raise NotImplementedError

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Take a command: start, help, menu, chains, faq, compare, language, privacy, forget."""
        raise NotImplementedError

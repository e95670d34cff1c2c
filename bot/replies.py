"""What the front desk says, for every messenger to render in its own way: text, notes, buttons, pictures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.asker import Asker
from bot.language import Language

UNREAD = "unread"  # the command of who sent something that is no text
LONGEST_ACTION = 64  # bytes of UTF-8 that a Telegram button carries


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label, and what is pressed with it (`verb` or `verb:values`, at most LONGEST_ACTION bytes)."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message. `text` and `notes` (sources, smaller) are plain text; `table` is monospaced text below it.

    `picture` is a PNG file, of which `text` is caption and alternative. `answer` is the id of the answer that this is,
    so that what is pressed below it can name it. `question` is what a pressed button asked: it is shown above.
    """

    text: str
    notes: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    table: str = ""
    picture: Path | None = None
    answer: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in return: `in_place` of the message whose button was pressed, or below it.

    `hint` is a word that passes (Telegram shows it above the chat), for what changes nothing that is read.
    """

    replies: tuple[Reply, ...] = ()
    in_place: bool = False
    hint: str = ""


class FrontDesk(Protocol):
    """The conversation as a visitor has it, in whichever messenger; nothing here raises for what a visitor sends."""

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Take a text: a question, or what the visitor was asked for."""
        ...

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Take a pressed button; one that is unknown or out of date is answered politely."""
        ...

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Take a command: start, help, menu, faq, compare, language, privacy, forget, or UNREAD."""
        ...

"""Count what became of questions: answered once, twice, never; and what of it is in the question log."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi import BotApiServer
from tests.botapi.chats import PrivateChat

PATIENCE = 20.0
_FIRST_PERSON = 5001
_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions were sent, and how many of them were answered once, more often, never."""

    sent: int
    once: int
    twice: int = 0
    never: int = 0


@dataclass
class People:
    """A few people who ask questions of which no two are alike, so that each answer tells what it is one to."""

    server: BotApiServer
    asked: list[str] = field(default_factory=list)
    _chats: list[PrivateChat] = field(default_factory=list)

    async def ask(self, count: int) -> None:
        """Ask so many questions, in turns."""
        if not self._chats:
            everyone = range(_FIRST_PERSON, _FIRST_PERSON + _PEOPLE)
            self._chats = [self.server.private_chat(person, "Li", language_code="zh-hans") for person in everyone]
        for _ in range(count):
            text = f"第{len(self.asked) + 1}问。"
            await self._chats[len(self.asked) % _PEOPLE].send_text(text)
            self.asked.append(text)

    def chat(self, at: int) -> PrivateChat:
        """One person's chat with the bot."""
        return self._chats[at]

    def tally(self) -> Tally:
        """What has become of the questions so far."""
        said = [message.text for chat in self._chats for message in chat.bot_messages]
        answers = [sum(question in text for text in said) for question in self.asked]
        return Tally(len(answers), answers.count(1), sum(count > 1 for count in answers), answers.count(0))

    async def answered(self, patience: float = PATIENCE) -> Tally:
        """What has become of them when each is answered and nothing more is on its way, or patience is at an end."""
        until = time.monotonic() + patience
        while time.monotonic() < until and (self.tally().never or self.server.queue.pending):
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)  # one too many would come now
        return self.tally()


def rows_of(database: Path) -> Sequence[str]:
    """The questions in the log."""
    with closing(sqlite3.connect(database)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM questions")]

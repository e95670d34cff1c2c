"""The program's parts as the front desk reaches them: off the event loop, and of one snapshot."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.asker import Asker
from bot.desk.shelf import Holdings, Known
from bot.directory import Directory
from bot.language import Language
from bot.parts import Parts
from bot.questions.recall import Recalled
from bot.replies import Reply, Said
from knowledge.errors import DatabaseError, KnowledgeError

RELATED = 3

_log = structlog.get_logger(__name__)


class Shop:
    """What the front desk's rooms share."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    @property
    def holdings(self) -> Holdings | None:
        """What the served snapshot holds; None before the first."""
        return self.parts.shelf.holdings if self.parts.shelf is not None else None

    async def directory(self) -> Directory:
        """The lists of what is served; KnowledgeError where they cannot be read."""
        directories, holdings = self.parts.directories, self.holdings
        snapshot = holdings.snapshot if holdings is not None else None
        if directories is None:
            raise KnowledgeError("this front desk has no lists")
        return await asyncio.to_thread(directories.of, snapshot)

    async def recalled(self, answer_id: str) -> Recalled | None:
        """What the log knows of an answer; DatabaseError when the database fails."""
        log = self.parts.questions
        return await asyncio.to_thread(log.recall, answer_id) if log is not None else None

    async def chosen(self, asker: Asker) -> Language | None:
        """The language that a visitor chose; None for who leaves it to the bot."""
        preferences = self.parts.preferences
        if preferences is None:
            return None
        try:
            return await asyncio.to_thread(preferences.language, asker)
        except DatabaseError as error:
            _log.error("preference not known", fault=error.fault.value)
            return None

    async def sure(self, holdings: Holdings, sections: Sequence[Sequence[Known]], patience: float = 0.0) -> list[Known]:
        """Questions that are surely answered, one a section; waits `patience` seconds for what is not known yet."""
        sureness = self.parts.sureness
        if sureness is None:
            return []
        return await asyncio.to_thread(sureness.sure, holdings, sections, RELATED, patience)


def original(language: Language) -> Language:
    """The language in which the documents for a reader are written, as far as they are."""
    return Language.ENGLISH if language is Language.ENGLISH else Language.SIMPLIFIED


def said(reply: Reply, *, in_place: bool = False) -> Said:
    """One reply."""
    return Said((reply,), in_place)

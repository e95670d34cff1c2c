"""Answer questions off the event loop, a bounded number at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from bot.answer import Answer
from bot.errors import BusyError
from bot.language import Language

THREADS = 2
MOST_WAITING = 64


class Answers(Protocol):
    """Whoever answers questions: a conversation, or what serves the current one."""

    def ask(self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED) -> Answer:
        """Answer a question."""
        ...


class Worker:
    """Runs a conversation in threads; torch and FAISS release the interpreter while they work."""

    def __init__(self, conversation: Answers, most_waiting: int = MOST_WAITING) -> None:
        self._conversation = conversation
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
        self._most_waiting = most_waiting
        self._waiting = 0

    async def ask(self, text: str, session: str, default: Language) -> Answer:
        """Answer a question; BusyError at once when `most_waiting` others are unanswered."""
        if self._waiting >= self._most_waiting:
            raise BusyError(f"{self._waiting} questions are waiting")
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._conversation.ask, text, session, default)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the questions under way finish and end the threads."""
        self._threads.shutdown(wait=True)

"""Answer questions off the event loop, a bounded number at a time."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from bot.answer import Answer
from bot.asker import Asker
from bot.errors import BusyError
from bot.language import Language

THREADS = 8  # more than cores: those that wait for the model are embedded together (`index.batching`)
MOST_WAITING = 256  # some seconds of work: beyond, another try is better than a longer wait
_ID_BYTES = 6


class Answers(Protocol):
    """Whoever answers questions: a conversation, or what serves the current one."""

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        """Answer a question, in the `chosen` language where one is; `afresh` not as a follow-up to what was said."""
        ...


class Recorder(Protocol):
    """Whoever keeps what was asked; it neither waits nor raises."""

    def record(self, asker: Asker, text: str, answer: Answer) -> None:
        """Take note of a question and what became of it."""
        ...

    def record_failure(self, asker: Asker, text: str, language: Language, elapsed_ms: float) -> None:
        """Take note of a question that failed to be answered."""
        ...


class Watch(Protocol):
    """Whoever watches over how questions fare; it neither waits nor raises."""

    def answered(self, answer: Answer) -> None:
        """Take note of an answer."""
        ...

    def failed(self, language: Language) -> None:
        """Take note of a question that failed to be answered."""
        ...

    def busy(self) -> None:
        """Take note of a question that was turned away because too many waited."""
        ...


def numbered(answer: Answer) -> Answer:
    """The answer with an id of its own."""
    return replace(answer, id=_new_id())


def _new_id() -> str:
    return secrets.token_hex(_ID_BYTES)


class Worker:
    """Runs a conversation in threads; torch and FAISS release the interpreter while they work."""

    def __init__(
        self,
        conversation: Answers,
        most_waiting: int = MOST_WAITING,
        recorder: Recorder | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._conversation = conversation
        self._recorder = recorder
        self._watch = watch
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
        self._most_waiting = most_waiting
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many questions wait or are being answered."""
        return self._waiting

    async def ask(self, text: str, asker: Asker, default: Language, chosen: Language | None = None) -> Answer:
        """Answer a question and have it recorded; BusyError at once when `most_waiting` others are unanswered.

        What a button asked is no follow-up to what was said.
        """
        if self._waiting >= self._most_waiting:
            if self._watch is not None:
                self._watch.busy()
            raise BusyError(f"{self._waiting} questions are waiting")
        self._waiting += 1
        loop = asyncio.get_running_loop()
        begun = loop.time()
        # Every log line of this question has its id, here and in the thread, until the update's own task ends.
        question_id = _new_id()
        structlog.contextvars.bind_contextvars(question=question_id)
        ask = partial(self._conversation.ask, text, asker.session, default, chosen=chosen, afresh=asker.prompted)
        ask_here = partial(copy_context().run, ask)
        try:
            answer = await loop.run_in_executor(self._threads, ask_here)
        except Exception:
            if self._watch is not None:
                self._watch.failed(default)
            if self._recorder is not None:
                self._recorder.record_failure(asker, text, default, (loop.time() - begun) * 1000)
            raise
        finally:
            self._waiting -= 1
        answer = replace(answer, id=question_id)
        if self._watch is not None:
            self._watch.answered(answer)
        if self._recorder is not None:
            self._recorder.record(asker, text, answer)
        return answer

    def close(self) -> None:
        """Let the questions under way finish and end the threads."""
        self._threads.shutdown(wait=True)

"""What a conversation is about, remembered between its questions and forgotten when it rests."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.language import Language

MOST_SESSIONS = 10_000


@dataclass(frozen=True, slots=True)
class Context:
    """The last answered question as it was understood, and the document that answered it."""

    question: str
    title: str
    document: str
    language: Language
    at: float


class Sessions:
    """Contexts by session key; thread-safe, bounded, forgetful after `idle_seconds`."""

    def __init__(self, idle_seconds: float, clock: Callable[[], float]) -> None:
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._contexts: OrderedDict[str, Context] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: str) -> Context | None:
        """Return the session's context unless it is new or has rested too long."""
        with self._lock:
            context = self._contexts.get(key)
            if context is None or self._clock() - context.at > self._idle_seconds:
                return None
            return context

    def remember(self, key: str, question: str, title: str, document: str, language: Language) -> None:
        """Make this the session's context; the session longest unused makes room when there are too many."""
        with self._lock:
            self._contexts[key] = Context(question, title, document, language, self._clock())
            self._contexts.move_to_end(key)
            while len(self._contexts) > MOST_SESSIONS:
                self._contexts.popitem(last=False)

    def forget(self, key: str) -> None:
        """Drop the session's context."""
        with self._lock:
            self._contexts.pop(key, None)

"""What a conversation is about, remembered between its questions and forgotten when it rests."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.answer import Source
from bot.language import Language

MOST_SESSIONS = 10_000


@dataclass(frozen=True, slots=True)
class Context:
    """The last answered question as it was understood, and what answered it.

    `title` is the answering document's, `names` the proper names that the question was about, `items` those of
    the list that answered it, `further` what else was found and not yet shown.
    """

    question: str
    title: str
    language: Language
    names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    further: tuple[Source, ...] = ()


class Sessions:
    """Contexts by session key; thread-safe, bounded, forgetful after `idle_seconds`."""

    def __init__(self, idle_seconds: float, clock: Callable[[], float]) -> None:
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._contexts: OrderedDict[str, tuple[float, Context]] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: str) -> Context | None:
        """Return the session's context unless it is new or has rested too long."""
        with self._lock:
            at, context = self._contexts.get(key, (0.0, None))
            if context is None or self._clock() - at > self._idle_seconds:
                return None
            return context

    def remember(self, key: str, context: Context) -> None:
        """Make this the session's context; the session longest unused makes room when there are too many."""
        with self._lock:
            self._contexts[key] = (self._clock(), context)
            self._contexts.move_to_end(key)
            while len(self._contexts) > MOST_SESSIONS:
                self._contexts.popitem(last=False)

    def forget(self, key: str) -> None:
        """Drop the session's context."""
        with self._lock:
            self._contexts.pop(key, None)

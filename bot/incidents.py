"""Remember which errors were logged: how many since the start, and the last one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

_LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Incident:
    """An error, in the words of its log line, and when it was logged (UTC)."""

    at: datetime
    event: str


class Incidents:
    """The errors of one running bot; thread-safe."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.count = 0
        self.last: Incident | None = None
        self._now = now
        self._lock = threading.Lock()

    def note(self, event: str) -> None:
        """Take note of an error, in words that hold no secret."""
        with self._lock:
            self.count += 1
            self.last = Incident(self._now(), " ".join(event.split())[:_LONGEST])

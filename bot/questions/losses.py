"""Count what could not be kept, and say so, but not too often."""

import threading
import time
from collections.abc import Callable

import structlog

_EVERY_SECONDS = 60.0

_log = structlog.get_logger(__name__)


class Losses:
    """How many questions were lost; thread-safe. A log line a minute at most tells how many since the one before."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = 0
        self._clock = clock
        self._lock = threading.Lock()
        self._untold = 0
        self._reason = ""
        self._quiet_until = float("-inf")

    def add(self, count: int, reason: str) -> None:
        """Count questions that are lost."""
        with self._lock:
            self.total += count
            self._untold += count
            self._reason = reason
        self.report_some()

    def report_some(self) -> None:
        """Say what has not been said yet, unless something was said a moment ago."""
        if self._untold and self._clock() >= self._quiet_until:
            self.report()

    def report(self) -> None:
        """Say what has not been said yet."""
        with self._lock:
            count, self._untold = self._untold, 0
            self._quiet_until = self._clock() + _EVERY_SECONDS
        if count:
            _log.error("questions lost", count=count, total=self.total, reason=self._reason)

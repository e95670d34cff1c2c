"""Decide what the owners must be told of: failing questions, a snapshot not served, a full disk, a second bot."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.disk import LOW_BYTES, in_words

MOST_FAILURES = 5
WITHIN_SECONDS = 600.0
QUIET_SECONDS = 3600.0  # between two alerts of a kind


class Trouble(StrEnum):
    """The kinds of alerts."""

    FAILURES = "failures"
    SNAPSHOT = "snapshot"
    DISK = "disk"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Vitals:
    """How a bot does: questions that failed within `WITHIN_SECONDS`, a snapshot that should be served and cannot be
    loaded, bytes left on the disk (None where that cannot be told), whether another bot takes the updates.
    """

    failures: int = 0
    unserved: str | None = None
    free: int | None = None
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """What to tell: the kind of trouble and the one thing worth knowing of it."""

    trouble: Trouble
    detail: str


class Alerts:
    """Remembers what was told, so that nobody is told of the same kind of trouble twice an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: dict[Trouble, float] = {}

    def due(self, vitals: Vitals) -> tuple[Alert, ...]:
        """The alerts that these vitals call for now."""
        alerts = []
        if vitals.failures >= MOST_FAILURES:
            alerts.append(Alert(Trouble.FAILURES, str(vitals.failures)))
        if vitals.unserved is not None:
            alerts.append(Alert(Trouble.SNAPSHOT, vitals.unserved))
        if vitals.free is not None and vitals.free < LOW_BYTES:
            alerts.append(Alert(Trouble.DISK, in_words(vitals.free)))
        if vitals.conflict:
            alerts.append(Alert(Trouble.CONFLICT, ""))
        now = self._clock()
        return tuple(alert for alert in alerts if now - self._told.get(alert.trouble, float("-inf")) >= QUIET_SECONDS)

    def told(self, trouble: Trouble) -> None:
        """Somebody has been told of this kind of trouble."""
        self._told[trouble] = self._clock()

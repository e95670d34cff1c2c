"""What a running bot knows of its own health, for metrics, alarms, the status page and /status."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from bot.alerts import MOST_FAILURES, WITHIN_SECONDS, Vitals
from bot.answer import Answer
from bot.disk import free_bytes
from bot.incidents import Incidents
from bot.language import Language
from bot.metrics import Metrics, TurnedAway
from bot.settings import Settings
from bot.version import program_version
from index.errors import SnapshotError
from index.snapshot import Manifest, SnapshotStore


class Served(Protocol):
    """Whoever serves snapshots: the one that is served, and one that should be and cannot be loaded."""

    @property
    def snapshot(self) -> str | None: ...

    @property
    def failed(self) -> str | None: ...


class Monitor:
    """Counts questions as they are answered and fail, and looks at snapshot, queues and disk when asked.

    Thread-safe. `waiting` and `unwritten` tell how many questions wait for an answer and for being kept.
    """

    def __init__(
        self,
        settings: Settings,
        serving: Served | None = None,
        incidents: Incidents | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.metrics = Metrics()
        self.version = program_version()  # as it was at the start: files may be newer than what runs
        self.incidents = incidents or Incidents()
        self.waiting: Callable[[], int] = lambda: 0
        self.unwritten: Callable[[], int] = lambda: 0
        self._settings = settings
        self._store = SnapshotStore(settings.snapshots_dir)
        self._serving = serving
        self._clock = clock
        self._started = clock()
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=MOST_FAILURES * 100)
        self._conflict_at = float("-inf")
        self._watch()

    @property
    def uptime_seconds(self) -> float:
        """Since the bot was started."""
        return self._clock() - self._started

    @property
    def snapshot(self) -> Manifest | None:
        """What is served; None for nothing, or where it is gone."""
        try:
            name = self._serving.snapshot if self._serving is not None else self._store.current()
            return self._store.manifest(name) if name is not None else None
        except SnapshotError:
            return None

    @property
    def free(self) -> int | None:
        """Bytes left on the disk of the data directory; None where that cannot be told."""
        try:
            return free_bytes(self._settings.data_dir)
        except OSError:
            return None

    def answered(self, answer: Answer) -> None:
        """Take note of an answer."""
        self.metrics.answered(answer)

    def failed(self, language: Language) -> None:
        """Take note of a question that failed to be answered."""
        self.metrics.failed(language.value)
        with self._lock:
            self._failures.append(self._clock())

    def busy(self) -> None:
        """Take note of a question that was turned away because too many waited."""
        self.metrics.turned_away(TurnedAway.BUSY)

    def refused(self) -> None:
        """Take note of an update of somebody who asks too often."""
        self.metrics.turned_away(TurnedAway.RATE)

    def dropped(self) -> None:
        """Take note of an update that too many waited before."""
        self.metrics.turned_away(TurnedAway.QUEUE)

    def conflicted(self) -> None:
        """Take note of another bot that takes this one's updates."""
        self._conflict_at = self._clock()

    def vitals(self) -> Vitals:
        """How the bot does now."""
        since = self._clock() - WITHIN_SECONDS
        with self._lock:
            failures = sum(at >= since for at in self._failures)
        unserved = self._serving.failed if self._serving is not None else None
        return Vitals(failures, unserved, self.free, self._conflict_at >= since)

    def _watch(self) -> None:
        watch = self.metrics.watch
        watch("errors", "Errors logged since the start.", lambda: self.incidents.count)
        watch("questions_waiting", "Questions that wait for an answer or are being answered.", lambda: self.waiting())
        watch("questions_unwritten", "Questions that are not in the log yet.", lambda: self.unwritten())
        watch("snapshot_age_seconds", "Time since the served snapshot was made.", self._snapshot_age)
        watch("disk_free_bytes", "Bytes left on the data directory's disk.", lambda: self.free)

    def _snapshot_age(self) -> float | None:
        manifest = self.snapshot
        if manifest is None:
            return None
        return (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).total_seconds()

"""Put together how a running bot does, for its owners."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select

from bot.incidents import Incident
from bot.monitor import Monitor
from bot.tables import questions
from index.snapshot import Manifest
from knowledge.catalogue import Catalogue
from knowledge.transactions import reading

_MEMORY = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Status:
    """How a bot does. `today` counts questions by outcome since midnight; `unserved` is a snapshot that should be
    served and cannot be loaded; `memory` and `free` are bytes, None where they cannot be told.
    """

    version: str
    uptime_seconds: float
    snapshot: Manifest | None
    unserved: str | None
    documents: int
    today: Mapping[str, int]
    waiting: int
    unwritten: int
    free: int | None
    memory: int | None
    errors: int
    last_error: Incident | None


def read_status(engine: Engine, monitor: Monitor, now: datetime, zone: ZoneInfo) -> Status:
    """Look everything up, the day being that of `now` in `zone`; DatabaseError when the database fails."""
    vitals = monitor.vitals()
    return Status(
        version=monitor.version,
        uptime_seconds=monitor.uptime_seconds,
        snapshot=monitor.snapshot,
        unserved=vitals.unserved,
        documents=len(Catalogue(engine).current()),
        today=_asked_since(engine, now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)),
        waiting=monitor.waiting(),
        unwritten=monitor.unwritten(),
        free=vitals.free,
        memory=_memory(),
        errors=monitor.incidents.count,
        last_error=monitor.incidents.last,
    )


def _asked_since(engine: Engine, since: datetime) -> dict[str, int]:
    counted = (
        select(questions.c.outcome, func.count()).where(questions.c.at >= since).group_by(questions.c.outcome)
    ).order_by(func.count().desc())
    with reading(engine) as connection:
        return {row[0]: row[1] for row in connection.execute(counted)}


def _memory() -> int | None:
    """Resident bytes of this process."""
    try:
        lines = _MEMORY.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS:"))
    except (OSError, ValueError, StopIteration):
        return None

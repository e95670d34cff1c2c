"""How the bot does, for its owners: /status."""

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from telegram import Message

from bot.disk import in_words
from bot.language import Language
from bot.monitor import Monitor
from bot.office import Office
from bot.status import Status, read_status
from bot.texts import say
from handlers.messages import line, tell
from handlers.rights import Person

_TIME = "%Y-%m-%d %H:%M"


class StatusDesk:
    """Answers /status."""

    def __init__(self, office: Office, monitor: Monitor) -> None:
        self._office = office
        self._monitor = monitor

    async def command(self, person: Person, message: Message) -> None:
        """Tell how the bot does now."""
        zone = self._office.settings.zone
        status = await asyncio.to_thread(read_status, self._office.engine, self._monitor, datetime.now(UTC), zone)
        text = [
            say("status_version", person.language, version=status.version),
            say("status_uptime", person.language, uptime=_uptime(status.uptime_seconds, person.language)),
            *_snapshot(status, person.language, zone),
            _today(status, person.language),
            say("status_queue", person.language, waiting=status.waiting, unwritten=status.unwritten),
            say("status_disk", person.language, free=_bytes(status.free, person.language)),
            say("status_memory", person.language, memory=_bytes(status.memory, person.language)),
            _errors(status, person.language, zone),
        ]
        await tell(message, "\n".join(text))


def _uptime(seconds: float, language: Language) -> str:
    minutes = int(seconds // 60)
    hours, days = minutes // 60 % 24, minutes // 1440
    return say("status_duration", language, days=days, hours=hours, minutes=minutes % 60)


def _snapshot(status: Status, language: Language, zone: ZoneInfo) -> list[str]:
    lines = []
    if status.snapshot is None:
        lines.append(say("status_no_snapshot", language))
    else:
        made = datetime.fromisoformat(status.snapshot.created).astimezone(zone)
        lines.append(say("status_snapshot", language, snapshot=status.snapshot.name, date=f"{made:{_TIME}}"))
        lines.append(say("status_holdings", language, documents=status.documents, passages=status.snapshot.passages))
    if status.unserved is not None:
        lines.append(say("status_unserved", language, snapshot=line(status.unserved)))
    return lines


def _today(status: Status, language: Language) -> str:
    counts = [
        say(f"status_outcome_{outcome.replace('-', '_')}", language, count=count)
        for outcome, count in status.today.items()
    ]
    outcomes = say("status_between", language).join(counts) or "—"
    return say("status_today", language, total=sum(status.today.values()), outcomes=outcomes)


def _bytes(count: int | None, language: Language) -> str:
    return say("status_unknown", language) if count is None else in_words(count)


def _errors(status: Status, language: Language, zone: ZoneInfo) -> str:
    last = status.last_error
    if last is None:
        return say("status_no_errors", language)
    at = f"{last.at.astimezone(zone):{_TIME}}"
    return say("status_errors", language, count=status.errors, date=at, event=line(last.event, 200))

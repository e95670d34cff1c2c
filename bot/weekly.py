"""A moment that comes once a week, such as Monday at nine."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORM = re.compile(r"([a-z]{3,9}) +([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Weekly:
    """`day` counts from 0, Monday; `at` is by the clock of whichever zone it is asked for."""

    day: int
    at: time

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Read `mon 09:00`; ValueError says how it should be written."""
        found = _FORM.fullmatch(text.strip().lower())
        days = [number for number, day in enumerate(_DAYS) if found is not None and day.startswith(found[1])]
        if found is None or not days:
            raise ValueError("must be a day and a time, such as `mon 09:00`")
        return cls(days[0], time(int(found[2]), int(found[3])))

    def latest(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The last such moment in `zone` that is not after `now`, an aware moment."""
        local = now.astimezone(zone)
        days_ago = (local.weekday() - self.day) % 7
        moment = datetime.combine(local.date() - timedelta(days=days_ago), self.at, zone)
        if moment > now:
            moment = datetime.combine(moment.date() - timedelta(days=7), self.at, zone)
        return moment

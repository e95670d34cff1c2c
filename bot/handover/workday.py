"""How much of a stretch of time lies within the hours in which staff are at work."""

from datetime import datetime, time, timedelta, tzinfo

BEGINS, ENDS = time(9), time(18)
_LONGEST = 30  # days looked at; more than that is overdue by any measure


def at_work(moment: datetime, zone: tzinfo) -> bool:
    """Whether a moment is within the hours of work."""
    return BEGINS <= moment.astimezone(zone).time() < ENDS


def worked(since: datetime, until: datetime, zone: tzinfo) -> timedelta:
    """The time at work from one moment to another, in `zone`; of more than 30 days, the last 30."""
    since, until = since.astimezone(zone), until.astimezone(zone)
    day = max(since.date(), until.date() - timedelta(days=_LONGEST))
    total = timedelta()
    while day <= until.date():
        begin = max(since, datetime.combine(day, BEGINS, zone))
        end = min(until, datetime.combine(day, ENDS, zone))
        total += max(end - begin, timedelta())
        day += timedelta(days=1)
    return total

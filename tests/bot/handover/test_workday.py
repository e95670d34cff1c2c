"""Hours count while staff are at work."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.handover.workday import at_work, worked

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (at(24, 10), at(24, 14), 4),
        (at(24, 17), at(25, 10), 2),
        (at(24, 20), at(25, 8), 0),
        (at(24, 6), at(24, 23), 9),
        (at(20, 12), at(24, 12), 36),
        (at(24, 14), at(24, 10), 0),
    ],
)
def test_only_the_time_between_nine_and_six_counts(since: datetime, until: datetime, hours: float) -> None:
    assert worked(since, until, ZONE) == timedelta(hours=hours)


def test_of_years_only_the_last_days_are_counted() -> None:
    assert worked(datetime(2000, 1, 1, tzinfo=UTC), at(24, 18), ZONE) == timedelta(hours=31 * 9)


def test_work_begins_at_nine_and_has_ended_at_six() -> None:
    assert [at_work(at(24, hour, minute), ZONE) for hour, minute in ((8, 59), (9, 0), (17, 59), (18, 0))] == [
        False, True, True, False,
    ]  # fmt: skip

"""A weekly moment is read from the settings and found in the calendar of its time zone."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.weekly import Weekly

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NINE = Weekly(0, time(9))


@pytest.mark.parametrize("text", ["mon 09:00", "Mon 9:00", " monday 09:00 ", "MON  09:00"])
def test_a_day_and_a_time_are_read_however_they_are_written(text: str) -> None:
    assert Weekly.parsed(text) == NINE


@pytest.mark.parametrize("text", ["", "mon", "09:00", "mo 09:00", "mox 09:00", "mon 24:00", "mon 09:60", "mon ０9:00"])
def test_what_is_no_day_and_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="mon 09:00"):
        Weekly.parsed(text)


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        (datetime(2026, 3, 2, 1, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)),  # at nine on the Monday
        (datetime(2026, 3, 2, 0, 59, tzinfo=UTC), datetime(2026, 2, 23, 9, tzinfo=SHANGHAI)),  # a minute before
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), datetime(2026, 2, 23, 9, tzinfo=SHANGHAI)),  # Monday there already
        (datetime(2026, 3, 8, 15, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)),
    ],
)
def test_the_latest_moment_goes_by_the_clock_of_the_zone(now: datetime, latest: datetime) -> None:
    assert NINE.latest(now, SHANGHAI) == latest


def test_the_clock_may_have_been_put_forward_in_between() -> None:
    sunday = datetime(2026, 4, 2, 12, tzinfo=UTC)  # summer time began on 29 March

    assert NINE.latest(sunday, BERLIN) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert NINE.latest(datetime(2026, 3, 29, 12, tzinfo=UTC), BERLIN) == datetime(2026, 3, 23, 8, tzinfo=UTC)

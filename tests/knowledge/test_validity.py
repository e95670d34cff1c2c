"""A document is worth what its dates, however precise, say of a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.validity import Validity, ends, starts, status, superseded_on, valid_in_year

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 30))
PRECISION = st.sampled_from([4, 7, 10])
WRITTEN = st.builds(lambda day, length: day.isoformat()[:length], DAYS, PRECISION)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-09", date(2023, 9, 1), date(2023, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-09-15", date(2023, 9, 15), date(2023, 9, 15)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_date_spans_all_the_days_that_it_may_mean(written: str, first: date, last: date) -> None:
    assert (starts(written), ends(written)) == (first, last)


@pytest.mark.parametrize(
    "written",
    ["", "去年", "23", "2023-13", "2023-02-30", "2023/09", "2023-9", "0000", "2023\n", "２０２３", "2023-09-1"],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    for read in (starts, ends):
        with pytest.raises(ValueError, match=r"."):
            read(written)


@given(day=DAYS, length=PRECISION)
def test_a_day_lies_in_the_span_of_its_own_date_written_with_any_precision(day: date, length: int) -> None:
    written = day.isoformat()[:length]

    assert starts(written) <= day <= ends(written)
    assert starts(written).isoformat()[:length] == ends(written).isoformat()[:length] == written
    after = ends(written) + timedelta(days=1) if ends(written) < date.max else None
    assert after is None or after.isoformat()[:length] != written


@given(text=st.text(alphabet="0123456789-", max_size=11))
def test_anything_is_a_span_or_a_value_error(text: str) -> None:
    try:
        first, last = starts(text), ends(text)
    except ValueError:
        return
    assert first <= last and first.isoformat().startswith(text[:10])


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "superseded", "expected"),
    [
        (None, None, False, Validity.CURRENT),
        ("2023", "2025", False, Validity.CURRENT),
        ("2024-06-15", "2024-06-15", False, Validity.CURRENT),
        (None, "2024-06", False, Validity.CURRENT),
        (None, "2024-06-14", False, Validity.EXPIRED),
        (None, "2024-05", False, Validity.EXPIRED),
        (None, "2023", False, Validity.EXPIRED),
        ("2024-06-16", None, False, Validity.NOT_YET),
        ("2025", "2026", False, Validity.NOT_YET),
        (None, None, True, Validity.SUPERSEDED),
        (None, "2023", True, Validity.SUPERSEDED),
    ],
)
def test_a_document_is_worth_what_its_dates_say(
    valid_from: str | None, valid_until: str | None, superseded: bool, expected: Validity
) -> None:
    assert status(valid_from, valid_until, superseded, date(2024, 6, 15)) is expected


@given(valid_from=WRITTEN | st.none(), valid_until=WRITTEN | st.none(), on=DAYS)
def test_what_is_current_on_a_day_was_valid_in_its_year(
    valid_from: str | None, valid_until: str | None, on: date
) -> None:
    found = status(valid_from, valid_until, False, on)

    assert found is not Validity.CURRENT or valid_in_year(valid_from, valid_until, on.year)
    assert (found is Validity.EXPIRED) == (valid_until is not None and ends(valid_until) < on)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "valid"),
    [
        ("2023-12-31", None, True),
        (None, "2023-01-01", True),
        ("2021", "2025", True),
        (None, None, True),
        ("2024", None, False),
        (None, "2022-12-31", False),
    ],
)
def test_an_old_rule_is_known_to_have_held_in_its_years(
    valid_from: str | None, valid_until: str | None, valid: bool
) -> None:
    assert valid_in_year(valid_from, valid_until, 2023) is valid


def test_a_document_gives_way_on_the_day_from_which_the_other_is_valid() -> None:
    replacements = [("zh/old", "2024-07"), ("zh/older", None), (None, None)]

    assert superseded_on(replacements, date(2024, 6, 30)) == {"zh/older"}
    assert superseded_on(replacements, date(2024, 7, 1)) == {"zh/old", "zh/older"}

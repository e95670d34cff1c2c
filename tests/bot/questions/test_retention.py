"""Old questions become counts, and nothing else is left of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.answer import Outcome
from bot.questions.retention import fold
from tests.bot.questions.askers import LI, WANG, Archive, answer

OLD = "柳湾地块能不能建氢气液化站"
CUTOFF = timedelta(days=180)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def fill(archive: Archive) -> None:
    """Four old questions on two days, one of them in a group, and a new one."""
    log = archive.log()
    log.record(LI, OLD, answer("a1", OLD))
    log.record(WANG, OLD, answer("a2", OLD))
    log.record(WANG, OLD, answer("a3", OLD, Outcome.REFUSED))
    archive.calendar.pass_days(1)
    log.record(WANG, OLD, answer("a4", OLD))
    archive.calendar.pass_days(180)
    log.record(WANG, "面积多大", answer("a5"))
    log.vote("a1", LI, 1)
    log.vote("a2", WANG, -1)
    log.close()
    archive.group(7, OLD, "a4")


def test_old_questions_are_counted_by_day_and_kind_and_new_ones_stay(archive: Archive) -> None:
    fill(archive)

    archive.log().close()  # at its start

    assert [row["id"] for row in archive.rows()] == ["a4", "a5"]
    assert archive.rows_of_counts() == [
        ("2026-11-24", 0, "", "zh-Hans", "refused", 1, 0, 0),
        ("2026-11-24", 0, "land", "zh-Hans", "answered", 2, 1, 1),
    ]


def test_the_text_is_gone_from_the_bytes_of_the_files(archive: Archive) -> None:
    fill(archive)
    archive.calendar.pass_days(1)
    assert OLD.encode() in archive.bytes()

    archive.log().close()

    assert OLD.encode() not in archive.bytes()
    assert archive.rows("question_groups") == []
    assert ("2026-11-25", 0, "land", "zh-Hans", "answered", 1, 0, 0) in archive.rows_of_counts()


def test_counts_of_the_same_kind_are_added_up_however_small_the_batches(archive: Archive) -> None:
    fill(archive)

    assert fold(archive.engine, archive.calendar() - timedelta(days=1), most=1) == 4

    assert sum(count[5] for count in archive.rows_of_counts()) == 4
    assert ("2026-11-24", 0, "land", "zh-Hans", "answered", 2, 1, 1) in archive.rows_of_counts()


def test_a_group_that_is_still_asked_about_keeps_its_counts(archive: Archive) -> None:
    fill(archive)
    archive.tell("UPDATE questions SET group_id = 7 WHERE id IN ('a1', 'a5')")

    fold(archive.engine, archive.calendar() - timedelta(days=1))

    assert ("2026-11-24", 7, "land", "zh-Hans", "answered", 1, 1, 0) in archive.rows_of_counts()
    assert [row["wording"] for row in archive.rows("question_groups")] == ["面积多大"]


def test_days_are_those_of_the_zone(archive: Archive) -> None:
    archive.calendar.pass_days(0.5)  # 20:00 UTC
    log = archive.log()
    log.record(LI, OLD, answer("a1", OLD))
    log.close()

    fold(archive.engine, archive.calendar() + timedelta(days=1), ZoneInfo("Asia/Shanghai"))

    assert [count[0] for count in archive.rows_of_counts()] == ["2026-11-25"]


def test_a_log_that_goes_on_counts_once_a_day(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.questions.log._HOUSEKEEPING_SECONDS", 0.0)
    log = archive.log()
    log.record(LI, OLD, answer("a1", OLD))
    log.vote("a1", LI, 1)
    archive.calendar.pass_days(181)
    log.vote("a1", LI, 1)
    log.vote("a1", LI, 1)  # the house was kept in between
    log.close()

    assert archive.rows() == [] and len(archive.rows_of_counts()) == 1


def test_old_questions_are_erased_within_what_keeps_others_off_them(archive: Archive) -> None:
    fill(archive)
    held = []

    @contextmanager
    def erasing() -> Iterator[None]:
        held.append(len(archive.rows()))
        yield
        held.append(len(archive.rows()))

    archive.log(erasing=erasing).close()

    assert held == [5, 2]

"""An update is taken once, and begun again until it is answered, whatever ends the program in between."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import bot.inbox
from bot.inbox import MOST_STARTS, OLDEST_SECONDS, Inbox, Left

WORDS = "绝密的收购计划"


class Clock:
    """Goes on when it is told to."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def numbers(inbox: Inbox) -> list[int]:
    return [left.number for left in inbox.left()]


@pytest.mark.parametrize("lasting", [True, False], ids=["in a file", "in memory"])
def test_an_update_is_taken_once(tmp_path: Path, lasting: bool) -> None:
    inbox = Inbox(tmp_path / "inbox.sqlite3" if lasting else None)

    assert [inbox.take(number, WORDS) for number in (1, 2, 1)] == [True, True, False]
    inbox.done(1)
    assert not inbox.take(1, WORDS)


def test_the_next_program_knows_what_was_taken_and_is_left_what_was_not_answered_in_its_order(tmp_path: Path) -> None:
    clock = Clock()
    first = Inbox(tmp_path / "inbox.sqlite3", clock)
    for number in (7, 3, 5):
        clock.now += 1
        first.take(number, f"{WORDS}{number}")
    first.done(3)

    second = Inbox(tmp_path / "inbox.sqlite3", clock)  # the first was killed: nobody closed it
    assert not any(second.take(number, WORDS) for number in (3, 5, 7))
    assert second.left() == (Left(7, f"{WORDS}7", given_up=False), Left(5, f"{WORDS}5", given_up=False))


def test_an_update_that_no_start_answers_is_given_up(tmp_path: Path) -> None:
    Inbox(tmp_path / "inbox.sqlite3").take(1, WORDS)

    starts = [Inbox(tmp_path / "inbox.sqlite3").left()[0].given_up for _ in range(MOST_STARTS + 1)]

    assert starts == [False] * MOST_STARTS + [True]


def test_what_is_older_than_telegram_would_keep_it_is_not_answered_any_more(tmp_path: Path) -> None:
    clock = Clock()
    Inbox(tmp_path / "inbox.sqlite3", clock).take(1, WORDS)
    clock.now += OLDEST_SECONDS + 1

    later = Inbox(tmp_path / "inbox.sqlite3", clock)

    assert later.left() == () and not later.take(1, WORDS)


def test_nothing_is_kept_of_the_words_of_an_answered_update_and_the_file_is_its_owners(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox.sqlite3")
    inbox.take(1, WORDS)
    (file,) = [path for path in tmp_path.iterdir() if WORDS.encode() in path.read_bytes()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    inbox.done(1)

    assert not any(WORDS.encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_only_the_newest_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.inbox, "REMEMBERED", 10)
    monkeypatch.setattr(bot.inbox, "_TIDIED_EVERY", 5)
    clock = Clock()
    inbox = Inbox(tmp_path / "inbox.sqlite3", clock)
    inbox.take(0, WORDS)  # never answered: not to be forgotten
    for number in range(1, 101):
        clock.now += 1
        inbox.take(number, WORDS)
        inbox.done(number)
    inbox.close()

    with closing(sqlite3.connect(tmp_path / "inbox.sqlite3")) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM updates").fetchone()
    assert rows <= 16
    later = Inbox(tmp_path / "inbox.sqlite3", clock)
    assert numbers(later) == [0] and not later.take(100, WORDS) and later.take(50, WORDS)


def test_a_file_that_is_locked_costs_nothing_and_gets_what_it_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.inbox, "_BUSY_SECONDS", 0.05)
    clock = Clock()
    inbox = Inbox(tmp_path / "inbox.sqlite3", clock)
    inbox.take(1, WORDS)
    with closing(sqlite3.connect(tmp_path / "inbox.sqlite3", isolation_level=None)) as other, capture_logs() as lines:
        other.execute("BEGIN EXCLUSIVE")
        assert inbox.take(2, WORDS)
        inbox.done(1)
        other.execute("ROLLBACK")
    clock.now += 6
    assert inbox.take(3, WORDS)

    assert [(line["event"], line["fault"]) for line in lines] == [("updates not written", "busy")]
    assert numbers(Inbox(tmp_path / "inbox.sqlite3", clock)) == [2, 3]


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite3").write_bytes(b"no database" * 1000)

    inbox = Inbox(tmp_path / "inbox.sqlite3")

    assert inbox.take(1, WORDS) and (tmp_path / "inbox.sqlite3.damaged").is_file()
    assert numbers(Inbox(tmp_path / "inbox.sqlite3")) == [1]


def test_a_number_that_comes_again_after_days_is_another_update(tmp_path: Path) -> None:
    clock = Clock()
    first = Inbox(tmp_path / "inbox.sqlite3", clock)
    first.take(1, WORDS)
    first.done(1)
    clock.now += 3 * OLDEST_SECONDS

    assert Inbox(tmp_path / "inbox.sqlite3", clock).take(1, "又问")
    assert Inbox(tmp_path / "inbox.sqlite3", clock).left() == (Left(1, "又问", given_up=False),)

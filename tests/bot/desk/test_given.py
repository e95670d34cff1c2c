"""Which messages answered which is known for two days, to nobody who reads the file, and never without bound."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.desk.given import KEPT_FOR, Given, GivenAnswers
from bot.secret import keyed_hash
from tests.bot.questions.askers import LI, LI_IN_GROUP, SECRET, WANG, Archive

TEXT = "柳湾园面积多大"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def given_in(archive: Archive, most: int = 100) -> GivenAnswers:
    return GivenAnswers(archive.engine, partial(keyed_hash, SECRET), archive.calendar, most)


def test_what_was_given_is_known_also_after_a_restart_and_in_that_chat_only(archive: Archive) -> None:
    given_in(archive).note(LI, "7", TEXT, ["8", "9"], "a1b2c3d4e5f6")

    again = given_in(archive)
    assert again.of(LI, "7", TEXT) == Given(("8", "9"), "a1b2c3d4e5f6", unchanged=True)
    assert again.of(LI, "7", "别的") == Given(("8", "9"), "a1b2c3d4e5f6", unchanged=False)
    assert again.of(LI, "8", TEXT) is again.of(LI_IN_GROUP, "7", TEXT) is again.of(WANG, "7", TEXT) is None


def test_what_is_noted_anew_takes_the_place_of_what_was(archive: Archive) -> None:
    given = given_in(archive)
    given.note(LI, "7", TEXT, ["8"], "a1b2c3d4e5f6")
    given.note(LI, "7", "别的", ["10"], "b1b2c3d4e5f6")
    assert given.of(LI, "7", "别的") == Given(("10",), "b1b2c3d4e5f6", unchanged=True)


def test_what_is_old_is_forgotten_and_what_is_too_much(archive: Archive) -> None:
    given = given_in(archive, most=2)
    given.note(LI, "1", TEXT)
    archive.calendar.now += KEPT_FOR
    assert given.of(LI, "1", TEXT) is None
    for number in "234":
        given.note(LI, number, TEXT)
        archive.calendar.now += timedelta(seconds=1)

    with archive.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM given_answers").scalar_one() == 2
    assert given.of(LI, "2", TEXT) is None and given.of(LI, "4", TEXT) is not None


def test_the_file_names_neither_people_nor_chats_nor_what_was_said(archive: Archive) -> None:
    given_in(archive).note(LI_IN_GROUP, "7", TEXT, ["8"])
    archive.engine.dispose()
    held = b"".join(path.read_bytes() for path in archive.folder.iterdir())
    assert not any(mark.encode() in held for mark in (LI.person, LI_IN_GROUP.chat, TEXT))

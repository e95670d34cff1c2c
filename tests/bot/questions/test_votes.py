"""An answer has one vote: its asker's."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.questions.votes import Complaint
from knowledge.errors import DatabaseError
from tests.bot.questions.askers import LI, LI_IN_GROUP, WANG, Archive, answer


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_a_vote_counts_though_its_question_is_still_on_its_way(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "面积多大", answer("a1"))

    assert log.vote("a1", LI, -1, Complaint.OUTDATED)

    (row,) = archive.rows()
    assert (row["vote"], row["complaint"]) == (-1, "outdated")
    log.close()


def test_a_new_vote_takes_the_place_of_the_old_one(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "面积多大", answer("a1"))

    assert log.vote("a1", LI, -1, Complaint.WRONG)
    assert log.vote("a1", LI_IN_GROUP, 1, Complaint.WRONG)  # the same person

    (row,) = archive.rows()
    assert (row["vote"], row["complaint"]) == (1, None)
    log.close()


def test_nobody_votes_on_the_answer_of_somebody_else(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "面积多大", answer("a1"))

    assert not log.vote("a1", WANG, 1)
    assert not log.vote("a2", LI, 1)
    assert not log.hand_over("a1", WANG)

    (row,) = archive.rows()
    assert (row["vote"], row["outcome"]) == (None, "answered")
    log.close()


def test_a_question_is_handed_over_to_a_colleague(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "面积多大", answer("a1"))

    assert log.hand_over("a1", LI)

    assert archive.rows()[0]["outcome"] == "handed-over"
    log.close()


@pytest.mark.parametrize("value", [0, 2, -2])
def test_a_vote_is_for_or_against(archive: Archive, value: int) -> None:
    log = archive.log()
    with pytest.raises(ValueError, match="a vote is 1 or -1"):
        log.vote("a1", LI, value)
    log.close()


def test_a_vote_that_cannot_be_written_is_refused_with_an_error(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "面积多大", answer("a1"))
    log.vote("a1", LI, 1)
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError):
            log.vote("a1", LI, -1)
    log.close()

    assert archive.rows()[0]["vote"] == 1


def test_a_log_that_is_closed_still_takes_votes(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "面积多大", answer("a1"))
    log.close()

    assert log.vote("a1", LI, 1)

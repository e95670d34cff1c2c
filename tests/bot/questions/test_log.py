"""What is asked is written soon, without the asker, and never makes anybody wait."""

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from structlog.testing import capture_logs

import bot.questions.log
from bot.answer import Outcome
from bot.language import Language
from bot.questions.entries import LoggedOutcome
from bot.questions.log import QuestionLog
from bot.tables import questions, waiting_askers
from tests.bot.questions.askers import LI, LI_IN_GROUP, SECRET, WANG, Archive, answer

ROOT = Path(__file__).parents[3]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_a_question_becomes_a_row_that_names_nobody(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "我叫王建国，１３８１２３４５６７８，總面積多大？", answer("a1", "开发区总面积多大 13812345678"))
    log.close()

    (row,) = archive.rows()
    assert row["text"] == "我叫***,***,总面积多大?"
    assert row["interpreted_as"] == "开发区总面积多大 ***"
    assert (row["id"], row["messenger"], row["chat_kind"], row["language"]) == ("a1", "telegram", "private", "zh-Hans")
    assert (row["outcome"], row["confidence"], row["elapsed_ms"], row["snapshot"]) == ("answered", 0.8, 12.5, "s-1")
    assert (row["topic"], row["vote"], row["at"]) == ("land", None, "2026-11-24 08:00:00.000000")
    assert json.loads(row["hits"]) == [
        {"passage": "p1", "document": "zh/land", "score": 0.9, "quoted": True},
        {"passage": "p2", "document": "zh/parks", "score": 0.4},
    ]
    assert len(row["asker"]) == 64 and len(row["session"]) == 64
    assert b"7001234" not in archive.bytes() and "王建国".encode() not in archive.bytes()


def test_a_person_has_one_hash_in_all_chats_and_another_one_a_conversation(archive: Archive) -> None:
    log = archive.log()
    for number, asker in enumerate((LI, LI_IN_GROUP, WANG)):
        log.record(asker, "面积多大", answer(f"a{number}"))
    log.close()

    private, group, other = archive.rows()
    assert private["asker"] == group["asker"] != other["asker"]
    assert len({row["session"] for row in (private, group, other)}) == 3
    assert (private["chat_kind"], group["chat_kind"]) == ("private", "group")


def test_a_refusal_has_no_topic_and_a_failure_is_an_error(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, "天气怎么样", answer("a1", outcome=Outcome.REFUSED))
    log.record_failure(LI, "面积多大", Language.TRADITIONAL, 3.0)
    log.close()

    refused, failed = archive.rows()
    assert (refused["outcome"], refused["topic"]) == ("refused", None)
    assert (failed["outcome"], failed["interpreted_as"], failed["hits"]) == ("error", "面积多大", "[]")
    assert failed["id"] and failed["language"] == "zh-Hant"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_log_can_hold_whatever_an_answer_can_be(outcome: Outcome) -> None:
    assert LoggedOutcome(outcome.value).name == outcome.name


@pytest.mark.parametrize("text", ["\ud800面积", "", "\x00", "长" * 100_000, "13812345678" * 2000])
def test_a_text_of_any_kind_is_kept_and_not_at_endless_length(archive: Archive, text: str) -> None:
    log = archive.log()
    log.record(LI, text, answer("a1"))
    log.close()

    (row,) = archive.rows()
    assert len(row["text"]) <= 4000 and "13812345678" not in row["text"]


def test_that_something_was_written_is_told_in_the_writing_thread(archive: Archive) -> None:
    told = []

    def hear() -> None:
        told.append((threading.current_thread().name, len(archive.rows())))

    log = archive.log(on_written=hear)
    log.record(LI, "面積多大", answer("a1", "开发区面积多大"))
    log.close()

    assert told == [("questions", 1)]


def test_a_hook_that_fails_costs_no_question(archive: Archive) -> None:
    def fail() -> None:
        raise RuntimeError("面积多大")

    with capture_logs() as lines:
        log = archive.log(on_written=fail)
        log.record(LI, "面积多大", answer("a1"))
        log.vote("a1", LI, 1)
        log.record(LI, "投资多少", answer("a2"))
        log.close()

    assert [row["id"] for row in archive.rows()] == ["a1", "a2"]
    assert "面积" not in str(lines) and lines[0]["event"] == "written questions not passed on"


def test_a_full_queue_costs_the_question_and_never_waits(archive: Archive) -> None:
    log = QuestionLog(archive.engine, SECRET, most_waiting=2)  # nobody writes yet
    with capture_logs() as lines:
        for number in range(6):
            log.record(LI, "面积多大", answer(f"a{number}"))
        assert log.lost == 4
        log.start().close()

    assert [row["id"] for row in archive.rows()] == ["a0", "a1"]
    assert [(line["event"], line["count"]) for line in lines] == [("questions lost", 1), ("questions lost", 3)]


def test_a_database_that_is_busy_for_a_moment_costs_nothing(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        log = archive.log()
        log.record(LI, "面积多大", answer("a1"))
        later = threading.Timer(0.8, other.execute, ["ROLLBACK"])
        later.start()
        log.close()
        later.join()

    assert [row["id"] for row in archive.rows()] == ["a1"] and log.lost == 0


def test_a_database_that_stays_busy_costs_the_batch_and_is_logged(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.questions.log, "_RETRIES", (0.01,))
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other, capture_logs() as lines:
        log = archive.log()
        log.record(LI, "面积多大", answer("a1"))
        other.execute("BEGIN IMMEDIATE")
        log.close()

    assert log.lost == 1 and archive.rows() == []
    assert {"event": "questions lost", "count": 1, "total": 1, "reason": "busy", "log_level": "error"} in lines


def test_one_row_that_the_database_refuses_does_not_take_the_others_along(archive: Archive) -> None:
    log = archive.log()
    for answer_id in ("a1", "a1", "a2"):
        log.record(LI, "面积多大", answer(answer_id))
    log.close()

    assert [row["id"] for row in archive.rows()] == ["a1", "a2"] and log.lost == 1


def test_threads_that_record_at_once_lose_nothing(archive: Archive) -> None:
    log = archive.log()

    def record(start: int) -> None:
        for number in range(200):
            log.record(LI, "面积多大", answer(f"{start}-{number}"))

    threads = [threading.Thread(target=record, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()

    assert len({row["id"] for row in archive.rows()}) == 1600 and log.lost == 0


KILLED = """
import sys, time
from pathlib import Path
from bot.database import open_database
from bot.questions.log import QuestionLog
from tests.bot.questions.askers import LI, SECRET, answer

log = QuestionLog(open_database(Path(sys.argv[1])), SECRET).start()
for number in range(100_000):
    log.record(LI, f"面积多大{number}", answer(str(number)))
    print(number, time.time(), flush=True)
    time.sleep(0.005)
"""


def test_a_bot_that_is_killed_loses_the_last_second_at_most(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    asked: dict[str, float] = {}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(archive.path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as asking:
        assert asking.stdout is not None
        for line in asking.stdout:
            number, at = line.split()
            asked[number] = float(at)
            if float(at) - asked["0"] > 2.2:
                asking.send_signal(signal.SIGKILL)  # what it has said by now is still read

    kept = {row["id"] for row in archive.rows()}
    lost = [at for number, at in asked.items() if number not in kept]
    assert len(kept) > 100
    assert all(max(asked.values()) - at < 1.0 for at in lost)


@pytest.mark.parametrize("begun", ["", "vote", "hand over", "notice"])
def test_a_corrected_question_gives_way_to_the_correction_unless_something_was_begun(
    tmp_path: Path, begun: str
) -> None:
    archive = Archive(tmp_path)
    log = archive.log()
    log.record(LI, "柳湾园面积多大", answer("a" * 12))
    log.record(WANG, "柳湾园面积多大", answer("b" * 12))
    if begun == "vote":
        log.vote("a" * 12, LI, 1)
    elif begun == "hand over":
        log.hand_over("a" * 12, LI)
    elif begun == "notice":
        log.settle()
        with archive.engine.begin() as connection:
            values = {"question_id": "a" * 12, "asker": "x", "messenger": "t", "chat": "1", "language": "en"}
            connection.execute(insert(waiting_askers).values(**values, at=archive.calendar.now))

    log.record(replace(LI, corrects="a" * 12), "杏花园面积多大", answer("c" * 12))
    log.record(replace(LI, corrects="b" * 12), "毛竹产多少", answer("d" * 12))  # is another's
    log.settle()

    with archive.engine.connect() as connection:
        left = set(connection.scalars(select(questions.c.id)))
    kept = {"b" * 12, "c" * 12, "d" * 12}
    assert left == (kept | {"a" * 12} if begun else kept)
    log.close()

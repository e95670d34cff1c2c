"""Who asks to be forgotten leaves no trace: not in a table, not in the bytes of any file."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.language import Language
from bot.questions.forgetting import forget
from bot.secret import keyed_hash
from bot.session import Context
from knowledge.errors import DatabaseError, DatabaseFault
from tests.bot.questions.askers import LI, LI_IN_GROUP, SECRET, WANG, Archive, answer

LIS = "柳湾地块能不能建氢气液化站"
WANGS = "开发区总面积多大"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def traces(archive: Archive) -> list[str]:
    """What the files still tell of Li."""
    held = archive.bytes()
    marks = {"text": LIS.encode(), "hash": keyed_hash(SECRET, LI.identity).encode()}
    for name, asker in (("session", LI), ("group session", LI_IN_GROUP)):
        marks[name] = keyed_hash(SECRET, asker.session).encode()
        marks[f"{name} key"] = bytes.fromhex(keyed_hash(SECRET, asker.session))
    return [name for name, mark in marks.items() if mark in held]


def test_nothing_is_left_in_the_bytes_of_any_file(archive: Archive) -> None:
    sessions = archive.sessions()
    log = archive.log(sessions=sessions)
    for number in range(400):  # so many that pages of the file are split
        for asker, text in ((LI, LIS), (LI_IN_GROUP, LIS), (WANG, WANGS)):
            log.record(asker, f"{text}{number}", answer(f"{asker.chat}-{number * 7919 % 1000}", f"{text}{number}"))
    for asker, text in ((LI, LIS), (LI_IN_GROUP, LIS), (WANG, WANGS)):
        sessions.remember(asker.session, Context(text, "土地", Language.SIMPLIFIED))
    log.vote("7001234-0", LI, 1)
    assert set(traces(archive)) == {"text", "hash", "session", "session key", "group session", "group session key"}

    forgotten = log.forget(LI)

    assert (forgotten.count, forgotten.swept) == (800, True)
    assert traces(archive) == []
    assert len(archive.rows()) == 400 and WANGS.encode() in archive.bytes()
    assert sessions.recall(LI_IN_GROUP.session) is None and sessions.recall(WANG.session) is not None
    log.close()
    assert traces(archive) == []


def test_a_question_still_on_its_way_is_forgotten_too(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))

    assert log.forget(LI).count == 1
    log.close()

    assert archive.rows() == [] and traces(archive) == []


def test_who_never_asked_is_forgotten_without_further_ado(archive: Archive) -> None:
    log = archive.log(sessions=archive.sessions())

    assert log.forget(LI).count == 0
    log.close()


def test_who_waits_for_an_answer_waits_no_more(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))
    log.record(WANG, WANGS, answer("a2", WANGS))
    log.vote("a2", WANG, 1)
    for question, asker in (("a1", LI), ("a2", WANG)):
        archive.tell(
            "INSERT INTO waiting_askers VALUES (?, ?, 'telegram', ?, 'zh-Hans', '2026-11-24 08:00:00.000000')",
            question,
            keyed_hash(SECRET, asker.identity),
            asker.chat,
        )

    log.forget(LI)
    log.close()

    assert [row["question_id"] for row in archive.rows("waiting_askers")] == ["a2"]
    assert LI.chat.encode() not in archive.bytes()


def test_a_group_of_this_persons_questions_goes_and_its_counts_are_nobodys(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))
    log.vote("a1", LI, 1)
    archive.group(7, LIS, "a1")
    archive.tell("INSERT INTO question_counts VALUES ('2026-01-01', 7, 'land', 'zh-Hans', 'refused', 2, 1, 0)")
    archive.tell("INSERT INTO question_counts VALUES ('2026-01-01', 0, 'land', 'zh-Hans', 'refused', 3, 0, 1)")

    log.forget(LI)
    log.close()

    assert archive.rows("question_groups") == [] and traces(archive) == []
    (count,) = archive.rows_of_counts()
    assert count == ("2026-01-01", 0, "land", "zh-Hans", "refused", 5, 1, 1)


def test_a_group_worded_by_this_person_alone_is_worded_by_another(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))
    log.record(WANG, "柳湾能建液化站吗", answer("a2", "柳湾能建液化站吗"))
    log.vote("a2", WANG, 1)
    archive.group(7, "柳灣地塊能不能建氫氣液化站", "a1", "a2")  # in the asker's script

    log.forget(LI)
    log.close()

    (group,) = archive.rows("question_groups")
    assert (group["wording"], group["embedding"], group["model"]) == ("柳湾能建液化站吗", b"", "")


def test_a_group_worded_as_others_ask_too_stays_as_it_is(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, WANGS, answer("a1", WANGS))
    log.record(WANG, WANGS, answer("a2", WANGS))
    log.vote("a2", WANG, 1)
    archive.group(7, WANGS, "a1", "a2")

    log.forget(LI)
    log.close()

    (group,) = archive.rows("question_groups")
    assert (group["wording"], group["model"]) == (WANGS, "dice")


def test_the_copies_made_before_migrations_forget_too(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))
    log.record(WANG, WANGS, answer("a2", WANGS))
    log.close()
    archive.group(7, LIS, "a1", "a2")
    archive.tell("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = archive.path.with_name(f"{archive.path.name}.before-0006")
    shutil.copy(archive.path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with closing(sqlite3.connect(archive.path.with_name(f"{archive.path.name}.before-0004"))) as older:
        older.execute("CREATE TABLE staff (user_id INTEGER)")

    forget(archive.engine, SECRET, LI)

    assert traces(archive) == []
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT id FROM questions").fetchall() == [("a2",)]
        assert connection.execute("SELECT wording FROM question_groups").fetchall() == [("",)]


def test_a_reader_who_lingers_delays_the_sweeping_not_the_forgetting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.questions.log._SWEEPING_SECONDS", 0.0)
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))
    log.vote("a1", LI, 1)
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM questions").fetchall()
        forgotten = log.forget(LI)
        assert (forgotten.count, forgotten.swept) == (1, False) and archive.rows() == []
        assert traces(archive) != []
    log.vote("a1", LI, 1)
    log.vote("a1", LI, 1)  # it was swept in between

    assert traces(archive) == []
    log.close()


def test_a_database_that_is_busy_is_an_error_and_all_is_still_there(archive: Archive) -> None:
    log = archive.log()
    log.record(LI, LIS, answer("a1", LIS))
    log.vote("a1", LI, 1)
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError) as caught:
            log.forget(LI)
    assert caught.value.fault is DatabaseFault.BUSY and len(archive.rows()) == 1

    assert log.forget(LI).count == 1
    log.close()

"""Questions are grouped by a thread of its own once a searcher is served, also those that were written before."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import update

from bot.database import open_database
from bot.questions import grouping as module
from bot.questions.entries import Logged
from bot.questions.grouping import PORTION, Grouping
from bot.questions.log import QuestionLog
from bot.tables import questions
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import writing
from tests.bot.questions.askers import LI, SECRET, WANG, Archive, answer
from tests.bot.questions.ledger import Ledger, group

PATIENCE = 10.0


class OneGroup:
    """Puts all questions into one group; notes with which similarity it was made or told to go on.

    While `may` is not set it keeps a portion in hand; `fails` times the database fails.
    """

    made: ClassVar[list[object]] = []
    portions: ClassVar[list[list[str]]] = []
    may: ClassVar[threading.Event] = threading.Event()
    busy: ClassVar[threading.Event] = threading.Event()
    fails: ClassVar[int] = 0

    def __init__(self, engine: object, sameness: object) -> None:
        self.engine = engine
        self.made.append(sameness)

    def use(self, sameness: object) -> None:
        self.made.append(sameness)

    def assign(self, portion: list[Logged]) -> None:
        self.busy.set()
        assert self.may.wait(PATIENCE)
        if self.fails:
            type(self).fails -= 1
            raise DatabaseError(DatabaseFault.FULL, "no room")
        if any(one.text == "坏" for one in portion):
            raise ValueError("坏")
        self.portions.append([one.id for one in portion])
        with writing(self.engine) as connection:  # type: ignore[arg-type]
            ids = [one.id for one in portion]
            connection.execute(update(questions).where(questions.c.id.in_(ids)).values(group_id=1))


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    OneGroup.made, OneGroup.portions, OneGroup.fails = [], [], 0
    OneGroup.may.set()
    OneGroup.busy.clear()
    monkeypatch.setattr(module, "Groups", OneGroup)
    monkeypatch.setattr(module, "Sameness", lambda searcher: f"like {searcher}")
    archive = Archive(tmp_path)
    group(archive.engine, "all of them")
    return archive


@pytest.fixture
def ledger(archive: Archive) -> Ledger:
    return Ledger(archive.engine, topic="hydrogen")


@pytest.fixture
def grouping(archive: Archive) -> Iterator[Grouping]:
    grouping = Grouping(open_database(archive.path))
    yield grouping
    OneGroup.may.set()
    grouping.close()


def wait_for(met: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE / 0.01)):
        if met():
            return
        threading.Event().wait(0.01)
    raise AssertionError("did not come to be")


def ungrouped(archive: Archive) -> list[str]:
    return [row["id"] for row in archive.rows() if row["group_id"] is None]


def follow(grouping: Grouping, searcher: str) -> None:
    grouping.follow(searcher)  # type: ignore[arg-type]


def test_questions_wait_for_the_first_searcher_and_are_caught_up_in_the_order_asked(
    ledger: Ledger, archive: Archive, grouping: Grouping
) -> None:
    asked = [one.id for number in range(PORTION + 1) for one in ledger.ask("开发区多大", days_ago=9 - number / 10)]
    grouping.written()
    assert not OneGroup.made

    follow(grouping, "first")
    wait_for(lambda: not ungrouped(archive))

    assert OneGroup.portions == [asked[:PORTION], asked[PORTION:]]


def test_what_is_no_question_or_was_asked_by_a_button_is_left_alone(
    ledger: Ledger, archive: Archive, grouping: Grouping
) -> None:
    [greeting] = ledger.ask("你好", outcome="small-talk")
    [pressed] = ledger.ask("开发区多大")
    archive.tell("UPDATE questions SET prompted = 1 WHERE id = ?", pressed.id)
    [handed] = ledger.ask("电价多少", outcome="handed-over")

    follow(grouping, "first")
    wait_for(lambda: ungrouped(archive) == [greeting.id, pressed.id])

    assert OneGroup.portions == [[handed.id]]


def test_another_snapshot_is_taken_up_with_the_next_question(
    ledger: Ledger, archive: Archive, grouping: Grouping
) -> None:
    for searcher in ("first", "second"):
        ledger.ask("开发区多大")
        follow(grouping, searcher)
        wait_for(lambda: not ungrouped(archive))

    assert OneGroup.made == ["like first", "like second"]


def test_while_questions_are_erased_none_is_grouped_and_the_groups_are_read_anew(
    ledger: Ledger, archive: Archive, grouping: Grouping
) -> None:
    ledger.ask("开发区多大")
    follow(grouping, "first")
    wait_for(lambda: not ungrouped(archive))

    with grouping.erasing():
        [gone, _] = [*ledger.ask("有几个园区"), *ledger.ask("电价多少")]
        grouping.written()
        assert not threading.Event().wait(0.1) and len(OneGroup.portions) == 1
        archive.tell("DELETE FROM questions WHERE id = ?", gone.id)
    wait_for(lambda: not ungrouped(archive))

    assert gone.id not in OneGroup.portions[1] and OneGroup.made == ["like first", "like first"]


def test_whoever_erases_waits_for_the_portion_under_way(ledger: Ledger, archive: Archive, grouping: Grouping) -> None:
    OneGroup.may.clear()
    ledger.ask("开发区多大")
    follow(grouping, "first")
    assert OneGroup.busy.wait(PATIENCE)
    erased = threading.Event()

    def erase() -> None:
        with grouping.erasing():
            erased.set()

    eraser = threading.Thread(target=erase)
    eraser.start()
    assert not erased.wait(0.1)
    OneGroup.may.set()
    assert erased.wait(PATIENCE)
    eraser.join()


def test_a_database_that_fails_costs_the_groups_alone_until_the_next_question(
    ledger: Ledger, archive: Archive, grouping: Grouping
) -> None:
    OneGroup.fails = 1
    [early] = ledger.ask("开发区多大")
    follow(grouping, "first")
    wait_for(lambda: OneGroup.fails == 0)
    assert ungrouped(archive) == [early.id]

    ledger.ask("有几个园区")
    grouping.written()

    wait_for(lambda: not ungrouped(archive))


def test_a_question_that_cannot_be_grouped_does_not_keep_those_after_it(
    ledger: Ledger, archive: Archive, grouping: Grouping
) -> None:
    [bad, _, _] = [*ledger.ask("坏", days_ago=3), *ledger.ask("开发区多大", days_ago=2), *ledger.ask("有几个园区")]

    follow(grouping, "first")
    wait_for(lambda: ungrouped(archive) == [bad.id])

    ledger.ask("电价多少")
    grouping.written()
    wait_for(lambda: ungrouped(archive) == [bad.id])


def test_however_long_grouping_takes_questions_are_written_and_the_end_does_not_wait_for_all(
    archive: Archive, grouping: Grouping
) -> None:
    OneGroup.may.clear()
    follow(grouping, "first")
    log = QuestionLog(
        archive.engine, SECRET, on_written=grouping.written, erasing=grouping.erasing, on_closed=grouping.close
    ).start()
    log.record(LI, "开发区多大", answer("a1"))
    assert OneGroup.busy.wait(PATIENCE)

    log.record(WANG, "有几个园区", answer("a2"))
    log.settle()

    assert ungrouped(archive) == ["a1", "a2"]

    def free_it_at_the_end() -> None:
        grouping._ending.wait(PATIENCE)
        OneGroup.may.set()

    freed = threading.Thread(target=free_it_at_the_end)
    freed.start()
    log.close()
    freed.join()
    assert OneGroup.portions == [["a1"]] and ungrouped(archive) == ["a2"]

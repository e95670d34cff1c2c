"""Questions are grouped once a searcher is served, also those that were written before."""

from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import select

from bot.database import open_database
from bot.questions import grouping as module
from bot.questions.grouping import Grouping
from bot.tables import questions
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import reading
from tests.bot.questions.ledger import Ledger


class EveryTextItsOwn:
    """Groups by the text alone; notes with which similarity it was made or told to go on."""

    made: ClassVar[list[object]] = []

    def __init__(self, engine: object, sameness: object) -> None:
        self.made.append(sameness)
        self.batches: list[list[str]] = []

    def use(self, sameness: object) -> None:
        self.made.append(sameness)

    def assign(self, logged: object) -> None:
        self.batches.append([one.id for one in logged])  # type: ignore[attr-defined]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    EveryTextItsOwn.made = []
    monkeypatch.setattr(module, "Groups", EveryTextItsOwn)
    monkeypatch.setattr(module, "Sameness", lambda searcher: f"like {searcher}")
    return Ledger(open_database(tmp_path / "assistant.sqlite3"), topic="hydrogen")


def test_questions_wait_for_the_first_searcher_and_are_caught_up_then(ledger: Ledger) -> None:
    grouping = Grouping(ledger.engine)
    [early] = ledger.ask("开发区多大")
    grouping.written([early])
    [late] = ledger.ask("有几个园区")
    grouping.follow("first")  # type: ignore[arg-type]
    grouping.written([late])

    groups = grouping._groups
    assert isinstance(groups, EveryTextItsOwn)
    assert groups.batches[0] == [late.id] and early.id in groups.batches[1]


def test_another_snapshot_and_erased_groups_are_taken_up_with_the_next_batch(ledger: Ledger) -> None:
    grouping = Grouping(ledger.engine)
    [one] = ledger.ask("开发区多大")
    for searcher in ("first", "second"):
        grouping.follow(searcher)  # type: ignore[arg-type]
        grouping.written([one])
    grouping.reload()
    grouping.written([one])

    assert EveryTextItsOwn.made == ["like first", "like second", "like second"]


def test_a_database_that_fails_costs_the_group_alone(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object, _logged: object) -> None:
        raise DatabaseError(DatabaseFault.FULL, "no room")

    monkeypatch.setattr(EveryTextItsOwn, "assign", fail)
    grouping = Grouping(ledger.engine)
    grouping.follow("first")  # type: ignore[arg-type]
    grouping.written(ledger.ask("开发区多大"))

    with reading(ledger.engine) as connection:
        assert connection.execute(select(questions.c.group_id)).scalars().all() == [None]

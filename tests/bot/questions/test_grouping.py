"""Questions are grouped once a searcher is served, also those that were written before."""

from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import select

from bot.questions import grouping as module
from bot.questions.grouping import Grouping
from bot.tables import questions
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import reading
from tests.bot.questions.logged import Desk


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
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    EveryTextItsOwn.made = []
    monkeypatch.setattr(module, "Groups", EveryTextItsOwn)
    monkeypatch.setattr(module, "Sameness", lambda searcher: f"like {searcher}")
    return Desk(tmp_path)


def test_questions_wait_for_the_first_searcher_and_are_caught_up_then(desk: Desk) -> None:
    grouping = Grouping(desk.engine)
    early = desk.ask("开发区多大")
    grouping.written([early])  # type: ignore[list-item]
    late = desk.ask("有几个园区")
    grouping.follow("first")  # type: ignore[arg-type]
    grouping.written([late])  # type: ignore[list-item]

    groups = grouping._groups
    assert isinstance(groups, EveryTextItsOwn)
    assert groups.batches[0] == [late.id] and early.id in groups.batches[1]


def test_another_snapshot_and_erased_groups_are_taken_up_with_the_next_batch(desk: Desk) -> None:
    grouping = Grouping(desk.engine)
    one = desk.ask("开发区多大")
    for searcher in ("first", "second"):
        grouping.follow(searcher)  # type: ignore[arg-type]
        grouping.written([one])  # type: ignore[list-item]
    grouping.reload()
    grouping.written([one])  # type: ignore[list-item]

    assert EveryTextItsOwn.made == ["like first", "like second", "like second"]


def test_a_database_that_fails_costs_the_group_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object, _logged: object) -> None:
        raise DatabaseError(DatabaseFault.FULL, "no room")

    monkeypatch.setattr(EveryTextItsOwn, "assign", fail)
    grouping = Grouping(desk.engine)
    grouping.follow("first")  # type: ignore[arg-type]
    grouping.written([desk.ask("开发区多大")])  # type: ignore[list-item]

    with reading(desk.engine) as connection:
        assert connection.execute(select(questions.c.group_id)).scalars().all() == [None]

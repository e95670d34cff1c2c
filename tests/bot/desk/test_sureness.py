"""Only questions that are surely answered are offered, and each is checked once a snapshot."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.database import open_database
from bot.desk.shelf import Holdings, Known, Shelf
from bot.desk.sureness import Sureness
from bot.session import Sessions
from index.search import Searcher, build_index
from knowledge.passages import Passage
from tests.handlers.desk import Dice
from tests.index.builders import passage

NAMES = ("柳湾园", "杏花园", "桃源园", "竹溪园")


def park(number: int) -> Passage:
    """A section of one document about a park, asked by one question."""
    name = NAMES[number]
    plain = passage(f"{name}规划面积为{number + 3}平方公里。", title="园区", number=number)
    asked = (f"{name}规划面积多大",) if number != 2 else ()
    return replace(plain, document_id="zh/parks", heading_path=(name,), position=number, asked=asked)


def conversation(snapshot: str = "one") -> Conversation:
    searcher = Searcher(build_index([park(number) for number in range(4)], Dice()), Dice())
    return Conversation(searcher, Sessions(60, time.monotonic), 500, snapshot=snapshot)


class Counted:
    """Counts what is checked, and finds sure what does not say 竹溪园."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self.may = threading.Event()
        self.may.set()

        def answers(_holdings: Holdings, known: Known) -> bool:
            self.may.wait(10)
            self.texts.append(known.text)
            if "桃源" in known.text:
                raise RuntimeError("broken")
            return "竹溪园" not in known.text

        monkeypatch.setattr(Holdings, "answers", answers)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def on_shelf(snapshot: str = "one") -> tuple[Shelf, Holdings]:
    shelf = Shelf()
    shelf.follow(conversation(snapshot))
    assert shelf.holdings is not None
    return shelf, shelf.holdings


def texts(known: Sequence[Known]) -> list[str]:
    return [one.text for one in known]


def test_related_questions_come_from_the_sections_around_the_nearest_first() -> None:
    _, holdings = on_shelf()
    related = holdings.related([park(1).id])
    assert [texts(section) for section in related] == [
        ["园区桃源园"],  # that nobody is known to ask: its title and heading
        ["柳湾园规划面积多大"],
        ["竹溪园规划面积多大"],
    ]
    assert holdings.related(["gone"]) == ()


def test_what_the_conversation_answers_from_the_section_is_sure_and_nothing_else() -> None:
    _, holdings = on_shelf()
    (known,) = holdings.related([park(0).id])[0]
    assert holdings.answers(known)
    assert not holdings.answers(replace(known, passages=frozenset({park(0).id})))
    assert not holdings.answers(replace(known, text="柳湾园有海港吗"))


def test_nobody_waits_for_what_is_not_known_yet_and_later_it_is(counted: Counted) -> None:
    shelf, holdings = on_shelf()
    counted.may.clear()
    sureness = Sureness(shelf, ahead=False).start()
    sections = holdings.related([park(1).id])

    assert sureness.sure(holdings, sections, 3) == []
    counted.may.set()
    assert texts(sureness.sure(holdings, sections, 3, wait=10)) == ["柳湾园规划面积多大"]
    assert sorted(counted.texts) == sorted(["园区桃源园", "柳湾园规划面积多大", "竹溪园规划面积多大"])
    sureness.close()


def test_a_restart_asks_nothing_twice_and_another_snapshot_everything(tmp_path: Path, counted: Counted) -> None:
    engine = open_database(tmp_path / "assistant.sqlite3")
    for snapshot, asked in (("one", 4), ("one", 4), ("two", 8)):
        shelf, holdings = on_shelf(snapshot)
        sureness = Sureness(shelf, engine).start()
        everything = [[one] for one in holdings.questions]
        assert len(sureness.sure(holdings, everything, 9, wait=10)) == 2
        sureness.close()
        assert len(counted.texts) == asked


def test_everything_is_checked_ahead(counted: Counted) -> None:
    shelf, holdings = on_shelf()
    sureness = Sureness(shelf).start()
    until = time.monotonic() + 10
    while len(counted.texts) < len(holdings.questions) and time.monotonic() < until:
        time.sleep(0.01)
    sureness.close()
    assert len(counted.texts) == len(holdings.questions) == 4

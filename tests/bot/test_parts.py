"""The running bot's parts are opened over one database, and all of them or none stay open."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot import wiring
from bot.database import open_database
from bot.settings import Settings
from bot.wiring import open_chat, open_parts
from index.errors import SnapshotError
from knowledge.errors import DatabaseError, DatabaseFault
from tests.handlers.desk import Dice
from tests.handlers.house import settings_with_pages

_THREADS = {"serving", "questions", "sureness"}


class Watched:
    """The threads of parts that were begun since; other tests of this process may have left some."""

    def __init__(self) -> None:
        self._before = set(threading.enumerate())

    def begun(self) -> set[str]:
        return {thread.name for thread in self._own()}

    def left(self) -> set[str]:
        """What is still running after a while."""
        for thread in self._own():
            thread.join(10)
        return self.begun()

    def _own(self) -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name in _THREADS} - self._before


@pytest.fixture
def threads() -> Watched:
    return Watched()


def test_the_database_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: Watched) -> None:
    settings = settings_with_pages(tmp_path)
    opened = list[Path]()

    def opening(path: Path) -> Engine:
        opened.append(path)
        return open_database(path)

    monkeypatch.setattr(wiring, "open_database", opening)

    parts = open_parts(settings, Dice())

    assert opened == [settings.database_file]
    assert threads.begun() == _THREADS
    parts.close()
    assert not threads.left()


def test_what_was_opened_before_something_failed_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: Watched
) -> None:
    settings = settings_with_pages(tmp_path)

    def failing(*_: object) -> None:
        raise DatabaseError(DatabaseFault.FULL, "the disk is full")

    monkeypatch.setattr(wiring, "open_hand_over", failing)

    with pytest.raises(DatabaseError):
        open_parts(settings, Dice())
    assert not threads.left()


def test_without_a_snapshot_nothing_is_begun(tmp_path: Path, threads: Watched) -> None:
    with pytest.raises(SnapshotError):
        open_parts(Settings(data_dir=tmp_path), Dice())
    assert not threads.begun()


def test_a_chat_opens_no_office_and_checks_no_questions_ahead(tmp_path: Path, threads: Watched) -> None:
    parts = open_chat(settings_with_pages(tmp_path), Dice())

    assert parts.office is None and parts.sureness is None and parts.questions is not None
    assert threads.begun() == {"serving", "questions"}
    parts.close()
    assert not threads.left()

"""A conversation's context is remembered while it lasts and forgotten when it rests."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.answer import Source
from bot.language import Language
from bot.secret import keyed_hash
from bot.session import Context, Sessions
from knowledge.errors import DatabaseError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def sessions_with(clock: Callable[[], float]) -> Sessions:
    return Sessions(60, clock)


def source() -> Source:
    return Source("zh/land", "土地", "供地", None, "2023", "正文。", 0.5, "zh-Hans", "正文。")


def remember(sessions: Sessions, key: str, question: str = "面积多大") -> None:
    sessions.remember(key, Context(question, "土地", Language.SIMPLIFIED))


def question_of(sessions: Sessions, key: str) -> str | None:
    context = sessions.recall(key)
    return context.question if context else None


def test_a_new_session_has_no_context(clock: Clock) -> None:
    assert sessions_with(clock).recall("li") is None


def test_the_last_question_of_a_session_is_its_context(clock: Clock) -> None:
    sessions = sessions_with(clock)

    remember(sessions, "li", "面积多大")
    remember(sessions, "li", "投资多少")
    remember(sessions, "wang", "税收多少")

    assert question_of(sessions, "li") == "投资多少"
    assert question_of(sessions, "wang") == "税收多少"


def test_a_session_that_rests_too_long_is_forgotten(clock: Clock) -> None:
    sessions = sessions_with(clock)
    remember(sessions, "li")

    clock.now += 60
    still = question_of(sessions, "li")
    clock.now += 1
    later = question_of(sessions, "li")

    assert (still, later) == ("面积多大", None)


def test_a_forgotten_session_has_no_context(clock: Clock) -> None:
    sessions = sessions_with(clock)
    remember(sessions, "li")

    sessions.forget("li")
    sessions.forget("nobody")

    assert sessions.recall("li") is None


def test_a_session_goes_on_after_a_restart(clock: Clock, tmp_path: Path) -> None:
    context = Context("面积多大", "土地", Language.TRADITIONAL, ("鹏飞",), ("一", "二"), (source(),))
    Sessions(60, clock, tmp_path / "data" / "s.sqlite3", b"secret").remember("li", context)

    restarted = Sessions(60, clock, tmp_path / "data" / "s.sqlite3", b"secret")

    assert restarted.recall("li") == context
    assert restarted.recall("wang") is None


def test_the_file_tells_nobody_who_asked_and_is_its_owners_only(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    remember(Sessions(60, clock, path, b"secret"), "telegram:4711")

    assert path.stat().st_mode & 0o077 == 0
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"4711" not in stored
    assert Sessions(60, clock, path, b"another secret").recall("telegram:4711") is None


def test_what_has_rested_is_erased_from_the_file(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    sessions = Sessions(60, clock, path, b"")
    remember(sessions, "li")
    clock.now += 61
    remember(sessions, "wang")

    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_what_is_erased_is_not_in_the_bytes_of_the_files_any_more(clock: Clock, tmp_path: Path) -> None:
    sessions = Sessions(60, clock, tmp_path / "s.sqlite3", b"secret")
    remember(sessions, "li", "柳湾地块")
    remember(sessions, "wang", "面积多大")
    key = bytes.fromhex(keyed_hash(b"secret", "li"))

    sessions.erase([key])

    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert key not in held and "柳湾地块".encode() not in held
    assert question_of(sessions, "li") is None and question_of(sessions, "wang") == "面积多大"


def test_an_erasure_that_fails_is_not_passed_over(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    path.write_bytes(b"no database" * 1000)

    with pytest.raises(DatabaseError):
        Sessions(60, clock, path, b"").erase([b"key"])


def test_a_damaged_file_costs_the_context_and_no_answer(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    path.write_bytes(b"no database" * 1000)
    sessions = Sessions(60, clock, path, b"")

    remember(sessions, "li")
    sessions.forget("li")

    assert sessions.recall("li") is None


def test_a_context_of_another_form_is_forgotten(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite3"
    sessions = Sessions(60, clock, path, b"")
    remember(sessions, "li")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE sessions SET context = '{}'")

    assert sessions.recall("li") is None


def test_threads_share_sessions_without_losing_any(clock: Clock) -> None:
    sessions = sessions_with(clock)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: remember(sessions, str(number), f"问题{number}"), range(300)))

    assert all(question_of(sessions, str(number)) == f"问题{number}" for number in range(300))

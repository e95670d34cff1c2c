"""A conversation's context is remembered while it lasts and forgotten when it rests."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import session
from bot.language import Language
from bot.session import Context, Sessions


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


def test_the_session_longest_unused_makes_room(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_SESSIONS", 3)
    sessions = sessions_with(clock)
    for key in ("a", "b", "c", "a", "d"):
        remember(sessions, key)

    assert [key for key in "abcd" if sessions.recall(key)] == ["a", "c", "d"]


def test_threads_share_sessions_without_losing_any(clock: Clock) -> None:
    sessions = sessions_with(clock)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: remember(sessions, str(number), f"问题{number}"), range(2000)))

    assert all(question_of(sessions, str(number)) == f"问题{number}" for number in range(2000))

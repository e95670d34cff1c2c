"""A visit's id is given by the server, signed, renewed while it is used, and not kept for ever."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from handlers.web.visits import Visits
from tests.handlers.web.chats import Clock


def test_an_id_has_128_bits_and_is_never_given_twice() -> None:
    visits = Visits(b"secret", Clock())
    names = {visits.begin()[0] for _ in range(100)}

    assert len(names) == 100
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


def test_a_cookie_is_known_again_after_a_restart_but_not_under_another_secret() -> None:
    name, cookie = Visits(b"secret", Clock()).begin()

    assert Visits(b"secret", Clock()).renewed(cookie) == (name, cookie)
    assert Visits(b"other", Clock()).renewed(cookie) is None


def test_a_cookie_in_use_is_renewed_without_another_id() -> None:
    clock = Clock()
    visits = Visits(b"secret", clock)
    name, cookie = visits.begin()
    clock.now += 3600

    renewed = visits.renewed(cookie)

    assert renewed is not None and renewed[0] == name and renewed[1] != cookie


@given(st.text() | st.from_regex(r"\A[0-9a-f]{32}\.[0-9]{1,12}\.[0-9]{1,12}\.[0-9a-f]{64}\Z"))
def test_whatever_else_is_sent_is_no_visit(cookie: str) -> None:
    assert Visits(b"secret", Clock()).renewed(cookie) is None


def test_only_so_many_visits_are_remembered_and_none_is_dropped_while_it_waits() -> None:
    visits = Visits(b"secret", Clock(), most=10)
    visits.visit("waits").waiting = 1
    for n in range(100):
        visits.visit(f"visitor {n}")

    assert len(visits) == 10
    assert visits.visit("waits").waiting == 1


def test_a_visit_remembers_the_latest_pictures_only() -> None:
    visit = Visits(b"secret", Clock()).visit("li")
    for n in range(200):
        visit.show(f"{n}", Path(f"{n}.png"))

    assert len(visit.pictures) == 50 and "199" in visit.pictures and "0" not in visit.pictures


def test_who_visits_is_left_out_of_what_might_be_logged() -> None:
    visit = Visits(b"secret", Clock()).visit("0123456789abcdef")

    assert visit.id not in repr(visit) and visit.id not in repr(visit.asker)

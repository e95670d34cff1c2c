"""A bucket lets a burst through, then as much as flows in, and buckets do not pile up."""

from bot.buckets import Buckets, Rate
from tests.handlers.web.chats import Clock


def test_a_burst_passes_and_then_one_call_per_token() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=3, per_second=0.5), clock)

    assert [buckets.wait("li") for _ in range(5)] == [0, 0, 0, 2, 2]
    clock.now += 2
    assert [buckets.wait("li"), buckets.wait("li")] == [0, 2]
    clock.now += 1_000_000
    assert [buckets.wait("li") for _ in range(4)] == [0, 0, 0, 2]


def test_waiting_does_not_cost_a_token() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=1, per_second=1), clock)
    buckets.wait("li")

    assert [buckets.wait("li") for _ in range(100)] == [1] * 100
    clock.now += 1
    assert buckets.wait("li") == 0


def test_each_has_a_bucket_of_their_own_and_only_the_latest_are_kept() -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.001), Clock(), most=10)

    assert [buckets.wait(f"visitor {n}") for n in range(100)] == [0] * 100
    assert len(buckets) == 10
    assert buckets.wait("visitor 99") > 0


def test_what_costs_less_may_come_more_often() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, per_second=0.5), clock)

    assert [buckets.wait("li", 0.25) for _ in range(9)] == [0] * 8 + [1]
    clock.now += 1
    assert [buckets.wait("li", 0.25) for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("li") == 2


def test_of_a_flood_only_the_first_refusal_is_the_first_until_the_bucket_was_full_again() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=2, per_second=0.5), clock)

    def ask() -> str:
        return "answered" if not buckets.wait("li") else "told" if buckets.first("li") else "silent"

    assert [ask() for _ in range(5)] == ["answered", "answered", "told", "silent", "silent"]
    clock.now += 2
    assert [ask() for _ in range(2)] == ["answered", "silent"]
    clock.now += 4
    assert [ask() for _ in range(4)] == ["answered", "answered", "told", "silent"]


def test_a_bucket_that_is_filled_is_as_new() -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.001), Clock())
    buckets.wait("li")
    buckets.fill("li")

    assert buckets.wait("li") == 0
    assert buckets.wait("li") > 0 and buckets.first("li")

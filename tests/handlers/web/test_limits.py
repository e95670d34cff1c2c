"""A bucket lets a burst through, then as much as flows in, and buckets do not pile up."""

import pytest

from handlers.web.limits import Buckets, Rate, network
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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("unknown", "unknown", True),
    ],
)
def test_addresses_are_counted_by_whoever_has_them_all(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same

"""An address is counted with all that one visitor has."""

import pytest

from handlers.web.addresses import network


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

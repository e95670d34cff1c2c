"""How often one visitor may come: token buckets, a bounded number of them."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEPT = 10_000
_HOST_BITS = 64  # of an IPv6 address: whoever has one has all that differ in these


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` calls at once, and `per_second` in the long run."""

    burst: int
    per_second: float


class Buckets:
    """A token bucket a key, filled by `clock` (seconds, never going back). The ones used longest ago are dropped
    beyond `most`, which only makes them full again.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float], most: int = MOST_KEPT) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens left, when that was so

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: str) -> int:
        """Take a token and return 0, or take none and return the whole seconds until there is one."""
        now = self._clock()
        tokens, then = self._buckets.pop(key, (float(self._rate.burst), now))
        tokens = min(float(self._rate.burst), tokens + (now - then) * self._rate.per_second)
        seconds = 0 if tokens >= 1 else math.ceil((1 - tokens) / self._rate.per_second)
        self._buckets[key] = (tokens - 1 if seconds == 0 else tokens, now)
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return seconds


def network(address: str) -> str:
    """The network to count an address by: an IPv4 address itself, of an IPv6 address its first 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 128 - _HOST_BITS), strict=False))
    return str(parsed)

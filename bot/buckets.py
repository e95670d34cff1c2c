"""How often one visitor may come, in whichever messenger: token buckets, a bounded number of them."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` tokens at once, and `per_second` in the long run."""

    burst: int
    per_second: float


@dataclass(slots=True)
class _Bucket:
    tokens: float
    then: float  # when there were so many
    told: bool = False


class Buckets:
    """A token bucket a key, filled by `clock` (seconds, never going back). The ones used longest ago are dropped
    beyond `most`, which only makes them full again.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float], most: int = MOST_KEPT) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: str, cost: float = 1.0) -> int:
        """Take `cost` tokens (up to a burst) and return 0, or take none and return the whole seconds until there are
        so many.
        """
        bucket = self._filled(key)
        lacking = cost - bucket.tokens
        if lacking > 1e-9:  # the clock's rounding must not cost a second
            return math.ceil(lacking / self._rate.per_second)
        bucket.tokens -= cost
        return 0

    def first(self, key: str) -> bool:
        """Whether this was not asked before since the bucket was last full: who is told so is told once a flood."""
        bucket = self._filled(key)
        told, bucket.told = bucket.told, True
        return not told

    def fill(self, key: str) -> None:
        """Make the bucket full."""
        self._buckets.pop(key, None)

    def _filled(self, key: str) -> _Bucket:
        now, burst = self._clock(), float(self._rate.burst)
        bucket = self._buckets.pop(key, None) or _Bucket(burst, now)
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.then) * self._rate.per_second)
        bucket.then = now
        bucket.told = bucket.told and bucket.tokens < burst
        self._buckets[key] = bucket
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return bucket

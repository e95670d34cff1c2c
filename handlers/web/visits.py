"""Visits to the web chat: an id that only the server gives, signed, for as long as it is used."""

import asyncio
import hashlib
import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.asker import Asker

IDLE_SECONDS = 8 * 3600
LONGEST_SECONDS = 7 * 24 * 3600
MOST_KEPT = 10_000
_RENEWED_AFTER = 300  # seconds: not every call needs a new cookie
_MOST_PICTURES = 50
_ID_BYTES = 16
_PURPOSE = b"web chat visit"  # the secret signs other things too
_COOKIE = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


@dataclass(slots=True)
class Visit:
    """One visitor's tab or browser while it is remembered; `waiting` is how many of its calls are unanswered."""

    id: str = field(repr=False)
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    pictures: OrderedDict[str, Path] = field(default_factory=OrderedDict)

    @property
    def asker(self) -> Asker:
        """Who asks, as the core knows it."""
        return Asker("web", self.id, self.id)

    def show(self, name: str, picture: Path) -> None:
        """Note that this visitor was shown a picture under this name."""
        self.pictures[name] = picture
        self.pictures.move_to_end(name)
        while len(self.pictures) > _MOST_PICTURES:
            self.pictures.popitem(last=False)


class Visits:
    """Gives, checks and renews the cookies of visits, by `clock` in seconds since 1970.

    A cookie is `id.begun.used.signature`. Nothing but the cookie says that a visit is one, so a restart ends none,
    and a visit that is dropped beyond `most` only forgets which pictures it was shown.
    """

    def __init__(self, secret: bytes, clock: Callable[[], float], most: int = MOST_KEPT) -> None:
        self._key = hmac.digest(secret, _PURPOSE, hashlib.sha256)
        self._clock = clock
        self._most = most
        self._visits: OrderedDict[str, Visit] = OrderedDict()

    def __len__(self) -> int:
        return len(self._visits)

    def begin(self) -> tuple[str, str]:
        """Return a new visit's id and its cookie."""
        now = int(self._clock())
        name = secrets.token_hex(_ID_BYTES)
        return name, self._signed(name, now, now)

    def renewed(self, cookie: str | None) -> tuple[str, str] | None:
        """Return the id of a cookie and the cookie that it is from now on; None for one that was not given here, or
        has expired.
        """
        found = _COOKIE.fullmatch(cookie or "")
        if found is None:
            return None
        name, begun, used = found[1], int(found[2]), int(found[3])
        if not hmac.compare_digest(self._signed(name, begun, used), found[0]):
            return None
        now = int(self._clock())
        if now - used > IDLE_SECONDS or now - begun > LONGEST_SECONDS:
            return None
        return name, self._signed(name, begun, used if now - used < _RENEWED_AFTER else now)

    def visit(self, name: str) -> Visit:
        """What is remembered of the visit with this id."""
        visit = self._visits.setdefault(name, Visit(name))
        self._visits.move_to_end(name)
        while len(self._visits) > self._most:
            oldest = next((known for known, one in self._visits.items() if not one.waiting and known != name), None)
            if oldest is None:
                break
            del self._visits[oldest]
        return visit

    def _signed(self, name: str, begun: int, used: int) -> str:
        content = f"{name}.{begun}.{used}"
        return f"{content}.{hmac.digest(self._key, content.encode(), hashlib.sha256).hex()}"

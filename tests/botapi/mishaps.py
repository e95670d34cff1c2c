"""What may go wrong with a request to the test server, before or after it has done what it was asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web


class Kind(StrEnum):
    """How a request goes wrong; a refusal with a status is `BotApiServer.fail_next`'s."""

    HANG = "hang"  # no answer for `seconds`
    RESET = "reset"  # the connection is cut


@dataclass(frozen=True, slots=True)
class Mishap:
    """A request that goes wrong: not done at all, or `done` and only its answer lost."""

    kind: Kind
    done: bool = False
    seconds: float = 60.0


OnRequest = Callable[[str], Mishap | None]
"""Says, by its method, what goes wrong with a request; nothing for None."""


class Mishaps:
    """Those that a test ordered, by method; where there are none, `at_random` is asked."""

    def __init__(self) -> None:
        self.at_random: OnRequest = lambda _method: None
        self._ordered: dict[str, list[Mishap]] = {}

    def order(self, method: str, mishap: Mishap, times: int) -> None:
        """Let the next calls of a method go wrong."""
        self._ordered.setdefault(method.lower(), []).extend([mishap] * times)

    def forget(self) -> None:
        """Let nothing more go wrong."""
        self.at_random = lambda _method: None
        self._ordered.clear()

    def of(self, method: str) -> Mishap | None:
        """What goes wrong with this request."""
        ordered = self._ordered.get(method.lower())
        return ordered.pop(0) if ordered else self.at_random(method)


async def befall(mishap: Mishap, request: web.Request) -> web.Response:
    """Let a request go wrong; what is returned reaches nobody but whoever waits longer than the mishap lasts."""
    if mishap.kind is Kind.HANG:
        await asyncio.sleep(mishap.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)

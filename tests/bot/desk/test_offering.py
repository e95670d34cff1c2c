"""Who types in another chat never waits for others, and never sees what went wrong."""

import asyncio
import threading

import pytest

from bot.answer import Source
from bot.asker import Asker
from bot.desk.offering import Offering, Offers
from bot.desk.shelf import Holdings
from bot.language import Language
from bot.parts import Parts
from tests.handlers.desk import Parrot

LI = Asker("test", "li", "li")
ZH = Language.SIMPLIFIED


class Slow(Holdings):
    """Finds nothing, and not before it may."""

    def __init__(self) -> None:
        self.may, self.threads = threading.Event(), set[str]()

    def found(self, text: str, language: Language, limit: int) -> tuple[Source, ...]:
        self.threads.add(threading.current_thread().name)
        self.may.wait(10)
        return ()


class OneShelf:
    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings


@pytest.mark.asyncio
async def test_beyond_some_searches_nothing_is_looked_up() -> None:
    holdings = Slow()
    offering = Offering(Parts(Parrot(), shelf=OneShelf(holdings)), most_waiting=2)  # type: ignore[arg-type]
    waiting = [asyncio.create_task(offering.offer(LI, "标准地", ZH)) for _ in range(2)]
    await asyncio.sleep(0)

    assert await offering.offer(LI, "标准地", ZH) is None

    holdings.may.set()
    assert await asyncio.gather(*waiting) == [Offers((), ZH)] * 2
    assert await offering.offer(LI, "标准地", ZH) == Offers((), ZH)
    assert all(name.startswith("offer") for name in holdings.threads) and len(holdings.threads) == 1
    offering.close()

"""What is offered to who types in another chat: passages with their source, or, before the first word, the lists."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import structlog

from bot.answer import Source
from bot.asker import Asker
from bot.desk.labels import line
from bot.desk.lists import reference_notes
from bot.desk.shop import Shop
from bot.directory import Card, Directory
from bot.language import Language, detect_language
from bot.parts import Parts
from bot.replies import Reply
from bot.reply import citation, quoted_language
from bot.texts import say

PAGE = 20  # offers at a time
MOST = 60  # offers in all
MOST_WAITING = 16  # searches; who types the next letter does not want the one before any more
_LONGEST_TEXT = 256  # characters that are looked at
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 120, 240  # characters
_NAMES = 30  # of a list
_SOURCES = 5  # of a list

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be sent: known by its `title` and `description`; `id` (at most 64 ASCII characters) is its own."""

    id: str
    title: str
    description: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Offers:
    """Some offers, in `language`; `following` is the number of the first of those that follow, 0 where none do."""

    offers: tuple[Offer, ...]
    language: Language
    following: int = 0


class Offering:
    """Searches what is served for whoever types, in one thread of its own: questions that were asked go first.

    What is typed comes letter by letter and is no question yet, so it is kept nowhere. `language` is that of the
    messenger.
    """

    def __init__(self, parts: Parts, most_waiting: int = MOST_WAITING) -> None:
        self._shop = Shop(parts)
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="offer")
        self._most_waiting = most_waiting
        self._waiting = 0

    async def offer(self, asker: Asker, text: str, language: Language, start: int = 0) -> Offers | None:
        """Up to PAGE offers from number `start` on; None where nothing can be looked up just now. Never raises."""
        if self._waiting >= self._most_waiting:
            return None
        self._waiting += 1
        try:
            return await self._offers(asker, text.strip()[:_LONGEST_TEXT], language, max(start, 0))
        except Exception as error:  # nobody has asked anything yet who could be told of it
            _log.error("nothing offered", reason=type(error).__name__)
            return None
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the search under way finish and end the thread."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _offers(self, asker: Asker, text: str, language: Language, start: int) -> Offers:
        chosen = await self._shop.chosen(asker)
        spoken = chosen or detect_language(text, language)
        if start >= MOST:
            return Offers((), spoken)
        loop = asyncio.get_running_loop()
        if not text:
            directory = await self._shop.directory() if self._shop.parts.directories is not None else None
            found = await loop.run_in_executor(self._threads, _lists, directory, spoken) if directory else ()
        else:
            holdings = self._shop.holdings
            sources = await loop.run_in_executor(self._threads, holdings.found, text, spoken, MOST) if holdings else ()
            found = tuple(_passage(source, spoken) for source in sources)
        following = start + PAGE if len(found) > start + PAGE else 0
        return Offers(found[start : start + PAGE], spoken, following)


def _passage(source: Source, language: Language) -> Offer:
    title = f"{source.title} › {source.heading}" if source.heading else source.title
    remark = quoted_language(source, language)
    note = citation(source, language) + (f" {remark}" if remark else "")
    return Offer(
        source.passage,
        line(title, _LONGEST_TITLE),
        line(source.quote, _LONGEST_DESCRIPTION),
        Reply(source.quote, (note,)),
    )


def _lists(directory: Directory, language: Language) -> tuple[Offer, ...]:
    """The menu's lists, without those that are empty."""
    found = []
    for count in directory.counts(language):
        cards = directory.cards(count.kind, language)
        if cards:
            title = say("desk_button_list", language, name=count.name, count=count.count)
            found.append(Offer(f"list-{count.kind}", title, _names(cards, language), _list(title, cards, language)))
    return tuple(found)


def _names(cards: tuple[Card, ...], language: Language) -> str:
    return line(say("names_between", language).join(card.name for card in cards), _LONGEST_DESCRIPTION)


def _list(title: str, cards: tuple[Card, ...], language: Language) -> Reply:
    lines = [title, *(f"• {card.name}" for card in cards[:_NAMES])]
    if len(cards) > _NAMES:
        lines.append("…")
    documents = (replace(card.reference, heading=card.reference.title) for card in cards[:_NAMES])
    notes = dict.fromkeys(reference_notes(reference, language)[0] for reference in documents)
    return Reply("\n".join(lines), tuple(notes)[:_SOURCES])

"""What the documents hold, to look around in: menu, lists and cards, chain maps, comparisons."""

import asyncio

import structlog

from bot.asker import Asker
from bot.comparison import compare
from bot.desk.chain_maps import chain_reply, chains_reply, map_named, node_named, node_question, node_reply
from bot.desk.choosing import choice_reply, chosen_cards, kinds_reply, side_reply
from bot.desk.lists import card_reply, list_reply
from bot.desk.menu import menu_reply
from bot.desk.shelf import Known
from bot.desk.shop import Shop, original, said
from bot.language import Language
from bot.replies import Reply, Said
from bot.texts import say
from knowledge.entries import EntryKind
from knowledge.errors import KnowledgeError

_PATIENCE = 1.0  # seconds to find out what can be asked about a card

_log = structlog.get_logger(__name__)


class Showroom:
    """Shows what there is. Raises KnowledgeError where it cannot be read, OSError where no picture can be kept."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def menu(self, _asker: Asker, language: Language, *, opening: str = "") -> Said:
        """The menu, after an `opening`, which is the key of a text, where one is wanted."""
        directory = None
        try:
            directory = await self._shop.directory() if self._shop.parts.directories is not None else None
        except KnowledgeError as error:  # whoever comes is greeted all the same
            _log.error("lists not known", reason=type(error).__name__)
        reply = await asyncio.to_thread(
            menu_reply,
            directory,
            language,
            opening=opening,
            with_faq=self._shop.parts.office is not None,
            with_language=self._shop.parts.preferences is not None,
        )
        return said(reply, in_place=True)

    async def listed(self, _asker: Asker, language: Language, kind: str, number: str) -> Said:
        """One page of a list."""
        directory = await self._shop.directory()
        return said(
            await asyncio.to_thread(list_reply, directory, EntryKind(kind), int(number), language), in_place=True
        )

    async def card(self, asker: Asker, language: Language, kind: str, entry: str) -> Said:
        """The card of an entry; the list where it is gone."""
        directory = await self._shop.directory()
        card = await asyncio.to_thread(directory.card, EntryKind(kind), entry, language)
        if card is None:
            gone = Reply(say("desk_card_gone", language))
            listed = await self.listed(asker, language, kind, "1")
            return Said((gone, *listed.replies))
        holdings = self._shop.holdings
        related: list[Known] = []
        if holdings is not None:
            sections = holdings.about(card.topic, original(language), heading=card.reference.heading)
            related = await self._shop.sure(holdings, sections, _PATIENCE)
        return said(await asyncio.to_thread(card_reply, directory, card, related, language), in_place=True)

    async def chains(self, _asker: Asker, language: Language) -> Said:
        """Which maps there are."""
        directory = await self._shop.directory()
        return said(await asyncio.to_thread(chains_reply, directory, language), in_place=True)

    async def chain(self, asker: Asker, language: Language, name: str) -> Said:
        """The picture of a map."""
        directory = await self._shop.directory()
        chain_map = await asyncio.to_thread(map_named, directory, name, language)
        if chain_map is None or self._shop.parts.pictures is None:
            return await self.gone(asker, language)
        picture = await asyncio.to_thread(self._shop.parts.pictures.chain, chain_map, language)
        return said(chain_reply(chain_map, picture, language))

    async def node(self, asker: Asker, language: Language, name: str, node_name: str) -> Said:
        """What a map says of a node, and what can be asked about it."""
        directory = await self._shop.directory()
        chain_map = await asyncio.to_thread(map_named, directory, name, language)
        node = node_named(chain_map.chain, node_name) if chain_map is not None else None
        if chain_map is None or node is None:
            return await self.gone(asker, language)
        known: list[Known] = []
        question = node_question(chain_map, node, language)
        constructed: str | None = None
        holdings = self._shop.holdings
        if holdings is not None:
            written = await asyncio.to_thread(map_named, directory, name, original(language))
            there = node_named(written.chain, node_name) if written is not None else None
            words = there.label if there is not None else node.label
            sections = holdings.about(chain_map.topic, original(language), words=words)
            known = await self._shop.sure(holdings, sections, _PATIENCE)
            if written is not None and there is not None and not known:
                text = node_question(written, there, original(language))
                asked = holdings.constructed(text, chain_map.topic, words, original(language))
                sure = await self._shop.sure(holdings, [[asked]] if asked is not None else [], _PATIENCE)
                constructed = question if sure else None
        return said(node_reply(chain_map, node, known, constructed, language))

    async def question(self, language: Language, name: str, node_name: str) -> str | None:
        """The question about a node that no document suggests; None where the node is gone."""
        directory = await self._shop.directory()
        chain_map = await asyncio.to_thread(map_named, directory, name, language)
        node = node_named(chain_map.chain, node_name) if chain_map is not None else None
        return node_question(chain_map, node, language) if chain_map is not None and node is not None else None

    async def gone(self, asker: Asker, language: Language) -> Said:
        """Say that a map, or a node of it, is not there any more."""
        others = await self.chains(asker, language)
        return Said((Reply(say("desk_chain_gone", language)), *others.replies))

    async def compare(self, _asker: Asker, language: Language, kind: str, choice: str) -> Said:
        """What can be compared, or what is chosen so far."""
        directory = await self._shop.directory()
        if not kind:
            return said(await asyncio.to_thread(kinds_reply, directory, language), in_place=True)
        reply = await asyncio.to_thread(choice_reply, directory, EntryKind(kind), choice, language)
        return said(reply, in_place=True)

    async def side(self, _asker: Asker, language: Language, kind: str, choice: str) -> Said:
        """What was chosen, side by side."""
        directory = await self._shop.directory()
        cards = await asyncio.to_thread(directory.cards, EntryKind(kind), language)
        chosen = chosen_cards(cards, choice)
        if len(chosen) < len(choice.split("-")) or len(chosen) < 2 or self._shop.parts.pictures is None:
            reply = await asyncio.to_thread(choice_reply, directory, EntryKind(kind), choice, language)
            return Said((Reply(say("desk_compare_gone", language)), reply))
        comparison = compare(chosen, language)
        picture = await asyncio.to_thread(self._shop.parts.pictures.comparison, comparison)
        return said(side_reply(comparison, picture, EntryKind(kind), choice, language))

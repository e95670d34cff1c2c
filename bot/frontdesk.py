"""The front desk: the whole conversation with a visitor, menus and buttons included, whatever the messenger."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from bot.answer import Answer, Outcome
from bot.asker import Asker, ChatKind
from bot.comparison import compare
from bot.desk.actions import AUTOMATIC, parsed
from bot.desk.asked_often import ALL, SHOWN, faq_reply
from bot.desk.below import agreed_reply, answer_reply, why_reply
from bot.desk.chain_maps import chain_reply, chains_reply, map_named, node_named, node_question, node_reply
from bot.desk.choices import forget_reply, language_reply, person_key
from bot.desk.choosing import choice_reply, chosen_cards, kinds_reply, side_reply
from bot.desk.labels import menu_button
from bot.desk.lists import card_reply, list_reply
from bot.desk.menu import menu_reply
from bot.desk.passages import MORE_AT_ONCE, MOST_SOURCES, more_reply, source_reply
from bot.desk.shelf import Holdings, Known
from bot.directory import Directory
from bot.errors import BusyError
from bot.language import Language, in_script
from bot.parts import Parts
from bot.questions.frequent import public
from bot.questions.recall import Recalled
from bot.questions.votes import Complaint
from bot.questions.words import words_of
from bot.replies import Reply, Said
from bot.texts import say
from bot.worker import Worker
from index.normalise import normalise
from knowledge.entries import EntryKind
from knowledge.errors import DatabaseError, KnowledgeError

RELATED = 3
_PATIENCE = 1.0  # seconds to find out what can be asked about a card

_log = structlog.get_logger(__name__)


class Handover(Protocol):
    """Whoever passes visitors on to an investment officer; like the desk, it raises for nothing that they send."""

    async def begin(self, asker: Asker, answer_id: str, language: Language) -> Said:
        """Pass on the question of an answer, or, where `answer_id` is empty, ask what it is about."""
        ...

    async def press(self, asker: Asker, action: str, language: Language) -> Said | None:
        """Take a button of the hand-over's own; None where it is none."""
        ...

    async def take(self, asker: Asker, text: str, language: Language) -> Said | None:
        """Take a text that the visitor was asked for; None where none was: then it is a question."""
        ...


OnPress = Callable[..., Awaitable[Said]]  # asker, language and the button's values


class Reception:
    """The front desk (`bot.replies.FrontDesk`) over the program's parts.

    `worker` answers questions; it is the caller's, as the parts are. Without a handover nobody is passed on. What the
    buttons carry is in `bot.desk.actions`. `language` is that of the visitor's messenger; the one they chose goes
    before it, and in answers that of the question does.
    """

    def __init__(self, parts: Parts, worker: Worker, handover: Handover | None = None) -> None:
        self._parts = parts
        self._worker = worker
        self._handover = handover
        self._presses: Mapping[str, OnPress] = {
            "menu": self._menu,
            "faq": self._faq,
            "list": self._list,
            "card": self._card,
            "chains": self._chains,
            "chain": self._chain,
            "node": self._node,
            "about": self._about,
            "compare": self._compare,
            "side": self._side,
            "src": self._source,
            "more": self._more,
            "rel": self._related_question,
            "ask": self._known_question,
            "vote": self._vote,
            "why": self._why,
            "hand": self._hand,
            "contact": self._contact,
            "notify": self._notify,
            "unnotify": self._unnotify,
            "language": self._language,
            "privacy": self._privacy,
        }

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Take a text: a question, or what the visitor was asked for.

        Raises only what a defect of the program makes the conversation raise.
        """
        chosen = await self._chosen(asker)
        if self._handover is not None:
            taken = await self._handover.take(asker, text, chosen or language)
            if taken is not None:
                return taken
        return Said((await self._answered(asker, text, language, chosen),))

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Take a pressed button; one that is unknown or out of date is answered politely."""
        spoken = await self._chosen(asker) or language
        request = parsed(action)
        if request is None:
            taken = await self._handover.press(asker, action, spoken) if self._handover is not None else None
            return taken or Said(hint=say("desk_button_unknown", spoken))
        verb, values = request
        return await self._done(self._presses[verb](asker, spoken, *values), verb, spoken)

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Take a command: start, help, menu, chains, faq, compare, language, privacy, forget."""
        spoken = await self._chosen(asker) or language
        commands: Mapping[str, Callable[[], Awaitable[Said]]] = {
            "start": lambda: self._menu(asker, spoken, greeting=True),
            "menu": lambda: self._menu(asker, spoken),
            "chains": lambda: self._chains(asker, spoken),
            "faq": lambda: self._faq(asker, spoken, ""),
            "compare": lambda: self._compare(asker, spoken, "", ""),
            "language": lambda: self._language(asker, spoken, ""),
            "privacy": lambda: self._told_privacy(spoken),
            "forget": lambda: self._to_forget(asker, spoken),
        }
        work = commands.get(name)
        if work is None:
            return _said(Reply(say("help", spoken).strip(), buttons=((menu_button(spoken),),)))
        return replace(await self._done(work(), name, spoken), in_place=False)

    async def _done(self, work: Awaitable[Said], what: str, language: Language) -> Said:
        try:
            return await work
        except (KnowledgeError, OSError) as error:
            _log.error("front desk failed", what=what, reason=type(error).__name__)
            return _said(Reply(say("desk_unavailable", language)))

    # Menu, lists, maps, comparison

    async def _menu(self, _asker: Asker, language: Language, *, greeting: bool = False) -> Said:
        directory = None
        try:
            directory = await self._directory() if self._parts.directories is not None else None
        except KnowledgeError as error:  # whoever comes is greeted all the same
            _log.error("lists not known", reason=type(error).__name__)
        reply = await asyncio.to_thread(
            menu_reply,
            directory,
            language,
            greeting=greeting,
            with_faq=self._parts.office is not None,
            with_language=self._parts.preferences is not None,
        )
        return _said(reply, in_place=True)

    async def _list(self, _asker: Asker, language: Language, kind: str, number: str) -> Said:
        directory = await self._directory()
        return _said(
            await asyncio.to_thread(list_reply, directory, EntryKind(kind), int(number), language), in_place=True
        )

    async def _card(self, asker: Asker, language: Language, kind: str, entry: str) -> Said:
        directory = await self._directory()
        card = await asyncio.to_thread(directory.card, EntryKind(kind), entry, language)
        if card is None:
            gone = Reply(say("desk_card_gone", language))
            listed = await self._list(asker, language, kind, "1")
            return Said((gone, *listed.replies))
        holdings = self._holdings
        related: list[Known] = []
        if holdings is not None:
            sections = holdings.about(card.topic, _original(language), heading=card.reference.heading)
            related = await self._sure(holdings, sections, _PATIENCE)
        return _said(await asyncio.to_thread(card_reply, directory, card, related, language), in_place=True)

    async def _chains(self, _asker: Asker, language: Language) -> Said:
        directory = await self._directory()
        return _said(await asyncio.to_thread(chains_reply, directory, language), in_place=True)

    async def _chain(self, asker: Asker, language: Language, name: str) -> Said:
        directory = await self._directory()
        chain_map = await asyncio.to_thread(map_named, directory, name, language)
        if chain_map is None or self._parts.pictures is None:
            return await self._chain_gone(asker, language)
        picture = await asyncio.to_thread(self._parts.pictures.chain, chain_map, language)
        return _said(chain_reply(chain_map, picture, language))

    async def _node(self, asker: Asker, language: Language, name: str, node_name: str) -> Said:
        directory = await self._directory()
        chain_map = await asyncio.to_thread(map_named, directory, name, language)
        node = node_named(chain_map.chain, node_name) if chain_map is not None else None
        if chain_map is None or node is None:
            return await self._chain_gone(asker, language)
        known: list[Known] = []
        question = node_question(chain_map, node, language)
        constructed: str | None = None
        holdings = self._holdings
        if holdings is not None:
            original = await asyncio.to_thread(map_named, directory, name, _original(language))
            there = node_named(original.chain, node_name) if original is not None else None
            words = there.label if there is not None else node.label
            sections = holdings.about(chain_map.topic, _original(language), words=words)
            known = await self._sure(holdings, sections, _PATIENCE)
            if original is not None and there is not None and not known:
                text = node_question(original, there, _original(language))
                asked = holdings.constructed(text, chain_map.topic, words, _original(language))
                sure = await self._sure(holdings, [[asked]] if asked is not None else [], _PATIENCE)
                constructed = question if sure else None
        return _said(node_reply(chain_map, node, known, constructed, language))

    async def _about(self, asker: Asker, language: Language, name: str, node_name: str) -> Said:
        directory = await self._directory()
        chain_map = await asyncio.to_thread(map_named, directory, name, language)
        node = node_named(chain_map.chain, node_name) if chain_map is not None else None
        if chain_map is None or node is None:
            return await self._chain_gone(asker, language)
        return await self._prompted(asker, node_question(chain_map, node, language), language)

    async def _chain_gone(self, asker: Asker, language: Language) -> Said:
        others = await self._chains(asker, language)
        return Said((Reply(say("desk_chain_gone", language)), *others.replies))

    async def _compare(self, _asker: Asker, language: Language, kind: str, choice: str) -> Said:
        directory = await self._directory()
        if not kind:
            return _said(await asyncio.to_thread(kinds_reply, directory, language), in_place=True)
        reply = await asyncio.to_thread(choice_reply, directory, EntryKind(kind), choice, language)
        return _said(reply, in_place=True)

    async def _side(self, _asker: Asker, language: Language, kind: str, choice: str) -> Said:
        directory = await self._directory()
        cards = await asyncio.to_thread(directory.cards, EntryKind(kind), language)
        chosen = chosen_cards(cards, choice)
        if len(chosen) < len(choice.split("-")) or len(chosen) < 2 or self._parts.pictures is None:
            reply = await asyncio.to_thread(choice_reply, directory, EntryKind(kind), choice, language)
            return Said((Reply(say("desk_compare_gone", language)), reply))
        comparison = compare(chosen, language)
        picture = await asyncio.to_thread(self._parts.pictures.comparison, comparison)
        return _said(side_reply(comparison, picture, EntryKind(kind), choice, language))

    # Below an answer

    async def _source(self, asker: Asker, language: Language, answer_id: str) -> Said:
        recalled = await self._recalled(answer_id)
        if recalled is None:
            return _said(Reply(say("desk_answer_gone", language)))
        language = await self._chosen(asker) or recalled.language
        if recalled.curated or not recalled.quoted:
            return _said(Reply(say("desk_source_curated" if recalled.curated else "desk_source_none", language)))
        holdings = self._holdings
        passages = [holdings.passage(one) for one in recalled.quoted[:MOST_SOURCES]] if holdings is not None else []
        found = [passage for passage in passages if passage is not None]
        if holdings is None or not found:
            return await self._anew(asker, recalled, language)
        return Said(tuple(source_reply(holdings, passage, language) for passage in found))

    async def _more(self, asker: Asker, language: Language, answer_id: str, shown: str) -> Said:
        recalled = await self._recalled(answer_id)
        if recalled is None:
            return _said(Reply(say("desk_answer_gone", language)))
        language = await self._chosen(asker) or recalled.language
        holdings = self._holdings
        held = [holdings.passage(one) for one in recalled.further] if holdings is not None else []
        if holdings is None or (recalled.further and not any(held)):
            return await self._anew(asker, recalled, language)
        begin = int(shown or 0)
        end = begin + MORE_AT_ONCE
        passages = [passage for passage in held[begin:end] if passage is not None]
        if not passages:
            return _said(Reply(say("no_more", language)))
        return _said(more_reply(holdings, answer_id, passages, end, len(held) - end, language))

    async def _anew(self, asker: Asker, recalled: Recalled, language: Language) -> Said:
        """Say that the documents were updated, and answer from what holds now."""
        told = Reply(say("desk_updated", language))
        answered = await self._prompted(asker, recalled.question, language, shown=False)
        return Said((told, *answered.replies))

    async def _related_question(self, asker: Asker, language: Language, _answer_id: str, key: str) -> Said:
        return await self._known_question(asker, language, key)

    async def _known_question(self, asker: Asker, language: Language, key: str) -> Said:
        known = self._holdings.question(key) if self._holdings is not None else None
        if known is None:
            return _said(Reply(say("desk_question_gone", language)))
        if known.language == Language.ENGLISH:
            return await self._prompted(asker, known.text, Language.ENGLISH)
        chinese = language if language is not Language.ENGLISH else Language.SIMPLIFIED
        return await self._prompted(asker, in_script(known.text, chinese), chinese)

    async def _vote(self, asker: Asker, language: Language, answer_id: str, direction: str) -> Said:
        up = direction == "up"
        if not await self._voted(answer_id, asker, 1 if up else -1):
            return Said(hint=say("desk_not_yours", language))
        return Said(hint=say("desk_thanks", language)) if up else _said(why_reply(answer_id, language))

    async def _why(self, asker: Asker, language: Language, answer_id: str, complaint: str) -> Said:
        if not await self._voted(answer_id, asker, -1, Complaint(complaint)):
            return Said(hint=say("desk_not_yours", language))
        return _said(Reply(say("desk_noted", language)), in_place=True)

    async def _voted(self, answer_id: str, asker: Asker, value: int, complaint: Complaint | None = None) -> bool:
        log = self._parts.questions
        return log is not None and await asyncio.to_thread(log.vote, answer_id, asker, value, complaint)

    async def _hand(self, asker: Asker, language: Language, answer_id: str) -> Said:
        if self._handover is None:
            return _said(Reply(say("desk_contact_none", language)))
        return await self._handover.begin(asker, answer_id, language)

    async def _contact(self, asker: Asker, language: Language) -> Said:
        return await self._hand(asker, language, "")

    async def _notify(self, asker: Asker, language: Language, answer_id: str) -> Said:
        desk = self._parts.desk
        if asker.chat_kind is not ChatKind.PRIVATE or desk is None:
            return Said()
        if self._parts.questions is not None:
            await self._recalled(answer_id)  # what is on its way to the log is there then
        if not await asyncio.to_thread(desk.waiting.wait, answer_id, asker):
            return _said(Reply(say("notify_unknown", language)))
        return _said(agreed_reply(answer_id, language))

    async def _unnotify(self, asker: Asker, language: Language, answer_id: str) -> Said:
        desk = self._parts.desk
        if asker.chat_kind is not ChatKind.PRIVATE or desk is None:
            return Said()
        await asyncio.to_thread(desk.waiting.forget, answer_id, asker)
        return _said(Reply(say("notify_forgotten", language)), in_place=True)

    # What others ask

    async def _faq(self, asker: Asker, language: Language, group: str) -> Said:
        office = self._parts.office
        if office is None:
            return _said(Reply(say("faq_none", language)))
        least = office.settings.faq_least_askers
        asked = await asyncio.to_thread(public, office.engine, language, least, ALL if group else SHOWN)
        if not group:
            names = (await asyncio.to_thread(words_of, office.engine, language)).topics
            return _said(faq_reply(asked, names, language))
        wanted = next((one for one in asked if one.group == int(group)), None)
        if wanted is None:
            return _said(Reply(say("faq_gone", language)))
        return await self._prompted(asker, wanted.wording, wanted.language)

    # What visitors decide

    async def _language(self, asker: Asker, language: Language, tag: str) -> Said:
        preferences = self._parts.preferences
        if preferences is None:
            return _said(Reply(say("desk_language_off", language)))
        if not tag:
            chosen = await asyncio.to_thread(preferences.language, asker)
            return _said(language_reply(chosen, language), in_place=True)
        chosen = None if tag == AUTOMATIC else Language(tag)
        await asyncio.to_thread(preferences.choose, asker, chosen)
        return _said(language_reply(chosen, chosen or language, kept=True), in_place=True)

    async def _told_privacy(self, language: Language) -> Said:
        log = self._parts.questions
        if log is None:
            return _said(Reply(say("privacy_off", language)))
        return _said(Reply(say("privacy", language, days=log.retention_days).strip()))

    async def _to_forget(self, asker: Asker, language: Language) -> Said:
        if self._parts.questions is None:
            return _said(Reply(say("privacy_off", language)))
        return _said(forget_reply(asker, language))

    async def _privacy(self, asker: Asker, language: Language, what: str, person: str) -> Said:
        log = self._parts.questions
        if log is None or person != person_key(asker):
            return Said(hint=say("desk_not_yours", language))
        if what == "keep":
            return _said(Reply(say("forget_kept", language)), in_place=True)
        try:
            forgotten = await asyncio.to_thread(log.forget, asker)
        except DatabaseError as error:
            _log.error("questions not forgotten", fault=error.fault.value)
            return _said(Reply(say("forget_failed", language)), in_place=True)
        if self._parts.handover is not None:
            self._parts.handover.form.news()  # what was left for a colleague is to go from the staff's chats as well
        return _said(Reply(say("forget_done", language, count=forgotten.count)), in_place=True)

    # Asking

    async def _prompted(self, asker: Asker, text: str, language: Language, *, shown: bool = True) -> Said:
        """Ask what a button says."""
        asked = replace(asker, prompted=True)
        chosen = await self._chosen(asker)
        return Said((await self._answered(asked, text, language, chosen, text if shown else ""),))

    async def _answered(
        self, asker: Asker, text: str, language: Language, chosen: Language | None, question: str = ""
    ) -> Reply:
        try:
            answer = await self._worker.ask(text, asker, language, chosen)
        except BusyError:
            return Reply(say("busy", chosen or language), question=question)
        return answer_reply(
            answer,
            await self._asked_next(answer),
            recorded=self._parts.questions is not None,
            with_notice=self._parts.desk is not None and asker.chat_kind is ChatKind.PRIVATE,
            with_handover=self._handover is not None,
            question=question,
        )

    async def _asked_next(self, answer: Answer) -> list[Known]:
        """Related questions that are known to be answered; an answer never waits for them."""
        holdings = self._holdings
        if holdings is None or self._parts.questions is None or answer.outcome is not Outcome.ANSWERED:
            return []
        asked = normalise(answer.interpreted_as)
        sections = [
            [one for one in section if one.language in answer.language.page_languages and normalise(one.text) != asked]
            for section in holdings.related([source.passage for source in answer.sources])
        ]
        return await self._sure(holdings, sections)

    async def _sure(
        self, holdings: Holdings, sections: Sequence[Sequence[Known]], patience: float = 0.0
    ) -> list[Known]:
        sureness = self._parts.sureness
        if sureness is None:
            return []
        return await asyncio.to_thread(sureness.sure, holdings, sections, RELATED, patience)

    # The parts

    @property
    def _holdings(self) -> Holdings | None:
        return self._parts.shelf.holdings if self._parts.shelf is not None else None

    async def _directory(self) -> Directory:
        """The lists of what is served; KnowledgeError where they cannot be read."""
        directories, holdings = self._parts.directories, self._holdings
        snapshot = holdings.snapshot if holdings is not None else None
        if directories is None:
            raise KnowledgeError("this front desk has no lists")
        return await asyncio.to_thread(directories.of, snapshot)

    async def _recalled(self, answer_id: str) -> Recalled | None:
        log = self._parts.questions
        return await asyncio.to_thread(log.recall, answer_id) if log is not None else None

    async def _chosen(self, asker: Asker) -> Language | None:
        preferences = self._parts.preferences
        if preferences is None:
            return None
        try:
            return await asyncio.to_thread(preferences.language, asker)
        except DatabaseError as error:
            _log.error("preference not known", fault=error.fault.value)
            return None


def _original(language: Language) -> Language:
    """The language in which the documents for a reader are written, as far as they are."""
    return Language.ENGLISH if language is Language.ENGLISH else Language.SIMPLIFIED


def _said(reply: Reply, *, in_place: bool = False) -> Said:
    return Said((reply,), in_place)

"""The front desk: the whole conversation with a visitor, menus and buttons included, whatever the messenger."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog

from bot.answer import Answer, Outcome
from bot.asker import Asker
from bot.desk.actions import AUTOMATIC, parsed
from bot.desk.aftermath import Aftermath
from bot.desk.asked_often import ALL, SHOWN, faq_reply
from bot.desk.below import answer_reply
from bot.desk.choices import forget_reply, language_reply, person_key
from bot.desk.labels import menu_button
from bot.desk.passing_on import Handover as Handover
from bot.desk.shelf import Known
from bot.desk.shop import Shop, said
from bot.desk.showroom import Showroom
from bot.errors import BusyError
from bot.language import Language
from bot.parts import Parts
from bot.questions.frequent import public
from bot.questions.words import words_of
from bot.replies import UNREAD, Reply, Said
from bot.texts import say
from bot.worker import Worker
from index.normalise import normalise
from knowledge.errors import DatabaseError, KnowledgeError

_log = structlog.get_logger(__name__)


OnPress = Callable[..., Awaitable[Said]]  # asker, language and the button's values


class Reception:
    """The front desk (`bot.replies.FrontDesk`) over the program's parts.

    `worker` answers questions; it is the caller's, as the parts are. Without a handover nobody is passed on. What the
    buttons carry is in `bot.desk.actions`. `language` is that of the visitor's messenger; the one they chose goes
    before it, and in answers that of the question does.
    """

    def __init__(self, parts: Parts, worker: Worker, handover: Handover | None = None) -> None:
        self._shop = Shop(parts)
        self._showroom = Showroom(self._shop)
        self._aftermath = Aftermath(self._shop, self._prompted)
        self._worker = worker
        self._handover = handover
        self._presses: Mapping[str, OnPress] = {
            "menu": self._showroom.menu,
            "faq": self._faq,
            "list": self._showroom.listed,
            "card": self._showroom.card,
            "chains": self._showroom.chains,
            "chain": self._showroom.chain,
            "node": self._showroom.node,
            "about": self._about,
            "compare": self._showroom.compare,
            "side": self._showroom.side,
            "src": self._aftermath.source,
            "more": self._aftermath.more,
            "rel": self._aftermath.related_question,
            "ask": self._aftermath.known_question,
            "vote": self._aftermath.vote,
            "why": self._aftermath.why,
            "hand": self._hand,
            "contact": self._contact,
            "notify": self._aftermath.notify,
            "unnotify": self._aftermath.unnotify,
            "language": self._language,
            "privacy": self._privacy,
        }

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        """Take a text: a question, or what the visitor was asked for.

        Raises only what a defect of the program makes the conversation raise.
        """
        chosen = await self._shop.chosen(asker)
        if self._handover is not None and asker.corrects is None:
            taken = await self._handover.take(asker, text, chosen or language)
            if taken is not None:
                return taken
        return Said((await self._answered(asker, text, language, chosen),))

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        """Take a pressed button; one that is unknown or out of date is answered politely."""
        spoken = await self._shop.chosen(asker) or language
        request = parsed(action)
        if request is None:
            taken = await self._handover.press(asker, action, spoken) if self._handover is not None else None
            return taken or Said(hint=say("desk_button_unknown", spoken))
        verb, values = request
        return await self._done(self._presses[verb](asker, spoken, *values), verb, spoken)

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        """Take a command: start, help, menu, chains, faq, compare, language, privacy, forget, or UNREAD."""
        spoken = await self._shop.chosen(asker) or language
        commands: Mapping[str, Callable[[], Awaitable[Said]]] = {
            "start": lambda: self._showroom.menu(asker, spoken, opening="welcome"),
            UNREAD: lambda: self._showroom.menu(asker, spoken, opening="desk_unread"),
            "menu": lambda: self._showroom.menu(asker, spoken),
            "chains": lambda: self._showroom.chains(asker, spoken),
            "faq": lambda: self._faq(asker, spoken, ""),
            "compare": lambda: self._showroom.compare(asker, spoken, "", ""),
            "language": lambda: self._language(asker, spoken, argument if argument in set(Language) else ""),
            "privacy": lambda: self._told_privacy(spoken),
            "forget": lambda: self._to_forget(asker, spoken),
        }
        work = commands.get(name)
        if work is None:
            return said(Reply(say("help", spoken).strip(), buttons=((menu_button(spoken),),)))
        return replace(await self._done(work(), name, spoken), in_place=False)

    async def _done(self, work: Awaitable[Said], what: str, language: Language) -> Said:
        try:
            return await work
        except (KnowledgeError, OSError) as error:
            _log.error("front desk failed", what=what, reason=type(error).__name__)
            return said(Reply(say("desk_unavailable", language)))

    async def _about(self, asker: Asker, language: Language, name: str, node: str) -> Said:
        question = await self._showroom.question(language, name, node)
        if question is None:
            return await self._showroom.gone(asker, language)
        return await self._prompted(asker, question, language)

    async def _hand(self, asker: Asker, language: Language, answer_id: str) -> Said:
        if self._handover is None:
            return said(Reply(say("desk_contact_none", language)))
        return await self._handover.begin(asker, answer_id, language)

    async def _contact(self, asker: Asker, language: Language) -> Said:
        return await self._hand(asker, language, "")

    # What others ask

    async def _faq(self, asker: Asker, language: Language, group: str) -> Said:
        office = self._shop.parts.office
        if office is None:
            return said(Reply(say("faq_none", language)))
        least = office.settings.faq_least_askers
        asked = await asyncio.to_thread(public, office.engine, language, least, ALL if group else SHOWN)
        if not group:
            names = (await asyncio.to_thread(words_of, office.engine, language)).topics
            return said(faq_reply(asked, names, language))
        wanted = next((one for one in asked if one.group == int(group)), None)
        if wanted is None:
            return said(Reply(say("faq_gone", language)))
        return await self._prompted(asker, wanted.wording, wanted.language)

    # What visitors decide

    async def _language(self, asker: Asker, language: Language, tag: str) -> Said:
        preferences = self._shop.parts.preferences
        if preferences is None:
            return said(Reply(say("desk_language_off", language)))
        if not tag:
            chosen = await asyncio.to_thread(preferences.language, asker)
            return said(language_reply(chosen, language), in_place=True)
        chosen = None if tag == AUTOMATIC else Language(tag)
        await asyncio.to_thread(preferences.choose, asker, chosen)
        return said(language_reply(chosen, chosen or language, kept=True), in_place=True)

    async def _told_privacy(self, language: Language) -> Said:
        log = self._shop.parts.questions
        if log is None:
            return said(Reply(say("privacy_off", language)))
        return said(Reply(say("privacy", language, days=log.retention_days).strip()))

    async def _to_forget(self, asker: Asker, language: Language) -> Said:
        if self._shop.parts.questions is None:
            return said(Reply(say("privacy_off", language)))
        return said(forget_reply(asker, language))

    async def _privacy(self, asker: Asker, language: Language, what: str, person: str) -> Said:
        log = self._shop.parts.questions
        if log is None or person != person_key(asker):
            return Said(hint=say("desk_not_yours", language))
        if what == "keep":
            return said(Reply(say("forget_kept", language)), in_place=True)
        try:
            forgotten = await asyncio.to_thread(log.forget, asker)
        except DatabaseError as error:
            _log.error("questions not forgotten", fault=error.fault.value)
            return said(Reply(say("forget_failed", language)), in_place=True)
        if self._shop.parts.handover is not None:
            # What was left for a colleague is to go from the staff's chats as well.
            self._shop.parts.handover.form.news()
        return said(Reply(say("forget_done", language, count=forgotten.count)), in_place=True)

    # Asking

    async def _prompted(self, asker: Asker, text: str, language: Language, *, shown: bool = True) -> Said:
        """Ask what a button says."""
        asked = replace(asker, prompted=True)
        chosen = await self._shop.chosen(asker)
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
            recorded=self._shop.parts.questions is not None,
            with_notice=self._shop.parts.desk is not None and asker.can_be_told,
            with_handover=self._handover is not None,
            question=question,
        )

    async def _asked_next(self, answer: Answer) -> list[Known]:
        """Related questions that are known to be answered; an answer never waits for them."""
        holdings = self._shop.holdings
        if holdings is None or self._shop.parts.questions is None or answer.outcome is not Outcome.ANSWERED:
            return []
        asked = normalise(answer.interpreted_as)
        sections = [
            [one for one in section if one.language in answer.language.page_languages and normalise(one.text) != asked]
            for section in holdings.related([source.passage for source in answer.sources])
        ]
        return await self._shop.sure(holdings, sections)

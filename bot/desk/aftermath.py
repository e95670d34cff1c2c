"""What visitors do about an answer: read on, ask on, say what they think of it, wait for one."""

import asyncio
from typing import Protocol

from bot.asker import Asker, ChatKind
from bot.desk.below import agreed_reply, why_reply
from bot.desk.passages import MORE_AT_ONCE, MOST_SOURCES, more_reply, source_reply
from bot.desk.shop import Shop, said
from bot.language import Language, in_script
from bot.questions.recall import Recalled
from bot.questions.votes import Complaint
from bot.replies import Reply, Said
from bot.texts import say


class Asks(Protocol):
    """Asks what a button says; the question is `shown` above its answer or not."""

    async def __call__(self, asker: Asker, text: str, language: Language, *, shown: bool = True) -> Said: ...


class Aftermath:
    """Looks an answer up in the log, so that its buttons work after a restart and for other documents.

    Raises KnowledgeError where that cannot be read.
    """

    def __init__(self, shop: Shop, ask: Asks) -> None:
        self._shop = shop
        self._ask = ask

    async def source(self, asker: Asker, language: Language, answer_id: str) -> Said:
        """Where an answer is from, in context; where that is gone, the answer from what holds now."""
        recalled = await self._shop.recalled(answer_id)
        if recalled is None:
            return said(Reply(say("desk_answer_gone", language)))
        language = await self._shop.chosen(asker) or recalled.language
        if recalled.curated or not recalled.quoted:
            return said(Reply(say("desk_source_curated" if recalled.curated else "desk_source_none", language)))
        holdings = self._shop.holdings
        passages = [holdings.passage(one) for one in recalled.quoted[:MOST_SOURCES]] if holdings is not None else []
        found = [passage for passage in passages if passage is not None]
        if holdings is None or not found:
            return await self._anew(asker, recalled, language)
        return Said(tuple(source_reply(holdings, passage, language) for passage in found))

    async def more(self, asker: Asker, language: Language, answer_id: str, shown: str) -> Said:
        """The next of what else was found."""
        recalled = await self._shop.recalled(answer_id)
        if recalled is None:
            return said(Reply(say("desk_answer_gone", language)))
        language = await self._shop.chosen(asker) or recalled.language
        holdings = self._shop.holdings
        held = [holdings.passage(one) for one in recalled.further] if holdings is not None else []
        if holdings is None or (recalled.further and not any(held)):
            return await self._anew(asker, recalled, language)
        begin = int(shown or 0)
        end = begin + MORE_AT_ONCE
        passages = [passage for passage in held[begin:end] if passage is not None]
        if not passages:
            return said(Reply(say("no_more", language)))
        return said(more_reply(holdings, answer_id, passages, end, len(held) - end, language))

    async def _anew(self, asker: Asker, recalled: Recalled, language: Language) -> Said:
        """Say that the documents were updated, and answer from what holds now."""
        told = Reply(say("desk_updated", language))
        answered = await self._ask(asker, recalled.question, language, shown=False)
        return Said((told, *answered.replies))

    async def related_question(self, asker: Asker, language: Language, _answer_id: str, key: str) -> Said:
        """Ask what was offered below an answer."""
        return await self.known_question(asker, language, key)

    async def known_question(self, asker: Asker, language: Language, key: str) -> Said:
        """Ask what the documents suggest."""
        known = self._shop.holdings.question(key) if self._shop.holdings is not None else None
        if known is None:
            return said(Reply(say("desk_question_gone", language)))
        if known.language == Language.ENGLISH:
            return await self._ask(asker, known.text, Language.ENGLISH)
        chinese = language if language is not Language.ENGLISH else Language.SIMPLIFIED
        return await self._ask(asker, in_script(known.text, chinese), chinese)

    async def vote(self, asker: Asker, language: Language, answer_id: str, direction: str) -> Said:
        """Keep what the asker thinks of an answer; ask why where that is bad."""
        up = direction == "up"
        if not await self._voted(answer_id, asker, 1 if up else -1):
            return Said(hint=say("desk_not_yours", language))
        return Said(hint=say("desk_thanks", language)) if up else said(why_reply(answer_id, language))

    async def why(self, asker: Asker, language: Language, answer_id: str, complaint: str) -> Said:
        """Keep what was wrong."""
        if not await self._voted(answer_id, asker, -1, Complaint(complaint)):
            return Said(hint=say("desk_not_yours", language))
        return said(Reply(say("desk_noted", language)), in_place=True)

    async def _voted(self, answer_id: str, asker: Asker, value: int, complaint: Complaint | None = None) -> bool:
        log = self._shop.parts.questions
        return log is not None and await asyncio.to_thread(log.vote, answer_id, asker, value, complaint)

    async def notify(self, asker: Asker, language: Language, answer_id: str) -> Said:
        """Remember that a visitor wants to be told when there is an answer."""
        desk = self._shop.parts.desk
        if asker.chat_kind is not ChatKind.PRIVATE or desk is None:
            return Said()
        if self._shop.parts.questions is not None:
            await self._shop.recalled(answer_id)  # what is on its way to the log is there then
        if not await asyncio.to_thread(desk.waiting.wait, answer_id, asker):
            return said(Reply(say("notify_unknown", language)))
        return said(agreed_reply(answer_id, language))

    async def unnotify(self, asker: Asker, language: Language, answer_id: str) -> Said:
        """Forget that again."""
        desk = self._shop.parts.desk
        if asker.chat_kind is not ChatKind.PRIVATE or desk is None:
            return Said()
        await asyncio.to_thread(desk.waiting.forget, answer_id, asker)
        return said(Reply(say("notify_forgotten", language)), in_place=True)

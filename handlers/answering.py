"""Answer what was left open: pick a group of questions, write one message, look at it, publish."""

import asyncio
from datetime import UTC, datetime

import structlog
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.language import Language, detect_language
from bot.questions.content import personal_data
from bot.questions.desk import AnswerDesk
from bot.questions.drafts import Awaited, Draft
from bot.questions.precedence import given
from bot.questions.records import Curated, CuratedState
from bot.reply import footnotes
from bot.texts import say
from handlers.archive import page_asked, rows_of, turning
from handlers.messages import drop_buttons, line, rewrite, tell
from handlers.notices import Notices
from handlers.rights import Person, button_data
from index.normalise import normalise
from knowledge.errors import DatabaseError

_log = structlog.get_logger(__name__)


class Answering:
    """/unanswered, and all buttons from 回答 to 发布."""

    def __init__(self, desk: AnswerDesk, notices: Notices) -> None:
        self._desk = desk
        self._notices = notices

    async def command(self, person: Person, message: Message) -> None:
        """List what was left open."""
        await tell(message, *await self._open(person, page_asked(message)))

    async def page(self, person: Person, query: CallbackQuery, page: str) -> None:
        """Turn to another page of what was left open."""
        await rewrite(query, *await self._open(person, int(page)))

    async def answer(self, person: Person, query: CallbackQuery, group: str) -> None:
        """Begin to answer a group of questions, or to write its answer anew."""
        draft = await asyncio.to_thread(self._desk.drafts.begin, int(group), actor=person.actor)
        await self._ask(person, query, draft)

    async def amend(self, person: Person, query: CallbackQuery, curated: str) -> None:
        """Begin to write an answer anew."""
        draft = await asyncio.to_thread(self._desk.drafts.change, int(curated), actor=person.actor)
        await self._ask(person, query, draft)

    async def expects(self, actor: str) -> bool:
        """Whether the next message of this person is part of an answer."""
        try:
            return await asyncio.to_thread(self._desk.drafts.awaited, actor) is not None
        except DatabaseError as error:
            _log.error("drafts not known", fault=error.fault.value)
            return False

    async def text(self, person: Person, message: Message) -> None:
        """Take the message that was awaited, and show what would be published."""
        draft = await asyncio.to_thread(self._desk.drafts.awaited, person.actor)
        if draft is not None:
            draft = await asyncio.to_thread(self._desk.drafts.write, draft.id, message.text or "", actor=person.actor)
            await self._show(person, message, draft)

    async def rewrite(self, person: Person, query: CallbackQuery, draft_id: str) -> None:
        """Ask for the answer once more."""
        draft = await asyncio.to_thread(self._desk.drafts.expect, draft_id, Awaited.ANSWER, actor=person.actor)
        await drop_buttons(query)
        await self._ask(person, query, draft)

    async def until(self, person: Person, query: CallbackQuery, draft_id: str) -> None:
        """Ask for the last day of the answer."""
        await asyncio.to_thread(self._desk.drafts.expect, draft_id, Awaited.VALID_UNTIL, actor=person.actor)
        await drop_buttons(query)
        await tell(query, say("draft_ask_until", person.language))

    async def cite(self, person: Person, query: CallbackQuery, draft_id: str) -> None:
        """Offer the passages that the answer may rest on."""
        draft = await asyncio.to_thread(self._desk.drafts.get, draft_id, actor=person.actor)
        passages = await self._nearby(draft)
        if not passages:
            await tell(query, say("draft_no_sources", person.language))
            return
        await drop_buttons(query)
        lines = [say("draft_ask_source", person.language)]
        lines += [f"{at}. {line(name, 160)}" for at, name in enumerate(passages.values(), start=1)]
        buttons = [
            InlineKeyboardButton(str(at), callback_data=button_data("cited", draft_id, passage))
            for at, passage in enumerate(passages, start=1)
        ]
        nothing = InlineKeyboardButton(
            say("button_uncite", person.language), callback_data=button_data("cited", draft_id, 0)
        )
        await tell(query, "\n".join(lines), InlineKeyboardMarkup([buttons, [nothing]]))

    async def cited(self, person: Person, query: CallbackQuery, draft_id: str, passage: str) -> None:
        """Take the passage that was picked, and show what would be published."""
        draft = await asyncio.to_thread(self._desk.drafts.get, draft_id, actor=person.actor)
        source = (await self._nearby(draft)).get(passage)
        draft = await asyncio.to_thread(self._desk.drafts.cite, draft_id, source, actor=person.actor)
        await drop_buttons(query)
        await self._show(person, query, draft)

    async def release(self, person: Person, query: CallbackQuery, draft_id: str) -> None:
        """Publish: from now on this is the answer, and those who wait for it are told."""
        curated = await asyncio.to_thread(self._desk.drafts.publish, draft_id, actor=person.actor)
        _log.info("curated answer published", curated=curated.id)
        await drop_buttons(query)
        await tell(query, say("draft_published", person.language))
        self._notices.wake()

    async def drop(self, person: Person, query: CallbackQuery, draft_id: str) -> None:
        """Give a draft up."""
        await asyncio.to_thread(self._desk.drafts.discard, draft_id, actor=person.actor)
        await drop_buttons(query)
        await tell(query, say("draft_dropped", person.language))

    async def _open(self, person: Person, number: int) -> tuple[str, InlineKeyboardMarkup | None]:
        page = await asyncio.to_thread(self._desk.unanswered, number)
        if not page.total:
            return say("unanswered_none", person.language), None
        lines = [say("unanswered_title", person.language, total=page.total, page=page.number, pages=page.pages)]
        first = (page.number - 1) * page.size + 1
        lines += [
            say(
                "unanswered_group",
                person.language,
                number=at,
                wording=line(group.wording),
                count=group.count,
                failed=group.failed,
            )
            for at, group in enumerate(page.items, start=first)
        ]
        buttons = [
            InlineKeyboardButton(
                say("button_answer", person.language, number=at), callback_data=button_data("answer", group.group)
            )
            for at, group in enumerate(page.items, start=first)
            if person.may_press("answer")
        ]
        rows = [*rows_of(buttons), *turning("unanswered", page, person.language)]
        return "\n".join(lines), InlineKeyboardMarkup(rows) if rows else None

    async def _nearby(self, draft: Draft) -> dict[str, str]:
        """The passages that the answer may rest on: id → title and heading."""
        text = f"{draft.content.question} {draft.content.answer}"
        passages = await asyncio.to_thread(self._desk.matcher.nearby, text)
        return {one.id: " › ".join(part for part in (one.title, one.heading) if part) for one in passages}

    async def _ask(self, person: Person, query: CallbackQuery, draft: Draft) -> None:
        content = draft.content
        key = "draft_ask_again" if content.answer else "draft_ask"
        text = say(key, person.language, question=content.question, answer=content.answer)
        if content.group_id is not None:
            asked = await asyncio.to_thread(self._desk.wordings, content.group_id)
            others = [f"• {line(one)}" for one in asked if one != normalise(content.question)]
            if others:
                text += "\n\n" + say("draft_also_asked", person.language, questions="\n".join(others))
        await tell(query, text, InlineKeyboardMarkup([[_button("drop", draft, person)]]))

    async def _show(self, person: Person, where: Message | CallbackQuery, draft: Draft) -> None:
        first = ("release", "rewrite", "drop")
        keyboard = [[_button(verb, draft, person) for verb in verbs] for verbs in (first, ("cite", "until"))]
        await tell(where, _preview(draft, person.language), InlineKeyboardMarkup(keyboard))


def _button(verb: str, draft: Draft, person: Person) -> InlineKeyboardButton:
    return InlineKeyboardButton(say(f"button_{verb}", person.language), callback_data=button_data(verb, draft.id))


def _preview(draft: Draft, language: Language) -> str:
    """What would be published, as an investor would read it, and what to look at before."""
    content, now = draft.content, datetime.now(UTC)
    written = detect_language(content.answer)
    curated = Curated(0, CuratedState.PUBLISHED, content, written, draft.actor, now, now, 0)
    answer = given(curated, written, content.question)
    parts = [
        say("draft_preview", language),
        say("draft_question", language, question=content.question),
        "",
        answer.text,
        "",
        *footnotes(answer),
    ]
    if content.valid_until:
        parts.append(say("draft_until", language, date=content.valid_until))
    for kind, shown in personal_data(content):
        concern = say(f"concern_{kind.value}", language)
        parts.append(say("draft_personal", language, concern=concern, detail=shown))
    return "\n".join(parts)

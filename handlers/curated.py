"""The answers that staff wrote, page by page: look at one, write it anew, withdraw it, say what it is not for."""

import asyncio
from datetime import date

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.language import Language
from bot.office import Office
from bot.questions.desk import AnswerDesk
from bot.questions.records import Curated
from bot.texts import say
from handlers.archive import moment, page_asked, rows_of, turning
from handlers.messages import line, rewrite, tell
from handlers.rights import Person, button_data

_NOT_FOR = 5  # shown of the questions that an answer is not for

View = tuple[str, InlineKeyboardMarkup | None]


class CuratedList:
    """/answers and its buttons."""

    def __init__(self, office: Office, desk: AnswerDesk) -> None:
        self._office = office
        self._answers = desk.answers

    async def command(self, person: Person, message: Message) -> None:
        """List the answers."""
        await tell(message, *await self._page(person, page_asked(message)))

    async def page(self, person: Person, query: CallbackQuery, page: str) -> None:
        """Turn to another page."""
        await rewrite(query, *await self._page(person, int(page)))

    async def show(self, person: Person, query: CallbackQuery, curated: str) -> None:
        """Show one answer with all that is known of it."""
        await tell(query, *await self._one(person, int(curated)))

    async def withdraw(self, person: Person, query: CallbackQuery, curated: str) -> None:
        """Give an answer no more."""
        await asyncio.to_thread(self._answers.retire, int(curated), actor=person.actor)
        await tell(query, say("answers_withdrawn", person.language))

    async def exclude(self, person: Person, query: CallbackQuery, curated: str) -> None:
        """Remember that the latest question that was given this answer was not meant."""
        number = int(curated)
        question = await asyncio.to_thread(self._answers.last_question, number)
        if question is None:
            await tell(query, say("answers_no_question", person.language))
            return
        await asyncio.to_thread(self._answers.exclude, number, question, actor=person.actor)
        await tell(query, say("answers_excluded", person.language, question=line(question)))

    async def _page(self, person: Person, number: int) -> View:
        page = await asyncio.to_thread(self._answers.page, number, 8)
        if not page.total:
            return say("answers_none", person.language), None
        names = await asyncio.to_thread(self._office.names)
        lines = [say("answers_title", person.language, total=page.total, page=page.number, pages=page.pages)]
        first = (page.number - 1) * page.size + 1
        for at, one in enumerate(page.items, start=first):
            question, about = line(one.content.question), _about(one, names, person.language)
            lines.append(say("answers_item", person.language, number=at, question=question, about=about))
        buttons = [
            InlineKeyboardButton(str(at), callback_data=button_data("curated", one.id))
            for at, one in enumerate(page.items, start=first)
        ]
        return "\n".join(lines), InlineKeyboardMarkup([*rows_of(buttons), *turning("answers", page, person.language)])

    async def _one(self, person: Person, number: int) -> View:
        one = await asyncio.to_thread(self._answers.get, number)
        last = await asyncio.to_thread(self._answers.last_question, number)
        names = await asyncio.to_thread(self._office.names)
        content = one.content
        parts = [say("draft_question", person.language, question=content.question), "", content.answer, ""]
        if content.source:
            parts.append(say("curated_rests_on", person.language, source=content.source))
        parts.append(_about(one, names, person.language))
        excluded = one.texts(wanted=False)[-_NOT_FOR:]
        if excluded:
            shown = "; ".join(line(text, 60) for text in excluded)
            parts.append(say("answers_not_for", person.language, questions=shown))
        if last is not None:
            parts.append(say("answers_last", person.language, question=line(last)))
        verbs = [verb for verb in ("amend", "withdraw", "exclude") if person.may_press(verb)]
        if last is None and "exclude" in verbs:
            verbs.remove("exclude")
        buttons = [
            InlineKeyboardButton(say(f"button_{verb}", person.language), callback_data=button_data(verb, number))
            for verb in verbs
        ]
        return "\n".join(parts), InlineKeyboardMarkup([buttons]) if buttons else None


def _about(one: Curated, names: dict[str, str], language: Language) -> str:
    """Who wrote an answer and when, how often it was given, and until when it holds."""
    author = line(names.get(one.author, one.author), 60)
    parts = [
        say("answers_by", language, author=author, date=moment(one.changed_at)),
        say("answers_hits", language, hits=one.hits),
    ]
    if one.content.valid_until:
        parts.append(say("draft_until", language, date=one.content.valid_until))
    if not one.holds(date.today()):
        parts.append(say("answers_expired", language))
    return " · ".join(parts)

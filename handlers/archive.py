"""What is published and what was done, page by page, and the way back to an earlier publication."""

import asyncio
import time
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.language import Language
from bot.office import Office
from bot.texts import catalogue, say
from handlers.messages import drop_buttons, line, rewrite, tell
from handlers.rights import Person, button_data
from knowledge.catalogue import DocumentSummary
from knowledge.errors import PublicationConflictError
from knowledge.history import Event
from knowledge.paging import Page
from knowledge.publications import Publication
from knowledge.validity import Validity

_BUTTONS_IN_ROW = 4
_LOOKED_AT = 40  # publications, of which the snapshots that are kept can be gone back to
_OFFERED = 9

View = tuple[str, InlineKeyboardMarkup | None]


class Archive:
    """/documents, /history and /rollback, and their buttons."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def documents_command(self, person: Person, message: Message) -> None:
        """List the published documents."""
        await tell(message, *await self._documents(person, page_asked(message)))

    async def documents(self, person: Person, query: CallbackQuery, page: str) -> None:
        """Turn to another page of the documents."""
        await rewrite(query, *await self._documents(person, int(page)))

    async def history_command(self, person: Person, message: Message) -> None:
        """List what was done."""
        await tell(message, *await self._history(person, page_asked(message)))

    async def history(self, person: Person, query: CallbackQuery, page: str) -> None:
        """Turn to another page of the history."""
        await rewrite(query, *await self._history(person, int(page)))

    async def rollback_command(self, person: Person, message: Message) -> None:
        """List the publications that one can go back to."""
        latest, earlier = await self._ways_back()
        if latest is None or not earlier:
            await tell(message, say("rollback_none", person.language))
            return
        lines = [say("rollback_now", person.language, publication=_published(latest, person.language))]
        lines.append(say("rollback_choose", person.language))
        lines += [f"{at}. {_published(one, person.language)}" for at, one in enumerate(earlier, start=1)]
        buttons = [
            InlineKeyboardButton(str(at), callback_data=button_data("rollback", one.id, latest.id))
            for at, one in enumerate(earlier, start=1)
        ]
        await tell(message, "\n".join(lines), InlineKeyboardMarkup(rows_of(buttons)))

    async def rollback(self, person: Person, query: CallbackQuery, wanted: str, shown: str) -> None:
        """Ask whether to go back to the publication that was chosen."""
        chosen, _ = await self._chosen(person, query, int(wanted), int(shown))
        if chosen is None:
            return
        buttons = [
            InlineKeyboardButton(
                say("button_restore", person.language), callback_data=button_data("restore", wanted, shown)
            ),
            InlineKeyboardButton(say("button_keep", person.language), callback_data=button_data("keep", 0)),
        ]
        text = say("rollback_confirm", person.language, publication=_published(chosen, person.language))
        await rewrite(query, text, InlineKeyboardMarkup([buttons]))

    async def restore(self, person: Person, query: CallbackQuery, wanted: str, shown: str) -> None:
        """Go back to a publication."""
        chosen, current = await self._chosen(person, query, int(wanted), int(shown))
        if chosen is None:
            return
        begun = time.monotonic()
        try:
            await self._office.rollback(chosen.snapshot, person.actor, after=current)
        except PublicationConflictError:  # somebody was quicker
            await drop_buttons(query)
            await tell(query, say("rollback_outdated", person.language))
            return
        seconds = f"{time.monotonic() - begun:.1f}"
        publication = _published(chosen, person.language)
        await rewrite(query, say("rollback_done", person.language, publication=publication, seconds=seconds))

    async def keep(self, person: Person, query: CallbackQuery, _nothing: str) -> None:
        """Leave everything as it is."""
        await rewrite(query, say("rollback_kept", person.language))

    async def _documents(self, person: Person, number: int) -> View:
        page = await self._office.documents(number)
        if not page.total:
            return say("documents_none", person.language), None
        lines = [say("documents_title", person.language, total=page.total, page=page.number, pages=page.pages)]
        first = (page.number - 1) * page.size + 1
        lines += [_document(at, item, person.language) for at, item in enumerate(page.items, start=first)]
        buttons = [
            InlineKeyboardButton(
                say("button_retire", person.language, number=at), callback_data=button_data("retire", item.version.id)
            )
            for at, item in enumerate(page.items, start=first)
            if person.may_press("retire")
        ]
        rows = [*rows_of(buttons), *turning("documents", page, person.language)]
        return "\n".join(lines), InlineKeyboardMarkup(rows) if rows else None

    async def _history(self, person: Person, number: int) -> View:
        page = await self._office.history(number)
        if not page.total:
            return say("history_none", person.language), None
        names = await asyncio.to_thread(self._office.names)
        lines = [say("history_title", person.language, page=page.number, pages=page.pages)]
        lines += [_event(event, names, person.language) for event in page.items]
        rows = turning("history", page, person.language)
        return "\n".join(lines), InlineKeyboardMarkup(rows) if rows else None

    async def _ways_back(self) -> tuple[Publication | None, list[Publication]]:
        """The latest publication, and the latest of each other snapshot that is kept."""
        found = await self._office.publications(_LOOKED_AT)
        kept = set(await asyncio.to_thread(self._office.publisher.store.names))
        earlier: dict[str, Publication] = {}
        for publication in found:
            if publication.snapshot != found[0].snapshot and publication.snapshot in kept:
                earlier.setdefault(publication.snapshot, publication)
        return (found[0] if found else None), list(earlier.values())[:_OFFERED]

    async def _chosen(
        self, person: Person, query: CallbackQuery, wanted: int, shown: int
    ) -> tuple[Publication | None, str]:
        """The publication to go back to, and the current snapshot.

        None, and that is said, where the list it was chosen from is out of date.
        """
        found = await self._office.publications(_LOOKED_AT)
        chosen = next((publication for publication in found if publication.id == wanted), None)
        if chosen is not None and found[0].id == shown:
            return chosen, found[0].snapshot
        await drop_buttons(query)
        same = chosen is not None and found[0].snapshot == chosen.snapshot
        await tell(query, say("rollback_already" if same else "rollback_outdated", person.language))
        return None, ""


def moment(at: datetime) -> str:
    """When something was, by the clock of the machine that the bot runs on."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def page_asked(message: Message) -> int:
    """The number after a command, 1 without one."""
    words = (message.text or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() and len(words[1]) < 10 else 1


def _document(at: int, item: DocumentSummary, language: Language) -> str:
    version = item.version
    validity = item.validity
    parts = [say("as_of", language, date=version.as_of)] if version.as_of else [say("document_undated", language)]
    if version.valid_until and validity is Validity.CURRENT:
        parts.append(say("document_until", language, date=version.valid_until))
    if validity is not Validity.CURRENT:
        word = say(f"validity_{validity.name.lower()}", language)
        parts.append(f"⚠️ {word}{f' ({version.valid_until})' if version.valid_until else ''}")
    about = " · ".join(parts)
    return f"\n{at}. {line(version.title, 80)}\n{about}\nID: {line(version.document_id, 130)}"


def _event(event: Event, names: dict[str, str], language: Language) -> str:
    key = f"event_{str(event.action).replace(' ', '_')}"
    words = say(key, language) if key in catalogue(language) else line(event.action, 40)
    detail = event.detail
    if event.document_id is not None:
        words += f" {line(event.document_id, 80)}"
    elif {"added", "changed", "removed"} <= detail.keys():
        counts = {kind: detail[kind] for kind in ("added", "changed", "removed")}
        words += f" {say('event_counts', language, **counts)}"
    elif "label" in detail:
        words += f" {line(str(detail['label']), 60)}"
    return f"{moment(event.at)} · {words} · {line(names.get(event.actor, event.actor), 60)}"


def _published(publication: Publication, language: Language) -> str:
    reason = say(f"event_{publication.reason.value}", language)
    count = say("event_documents", language, count=len(publication.version_ids))
    return f"{moment(publication.at)} · {reason} · {count}"


def turning(verb: str, page: Page[Any], language: Language) -> list[list[InlineKeyboardButton]]:
    """The row with which to turn pages; none where there is a single one."""
    row = []
    if page.number > 1:
        row.append(InlineKeyboardButton(say("button_back", language), callback_data=button_data(verb, page.number - 1)))
    if page.number < page.pages:
        row.append(InlineKeyboardButton(say("button_on", language), callback_data=button_data(verb, page.number + 1)))
    return [row] if row else []


def rows_of(buttons: list[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """The buttons in rows that a telephone can show."""
    return [buttons[at : at + _BUTTONS_IN_ROW] for at in range(0, len(buttons), _BUTTONS_IN_ROW)]

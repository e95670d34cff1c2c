"""The office's lists, page by page, and the cards of their entries."""

from collections.abc import Sequence

from bot.desk.actions import token
from bot.desk.labels import button, menu_button, rows
from bot.desk.shelf import Known
from bot.directory import Card, Directory, Reference
from bot.language import Language, in_script
from bot.replies import Button, Reply
from bot.texts import say
from knowledge.entries import EntryKind

PAGE = 8  # entries on one page


def list_reply(directory: Directory, kind: EntryKind, number: int, language: Language) -> Reply:
    """One page of a list, a button an entry."""
    name = say(f"list_{kind}", language)
    page = directory.page(kind, language, number, PAGE)
    if not page.total:
        return Reply(say("list_empty", language, list=name), buttons=((menu_button(language),),))
    text = say("desk_list", language, list=name, total=page.total, page=page.number, pages=page.pages)
    entries = rows((button(card.name, "card", kind.value, card.id) for card in page.items), 1)
    turning: list[Button] = []
    if page.number > 1:
        turning.append(button(say("desk_button_previous", language), "list", kind.value, page.number - 1))
    if page.number < page.pages:
        turning.append(button(say("desk_button_next", language), "list", kind.value, page.number + 1))
    last = ((menu_button(language),),)
    return Reply(text, buttons=(*entries, *((tuple(turning),) if turning else ()), *last))


def card_reply(directory: Directory, card: Card, related: Sequence[Known], language: Language) -> Reply:
    """All that is said of an entry, where from and as of when, and what can be asked about it."""
    lines = [card.name, ""]
    for fact in card.facts:
        value = fact.value
        if fact.as_of is not None:
            value = say("comparison_dated", language, value=value, date=fact.as_of)
        lines.append(say("desk_fact", language, label=fact.label, value=value))
    if not card.facts:
        lines.append(say("desk_card_none", language))
    buttons = list(asking(related, language))
    if directory.chain(card.topic, language) is not None and card.kind is EntryKind.INDUSTRY:
        label = say("desk_button_chain", language, title=card.name)
        buttons.append((button(label, "chain", token(card.topic)),))
    name = say(f"list_{card.kind}", language)
    page = 1 + [one.id for one in directory.cards(card.kind, language)].index(card.id) // PAGE
    back = button(say("desk_button_back", language, list=name), "list", card.kind.value, page)
    buttons.append((back, menu_button(language)))
    return Reply("\n".join(lines), reference_notes(card.reference, language), tuple(buttons))


def reference_notes(reference: Reference, language: Language) -> tuple[str, ...]:
    """Where something is from, and as of when."""
    notes = [say("desk_taken_from", language, title=reference.title, heading=reference.heading)]
    if reference.heading == reference.title:
        notes = [say("source", language, title=reference.title, heading="")]
    if reference.as_of is not None:
        notes[0] += " · " + say("as_of", language, date=reference.as_of)
    if reference.language not in language.page_languages:
        notes[0] += " " + say("quoted_in_english" if reference.language == "en" else "quoted_in_chinese", language)
    return (*notes, say("desk_source_origin", language, source=reference.source))


def asking(known: Sequence[Known], language: Language) -> tuple[tuple[Button, ...], ...]:
    """Buttons that ask questions, one a row."""
    return tuple((button(in_script(one.text, language), "ask", one.key),) for one in known)

"""Choose entries of a list by toggling buttons, which carry what is chosen, and set them side by side."""

from collections.abc import Sequence
from pathlib import Path

from bot.comparison import MOST, Comparison, comparison_text
from bot.desk.actions import COMPARED, choice_key
from bot.desk.labels import button, menu_button, rows
from bot.directory import Card, Directory
from bot.language import Language
from bot.replies import Button, Reply
from bot.texts import say
from knowledge.entries import EntryKind

_MOST_SHOWN = 40  # entries to choose from
_LEAST = 2


def kinds_reply(directory: Directory, language: Language) -> Reply:
    """Which lists can be compared."""
    counts = {count.kind: count for count in directory.counts(language)}
    buttons = [
        button(say("desk_button_list", language, name=counts[kind].name, count=counts[kind].count), "compare", kind)
        for kind in COMPARED
    ]
    return Reply(say("desk_compare_title", language), buttons=(*rows(buttons), (menu_button(language),)))


def choice_reply(directory: Directory, kind: EntryKind, choice: str, language: Language) -> Reply:
    """The entries of a list, those that `choice` (keys, parted by hyphens) names marked as chosen."""
    cards = directory.cards(kind, language)[:_MOST_SHOWN]
    name = say(f"list_{kind}", language)
    if len(cards) < _LEAST:
        return Reply(say("desk_compare_few", language, list=name), buttons=((menu_button(language),),))
    chosen = [card.id for card in chosen_cards(cards, choice)]
    buttons: list[Button] = []
    for card in cards:
        is_chosen = card.id in chosen
        others = [one for one in chosen if one != card.id] if is_chosen else [*chosen, card.id][-MOST:]
        label = say("desk_button_chosen", language, name=card.name) if is_chosen else card.name
        written = _written(others)
        buttons.append(button(label, "compare", kind, *([written] if written else [])))
    names = say("names_between", language).join(card.name for card in cards if card.id in chosen)
    names = names or say("desk_compare_nobody", language)
    text = say("desk_compare_choose", language, list=name, most=MOST, names=names)
    last: tuple[Button, ...] = (menu_button(language),)
    if len(chosen) >= _LEAST:
        last = (button(say("desk_button_side", language, count=len(chosen)), "side", kind, _written(chosen)), *last)
    return Reply(text, buttons=(*rows(buttons), last))


def chosen_cards(cards: Sequence[Card], choice: str) -> list[Card]:
    """The cards that are chosen, in the order of choosing, without what is not there any more."""
    by_key = {choice_key(card.id): card for card in cards}
    return [by_key[key] for key in dict.fromkeys(choice.split("-")) if key in by_key]


def side_reply(comparison: Comparison, picture: Path, kind: EntryKind, choice: str, language: Language) -> Reply:
    """The comparison as a picture and as text."""
    back = button(say("desk_button_back", language, list=say(f"list_{kind}", language)), "compare", kind, choice)
    return Reply(
        comparison.title,
        buttons=((back, menu_button(language)),),
        table=comparison_text(comparison),
        picture=picture,
    )


def _written(ids: Sequence[str]) -> str:
    return "-".join(choice_key(one) for one in ids)

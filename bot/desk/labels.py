"""Put what others wrote on one line, and make buttons of it."""

import unicodedata
from collections.abc import Iterable, Sequence

from bot.desk.actions import action
from bot.language import Language
from bot.replies import Button
from bot.texts import say
from knowledge.concerns import shortened

_LONGEST = 48  # characters of a button
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def line(text: str, longest: int = 120) -> str:
    """`text` on one line of at most `longest` characters, without what would change how its neighbours look."""
    spaced = " ".join(text.split())
    return shortened("".join(one for one in spaced if unicodedata.category(one) not in _UNSEEN), longest)


def button(label: str, verb: str, *values: object) -> Button:
    """A button; its label is shortened to what fits on one."""
    return Button(line(label, _LONGEST), action(verb, *values))


def menu_button(language: Language) -> Button:
    """The way back to the menu."""
    return button(say("desk_button_menu", language), "menu")


def rows(buttons: Iterable[Button], wide: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of `wide`."""
    given: Sequence[Button] = tuple(buttons)
    return tuple(tuple(given[at : at + wide]) for at in range(0, len(given), wide))

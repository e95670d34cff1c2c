"""What the buttons of the hand-over are pressed with: one strict parser, and its inverse."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.replies import LONGEST_ACTION

VERB = "hand"
_ACTION = re.compile(
    rf"{VERB}:(?:(?P<answer>[0-9a-f]{{12}})|(?P<step>[a-z]{{3,8}})|(?P<about>add|state):(?P<number>[1-9][0-9]{{0,14}}))",
    re.ASCII,
)


class Press(StrEnum):
    """What a visitor wants."""

    BEGIN = "begin"  # a colleague's answer to a question; the action names the answer that did not do
    AGREE = "agree"
    SKIP = "skip"  # the company
    SHARE = "share"  # the number that the messenger knows; a messenger renders this button in its own way
    CHANGE = "change"  # something of what was entered
    NAME = "name"
    COMPANY = "company"
    CONTACT = "contact"
    WISH = "wish"
    SEND = "send"
    CANCEL = "cancel"
    ADD = "add"  # something to an enquiry, which the action names
    STATE = "state"  # what became of an enquiry


_NAMED = frozenset({Press.BEGIN, Press.ADD, Press.STATE})
_STEPS = frozenset(press.value for press in Press if press not in _NAMED)


@dataclass(frozen=True, slots=True)
class Action:
    """A pressed button; `answer` is named by BEGIN alone, `enquiry` by ADD and STATE."""

    press: Press
    answer: str = ""
    enquiry: int = 0


def parsed(data: object) -> Action | None:
    """The action that a button's data name; None for what no button of the hand-over holds."""
    found = _ACTION.fullmatch(data) if isinstance(data, str) and len(data) <= LONGEST_ACTION else None
    if found is None:
        return None
    if found["answer"]:
        return Action(Press.BEGIN, answer=found["answer"])
    if found["about"]:
        return Action(Press(found["about"]), enquiry=int(found["number"]))
    return Action(Press(found["step"])) if found["step"] in _STEPS else None


def action(press: Press, value: str | int = "") -> str:
    """The data of a button; `value` is the answer's id for BEGIN, the enquiry's number for ADD and STATE."""
    if press is Press.BEGIN:
        return f"{VERB}:{value}"
    return f"{VERB}:{press.value}:{value}" if press in _NAMED else f"{VERB}:{press.value}"

"""What the buttons of the hand-over carry."""

from dataclasses import dataclass
from enum import StrEnum

from bot.carried import ANSWER, NUMBER, Carried

VERB = "hand"


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
_STEPS = "|".join(press for press in Press if press not in _NAMED)
_CARRIED = Carried({VERB: f"{ANSWER}|({_STEPS})|({Press.ADD}|{Press.STATE}):{NUMBER}"})


@dataclass(frozen=True, slots=True)
class Action:
    """A pressed button; `answer` is named by BEGIN alone, `enquiry` by ADD and STATE."""

    press: Press
    answer: str = ""
    enquiry: int = 0


def parsed(data: object) -> Action | None:
    """The action that a button's data name; None for what no button of the hand-over holds."""
    found = _CARRIED.parsed(data)
    if found is None:
        return None
    answer, step, about, number = found[1]
    if answer:
        return Action(Press.BEGIN, answer=answer)
    return Action(Press(about), enquiry=int(number)) if about else Action(Press(step))


def action(press: Press, value: str | int = "") -> str:
    """The data of a button; `value` is the answer's id for BEGIN, the enquiry's number for ADD and STATE."""
    if press is Press.BEGIN:
        return _CARRIED.action(VERB, value)
    return _CARRIED.action(VERB, press, value) if press in _NAMED else _CARRIED.action(VERB, press)

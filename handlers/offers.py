"""The buttons below an answer that a visitor reads."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answer import Answer, Outcome
from bot.handover.actions import VERB
from bot.texts import say

NOTIFY = "notify"
FORGET = "unnotify"


def answer_buttons(
    answer: Answer, *, private: bool, notices: bool = True, handover: bool = False
) -> InlineKeyboardMarkup | None:
    """What a visitor can do about an answer.

    Where the question was left open: be told when it no longer is, or have a colleague answer it.
    """
    if not private or not answer.id or answer.outcome is not Outcome.REFUSED:
        return None
    rows = [_row("button_notify", NOTIFY, answer)] if notices else []
    rows += [_row("hand_button", VERB, answer)] if handover else []
    return InlineKeyboardMarkup(rows) if rows else None


def _row(key: str, verb: str, answer: Answer) -> list[InlineKeyboardButton]:
    return [InlineKeyboardButton(say(key, answer.language), callback_data=f"{verb}:{answer.id}")]

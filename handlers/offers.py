"""The buttons below an answer that a visitor reads."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answer import Answer, Outcome
from bot.texts import say

NOTIFY = "notify"
FORGET = "unnotify"


def answer_buttons(answer: Answer, *, private: bool) -> InlineKeyboardMarkup | None:
    """What a visitor can do about an answer: where the question was left open, be told when it no longer is."""
    if not private or not answer.id or answer.outcome is not Outcome.REFUSED:
        return None
    return _single("button_notify", NOTIFY, answer)


def _single(key: str, verb: str, answer: Answer) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(say(key, answer.language), callback_data=f"{verb}:{answer.id}")
    return InlineKeyboardMarkup([[button]])

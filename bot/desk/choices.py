"""What visitors decide for themselves: the language, and whether to be forgotten."""

import re

from bot.asker import Asker
from bot.desk.actions import AUTOMATIC, question_key
from bot.desk.labels import button, menu_button
from bot.language import Language
from bot.replies import Reply
from bot.texts import say


def language_reply(chosen: Language | None, language: Language, *, kept: bool = False) -> Reply:
    """The languages to choose from; `kept` confirms a choice."""
    options = [*(one.value for one in Language), AUTOMATIC]
    rows = tuple((button(_named(one, language), "language", one),) for one in options)
    now = _named(chosen.value if chosen else AUTOMATIC, language)
    text = say("desk_language_kept" if kept else "desk_language", language, now=now)
    return Reply(text, buttons=((menu_button(language),),) if kept else (*rows, (menu_button(language),)))


def forget_reply(asker: Asker, language: Language) -> Reply:
    """Ask whether to erase what is kept of somebody."""
    person = person_key(asker)
    erase = button(say("button_forget", language), "privacy", "forget", person)
    keep = button(say("button_forget_keep", language), "privacy", "keep", person)
    return Reply(say("forget_confirm", language), buttons=((erase, keep),))


def person_key(asker: Asker) -> str:
    """Whose records a button is about: the messenger's name of the person, hashed where it does not fit a button."""
    return asker.person if re.fullmatch(r"[0-9A-Za-z_-]{1,40}", asker.person, re.ASCII) else question_key(asker.person)


def _named(tag: str, language: Language) -> str:
    return say(f"desk_language_{tag.replace('-', '_').lower()}", language)

"""The menu: what the documents hold, by list, and what else can be done."""

from bot.desk.labels import button, rows
from bot.directory import Directory
from bot.language import Language
from bot.replies import Button, Reply
from bot.texts import say


def menu_reply(
    directory: Directory | None, language: Language, *, opening: str = "", with_faq: bool, with_language: bool
) -> Reply:
    """The menu, after an `opening`, which is the key of a text, where one is wanted.

    A list that is empty says so when it is opened.
    """
    buttons: list[Button] = []
    if directory is not None:
        for count in directory.counts(language):
            label = say("desk_button_list", language, name=count.name, count=count.count)
            buttons.append(button(label, "list", count.kind.value, 1))
        chains = len(directory.chains(language))
        buttons.append(button(say("desk_button_chains", language, count=chains), "chains"))
        buttons.append(button(say("desk_button_compare", language), "compare"))
    if with_faq:
        buttons.append(button(say("desk_button_faq", language), "faq"))
    if with_language:
        buttons.append(button(say("desk_button_language", language), "language"))
    buttons.append(button(say("desk_button_contact", language), "contact"))
    if opening:
        text = f"{say(opening, language).strip()}\n\n{say('desk_menu', language)}"
    else:
        text = say("desk_menu_title" if directory is not None else "desk_menu", language)
    return Reply(text, buttons=rows(buttons))

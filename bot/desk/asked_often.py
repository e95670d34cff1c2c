"""What others ask most, by topic, as buttons."""

from collections.abc import Mapping, Sequence

from bot.desk.labels import button, line, menu_button
from bot.language import Language
from bot.questions.frequent import Popular
from bot.replies import Button, Reply
from bot.texts import say

SHOWN = 8
ALL = 1000  # a button may be of a list that is not the latest


def faq_reply(asked: Sequence[Popular], names: Mapping[str, str], language: Language) -> Reply:
    """The questions under the names of their topics, those of no name last."""
    if not asked:
        return Reply(say("faq_none", language))
    lines = [say("faq_title", language)]
    buttons: list[tuple[Button, ...]] = []
    for topic, questions in _by_topic(asked, names, language).items():
        lines += ["", line(topic)]
        for one in questions:
            number = len(buttons) + 1
            lines.append(f"{number}. {line(one.wording)}")
            buttons.append((button(f"{number}. {line(one.wording)}", "faq", one.group),))
    return Reply("\n".join(lines), buttons=(*buttons, (menu_button(language),)))


def _by_topic(asked: Sequence[Popular], names: Mapping[str, str], language: Language) -> dict[str, list[Popular]]:
    other = say("faq_other", language)
    topics: dict[str, list[Popular]] = {}
    for one in asked:
        topics.setdefault(names.get(one.topic or "", other), []).append(one)
    if other in topics:
        topics[other] = topics.pop(other)
    return topics

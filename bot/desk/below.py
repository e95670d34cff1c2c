"""What stands below an answer: its source, what else there is, what to ask next, what to think of it."""

from collections.abc import Sequence

from bot.answer import Answer, Outcome
from bot.desk.labels import button
from bot.desk.shelf import Known
from bot.language import Language, in_script
from bot.questions.votes import Complaint
from bot.replies import Button, Reply
from bot.reply import footnotes
from bot.texts import say

_REAL = frozenset({Outcome.ANSWERED, Outcome.REFUSED})


def answer_reply(
    answer: Answer,
    related: Sequence[Known] = (),
    *,
    recorded: bool,
    with_notice: bool = False,
    with_handover: bool = False,
    question: str = "",
) -> Reply:
    """An answer with its sources and buttons; only a `recorded` one has those that look it up in the log.

    `with_notice` tells that the visitor can be told when there is an answer.
    """
    buttons: list[tuple[Button, ...]] = []
    if recorded and answer.id and answer.outcome in _REAL:
        buttons = _handles(answer, related, with_handover=with_handover)
    if with_notice and answer.id and answer.outcome is Outcome.REFUSED:
        buttons.append((button(say("button_notify", answer.language), "notify", answer.id),))
    return Reply(answer.text, tuple(footnotes(answer)), tuple(buttons), answer=answer.id, question=question)


def _handles(answer: Answer, related: Sequence[Known], *, with_handover: bool) -> list[tuple[Button, ...]]:
    language, number = answer.language, answer.id
    first: list[Button] = []
    if any(source.passage for source in answer.sources):
        first.append(button(say("desk_button_source", language), "src", number))
    if any(source.passage for source in answer.further):
        first.append(button(say("desk_button_more", language), "more", number))
    last: list[Button] = []
    if answer.outcome is Outcome.ANSWERED:
        last.append(button(say("desk_button_up", language), "vote", number, "up"))
        last.append(button(say("desk_button_down", language), "vote", number, "down"))
    if with_handover:
        last.append(button(say("desk_button_hand", language), "hand", number))
    asked = [(button(in_script(one.text, language), "rel", number, one.key),) for one in related]
    return [row for row in (tuple(first), *asked, tuple(last)) if row]


def why_reply(answer_id: str, language: Language) -> Reply:
    """Ask what was wrong with an answer."""
    buttons = ((button(say(f"desk_why_{one}", language), "why", answer_id, one.value),) for one in Complaint)
    return Reply(say("desk_why", language), buttons=tuple(buttons))


def agreed_reply(answer_id: str, language: Language) -> Reply:
    """Confirm that the visitor will be told when there is an answer."""
    no = button(say("button_notify_not", language), "unnotify", answer_id)
    return Reply(say("notify_agreed", language), buttons=((no,),))

"""How staff see an enquiry: the card with its buttons."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.handover.form import contact_line
from bot.handover.records import Enquiry, State
from bot.language import Language
from bot.questions.words import Words
from bot.texts import say
from handlers.messages import line
from handlers.rights import button_data

_LONGEST_QUESTION, _LONGEST_TURN = 600, 160  # characters

Card = tuple[str, InlineKeyboardMarkup | None]


def card(enquiry: Enquiry, words: Words, names: Mapping[str, str], zone: tzinfo) -> Card:
    """The enquiry as plain text for one message, and what can be done about it; `names` are those of the staff."""
    language, asked, details = words.language, enquiry.asked, enquiry.details
    parts = [
        say("card_title", language, number=enquiry.id, state=say(f"card_state_{enquiry.state.value}", language)),
        say("card_topic", language, topic=line(words.topic(asked.topic), 60)),
        say("card_question", language, question=line(asked.text, _LONGEST_QUESTION)),
    ]
    if len(asked.conversation) > 1:
        parts.append(say("card_conversation", language))
        parts += [
            say("card_turn", language, text=line(turn.text, _LONGEST_TURN), outcome=words.outcome(turn.outcome))
            for turn in asked.conversation
        ]
    company = line(details.company) or say("hand_no_company", language)
    parts += [
        "",
        say("card_name", language, name=line(details.name)),
        say("card_company", language, company=company),
        say("card_contact", language, contact=line(contact_line(details.contact, language), 300)),
        say("card_language", language, spoken=words.language_name(enquiry.language.value)),
        say("card_opened", language, moment=clock_time(enquiry.opened_at, zone)),
    ]
    if enquiry.taken_by is not None and enquiry.taken_at is not None:
        who = line(names.get(enquiry.taken_by, ""), 60) or say("card_someone", language)
        parts.append(say("card_taken", language, who=who, moment=clock_time(enquiry.taken_at, zone)))
    if not enquiry.reachable:
        parts += ["", say("card_unreachable", language)]
    if enquiry.state is not State.CLOSED:
        parts += ["", say("card_how", language)]
    return "\n".join(parts), _buttons(enquiry, language)


def clock_time(at: datetime, zone: tzinfo) -> str:
    """When something was, by the clock of the staff."""
    return at.astimezone(zone).strftime("%m-%d %H:%M")


def _buttons(enquiry: Enquiry, language: Language) -> InlineKeyboardMarkup | None:
    if enquiry.state is State.CLOSED:
        return None
    verbs = ("close",) if enquiry.taken_by is not None else ("take", "close")
    row = [
        InlineKeyboardButton(say(f"button_{verb}", language), callback_data=button_data(verb, enquiry.id))
        for verb in verbs
    ]
    return InlineKeyboardMarkup([row])

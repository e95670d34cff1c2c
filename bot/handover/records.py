"""What is kept of an enquiry, and how it is read from its rows."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.errors import EnquiryError
from bot.handover.contacts import Contact, ContactKind
from bot.language import Language
from bot.tables import enquiries

CONSENT = "2"  # the wording of `hand_consent`; another wording is another number


class State(StrEnum):
    """How far an enquiry is."""

    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


WAITING = (State.OPEN.value, State.TAKEN.value)  # a word of the staff is due


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, masked, and what became of it (a LoggedOutcome)."""

    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the log that somebody wants a colleague for, and what they asked around it."""

    id: str
    text: str
    topic: str | None
    conversation: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """What a visitor left; the company is empty where it was skipped. Left out of the representation."""

    name: str = field(repr=False)
    company: str = field(repr=False)
    contact: Contact
    consented_at: datetime
    consent: str = CONSENT


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question that was handed to a colleague; `id` is the number that both sides know it by.

    Who asked, and in which chat, is left out of the representation. `reachable` is False once the messenger refused
    to deliver; `waiting_since` is from when on a word of the staff is due.
    """

    id: int
    asked: Asked
    details: Details
    language: Language
    messenger: str
    chat: str = field(repr=False)
    state: State
    taken_by: str | None
    reachable: bool
    opened_at: datetime
    waiting_since: datetime
    taken_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    reminded_on: str | None = None

    @property
    def look(self) -> str:
        """What of it a card shows that can change."""
        return look(self.state.value, self.taken_by, self.reachable)


def look(state: str, taken_by: str | None, reachable: bool) -> str:
    """What of an enquiry a card shows that can change, as one text to compare."""
    return f"{state} {taken_by or '-'} {int(reachable)}"


def enquiry_of(row: Row[Any]) -> Enquiry:
    """The enquiry of a row."""
    turns = tuple(Turn(one["text"], one["outcome"]) for one in json.loads(row.conversation))
    contact = Contact(ContactKind(row.contact_kind), row.contact)
    return Enquiry(
        id=row.id,
        asked=Asked(row.question_id, row.question, row.topic, turns),
        details=Details(row.name, row.company, contact, row.consented_at, row.consent),
        language=Language(row.language),
        messenger=row.messenger,
        chat=row.chat,
        state=State(row.state),
        taken_by=row.taken_by,
        reachable=bool(row.reachable),
        opened_at=row.opened_at,
        waiting_since=row.waiting_since,
        taken_at=row.taken_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        reminded_on=row.reminded_on,
    )


def get_enquiry(connection: Connection, number: int) -> Enquiry:
    """The enquiry with a number; EnquiryError where there is none (any more)."""
    row = connection.execute(select(enquiries).where(enquiries.c.id == number)).one_or_none()
    if row is None:
        raise unknown(number)
    return enquiry_of(row)


def unknown(number: int) -> EnquiryError:
    """There is no enquiry with this number, or it is somebody else's."""
    return EnquiryError("unknown", f"there is no enquiry {number} (any more)", {"number": number})

"""The enquiries: opened and added to by visitors, taken, answered and closed by staff."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.asker import Asker
from bot.errors import EnquiryError
from bot.handover.erasure import drop_expired
from bot.handover.excerpts import asked_question, wished
from bot.handover.records import WAITING, Asked, Details, Enquiry, State, enquiry_of, get_enquiry, unknown
from bot.language import Language
from bot.secret import keyed_hash
from bot.tables import enquiries, enquiry_messages
from knowledge.paging import Page, page_within
from knowledge.transactions import reading, writing

LONGEST_TEXT = 4000  # characters that are passed on at a time
MOST_UNFINISHED = 5  # enquiries of one person


class Kind(StrEnum):
    """What is passed on: words of the staff, words of the visitor, and changes that the visitor is told of."""

    ANSWER = "answer"
    ADDITION = "addition"
    TAKEN = "taken"
    CLOSED = "closed"


class Enquiries:
    """The enquiries in a database; whatever is to be told of them is put down with them, for `Outbox` to find.

    Every method raises DatabaseError when the database fails, and those that name an enquiry EnquiryError where there
    is none such or it does not allow what is wanted. The rights of staff are checked by the caller.
    """

    def __init__(
        self, engine: Engine, secret: bytes, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.engine = engine
        self._secret = secret
        self._clock = clock

    def hashed(self, asker: Asker) -> str:
        """The form in which a person is kept."""
        return keyed_hash(self._secret, asker.identity)

    def asked(self, answer_id: str, asker: Asker) -> Asked | None:
        """The asker's question that an answer was given to; None where the log holds no such question of theirs."""
        with reading(self.engine) as connection:
            return asked_question(connection, answer_id, self.hashed(asker))

    def wished(self, wish_id: str, text: str, asker: Asker) -> Asked:
        """What the asker wants in their own words, as what an enquiry is about."""
        session = keyed_hash(self._secret, asker.session)
        with reading(self.engine) as connection:
            return wished(connection, wish_id, text, session, self._clock())

    def of_question(self, answer_id: str, asker: Asker) -> Enquiry | None:
        """The asker's enquiry about a question, if there is one."""
        return self._own(asker, enquiries.c.question_id == answer_id)

    def own(self, number: int, asker: Asker) -> Enquiry:
        """The asker's enquiry with a number."""
        found = self._own(asker, enquiries.c.id == number)
        if found is None:
            raise unknown(number)
        return found

    def latest(self, asker: Asker) -> Enquiry | None:
        """The enquiry that the asker opened last."""
        return self._own(asker)

    def open(self, asker: Asker, asked: Asked, details: Details, language: Language) -> Enquiry:
        """Open an enquiry; one about the same question is opened once. EnquiryError where too many are unfinished."""
        now, person = self._clock(), self.hashed(asker)
        values: dict[str, Any] = {
            "question_id": asked.id,
            "question": asked.text,
            "conversation": json.dumps([asdict(turn) for turn in asked.conversation], ensure_ascii=False),
            "topic": asked.topic,
            "language": language.value,
            "asker": person,
            "messenger": asker.messenger,
            "chat": asker.chat,
            "name": details.name,
            "company": details.company,
            "contact_kind": details.contact.kind.value,
            "contact": details.contact.value,
            "consent": details.consent,
            "consented_at": details.consented_at,
            "state": State.OPEN.value,
            "reachable": 1,
            "opened_at": now,
            "waiting_since": now,
            "changed_at": now,
        }
        with writing(self.engine) as connection:
            same = (enquiries.c.asker == person) & (enquiries.c.question_id == asked.id)
            if connection.execute(select(enquiries.c.id).where(same)).first() is None:
                self._refuse_many(connection, person)
                connection.execute(insert(enquiries).values(values))
            return enquiry_of(connection.execute(select(enquiries).where(same)).one())

    def may_open(self, asker: Asker) -> bool:
        """Whether the asker has few enough unfinished ones."""
        with reading(self.engine) as connection:
            return _unfinished(connection, self.hashed(asker)) < MOST_UNFINISHED

    def add(self, number: int, asker: Asker, text: str, message: str | None = None) -> Enquiry:
        """Add the asker's words to an enquiry that is not closed; `message` is their id in the asker's chat."""
        text = _checked(text)
        now = self._clock()
        with writing(self.engine) as connection:
            enquiry = get_enquiry(connection, self._own_number(connection, number, asker))
            if enquiry.state is State.CLOSED:
                raise EnquiryError("closed", f"enquiry {number} is closed", {"number": number})
            place = {"chat": asker.chat, "message": message} if message else {}
            if _pass_on(connection, number, Kind.ADDITION, now, text=text, arrived=message, **place):
                back = State.TAKEN if enquiry.taken_by else State.OPEN
                waiting = enquiry.waiting_since if enquiry.state.value in WAITING else now
                _change(connection, number, now, state=back.value, waiting_since=waiting, reachable=1)
            return get_enquiry(connection, number)

    def addressed(self, asker: Asker, message: str) -> int | None:
        """The number of the asker's enquiry to which a message in the asker's chat belongs; None for any other."""
        found = (
            select(enquiries.c.id)
            .join(enquiry_messages, enquiry_messages.c.enquiry_id == enquiries.c.id)
            .where(
                enquiries.c.asker == self.hashed(asker),
                enquiries.c.chat == asker.chat,
                enquiry_messages.c.arrived == message,
            )
        )
        with reading(self.engine) as connection:
            return connection.execute(found.limit(1)).scalar_one_or_none()

    def get(self, number: int) -> Enquiry:
        """The enquiry with a number."""
        with reading(self.engine) as connection:
            return get_enquiry(connection, number)

    def page(self, number: int = 1, size: int = 8) -> Page[Enquiry]:
        """One page of those that are not closed, those that wait longest first."""
        chosen = enquiries.c.state != State.CLOSED.value
        order = (enquiries.c.state == State.ANSWERED.value, enquiries.c.waiting_since)
        with reading(self.engine) as connection:
            total = connection.execute(select(func.count()).where(chosen)).scalar_one()
            number = page_within(number, size, total)
            rows = select(enquiries).where(chosen).order_by(*order).limit(size).offset((number - 1) * size)
            return Page(tuple(map(enquiry_of, connection.execute(rows))), number, size, total)

    def all(self, *, include_closed: bool = False) -> tuple[Enquiry, ...]:
        """All enquiries, oldest first."""
        rows = select(enquiries).order_by(enquiries.c.id)
        if not include_closed:
            rows = rows.where(enquiries.c.state != State.CLOSED.value)
        with reading(self.engine) as connection:
            return tuple(map(enquiry_of, connection.execute(rows)))

    def take(self, number: int, actor: str) -> Enquiry:
        """Make an enquiry the actor's to answer; EnquiryError where it is another's already or closed."""
        now = self._clock()
        with writing(self.engine) as connection:
            enquiry = _unclosed(connection, number)
            if enquiry.taken_by == actor:
                return enquiry
            if enquiry.taken_by is not None:
                raise EnquiryError("taken", f"enquiry {number} is taken already", {"number": number})
            state = State.TAKEN if enquiry.state is State.OPEN else enquiry.state
            _change(connection, number, now, state=state.value, taken_by=actor, taken_at=now)
            _pass_on(connection, number, Kind.TAKEN, now, by=actor)
            return get_enquiry(connection, number)

    def answer(self, number: int, text: str, *, actor: str, chat: str, message: str) -> Enquiry:
        """Answer an enquiry that is not closed, from a message of the staff's chat.

        Who answers one that nobody took takes it.
        """
        text = _checked(text)
        now = self._clock()
        with writing(self.engine) as connection:
            enquiry = _unclosed(connection, number)
            if _pass_on(connection, number, Kind.ANSWER, now, text=text, by=actor, chat=chat, message=message):
                taken = {} if enquiry.taken_by else {"taken_by": actor, "taken_at": now}
                _change(connection, number, now, state=State.ANSWERED.value, answered_at=now, **taken)
            return get_enquiry(connection, number)

    def close(self, number: int, actor: str) -> Enquiry:
        """Close an enquiry; one that is closed stays so."""
        now = self._clock()
        with writing(self.engine) as connection:
            if get_enquiry(connection, number).state is not State.CLOSED:
                _change(connection, number, now, state=State.CLOSED.value, closed_at=now)
                _pass_on(connection, number, Kind.CLOSED, now, by=actor)
            return get_enquiry(connection, number)

    def expire(self, before: datetime) -> int:
        """Delete those in which nothing happened since a moment; return how many. The caller sweeps the file."""
        return drop_expired(self.engine, before)

    def _own(self, asker: Asker, *conditions: Any) -> Enquiry | None:
        own = select(enquiries).where(enquiries.c.asker == self.hashed(asker), *conditions)
        with reading(self.engine) as connection:
            row = connection.execute(own.order_by(enquiries.c.id.desc()).limit(1)).one_or_none()
        return None if row is None else enquiry_of(row)

    def _own_number(self, connection: Connection, number: int, asker: Asker) -> int:
        own = (enquiries.c.id == number) & (enquiries.c.asker == self.hashed(asker))
        if connection.execute(select(enquiries.c.id).where(own)).first() is None:
            raise unknown(number)
        return number

    @staticmethod
    def _refuse_many(connection: Connection, person: str) -> None:
        if _unfinished(connection, person) >= MOST_UNFINISHED:
            raise EnquiryError("many", "too many enquiries are unfinished", {"limit": MOST_UNFINISHED})


def _unfinished(connection: Connection, person: str) -> int:
    own = (enquiries.c.asker == person) & (enquiries.c.state != State.CLOSED.value)
    return int(connection.execute(select(func.count()).where(own)).scalar_one())


def _unclosed(connection: Connection, number: int) -> Enquiry:
    enquiry = get_enquiry(connection, number)
    if enquiry.state is State.CLOSED:
        raise EnquiryError("closed", f"enquiry {number} is closed", {"number": number})
    return enquiry


def _change(connection: Connection, number: int, now: datetime, **values: Any) -> None:
    connection.execute(update(enquiries).where(enquiries.c.id == number).values(changed_at=now, **values))


def _pass_on(connection: Connection, number: int, kind: Kind, now: datetime, text: str = "", **values: Any) -> bool:
    """Put down what is to be passed on; False where that was done already."""
    row = {"enquiry_id": number, "kind": kind.value, "text": text, "state": "waiting", "at": now, **values}
    return connection.execute(insert(enquiry_messages).values(row).on_conflict_do_nothing()).rowcount > 0


def _checked(text: str) -> str:
    text = text.encode("utf-8", "replace").decode().strip()
    if not text:
        raise EnquiryError("empty", "there are no words to pass on")
    if len(text) > LONGEST_TEXT:
        raise EnquiryError(
            "long", f"at most {LONGEST_TEXT} characters are passed on at a time", {"limit": LONGEST_TEXT}
        )
    return text

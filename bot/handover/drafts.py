"""The forms that visitors are filling in, one a person, kept over restarts and for an hour."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.handover.contacts import Contact, ContactKind
from bot.tables import enquiry_forms
from knowledge.transactions import reading, writing

KEPT_FOR = timedelta(hours=1)  # from the last step; after that a message is a question again


class Step(StrEnum):
    """What comes next."""

    CONSENT = "consent"
    NAME = "name"
    COMPANY = "company"
    CONTACT = "contact"
    WISH = "wish"  # where no question was asked before
    CHECK = "check"
    ADDITION = "addition"  # to an enquiry


WISH = "wish-"  # how the ids of wishes begin, which no question's does
WRITTEN = frozenset({Step.NAME, Step.COMPANY, Step.CONTACT, Step.WISH, Step.ADDITION})  # in a message


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as far as it is filled in; what was not asked for yet is None. What was entered is not represented.

    `question_id` is that of the log, or of a wish, which is asked for then.
    """

    step: Step
    question_id: str = ""
    enquiry: int | None = None
    name: str | None = field(default=None, repr=False)
    company: str | None = field(default=None, repr=False)
    contact: Contact | None = None
    wish: str | None = field(default=None, repr=False)
    consented_at: datetime | None = None

    @property
    def next_step(self) -> Step:
        """The first thing that is missing."""
        if self.consented_at is None:
            return Step.CONSENT
        if self.name is None:
            return Step.NAME
        if self.company is None:
            return Step.COMPANY
        if self.contact is None:
            return Step.CONTACT
        return Step.WISH if self.wishes and self.wish is None else Step.CHECK

    @property
    def wishes(self) -> bool:
        """Whether it is about what the visitor wants in general, not about a question that was asked."""
        return self.question_id.startswith(WISH)


class Drafts:
    """The forms in a database, by the keyed hash of a person; every method raises DatabaseError when it fails."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def get(self, person: str) -> Draft | None:
        """The person's form; None where there is none, or it was left too long ago."""
        recent = enquiry_forms.c.at > self._clock() - KEPT_FOR
        with reading(self._engine) as connection:
            row = connection.execute(select(enquiry_forms).where(enquiry_forms.c.asker == person, recent)).one_or_none()
        if row is None:
            return None
        contact = Contact(ContactKind(row.contact_kind), row.contact) if row.contact_kind else None
        return Draft(
            Step(row.step), row.question_id, row.enquiry_id, row.name, row.company, contact, row.wish, row.consented_at
        )

    def put(self, person: str, draft: Draft) -> Draft:
        """Keep a form in the place of the person's earlier one."""
        values = {
            "step": draft.step.value,
            "question_id": draft.question_id,
            "enquiry_id": draft.enquiry,
            "name": draft.name,
            "company": draft.company,
            "contact_kind": draft.contact.kind.value if draft.contact else None,
            "contact": draft.contact.value if draft.contact else None,
            "wish": draft.wish,
            "consented_at": draft.consented_at,
            "at": self._clock(),
        }
        with writing(self._engine) as connection:
            added = insert(enquiry_forms).values(asker=person, **values)
            connection.execute(added.on_conflict_do_update(index_elements=["asker"], set_=values))
        return draft

    def drop(self, person: str) -> bool:
        """Delete the person's form; False where there was none."""
        with writing(self._engine) as connection:
            return connection.execute(delete(enquiry_forms).where(enquiry_forms.c.asker == person)).rowcount > 0

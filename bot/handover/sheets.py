"""Lay enquiries out as a sheet: who to call about what, and how far it is."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from bot.handover.records import Enquiry
from bot.questions.export import Cell, Sheet

COLUMNS = (
    "number", "state", "opened", "taken", "answered", "closed", "topic", "question", "name", "company", "contact kind",
    "contact", "language", "reachable", "consent",
)  # fmt: skip


def enquiry_sheet(enquiries: Iterable[Enquiry], zone: tzinfo) -> Sheet:
    """The enquiries with their contact data; moments by the clock of `zone`."""
    return Sheet("leads", COLUMNS, [_row(one, zone) for one in enquiries])


def _row(one: Enquiry, zone: tzinfo) -> Sequence[Cell]:
    moments = (one.opened_at, one.taken_at, one.answered_at, one.closed_at)
    details = one.details
    return (
        one.id,
        one.state.value,
        *(at.astimezone(zone) if at is not None else None for at in moments),
        one.asked.topic,
        one.asked.text,
        details.name,
        details.company,
        details.contact.kind.value,
        details.contact.value,
        one.language.value,
        "yes" if one.reachable else "no",
        f"{details.consent} of {details.consented_at.astimezone(zone):%Y-%m-%d %H:%M}",
    )

"""The history of all that staff and refreshes did, which only grows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select

from knowledge.paging import Page, page_within
from knowledge.tables import history
from knowledge.transactions import reading


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done: when (UTC), by whom, and to what.

    `number` is the version's number within the document. `detail` holds what JSON can hold.
    """

    id: int
    at: datetime
    actor: str
    action: str
    document_id: str | None
    number: int | None
    snapshot: str | None
    detail: Mapping[str, Any]


def append(
    connection: Connection,
    at: datetime,
    actor: str,
    action: str,
    *,
    document_id: str | None = None,
    number: int | None = None,
    snapshot: str | None = None,
    part_of: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Add an event in the transaction of what it tells of; return its id.

    An event that is `part_of` another is shown with its document and with that other event, not by itself.
    """
    values = {
        "at": at,
        "actor": actor,
        "action": action,
        "document_id": document_id,
        "number": number,
        "snapshot": snapshot,
        "part_of": part_of,
        "detail": json.dumps(dict(detail or {}), ensure_ascii=False),
    }
    return int(connection.execute(insert(history).values(values).returning(history.c.id)).scalar_one())


class History:
    """The events in a database, newest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, number: int = 1, size: int = 10) -> Page[Event]:
        """One page of the events; the single changes of a publication are told by `parts`."""
        return self._page(history.c.part_of.is_(None), number, size)

    def of_document(self, document_id: str, number: int = 1, size: int = 10) -> Page[Event]:
        """One page of the events of one document."""
        return self._page(history.c.document_id == document_id, number, size)

    def parts(self, event_id: int, number: int = 1, size: int = 10) -> Page[Event]:
        """One page of the changes that the publication `event_id` made; none where it made a single one."""
        return self._page(history.c.part_of == event_id, number, size)

    def _page(self, condition: ColumnElement[bool], number: int, size: int) -> Page[Event]:
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(history).where(condition)).scalar_one()
            number = page_within(number, size, total)
            rows = connection.execute(
                select(history).where(condition).order_by(history.c.id.desc()).limit(size).offset((number - 1) * size)
            )
            return Page(tuple(map(_event, rows)), number, size, total)


def _event(row: Row[Any]) -> Event:
    return Event(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        document_id=row.document_id,
        number=row.number,
        snapshot=row.snapshot,
        detail=json.loads(row.detail),
    )

"""Who of the staff is given the enquiries about which topic."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.errors import EnquiryError
from bot.tables import enquiry_routes
from knowledge.transactions import reading, writing

_TOPIC = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Route:
    """Enquiries about `topic` go to a chat of the staff (a person's or a group's), there to a forum's `thread`."""

    topic: str
    chat: str = field(repr=False)
    thread: int | None = None


class Routes:
    """The routes in a database; every method raises DatabaseError when it fails. Rights are checked by the caller."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def all(self) -> tuple[Route, ...]:
        """All routes, by topic."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(enquiry_routes).order_by(enquiry_routes.c.topic))
            return tuple(Route(row.topic, row.chat, row.thread) for row in rows)

    def of(self, topic: str | None) -> Route | None:
        """The route of a topic; None where there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(select(enquiry_routes).where(enquiry_routes.c.topic == topic)).one_or_none()
        return None if row is None else Route(row.topic, row.chat, row.thread)

    def set(self, route: Route, actor: str) -> None:
        """Send enquiries about a topic this way from now on; EnquiryError for what cannot be a topic."""
        if not _TOPIC.fullmatch(route.topic):
            raise EnquiryError("topic", "a topic is a word such as hydrogen", {"topic": route.topic[:40]})
        values = {"chat": route.chat, "thread": route.thread, "changed_by": actor, "changed_at": self._clock()}
        with writing(self._engine) as connection:
            added = insert(enquiry_routes).values(topic=route.topic, **values)
            connection.execute(added.on_conflict_do_update(index_elements=["topic"], set_=values))

    def remove(self, topic: str) -> bool:
        """Send enquiries about a topic where all others go; False where it had no route."""
        with writing(self._engine) as connection:
            return connection.execute(delete(enquiry_routes).where(enquiry_routes.c.topic == topic)).rowcount > 0

"""What is to be passed on and has not been yet: found in the database, so that no restart loses it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Engine, Row, case, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.handover.enquiries import Kind
from bot.handover.records import WAITING, Enquiry, State, enquiry_of
from bot.handover.workday import worked
from bot.tables import enquiries, enquiry_forms, enquiry_messages, enquiry_posts
from knowledge.transactions import reading, writing

_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something to pass on: words of one side, or a change of state, `text` being empty then.

    `chat` and `message` are where it was written, where it was.
    """

    id: int
    kind: Kind
    enquiry: Enquiry
    text: str = field(repr=False)
    by: str | None
    chat: str | None = field(repr=False)
    message: str | None
    arrived: bool  # at the visitor; False where the messenger refused


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the bot in a chat of the staff."""

    chat: str = field(repr=False)
    message: str
    enquiry: int
    withdrawn: bool = False


class Outbox:
    """What waits to be passed on. Whoever passes it on says so afterwards: what a crash interrupts is passed on again.

    Every method raises DatabaseError when the database fails.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def unannounced(self) -> tuple[Enquiry, ...]:
        """Enquiries that no card shows yet, oldest first."""
        shown = exists().where(enquiry_posts.c.enquiry_id == enquiries.c.id, enquiry_posts.c.card == 1)
        new = select(enquiries).where(~shown, enquiries.c.state != State.CLOSED.value).order_by(enquiries.c.id)
        return self._enquiries(new.limit(_AT_ONCE))

    def outdated(self) -> tuple[tuple[Post, Enquiry], ...]:
        """Cards that show another state than their enquiry has."""
        query = (
            select(enquiries, enquiry_posts.c.chat.label("post_chat"), enquiry_posts.c.message.label("post_message"))
            .join(enquiry_posts, enquiry_posts.c.enquiry_id == enquiries.c.id)
            .where(enquiry_posts.c.card == 1, enquiry_posts.c.shown != _LOOK)
            .order_by(enquiries.c.id)
            .limit(_AT_ONCE)
        )
        with reading(self._engine) as connection:
            return tuple(
                (Post(row.post_chat, row.post_message, row.id), enquiry_of(row)) for row in connection.execute(query)
            )

    def leftovers(self) -> tuple[Post, ...]:
        """Messages in the staff's chats whose enquiry is gone."""
        gone = ~exists().where(enquiries.c.id == enquiry_posts.c.enquiry_id)
        query = select(enquiry_posts).where(gone).order_by(enquiry_posts.c.enquiry_id, enquiry_posts.c.card.desc())
        with reading(self._engine) as connection:
            return tuple(
                Post(row.chat, row.message, row.enquiry_id, bool(row.withdrawn))
                for row in connection.execute(query.limit(_AT_ONCE))
            )

    def for_visitors(self, messenger: str) -> tuple[Parcel, ...]:
        """What waits to be told to visitors in their chats of a messenger, in order."""
        mine = (enquiries.c.messenger == messenger) & (enquiry_messages.c.kind != Kind.ADDITION.value)
        return self._parcels(mine & (enquiry_messages.c.state == "waiting"))

    def for_staff(self) -> tuple[Parcel, ...]:
        """What visitors added and staff have not seen yet, in order, once there is a card that it belongs to."""
        shown = exists().where(enquiry_posts.c.enquiry_id == enquiries.c.id, enquiry_posts.c.card == 1)
        added = (enquiry_messages.c.kind == Kind.ADDITION.value) & (enquiry_messages.c.state == "waiting")
        return self._parcels(shown & added)

    def receipts(self) -> tuple[Parcel, ...]:
        """Answers of which their author has not been told yet whether they arrived."""
        told = enquiry_messages.c.state.in_(("delivered", "failed"))
        return self._parcels(told & (enquiry_messages.c.kind == Kind.ANSWER.value))

    def delivered(self, parcel: Parcel, arrived: str) -> None:
        """It is in the visitor's chat, as the message with this id."""
        with writing(self._engine) as connection:
            self._mark(connection, parcel, state="delivered", arrived=arrived)
            connection.execute(update(enquiries).where(enquiries.c.id == parcel.enquiry.id).values(reachable=1))

    def refused(self, parcel: Parcel) -> None:
        """The messenger will not deliver it: the visitor cannot be reached."""
        with writing(self._engine) as connection:
            self._mark(connection, parcel, state="failed")
            connection.execute(update(enquiries).where(enquiries.c.id == parcel.enquiry.id).values(reachable=0))

    def reported(self, parcel: Parcel) -> None:
        """Staff have been told of it."""
        with writing(self._engine) as connection:
            self._mark(connection, parcel, state="reported")

    def posted(self, enquiry: Enquiry, chat: str, message: str, *, card: bool) -> None:
        """There is a message of the bot about an enquiry in a chat of the staff."""
        values = {"enquiry_id": enquiry.id, "card": int(card), "shown": enquiry.look, "withdrawn": 0}
        with writing(self._engine) as connection:
            added = insert(enquiry_posts).values(chat=chat, message=message, **values)
            connection.execute(added.on_conflict_do_update(index_elements=["chat", "message"], set_=values))

    def emptied(self, post: Post) -> None:
        """A message in a chat of the staff says nothing of its enquiry any more, or is gone."""
        with writing(self._engine) as connection:
            chosen = (enquiry_posts.c.chat == post.chat) & (enquiry_posts.c.message == post.message)
            connection.execute(delete(enquiry_posts).where(chosen))

    def about(self, chat: str, message: str) -> int | None:
        """The number of the enquiry that a message in a chat is about; None for any other message."""
        chosen = (enquiry_posts.c.chat == chat) & (enquiry_posts.c.message == message)
        with reading(self._engine) as connection:
            return connection.execute(select(enquiry_posts.c.enquiry_id).where(chosen)).scalar_one_or_none()

    def cards(self, number: int) -> tuple[Post, ...]:
        """The cards of an enquiry."""
        chosen = (enquiry_posts.c.enquiry_id == number) & (enquiry_posts.c.card == 1)
        with reading(self._engine) as connection:
            return tuple(
                Post(row.chat, row.message, number) for row in connection.execute(select(enquiry_posts).where(chosen))
            )

    def overdue(self, hours: float, zone: tzinfo) -> tuple[Enquiry, ...]:
        """Enquiries for which a word of the staff has been due for so many working hours, not reminded of today."""
        now = self._clock()
        today = f"{now.astimezone(zone):%Y-%m-%d}"
        waiting = select(enquiries).where(
            enquiries.c.state.in_(WAITING),
            enquiries.c.waiting_since <= now - timedelta(hours=hours),
            func.coalesce(enquiries.c.reminded_on, "") != today,
        )
        late = self._enquiries(waiting.order_by(enquiries.c.waiting_since))
        return tuple(one for one in late if worked(one.waiting_since, now, zone) >= timedelta(hours=hours))

    def reminded(self, enquiry: Enquiry, zone: tzinfo) -> None:
        """Staff have been reminded of it today."""
        today = f"{self._clock().astimezone(zone):%Y-%m-%d}"
        with writing(self._engine) as connection:
            connection.execute(update(enquiries).where(enquiries.c.id == enquiry.id).values(reminded_on=today))

    def drop_forms(self, before: datetime) -> None:
        """Delete the forms that were not gone on with since a moment."""
        with writing(self._engine) as connection:
            connection.execute(delete(enquiry_forms).where(enquiry_forms.c.at < before))

    def _mark(self, connection: Any, parcel: Parcel, **values: Any) -> None:
        connection.execute(update(enquiry_messages).where(enquiry_messages.c.id == parcel.id).values(**values))

    def _enquiries(self, query: Any) -> tuple[Enquiry, ...]:
        with reading(self._engine) as connection:
            return tuple(map(enquiry_of, connection.execute(query)))

    def _parcels(self, condition: Any) -> tuple[Parcel, ...]:
        own = [column.label(f"message_{column.name}") for column in enquiry_messages.c]
        query = select(enquiries, *own).join(enquiry_messages, enquiry_messages.c.enquiry_id == enquiries.c.id)
        query = query.where(condition).order_by(enquiry_messages.c.id).limit(_AT_ONCE)
        with reading(self._engine) as connection:
            return tuple(map(_parcel, connection.execute(query)))


_LOOK = (
    enquiries.c.state
    + " "
    + func.coalesce(enquiries.c.taken_by, "-")
    + case((enquiries.c.reachable == 1, " 1"), else_=" 0")
)  # as `records.look` writes it


def _parcel(row: Row[Any]) -> Parcel:
    return Parcel(
        id=row.message_id,
        kind=Kind(row.message_kind),
        enquiry=enquiry_of(row),
        text=row.message_text,
        by=row.message_by,
        chat=row.message_chat,
        message=row.message_message,
        arrived=row.message_state != "failed",
    )

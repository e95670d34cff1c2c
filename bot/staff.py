"""Who of the staff may do what."""

import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from bot.errors import StaffError
from bot.tables import staff
from knowledge.history import append
from knowledge.transactions import reading, writing

LARGEST_USER_ID = 2**52  # Telegram promises to stay below
LONGEST_LABEL = 60  # characters


class Role(StrEnum):
    """What a member of staff may do; each role may do all that the ones below it may."""

    VIEWER = "viewer"  # see documents and history
    EDITOR = "editor"  # also add, publish, retire and roll back
    OWNER = "owner"  # also manage the staff

    def includes(self, needed: "Role") -> bool:
        """Whether this role is `needed` or above it."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class StaffAction(StrEnum):
    """What the history calls changes of the staff."""

    ADDED = "staff added"
    CHANGED = "staff changed"
    REMOVED = "staff removed"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff; `fixed` where the settings make this an owner, whom no command changes.

    The Telegram user id is left out of the representation, which might be logged.
    """

    user_id: int = field(repr=False)
    role: Role
    label: str = field(repr=False)
    fixed: bool
    added_by: str | None = None
    added_at: datetime | None = None


class Staff:
    """The staff in a database, and the owners that the settings name.

    Every method raises DatabaseError when the database fails. Whoever changes the staff must be allowed
    `Role.OWNER`, which the caller asks first.
    """

    def __init__(
        self,
        engine: Engine,
        owner_ids: Collection[int] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._owner_ids = frozenset(owner_ids)
        self._clock = clock

    def role_of(self, user_id: int) -> Role | None:
        """The role of a Telegram user, None for a stranger."""
        if user_id in self._owner_ids:
            return Role.OWNER
        if not 0 < user_id < LARGEST_USER_ID:
            return None
        with reading(self._engine) as connection:
            row = _row(connection, user_id)
        return None if row is None else Role(row.role)

    def allowed(self, user_id: int | None, needed: Role) -> bool:
        """Whether this Telegram user may do what needs the role; nobody (None) may do nothing."""
        role = None if user_id is None else self.role_of(user_id)
        return role is not None and role.includes(needed)

    def members(self) -> tuple[Member, ...]:
        """All members: owners first, those of the settings before the others, then by label."""
        with reading(self._engine) as connection:
            stored = {row.user_id: row for row in connection.execute(select(staff))}
        members = [
            Member(user_id, Role.OWNER, stored[user_id].label if user_id in stored else "", fixed=True)
            for user_id in self._owner_ids
        ]
        members += [
            Member(row.user_id, Role(row.role), row.label, False, row.added_by, row.added_at)
            for row in stored.values()
            if row.user_id not in self._owner_ids
        ]
        order = list(Role)
        members.sort(key=lambda one: (-order.index(one.role), not one.fixed, one.label, one.user_id))
        return tuple(members)

    def add(self, user_id: int, role: Role, label: str, *, actor: str) -> Member:
        """Add a member, or give one another role and label.

        Raises StaffError for an id or label that cannot be one, and for an owner of the settings.
        """
        label = " ".join(label.split())
        if not 0 < user_id < LARGEST_USER_ID:
            raise StaffError("a Telegram user id is a positive whole number; the member finds it with @userinfobot")
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            raise StaffError(f"a label is 1 to {LONGEST_LABEL} printable characters, such as a name or an office")
        self._refuse_fixed(user_id)
        now = self._clock()
        with writing(self._engine) as connection:
            before = _row(connection, user_id)
            values = {"role": role.value, "label": label, "added_by": actor, "added_at": now}
            if before is None:
                connection.execute(insert(staff).values(user_id=user_id, **values))
            else:
                connection.execute(update(staff).where(staff.c.user_id == user_id).values(values))
            action = StaffAction.ADDED if before is None else StaffAction.CHANGED
            detail = {"label": label, "role": role.value} | ({} if before is None else {"before": before.role})
            append(connection, now, actor, action, detail=detail)
        return Member(user_id, role, label, False, actor, now)

    def remove(self, user_id: int, *, actor: str) -> Member:
        """Remove a member, who is a stranger at once; StaffError where there is none or the settings name him."""
        self._refuse_fixed(user_id)
        with writing(self._engine) as connection:
            row = _row(connection, user_id) if 0 < user_id < LARGEST_USER_ID else None
            if row is None:
                raise StaffError("no member of the staff has this id")
            connection.execute(delete(staff).where(staff.c.user_id == user_id))
            detail = {"label": row.label, "role": row.role}
            append(connection, self._clock(), actor, StaffAction.REMOVED, detail=detail)
        return Member(user_id, Role(row.role), row.label, False, row.added_by, row.added_at)

    def _refuse_fixed(self, user_id: int) -> None:
        if user_id in self._owner_ids:
            raise StaffError("this owner is named by BOT_OWNER_IDS; change the setting and restart")


def telegram_actor(user_id: int, secret: bytes) -> str:
    """The label under which the history keeps what a Telegram user did: a keyed hash, not the id."""
    return f"telegram:{hmac.new(secret, str(user_id).encode(), hashlib.sha256).hexdigest()[:16]}"


def _row(connection: Connection, user_id: int) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(staff).where(staff.c.user_id == user_id)).one_or_none()

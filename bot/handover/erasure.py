"""Delete enquiries so that nothing of them stays, and leave word for the staff's chats to be emptied of them."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select, update

from bot.questions.erasure import copies
from bot.tables import enquiries, enquiry_forms, enquiry_posts
from knowledge.transactions import failures_named, writing

_COPY_BUSY_SECONDS = 5.0


def erase_enquiries(connection: Connection, person: str) -> int:
    """Delete the enquiries and the form of a person (a keyed hash); return how many enquiries.

    Messages in the staff's chats are found afterwards by their enquiry being gone (`Outbox.leftovers`).
    """
    connection.execute(delete(enquiry_forms).where(enquiry_forms.c.asker == person))
    own = enquiries.c.asker == person
    gone = select(enquiries.c.id).where(own).scalar_subquery()
    connection.execute(update(enquiry_posts).where(enquiry_posts.c.enquiry_id.in_(gone)).values(withdrawn=1))
    return connection.execute(delete(enquiries).where(own)).rowcount


def drop_expired(engine: Engine, before: datetime) -> int:
    """Delete the enquiries in which nothing happened since a moment; return how many."""
    with writing(engine) as connection:
        gone = connection.execute(delete(enquiries).where(enquiries.c.changed_at < before)).rowcount
    erase_enquiries_from_copies(
        copies(engine.url.database), "changed_at < ?", f"{before.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    )
    return gone


def erase_enquiries_from_copies(paths: Iterable[Path], condition: str, value: str) -> None:
    """Delete the enquiries for which `condition` (SQL with one `?`) holds, and all forms, from such copies.

    Raises DatabaseError when one cannot be read or written.
    """
    for path in paths:
        with failures_named(str(path)), closing(sqlite3.connect(path, _COPY_BUSY_SECONDS)) as copy:
            names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "enquiries" not in names:
                continue
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute("PRAGMA foreign_keys=ON")  # what was passed on goes with its enquiry
            with copy:
                chosen = f"FROM enquiries WHERE {condition}"
                gone = copy.execute(f"DELETE {chosen}", (value,)).rowcount
                gone += copy.execute("DELETE FROM enquiry_forms").rowcount
            if gone:
                copy.execute("VACUUM")

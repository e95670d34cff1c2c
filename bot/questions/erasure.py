"""Delete questions so that neither tables nor files keep anything of them."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select, update

from bot.questions.counts import leave_group
from bot.questions.masking import kept_form
from bot.tables import question_groups, questions
from knowledge.errors import DatabaseError, DatabaseFault
from knowledge.transactions import failures_named

_COPY_BUSY_SECONDS = 5.0
_ERASING = {
    "preferences": "DELETE FROM preferences WHERE asker = ?",
    "given_answers": "DELETE FROM given_answers WHERE asker = ?",
}


def erase_questions(connection: Connection, ids: Sequence[str]) -> None:
    """Delete the questions with these ids, at most some hundreds, and who waits for them.

    A group that was worded as one of them is worded as another of its questions, without an embedding (`model` is
    empty then); a group without questions goes, and what was counted of it counts for no group.
    """
    chosen = questions.c.id.in_(ids)
    columns = (questions.c.group_id, questions.c.text, questions.c.interpreted_as)
    gone: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(select(*columns).where(chosen, questions.c.group_id.is_not(None))):
        gone[row.group_id] |= {row.text, row.interpreted_as}
    connection.execute(delete(questions).where(chosen))
    for group_id, texts in gone.items():
        _mend_group(connection, group_id, texts)


def sweep(engine: Engine) -> bool:
    """Rewrite the database without the bytes of what was deleted, and empty its write-ahead log.

    Overwriting on deletion is not enough: when a page of the file is split, copies of rows stay in its gaps. False
    where somebody reads or writes for so long that it must be tried again. Raises DatabaseError when it fails.
    """
    try:
        with failures_named(engine.url.database), closing(engine.raw_connection()) as connection:
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except DatabaseError as error:
        if error.fault is DatabaseFault.BUSY:
            return False
        raise


def erase_from_copies(database: str | None, condition: str, value: str) -> None:
    """Delete the questions for which `condition` (SQL with one `?`) holds from the copies made before migrations.

    Raises DatabaseError when one cannot be read or written.
    """
    for path in copies(database):
        with failures_named(str(path)), closing(sqlite3.connect(path, _COPY_BUSY_SECONDS)) as copy:
            names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "questions" not in names:
                continue
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute("PRAGMA foreign_keys=ON")  # who waits for a question goes with it
            with copy:
                chosen = f"FROM questions WHERE {condition}"
                found = copy.execute(f"SELECT text {chosen} UNION SELECT interpreted_as {chosen}", (value, value))
                texts = {text for (text,) in found}
                for group_id, wording in copy.execute("SELECT id, wording FROM question_groups").fetchall():
                    if kept_form(wording) in texts:
                        copy.execute("UPDATE question_groups SET wording = '' WHERE id = ?", (group_id,))
                gone = copy.execute(f"DELETE {chosen}", (value,)).rowcount
            if gone:
                copy.execute("VACUUM")


def erase_own_from_copies(database: str | None, asker: str) -> None:
    """Delete what a person chose, and what was noted of their messages, from the copies made before migrations.

    Raises as `erase_from_copies` does.
    """
    for path in copies(database):
        with failures_named(str(path)), closing(sqlite3.connect(path, _COPY_BUSY_SECONDS)) as copy:
            names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            copy.execute("PRAGMA secure_delete=ON")
            with copy:
                gone = sum(
                    copy.execute(erasing, (asker,)).rowcount for name, erasing in _ERASING.items() if name in names
                )
            if gone:
                copy.execute("VACUUM")


def _mend_group(connection: Connection, group_id: int, texts: set[str]) -> None:
    """Leave nothing of questions that are gone, of which these were the `texts`, in their group."""
    group, own = question_groups.c.id == group_id, questions.c.group_id == group_id
    latest = (
        select(questions.c.interpreted_as, questions.c.language).where(own).order_by(questions.c.at.desc()).limit(1)
    )
    left = connection.execute(latest).one_or_none()
    if left is None:
        leave_group(connection, group_id)
        connection.execute(delete(question_groups).where(group))
        return
    # A wording may be in the script of the person: the log knows its normal form.
    wording = kept_form(connection.scalars(select(question_groups.c.wording).where(group)).one())
    as_worded = (questions.c.text == wording) | (questions.c.interpreted_as == wording)
    if wording in texts and connection.execute(select(1).where(own, as_worded).limit(1)).first() is None:
        values = {"wording": left.interpreted_as, "language": left.language, "embedding": b"", "model": ""}
        connection.execute(update(question_groups).where(group).values(**values))


def copies(database: str | None) -> Iterator[Path]:
    """The copies of a database that were made before migrations."""
    if database is not None and database != ":memory:":
        path = Path(database)
        yield from sorted(path.parent.glob(f"{path.name}.before-*"))

"""Numbers of questions that are kept no longer, by day, group, topic, language and outcome."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.tables import question_counts

NO_GROUP = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """Which questions are counted together: the key of `question_counts`."""

    day: str
    group_id: int
    topic: str
    language: str
    outcome: str


def add_count(connection: Connection, kind: Kind, count: int, up: int, down: int) -> None:
    """Add questions, and the votes for and against their answers, to what is counted already."""
    table = question_counts.c
    connection.execute(
        insert(question_counts)
        .values(**asdict(kind), count=count, up=up, down=down)
        .on_conflict_do_update(
            index_elements=list(asdict(kind)),
            set_={"count": table["count"] + count, "up": table.up + up, "down": table.down + down},
        )
    )


def leave_group(connection: Connection, group_id: int) -> None:
    """Count for no group what was counted for one that goes."""
    own = question_counts.c.group_id == group_id
    for row in connection.execute(select(question_counts).where(own)).all():
        kind = Kind(row.day, NO_GROUP, row.topic, row.language, row.outcome)
        add_count(connection, kind, row._mapping["count"], row.up, row.down)
    connection.execute(delete(question_counts).where(own))

"""Reduce questions that are older than the retention to counts."""

from collections import Counter
from datetime import UTC, datetime, tzinfo

from sqlalchemy import Engine, select

from bot.questions.counts import NO_GROUP, Kind, add_count
from bot.questions.erasure import erase_from_copies, erase_questions
from bot.tables import questions
from knowledge.transactions import writing

MOST_AT_ONCE = 500


def fold(engine: Engine, before: datetime, zone: tzinfo = UTC, most: int = MOST_AT_ONCE) -> int:
    """Count the questions asked before a moment, by day in `zone`, and delete them; return how many.

    `most` are taken in one transaction, so that others can write in between. The caller sweeps the file afterwards.
    Raises DatabaseError when the database fails; what was counted by then is deleted, and the other way round.
    """
    folded = 0
    while taken := _fold_some(engine, before, zone, most):
        folded += taken
    erase_from_copies(engine.url.database, "at < ?", f"{before.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}")
    return folded


def _fold_some(engine: Engine, before: datetime, zone: tzinfo, most: int) -> int:
    old = select(questions).where(questions.c.at < before).order_by(questions.c.at).limit(most)
    counts, up, down = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    with writing(engine) as connection:
        rows = connection.execute(old).all()
        for row in rows:
            day = f"{row.at.astimezone(zone):%Y-%m-%d}"
            kind = Kind(day, row.group_id or NO_GROUP, row.topic or "", row.language, row.outcome)
            counts[kind] += 1
            up[kind] += row.vote == 1
            down[kind] += row.vote == -1
        for kind, count in counts.items():
            add_count(connection, kind, count, up[kind], down[kind])
        erase_questions(connection, [row.id for row in rows])
    return len(rows)

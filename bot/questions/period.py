"""What was asked in a period, as one table: the questions that are kept and the counts of those that are not."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Integer, Subquery, cast, func, literal, null, select, type_coerce, union_all

from bot.tables import question_counts, questions
from knowledge.tables import UtcDateTime


def asked_in(since: datetime, until: datetime) -> Subquery:
    """Return what was asked from `since` to before `until`, in rows of `times` questions: those that are kept, one a
    row, and of the older ones the days that lie within the period wholly.

    Columns: group_id and topic (NULL for none), language, outcome, asker (NULL for the older ones), at, times, up, down
    (votes), whole_day (1 where `at` is the beginning of the day and no more is known).
    """
    kept = questions.c
    each = select(
        kept.group_id,
        kept.topic,
        kept.language,
        kept.outcome,
        kept.asker,
        type_coerce(kept.at, UtcDateTime).label("at"),
        literal(1).label("times"),
        func.coalesce(cast(kept.vote == 1, Integer), 0).label("up"),
        func.coalesce(cast(kept.vote == -1, Integer), 0).label("down"),
        literal(0).label("whole_day"),
    ).where(kept.at >= since, kept.at < until)
    start, end = since.astimezone(UTC), until.astimezone(UTC)
    first = start.date() + timedelta(days=start.time() != datetime.min.time())
    days = question_counts.c
    older = select(
        func.nullif(days.group_id, 0),
        func.nullif(days.topic, ""),
        days.language,
        days.outcome,
        null(),
        days.day + " 00:00:00.000000",
        days.count,
        days.up,
        days.down,
        literal(1),
    ).where(days.day >= first.isoformat(), days.day < end.date().isoformat())
    return union_all(each, older).subquery("asked")

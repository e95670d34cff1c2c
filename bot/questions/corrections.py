"""Take a question out of the log that its asker has corrected, so that what was meant once is counted once."""

from collections.abc import Iterable

from sqlalchemy import Engine, select

from bot.questions.entries import Entry, LoggedOutcome
from bot.questions.erasure import erase_questions
from bot.secret import keyed_hash
from bot.tables import questions, waiting_askers
from knowledge.transactions import writing


def drop_corrected(engine: Engine, secret: bytes, entries: Iterable[Entry]) -> int:
    """Delete the questions that these correct; return how many. DatabaseError when the database fails.

    One with which something was begun stays: that was voted on, is with a colleague, or is waited for.
    """
    gone = 0
    for entry in entries:
        if not entry.asker.corrects:
            continue
        waited_for = select(waiting_askers.c.question_id)
        old = select(questions.c.id).where(
            questions.c.id == entry.asker.corrects,
            questions.c.asker == keyed_hash(secret, entry.asker.identity),
            questions.c.vote.is_(None),
            questions.c.outcome != LoggedOutcome.HANDED_OVER.value,
            questions.c.id.not_in(waited_for),
        )
        with writing(engine) as connection:
            if ids := connection.scalars(old).all():
                erase_questions(connection, ids)
                gone += len(ids)
    return gone

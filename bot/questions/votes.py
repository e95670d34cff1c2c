"""What askers think of their answers: one vote an answer, and why it was not good."""

from enum import StrEnum

from sqlalchemy import Engine, update

from bot.asker import Asker
from bot.questions.entries import LoggedOutcome
from bot.secret import keyed_hash
from bot.tables import questions
from knowledge.transactions import writing


class Complaint(StrEnum):
    """What is wrong with an answer."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    OTHER = "other"


def cast_vote(
    engine: Engine, secret: bytes, answer_id: str, asker: Asker, value: int, complaint: Complaint | None
) -> bool:
    """Make this the asker's vote (1 or -1) on an answer, in the place of an earlier one.

    False where the answer is nobody's or somebody else's. Raises DatabaseError, and ValueError for another value.
    """
    if value not in (1, -1):
        raise ValueError(f"a vote is 1 or -1, not {value}")
    why = complaint.value if complaint is not None and value < 0 else None
    return _change(engine, secret, answer_id, asker, {"vote": value, "complaint": why})


def mark_handed_over(engine: Engine, secret: bytes, answer_id: str, asker: Asker) -> bool:
    """Record that a colleague has the asker's question now; False and errors as for a vote."""
    return _change(engine, secret, answer_id, asker, {"outcome": LoggedOutcome.HANDED_OVER.value})


def _change(engine: Engine, secret: bytes, answer_id: str, asker: Asker, values: dict[str, object]) -> bool:
    own = (questions.c.id == answer_id) & (questions.c.asker == keyed_hash(secret, asker.identity))
    with writing(engine) as connection:
        return connection.execute(update(questions).where(own).values(**values)).rowcount > 0

"""What the log still knows of an answer, for who presses a button below it later."""

import json
from dataclasses import dataclass

from sqlalchemy import Engine, select

from bot.language import Language
from bot.questions.entries import LoggedOutcome
from bot.tables import questions
from knowledge.transactions import reading


@dataclass(frozen=True, slots=True)
class Recalled:
    """A question, masked, and what answered it: the passages that were `quoted`, and `further` ones, best first.

    `curated` tells that the staff's own answer was given.
    """

    id: str
    question: str
    language: Language
    outcome: LoggedOutcome
    snapshot: str | None
    quoted: tuple[str, ...]
    further: tuple[str, ...]
    curated: bool


def recall(engine: Engine, answer_id: str) -> Recalled | None:
    """Look an answer up; None where the log does not know it (any more). Raises DatabaseError."""
    with reading(engine) as connection:
        row = connection.execute(select(questions).where(questions.c.id == answer_id)).one_or_none()
    if row is None:
        return None
    hits = [hit for hit in json.loads(row.hits) if hit["passage"]]
    quoted = tuple(hit["passage"] for hit in hits if hit.get("quoted"))
    return Recalled(
        id=row.id,
        question=row.interpreted_as,
        language=Language(row.language),
        outcome=LoggedOutcome(row.outcome),
        snapshot=row.snapshot,
        quoted=tuple(dict.fromkeys(quoted)),
        further=tuple(dict.fromkeys(hit["passage"] for hit in hits if hit["passage"] not in quoted)),
        curated=row.curated_id is not None,
    )

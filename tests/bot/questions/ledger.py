"""Writes what was asked straight into the tables, for tests of what reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, insert

from bot.language import Language, detect_language
from bot.questions.entries import Logged, LoggedOutcome
from bot.tables import question_groups, questions
from knowledge.transactions import writing

NOON = datetime(2026, 3, 11, 4, tzinfo=UTC)  # twelve o'clock in Xiaoyi, a Wednesday


def hashed(identity: str) -> str:
    """A person in the log."""
    return f"hash of {identity}"


def group(engine: Engine, wording: str, topic: str | None = None) -> int:
    """Add a group of questions; return its id."""
    values = {"wording": wording, "language": detect_language(wording).value, "topic": topic, "created_at": NOON}
    added = insert(question_groups).values(**values, embedding=b"", model="none")
    with writing(engine) as connection:
        return int(connection.execute(added.returning(question_groups.c.id)).scalar_one())


def ask(
    engine: Engine,
    question_id: str,
    text: str,
    *,
    asker: str = "telegram:1",
    at: datetime | None = None,
    outcome: str = "refused",
    language: str = "zh-Hans",
    topic: str | None = None,
    interpreted_as: str | None = None,
    group: int | None = None,
    curated: int | None = None,
    vote: int | None = None,
) -> Logged:
    """Put a question into the log, where not told otherwise one of now that was refused."""
    logged = Logged(question_id, text, interpreted_as or text, Language(language), topic, LoggedOutcome(outcome))
    with writing(engine) as connection:
        connection.execute(
            insert(questions).values(
                id=question_id, at=at or datetime.now(UTC), asker=hashed(asker), session=f"session of {asker}",
                messenger="telegram", chat_kind="private", language=language, text=text,
                interpreted_as=logged.interpreted_as, outcome=outcome, confidence=0.9, elapsed_ms=10.0, topic=topic,
                hits="[]", group_id=group, curated_id=curated, vote=vote,
            )
        )  # fmt: skip
    return logged


@dataclass
class Ledger:
    """The questions of a database, about a topic where not told otherwise; days are counted back from `now`."""

    engine: Engine
    now: datetime = NOON
    topic: str = "land"
    _numbers: Iterator[int] = field(default_factory=count)

    def group(self, wording: str, topic: str | None = None) -> int:
        """A group with this wording."""
        return group(self.engine, wording, topic or self.topic)

    def ask(self, text: str = "问", *askers: str, days_ago: float = 0, **details: Any) -> list[Logged]:
        """A question by each of the askers, answered where not told otherwise."""
        at = self.now - timedelta(days=days_ago)
        details = {"topic": self.topic, "outcome": "answered"} | details
        return [
            ask(self.engine, f"q{next(self._numbers):05}", text, asker=asker, at=at, **details)
            for asker in askers or ("Li",)
        ]

"""Writes what was asked straight into the tables, for tests of what reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, insert

from bot.answer import Outcome
from bot.tables import question_groups, questions
from knowledge.transactions import writing

NOON = datetime(2026, 3, 11, 4, tzinfo=UTC)  # twelve o'clock in Xiaoyi, a Wednesday


@dataclass
class Ledger:
    """The questions of a database; moments are counted in days before `now`."""

    engine: Engine
    now: datetime = NOON
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def group(self, wording: str, topic: str | None = "land", language: str = "zh-Hans") -> int:
        """A group with this wording."""
        number = next(self.numbers)
        row = {"id": number, "wording": wording, "language": language, "topic": topic, "created_at": self.now}
        with writing(self.engine) as connection:
            connection.execute(insert(question_groups).values(**row, embedding=b"", model="dice"))
        return number

    def ask(self, group: int | None, *askers: str, days_ago: float = 0, text: str = "问", **columns: Any) -> None:
        """A question by each of the askers."""
        for asker in askers:
            row: dict[str, Any] = {
                "id": f"q{next(self.numbers)}",
                "at": self.now - timedelta(days=days_ago),
                "asker": f"hash of {asker}",
                "session": f"session of {asker}",
                "messenger": "telegram",
                "chat_kind": "private",
                "language": "zh-Hans",
                "text": text,
                "interpreted_as": text,
                "outcome": Outcome.ANSWERED.value,
                "confidence": 0.9,
                "elapsed_ms": 10.0,
                "topic": "land",
                "hits": "[]",
                "group_id": group,
            }
            with writing(self.engine) as connection:
                connection.execute(insert(questions).values(**row | columns))

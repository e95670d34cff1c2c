"""Questions as the log holds them, for tests on a real database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, insert

from bot.answer import Outcome
from bot.database import open_database
from bot.tables import question_groups, questions
from knowledge.transactions import writing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Put:
    """One question that was written to the log."""

    id: str
    text: str
    interpreted_as: str
    language: str = "zh-Hans"
    topic: str | None = "hydrogen"
    outcome: str = "answered"
    prompted: bool = False


@dataclass
class Desk:
    """Writes questions as the log does; the database stands in `folder`."""

    folder: Path
    engine: Engine = field(init=False)
    _numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.engine = open_database(self.folder / "assistant.sqlite3")

    def group(self, wording: str, topic: str | None = "hydrogen", language: str = "zh-Hans") -> int:
        """Found a group of this wording."""
        values = {"wording": wording, "language": language, "topic": topic, "created_at": NOON}
        with writing(self.engine) as connection:
            statement = insert(question_groups).values(**values, embedding=b"", model="none")
            return int(connection.execute(statement.returning(question_groups.c.id)).scalar_one())

    def ask(
        self,
        text: str,
        *,
        group: int | None = None,
        asker: str = "one",
        days_ago: float = 0,
        language: str = "zh-Hans",
        topic: str | None = "hydrogen",
        outcome: Outcome = Outcome.ANSWERED,
        vote: int | None = None,
        interpreted_as: str | None = None,
    ) -> Put:
        """Write a question that was asked before noon of the last day."""
        put = Put(f"q{next(self._numbers):05}", text, interpreted_as or text, language, topic, outcome.value)
        with writing(self.engine) as connection:
            connection.execute(
                insert(questions).values(
                    id=put.id, at=NOON - timedelta(days=days_ago), asker=asker, session=asker, messenger="telegram",
                    chat_kind="private", language=language, text=text, interpreted_as=put.interpreted_as,
                    outcome=outcome.value, confidence=0.9, elapsed_ms=10, topic=topic, hits="[]", group_id=group,
                    vote=vote,
                )
            )  # fmt: skip
        return put

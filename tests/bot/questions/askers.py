"""A folder with a question log, people who ask, and what the files hold afterwards."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.answer import Answer, Outcome, Source
from bot.asker import Asker, ChatKind
from bot.database import open_database
from bot.language import Language
from bot.questions.log import QuestionLog
from bot.session import Sessions

SECRET = b"of the tests"
LI = Asker("telegram", "7001234", "7001234")
LI_IN_GROUP = Asker("telegram", "7001234", "-1009", ChatKind.GROUP)
WANG = Asker("telegram", "7005678", "7005678")


class Calendar:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


def answer(
    answer_id: str, text: str = "面积多大", outcome: Outcome = Outcome.ANSWERED, topic: str = "land", **values: Any
) -> Answer:
    """An answer that quotes one passage and found another."""
    quoted = Source("zh/land", "土地", "供地", None, "2023", "正文。", 0.9, "zh-Hans", passage="p1", topic=topic)
    found = Source("zh/parks", "园区", "概况", None, "2023", "正文。", 0.4, "zh-Hans", passage="p2", topic="parks")
    sources = (quoted,) if outcome is Outcome.ANSWERED else ()
    return Answer(
        "正文。", outcome, Language.SIMPLIFIED, 0.8, text, sources, (found,), 12.5, "s-1", answer_id, **values
    )


class Archive:
    """The database of a log below a folder, and what is in its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "assistant.sqlite3"
        self.engine: Engine = open_database(self.path, busy_seconds=0.2)
        self.calendar = Calendar()

    def log(self, **options: Any) -> QuestionLog:
        """A log that writes."""
        return QuestionLog(self.engine, SECRET, now=self.calendar, **options).start()

    def sessions(self) -> Sessions:
        """Lasting conversations."""
        return Sessions(1800, lambda: 1000.0, self.folder / "sessions.sqlite3", SECRET)

    def rows_of_counts(self) -> list[tuple[Any, ...]]:
        """What is counted, in order."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute("SELECT * FROM question_counts ORDER BY 1, 2, 3, 4, 5").fetchall()

    def rows(self, table: str = "questions") -> list[dict[str, Any]]:
        """The rows of a table, oldest first."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid")]

    def tell(self, statement: str, *values: object) -> None:
        """Have SQLite itself do something."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(statement, values)

    def group(self, group_id: int, wording: str, *question_ids: str) -> None:
        """Put questions into a group."""
        self.tell(
            "INSERT INTO question_groups (id, wording, language, topic, created_at, embedding, model)"
            " VALUES (?, ?, 'zh-Hans', 'land', '2026-11-24 08:00:00.000000', x'0102', 'dice')",
            group_id,
            wording,
        )
        for question_id in question_ids:
            self.tell("UPDATE questions SET group_id = ? WHERE id = ?", group_id, question_id)

    def bytes(self) -> bytes:
        """Everything that the files of the folder hold."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.rglob("*")) if file.is_file())

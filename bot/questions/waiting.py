"""Who agreed to be told when the question that was left open is answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.asker import Asker
from bot.language import Language
from bot.tables import questions, waiting_askers
from knowledge.transactions import reading, writing


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question that somebody waits for; who, and in which chat, is left out of the representation."""

    question_id: str
    text: str  # masked
    group_id: int | None
    asked_at: datetime
    messenger: str
    language: Language
    asker: str = field(repr=False)
    chat: str = field(repr=False)


class WaitingAskers:
    """Those who wait, in a database; `hashed` gives the form in which the log keeps an asker's identity.

    Every method raises DatabaseError when the database fails.
    """

    def __init__(
        self,
        engine: Engine,
        hashed: Callable[[str], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._hashed = hashed
        self._clock = clock

    def wait(self, question_id: str, asker: Asker) -> bool:
        """Remember that the asker wants to be told; False where the log holds no such question of this person."""
        person = self._hashed(asker.identity)
        with writing(self._engine) as connection:
            own = select(questions.c.language).where(questions.c.id == question_id, questions.c.asker == person)
            language = connection.execute(own).scalar_one_or_none()
            if language is None:
                return False
            connection.execute(
                insert(waiting_askers)
                .values(
                    question_id=question_id,
                    asker=person,
                    messenger=asker.messenger,
                    chat=asker.chat,
                    language=language,
                    at=self._clock(),
                )
                .on_conflict_do_nothing()
            )
            return True

    def forget(self, question_id: str, asker: Asker) -> None:
        """Forget that the asker wanted to be told."""
        with writing(self._engine) as connection:
            connection.execute(
                delete(waiting_askers).where(
                    waiting_askers.c.question_id == question_id,
                    waiting_askers.c.asker == self._hashed(asker.identity),
                )
            )

    def all(self, messenger: str) -> tuple[Waiting, ...]:
        """All who wait in the chats of a messenger, those who wait longest first."""
        query = (
            select(waiting_askers, questions.c.text, questions.c.group_id, questions.c.at.label("asked_at"))
            .join(questions, questions.c.id == waiting_askers.c.question_id)
            .where(waiting_askers.c.messenger == messenger)
            .order_by(waiting_askers.c.at)
        )
        with reading(self._engine) as connection:
            return tuple(map(_waiting, connection.execute(query)))

    def claim(self, waiting: Waiting) -> bool:
        """Delete one who waits before telling; whether nobody else did so, so that each is told once."""
        with writing(self._engine) as connection:
            gone = connection.execute(delete(waiting_askers).where(waiting_askers.c.question_id == waiting.question_id))
            return gone.rowcount == 1

    def put_back(self, waiting: Waiting) -> None:
        """Let one wait on who could not be told."""
        with writing(self._engine) as connection:
            asked = select(questions.c.id).where(questions.c.id == waiting.question_id)
            if connection.execute(asked).one_or_none() is not None:
                connection.execute(
                    insert(waiting_askers)
                    .values(
                        question_id=waiting.question_id,
                        asker=waiting.asker,
                        messenger=waiting.messenger,
                        chat=waiting.chat,
                        language=waiting.language.value,
                        at=self._clock(),
                    )
                    .on_conflict_do_nothing()
                )


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        question_id=row.question_id,
        text=row.text,
        group_id=row.group_id,
        asked_at=row.asked_at,
        messenger=row.messenger,
        language=Language(row.language),
        asker=row.asker,
        chat=row.chat,
    )

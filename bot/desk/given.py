"""Which messages answered which, so that who edits a question has its answer edited."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.asker import Asker
from bot.tables import given_answers
from knowledge.transactions import reading, writing

KEPT_FOR = timedelta(days=2)  # Telegram lets people edit what they wrote for 48 hours
MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Given:
    """What was given in return for a message: the ids of the `replies`, and the `answer` in the log of questions.

    Without replies it was no question. `unchanged` tells that the text is what it was then.
    """

    replies: tuple[str, ...]
    answer: str
    unchanged: bool


class GivenAnswers:
    """What was given in a database, by keyed hashes of place, person and text (`hashed`); /forget erases it.

    Every method raises DatabaseError when the database fails.
    """

    def __init__(
        self,
        engine: Engine,
        hashed: Callable[[str], str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        most: int = MOST_KEPT,
    ) -> None:
        self._engine = engine
        self._hashed = hashed
        self._clock = clock
        self._most = most

    def of(self, asker: Asker, message: str, text: str) -> Given | None:
        """What was given for a message of the asker's that says `text` now; None where that is not known (any more)."""
        query = select(given_answers).where(
            given_answers.c.place == self._place(asker, message),
            given_answers.c.asker == self._hashed(asker.identity),
            given_answers.c.at > self._clock() - KEPT_FOR,
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Given(tuple(json.loads(row.replies)), row.answer, row.text == self._hashed(text))

    def note(self, asker: Asker, message: str, text: str, replies: Sequence[str] = (), answer: str = "") -> None:
        """Keep what was given for a message that says `text`; what is too old, or too much, is forgotten."""
        now = self._clock()
        values = {
            "asker": self._hashed(asker.identity),
            "text": self._hashed(text),
            "replies": json.dumps(list(replies)),
            "answer": answer,
            "at": now,
        }
        moment = given_answers.c.at
        too_many = select(moment).order_by(moment.desc()).limit(1).offset(self._most).scalar_subquery()
        with writing(self._engine) as connection:
            connection.execute(
                insert(given_answers)
                .values(place=self._place(asker, message), **values)
                .on_conflict_do_update(index_elements=["place"], set_=values)
            )
            connection.execute(delete(given_answers).where((moment <= now - KEPT_FOR) | (moment <= too_many)))

    def _place(self, asker: Asker, message: str) -> str:
        return self._hashed(f"{asker.messenger}:{asker.chat}:{message}")

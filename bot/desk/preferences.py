"""The language that a visitor chose, in all chats of a messenger and over restarts, until it is forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.asker import Asker
from bot.language import Language
from bot.tables import preferences
from knowledge.transactions import reading, writing


class Preferences:
    """Choices in a database; `hashed` gives the form in which the log keeps an asker's identity.

    Every method raises DatabaseError when the database fails. /forget erases them (`bot.questions.forgetting`).
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

    def language(self, asker: Asker) -> Language | None:
        """The chosen language; None for who leaves it to the bot."""
        own = preferences.c.asker == self._hashed(asker.identity)
        with reading(self._engine) as connection:
            chosen = connection.execute(select(preferences.c.language).where(own)).scalar_one_or_none()
        return Language(chosen) if chosen in set(Language) else None

    def choose(self, asker: Asker, language: Language | None) -> None:
        """Remember a language, or, where it is None, that the bot is to find out itself."""
        person = self._hashed(asker.identity)
        with writing(self._engine) as connection:
            if language is None:
                connection.execute(delete(preferences).where(preferences.c.asker == person))
                return
            values = {"language": language.value, "changed_at": self._clock()}
            connection.execute(
                insert(preferences)
                .values(asker=person, **values)
                .on_conflict_do_update(index_elements=["asker"], set_=values)
            )

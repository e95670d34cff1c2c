"""The names by which a reader knows topics, languages and outcomes, and how figures are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from bot.language import Language, in_script
from bot.questions.report import Period
from bot.texts import catalogue, say
from knowledge.readers import TOPIC as DOCUMENTS
from knowledge.tables import versions
from knowledge.transactions import reading
from knowledge.versions import State


@dataclass(frozen=True, slots=True)
class Words:
    """How things are called in a language; `topics` are the names of those that have one."""

    language: Language
    topics: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue."""
        return say(key, self.language, **values)

    def topic(self, topic: str | None) -> str:
        """The name of a topic, the topic itself where it has none; None are the questions about no topic."""
        return self.topics.get(topic, topic) if topic else self.say("report_topic_none")

    def language_name(self, tag: str | None) -> str:
        """The name of a language."""
        return self._named("language", tag)

    def outcome(self, outcome: str | None) -> str:
        """What became of a question."""
        return self._named("outcome", outcome)

    def complaint(self, complaint: str | None) -> str:
        """What an asker found wrong."""
        return self._named("complaint", complaint)

    def _named(self, kind: str, name: str | None) -> str:
        key = f"report_{kind}_{name}".replace("-", "_").lower()
        return self.say(key) if key in catalogue(self.language) else name or ""


def words_of(engine: Engine, language: Language) -> Words:
    """The words of a language; a topic is called by the title of the one published document about it.

    Raises DatabaseError when the database fails.
    """
    wanted = select(versions.c.topic, versions.c.title).where(
        versions.c.state == State.PUBLISHED.value, versions.c.language.in_(sorted(language.page_languages))
    )
    titles: dict[str, list[str]] = {}
    with reading(engine) as connection:
        for topic, title in connection.execute(wanted):
            titles.setdefault(topic, []).append(title)
    names = {topic: in_script(found[0], language) for topic, found in titles.items() if len(found) == 1}
    return Words(language, {**names, DOCUMENTS: say("report_topic_documents", language)})


def percent(share: float | None, *, signed: bool = False) -> str:
    """A share as a whole percentage, with its sign where it is a change; a dash where there is none."""
    if share is None:
        return "—"
    number = round(100 * share)
    sign = "−" if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{abs(number)}%"


def dates(period: Period) -> str:
    """The days of a period, as 2026-03-02 – 2026-03-08."""
    first, last = period.first_day, period.last_day
    return f"{first}" if first == last else f"{first} – {last}"

"""The answers that staff wrote: added, edited, retired, listed, and the questions that they are not for."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Engine, func, select, update

from bot.errors import CuratedError
from bot.questions.content import MOST_WORDINGS, Content, checked, checked_wordings
from bot.questions.records import (
    Curated,
    CuratedAction,
    CuratedState,
    all_answers,
    change_answer,
    get_answer,
    insert_answer,
    put_wordings,
    record,
    retire_answer,
    version_of,
    with_wordings,
)
from bot.tables import curated_answers, curated_wordings, questions
from index.normalise import normalise
from knowledge.paging import Page, page_within
from knowledge.transactions import reading, writing


class CuratedAnswers:
    """The curated answers in a database.

    Every method raises DatabaseError when the database fails, and those that name an answer CuratedError where there
    is none. Whoever changes something must be allowed to, which the caller asks first.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        today: Callable[[], date] = date.today,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._today = today

    def add(self, content: Content, *, actor: str, wordings: Iterable[str] = ()) -> Curated:
        """Publish an answer, found by its question and the other `wordings`.

        Raises CuratedError where the content cannot be published or another answer has one of the wordings.
        """
        content = checked(content, self._today())
        with writing(self._engine) as connection:
            added = insert_answer(connection, content, actor, self._clock(), checked_wordings(wordings))
            return get_answer(connection, added)

    def edit(self, curated_id: int, content: Content, *, actor: str) -> Curated:
        """Give an answer other content; one that was retired is published again. Raises as `add` does."""
        content = checked(content, self._today())
        with writing(self._engine) as connection:
            change_answer(connection, get_answer(connection, curated_id), content, actor, self._clock())
            return get_answer(connection, curated_id)

    def retire(self, curated_id: int, *, actor: str) -> Curated:
        """Give an answer no more; it stays in the list of the retired."""
        with writing(self._engine) as connection:
            retire_answer(connection, get_answer(connection, curated_id), actor, self._clock())
            return get_answer(connection, curated_id)

    def exclude(self, curated_id: int, text: str, *, actor: str) -> Curated:
        """Remember a question that the answer does not answer; CuratedError where it is the answer's own."""
        (wording,) = checked_wordings([text])
        with writing(self._engine) as connection:
            curated = get_answer(connection, curated_id)
            if wording == normalise(curated.content.question):
                raise CuratedError("own_question", "this is the answer's own question; edit or retire the answer")
            if sum(not one.wanted for one in curated.wordings) >= MOST_WORDINGS:
                raise CuratedError("many_wordings", f"at most {MOST_WORDINGS} are kept", {"limit": MOST_WORDINGS})
            put_wordings(connection, curated_id, [wording], actor, wanted=False)
            # The history only grows: what a visitor asked must not get into it.
            record(connection, self._clock(), actor, CuratedAction.UNWANTED, curated_id, curated.content.question)
            return get_answer(connection, curated_id)

    def get(self, curated_id: int) -> Curated:
        """One answer."""
        with reading(self._engine) as connection:
            return get_answer(connection, curated_id)

    def page(self, number: int = 1, size: int = 10, *, include_retired: bool = False) -> Page[Curated]:
        """One page of the answers, those changed last first."""
        kept = list(CuratedState) if include_retired else [CuratedState.PUBLISHED]
        condition = curated_answers.c.state.in_([state.value for state in kept])
        with reading(self._engine) as connection:
            total = connection.execute(select(func.count()).select_from(curated_answers).where(condition)).scalar_one()
            number = page_within(number, size, total)
            rows = connection.execute(
                select(curated_answers)
                .where(condition)
                .order_by(curated_answers.c.changed_at.desc(), curated_answers.c.id.desc())
                .limit(size)
                .offset((number - 1) * size)
            ).all()
            return Page(tuple(with_wordings(connection, rows)), number, size, total)

    def published(self) -> tuple[int, tuple[Curated, ...]]:
        """What `version` returned, and all published answers of that version, expired ones too."""
        with reading(self._engine) as connection:
            return version_of(connection), tuple(all_answers(connection, CuratedState.PUBLISHED))

    def version(self) -> int:
        """A number that changes with every change of the answers; quick to read."""
        with reading(self._engine) as connection:
            return version_of(connection)

    def count_hit(self, curated_id: int) -> None:
        """Count that the answer was given."""
        statement = update(curated_answers).where(curated_answers.c.id == curated_id)
        with writing(self._engine) as connection:
            connection.execute(statement.values(hits=curated_answers.c.hits + 1))

    def last_question(self, curated_id: int) -> str | None:
        """The latest question that was given this answer and is not one of its wordings; None where none was."""
        known = select(curated_wordings.c.text).where(curated_wordings.c.curated_id == curated_id)
        query = (
            select(questions.c.text)
            .where(questions.c.curated_id == curated_id, questions.c.text.not_in(known))
            .order_by(questions.c.at.desc())
            .limit(1)
        )
        with reading(self._engine) as connection:
            return connection.execute(query).scalar_one_or_none()

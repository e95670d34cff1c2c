"""The answers that staff are writing: begun from a group of questions, written in messages, published or given up."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from bot.errors import CuratedError
from bot.questions.content import Content, check_answer, check_date, checked, cleaned
from bot.questions.records import (
    Curated,
    CuratedState,
    change_answer,
    get_answer,
    insert_answer,
)
from bot.tables import answer_drafts, curated_answers, curated_wordings, question_groups
from index.normalise import normalise
from knowledge.transactions import reading, writing

_AWAITED_FOR = timedelta(hours=1)  # after that, a message is a question again
_KEPT_FOR = timedelta(days=7)
_NO_DATE = frozenset({"0", "-", "无", "长期", "none", "no"})


class Awaited(StrEnum):
    """What the next message of a member of staff is."""

    ANSWER = "answer"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that is being written; `curated_id` is the one that it is to replace, `awaits` what comes next.

    The answer is empty until it was written.
    """

    id: str
    actor: str
    awaits: Awaited | None
    curated_id: int | None
    content: Content


class Drafts:
    """The drafts in a database; each is its author's alone.

    Every method raises DatabaseError when the database fails, and those that name a draft CuratedError where the
    actor has none such.
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

    def begin(self, group_id: int, *, actor: str) -> Draft:
        """Begin to answer a group of questions, or to change the answer that it has; CuratedError without a group."""
        with writing(self._engine) as connection:
            group = connection.execute(select(question_groups).where(question_groups.c.id == group_id)).one_or_none()
            if group is None:
                raise CuratedError("no_group", "these questions are not kept any more; open the list again")
            answered = _answer_of(connection, group_id, group.wording)
            if answered is not None:
                return self._begin(connection, actor, get_answer(connection, answered).content, answered)
            content = Content(group.wording, "", topic=group.topic, group_id=group_id)
            return self._begin(connection, actor, content, None)

    def change(self, curated_id: int, *, actor: str) -> Draft:
        """Begin to change an answer."""
        with writing(self._engine) as connection:
            return self._begin(connection, actor, get_answer(connection, curated_id).content, curated_id)

    def get(self, draft_id: str, *, actor: str) -> Draft:
        """The actor's draft with this id."""
        with reading(self._engine) as connection:
            return _get(connection, draft_id, actor)

    def awaited(self, actor: str) -> Draft | None:
        """The draft that the actor's next message is for, None where it is a message like any other."""
        query = select(answer_drafts).where(
            answer_drafts.c.actor == actor,
            answer_drafts.c.awaits.is_not(None),
            answer_drafts.c.at > self._clock() - _AWAITED_FOR,
        )
        with reading(self._engine) as connection:
            row = connection.execute(query.order_by(answer_drafts.c.at.desc()).limit(1)).one_or_none()
        return None if row is None else _draft(row)

    def expect(self, draft_id: str, awaits: Awaited, *, actor: str) -> Draft:
        """Take the actor's next message for a part of this draft."""
        with writing(self._engine) as connection:
            draft = _get(connection, draft_id, actor)
            self._expect_nothing(connection, actor)
            return self._put(connection, replace(draft, awaits=awaits))

    def write(self, draft_id: str, text: str, *, actor: str) -> Draft:
        """Put the message that was awaited into the draft; CuratedError, and it is awaited still, where it is wrong."""
        text = cleaned(text)
        with writing(self._engine) as connection:
            draft = _get(connection, draft_id, actor)
            if draft.awaits is Awaited.VALID_UNTIL:
                until = None if normalise(text) in _NO_DATE else text
                if until is not None:
                    check_date(until, self._today())
                content = replace(draft.content, valid_until=until)
            else:
                check_answer(text)
                content = replace(draft.content, answer=text)
            return self._put(connection, replace(draft, content=content, awaits=None))

    def cite(self, draft_id: str, source: str | None, *, actor: str) -> Draft:
        """Say on what the answer rests, or that nothing is to be cited."""
        with writing(self._engine) as connection:
            draft = _get(connection, draft_id, actor)
            return self._put(connection, replace(draft, content=replace(draft.content, source=source)))

    def publish(self, draft_id: str, *, actor: str) -> Curated:
        """Publish what was written, at once; raises CuratedError as CuratedAnswers.add and edit do."""
        now = self._clock()
        with writing(self._engine) as connection:
            draft = _get(connection, draft_id, actor)
            content = checked(draft.content, self._today())
            if draft.curated_id is None:
                curated_id = insert_answer(connection, content, actor, now)
            else:
                curated_id = draft.curated_id
                change_answer(connection, get_answer(connection, curated_id), content, actor, now)
            connection.execute(delete(answer_drafts).where(answer_drafts.c.id == draft_id))
            return get_answer(connection, curated_id)

    def discard(self, draft_id: str, *, actor: str) -> None:
        """Give a draft up."""
        with writing(self._engine) as connection:
            _get(connection, draft_id, actor)
            connection.execute(delete(answer_drafts).where(answer_drafts.c.id == draft_id))

    def _begin(self, connection: Connection, actor: str, content: Content, curated_id: int | None) -> Draft:
        """A new draft whose answer is awaited; the actor's others that were not written, and old ones, go."""
        self._expect_nothing(connection, actor)
        connection.execute(
            delete(answer_drafts).where(
                (answer_drafts.c.at < self._clock() - _KEPT_FOR)
                | ((answer_drafts.c.actor == actor) & (answer_drafts.c.answer == ""))
            )
        )
        draft = Draft(secrets.token_hex(5), actor, Awaited.ANSWER, curated_id, content)
        connection.execute(insert(answer_drafts).values(id=draft.id, actor=actor, **self._values(draft)))
        return draft

    def _put(self, connection: Connection, draft: Draft) -> Draft:
        connection.execute(update(answer_drafts).where(answer_drafts.c.id == draft.id).values(self._values(draft)))
        return draft

    def _values(self, draft: Draft) -> dict[str, Any]:
        return {
            "awaits": draft.awaits,
            "curated_id": draft.curated_id,
            "group_id": draft.content.group_id,
            "question": draft.content.question,
            "answer": draft.content.answer,
            "topic": draft.content.topic,
            "source": draft.content.source,
            "valid_until": draft.content.valid_until,
            "at": self._clock(),
        }

    @staticmethod
    def _expect_nothing(connection: Connection, actor: str) -> None:
        connection.execute(update(answer_drafts).where(answer_drafts.c.actor == actor).values(awaits=None))


def _answer_of(connection: Connection, group_id: int, wording: str) -> int | None:
    """The published answer that was written for a group or is found by its wording, None where there is none."""
    found = (
        select(curated_answers.c.id)
        .join(curated_wordings, curated_wordings.c.curated_id == curated_answers.c.id)
        .where(
            curated_answers.c.state == CuratedState.PUBLISHED.value,
            (curated_answers.c.group_id == group_id)
            | ((curated_wordings.c.text == normalise(wording)) & (curated_wordings.c.wanted == 1)),
        )
        .order_by(curated_answers.c.id.desc())
        .limit(1)
    )
    return connection.execute(found).scalar_one_or_none()


def _get(connection: Connection, draft_id: str, actor: str) -> Draft:
    row = connection.execute(
        select(answer_drafts).where(answer_drafts.c.id == draft_id, answer_drafts.c.actor == actor)
    ).one_or_none()
    if row is None:
        raise CuratedError("no_draft", "this draft was published or given up already")
    return _draft(row)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        actor=row.actor,
        awaits=None if row.awaits is None else Awaited(row.awaits),
        curated_id=row.curated_id,
        content=Content(row.question, row.answer, row.source, row.valid_until, row.topic, row.group_id),
    )

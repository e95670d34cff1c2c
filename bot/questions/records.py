"""Curated answers as rows of the database: read, added and changed within a transaction of the caller's."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from bot.errors import CuratedError
from bot.language import Language, detect_language
from bot.questions.content import Content
from bot.tables import curated_answers, curated_wordings
from index.normalise import normalise
from knowledge.concerns import shortened
from knowledge.history import append
from knowledge.tables import history
from knowledge.validity import ends

_LABEL = 60  # characters of the question that the history shows


class CuratedState(StrEnum):
    """Whether an answer is given."""

    PUBLISHED = "published"
    RETIRED = "retired"


class CuratedAction(StrEnum):
    """What the history calls changes of curated answers."""

    ADDED = "answer added"
    EDITED = "answer edited"
    RETIRED = "answer retired"
    WANTED = "answer wording added"
    UNWANTED = "answer wording excluded"


@dataclass(frozen=True, slots=True)
class Wording:
    """A question, normalised, by which an answer is found or, where it is not `wanted`, is not."""

    text: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Curated:
    """One answer of the staff; `hits` counts how often it was given, moments are in UTC."""

    id: int
    state: CuratedState
    content: Content
    language: Language
    author: str
    added_at: datetime
    changed_at: datetime
    hits: int
    wordings: tuple[Wording, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether the answer is given on a day."""
        until = self.content.valid_until
        return self.state is CuratedState.PUBLISHED and (until is None or on <= ends(until))

    def texts(self, *, wanted: bool) -> tuple[str, ...]:
        """Its wordings of one kind."""
        return tuple(wording.text for wording in self.wordings if wording.wanted is wanted)


def get_answer(connection: Connection, curated_id: int) -> Curated:
    """One answer; CuratedError where there is none."""
    rows = connection.execute(select(curated_answers).where(curated_answers.c.id == curated_id)).all()
    if not rows:
        raise CuratedError("unknown", f"there is no answer {curated_id}; `answers list` shows all")
    return with_wordings(connection, rows)[0]


def all_answers(connection: Connection, *states: CuratedState) -> list[Curated]:
    """All answers in these states, by id."""
    named = [state.value for state in states]
    query = select(curated_answers).where(curated_answers.c.state.in_(named)).order_by(curated_answers.c.id)
    return with_wordings(connection, connection.execute(query).all())


def insert_answer(
    connection: Connection, content: Content, actor: str, now: datetime, wordings: Iterable[str] = ()
) -> int:
    """Add an answer with checked content and wordings; return its id."""
    own = [normalise(content.question), *wordings]
    _refuse_taken(connection, own, None)
    curated_id = connection.execute(
        insert(curated_answers)
        .values(
            **_values(content),
            state=CuratedState.PUBLISHED.value,
            author=actor,
            added_at=now,
            changed_at=now,
            hits=0,
        )
        .returning(curated_answers.c.id)
    ).scalar_one()
    put_wordings(connection, curated_id, own, actor, wanted=True)
    record(connection, now, actor, CuratedAction.ADDED, curated_id, content.question)
    return int(curated_id)


def change_answer(connection: Connection, before: Curated, content: Content, actor: str, now: datetime) -> None:
    """Give an answer other, checked content and publish it; its author is who changed it."""
    old, new = normalise(before.content.question), normalise(content.question)
    kept = before.texts(wanted=True) if before.state is CuratedState.RETIRED else ()
    _refuse_taken(connection, [new, *kept], before.id)
    values = _values(content) | {"state": CuratedState.PUBLISHED.value, "author": actor, "changed_at": now}
    connection.execute(update(curated_answers).where(curated_answers.c.id == before.id).values(values))
    if old != new:
        connection.execute(
            delete(curated_wordings).where(curated_wordings.c.curated_id == before.id, curated_wordings.c.text == old)
        )
    put_wordings(connection, before.id, [new], actor, wanted=True)
    record(connection, now, actor, CuratedAction.EDITED, before.id, content.question)


def retire_answer(connection: Connection, curated: Curated, actor: str, now: datetime) -> None:
    """Give an answer no more."""
    if curated.state is CuratedState.RETIRED:
        return
    values = {"state": CuratedState.RETIRED.value, "changed_at": now}
    connection.execute(update(curated_answers).where(curated_answers.c.id == curated.id).values(values))
    record(connection, now, actor, CuratedAction.RETIRED, curated.id, curated.content.question)


def put_wordings(connection: Connection, curated_id: int, texts: Iterable[str], actor: str, *, wanted: bool) -> None:
    """Add wordings, in the place of the same ones of the other kind."""
    for text in dict.fromkeys(texts):
        connection.execute(
            delete(curated_wordings).where(curated_wordings.c.curated_id == curated_id, curated_wordings.c.text == text)
        )
        connection.execute(
            insert(curated_wordings).values(curated_id=curated_id, text=text, wanted=int(wanted), added_by=actor)
        )


def replace_wordings(
    connection: Connection,
    curated: Curated,
    wanted: Iterable[str] | None,
    unwanted: Iterable[str] | None,
    actor: str,
    now: datetime,
) -> bool:
    """Make these its wordings, where given, beside its own question; return whether that changed anything."""
    own = normalise(curated.content.question)
    after = dict.fromkeys(curated.texts(wanted=True) if wanted is None else (own, *wanted), True)
    after |= dict.fromkeys(curated.texts(wanted=False) if unwanted is None else unwanted, False)
    after[own] = True
    before = {wording.text: wording.wanted for wording in curated.wordings}
    if after == before:
        return False
    _refuse_taken(connection, [text for text, kind in after.items() if kind], curated.id)
    gone = curated_wordings.c.text.in_(before.keys() - after.keys())
    connection.execute(delete(curated_wordings).where(curated_wordings.c.curated_id == curated.id, gone))
    for kind in (True, False):
        new = [text for text, is_wanted in after.items() if is_wanted is kind and before.get(text) is not kind]
        put_wordings(connection, curated.id, new, actor, wanted=kind)
        if new:
            action = CuratedAction.WANTED if kind else CuratedAction.UNWANTED
            record(connection, now, actor, action, curated.id, curated.content.question)
    if not after.keys() - before.keys():  # some only went
        record(connection, now, actor, CuratedAction.EDITED, curated.id, curated.content.question)
    return True


def record(
    connection: Connection, now: datetime, actor: str, action: CuratedAction, curated_id: int, text: str
) -> None:
    """Append a change to the history."""
    append(connection, now, actor, action, detail={"answer": curated_id, "label": shortened(text, _LABEL)})


def _refuse_taken(connection: Connection, texts: Iterable[str], own: int | None) -> None:
    """CuratedError where another published answer is found by one of the wordings."""
    taken = connection.execute(
        select(curated_answers.c.id, curated_answers.c.question)
        .join(curated_wordings, curated_wordings.c.curated_id == curated_answers.c.id)
        .where(
            curated_wordings.c.text.in_(list(texts)),
            curated_wordings.c.wanted == 1,
            curated_answers.c.state == CuratedState.PUBLISHED.value,
            curated_answers.c.id != (own or 0),
        )
    ).first()
    if taken is not None:
        raise CuratedError(
            "duplicate",
            f"answer {taken.id} is given to this question already; edit that one",
            {"id": taken.id, "question": shortened(taken.question, _LABEL)},
        )


def _values(content: Content) -> dict[str, Any]:
    return asdict(content) | {"language": detect_language(content.answer).value}


def with_wordings(connection: Connection, rows: Iterable[Row[Any]]) -> list[Curated]:
    """The answers of these rows."""
    rows = list(rows)
    ids = [row.id for row in rows]
    found: dict[int, list[Wording]] = {}
    for row in connection.execute(
        select(curated_wordings).where(curated_wordings.c.curated_id.in_(ids)).order_by(curated_wordings.c.id)
    ):
        found.setdefault(row.curated_id, []).append(Wording(row.text, bool(row.wanted)))
    return [_curated(row, tuple(found.get(row.id, ()))) for row in rows]


def _curated(row: Row[Any], wordings: tuple[Wording, ...]) -> Curated:
    return Curated(
        id=row.id,
        state=CuratedState(row.state),
        content=Content(row.question, row.answer, row.source, row.valid_until, row.topic, row.group_id),
        language=Language(row.language),
        author=row.author,
        added_at=row.added_at,
        changed_at=row.changed_at,
        hits=row.hits,
        wordings=wordings,
    )


def version_of(connection: Connection) -> int:
    """The number of the last event of the history, to which every change is appended: one look into its index."""
    return connection.execute(select(func.max(history.c.id))).scalar_one() or 0

"""What each publication held, and the states that follow from it for versions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, Connection, insert, select, update

from knowledge.errors import CatalogueError, PublicationConflictError
from knowledge.history import append
from knowledge.tables import publication_versions, publications, versions
from knowledge.versions import State, Version, batches, select_versions, version_of, versions_with

T = TypeVar("T")


class Reason(StrEnum):
    """Why something was published."""

    REFRESH = "refresh"
    PUBLISH = "publish"
    RETIRE = "retire"
    ROLLBACK = "rollback"


class Change(StrEnum):
    """What a publication did to one document."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: the snapshot that it made current, and the ids of the versions that this holds."""

    id: int
    snapshot: str
    at: datetime
    actor: str
    reason: Reason
    version_ids: frozenset[int]


def record(
    connection: Connection, snapshot: str, version_ids: Iterable[int], actor: str, reason: Reason, at: datetime
) -> Publication:
    """Make exactly these versions the published ones, and write down that it was so.

    Raises CatalogueError where they cannot stand together or one is unknown or discarded.
    """
    chosen = versions_with(connection, version_ids)
    check_together(chosen)
    before = current_versions(connection)
    _set_states(connection, before, chosen)
    publication_id = connection.execute(
        insert(publications)
        .values(snapshot=snapshot, at=at, actor=actor, reason=reason.value)
        .returning(publications.c.id)
    ).scalar_one()
    if chosen:
        rows = [{"publication_id": publication_id, "version_id": version.id} for version in chosen]
        connection.execute(insert(publication_versions), rows)
    _tell(connection, snapshot, before, chosen, actor, reason, at)
    ids = frozenset(version.id for version in chosen)
    return Publication(publication_id, snapshot, at, actor, reason, ids)


def check_together(chosen: Collection[Version]) -> None:
    """Raise CatalogueError unless these versions can be published together."""
    seen: set[str] = set()
    for version in chosen:
        if version.state is State.DISCARDED:
            raise CatalogueError(f"version {version.number} of {version.document_id} was discarded; add its file again")
        if version.document_id in seen:
            raise CatalogueError(f"two versions of {version.document_id} cannot be published together")
        seen.add(version.document_id)
    follows = {version.document_id: version.supersedes for version in chosen if version.supersedes in seen}
    settled: set[str] = set()
    for start in follows:
        met: set[str] = set()
        step: str | None = start
        while step is not None and step not in settled:
            if step in met:
                raise CatalogueError(f"{step} would take its own place in the end; mend what the documents supersede")
            met.add(step)
            step = follows.get(step)
        settled |= met


def check_unchanged(connection: Connection, after: str | None) -> None:
    """Raise PublicationConflictError unless `after` is the snapshot that was published last."""
    last = latest(connection)
    if (last.snapshot if last else None) != after:
        raise PublicationConflictError("somebody else has published in the meantime; look at the preview again")


def current_versions(connection: Connection) -> list[Version]:
    """The published versions, by document."""
    query = select_versions().where(versions.c.state == State.PUBLISHED.value).order_by(versions.c.document_id)
    return list(map(version_of, connection.execute(query)))


def latest(connection: Connection, snapshot: str | None = None) -> Publication | None:
    """The latest publication, or the latest of this snapshot; None where there is none."""
    found = newest(connection, 1, snapshot)
    return found[0] if found else None


def newest(connection: Connection, limit: int, snapshot: str | None = None) -> tuple[Publication, ...]:
    """The latest publications, newest first."""
    query = select(publications).order_by(publications.c.id.desc()).limit(limit)
    if snapshot is not None:
        query = query.where(publications.c.snapshot == snapshot)
    rows = connection.execute(query).all()
    held: dict[int, set[int]] = {row.id: set() for row in rows}
    for some in batches(list(held)):
        pairs = select(publication_versions).where(publication_versions.c.publication_id.in_(some))
        for pair in connection.execute(pairs):
            held[pair.publication_id].add(pair.version_id)
    return tuple(
        Publication(row.id, row.snapshot, row.at, row.actor, Reason(row.reason), frozenset(held[row.id]))
        for row in rows
    )


def _set_states(connection: Connection, before: list[Version], chosen: list[Version]) -> None:
    """Take down what is not chosen, then put up what is: no document has two published versions in between.

    A document that is not published has one retired version, the last that was; one that is published has none.
    """
    ids = {version.id for version in chosen}
    documents = {version.document_id for version in chosen}
    leaving = [version for version in before if version.id not in ids]
    coming = [version for version in chosen if version.state is not State.PUBLISHED]
    for state, group in (
        (State.REPLACED, [version.id for version in leaving if version.document_id in documents]),
        (State.RETIRED, [version.id for version in leaving if version.document_id not in documents]),
    ):
        _set_state(connection, versions.c.id, group, state)
    retired = versions.c.state == State.RETIRED.value
    _set_state(connection, versions.c.document_id, [version.document_id for version in coming], State.REPLACED, retired)
    _set_state(connection, versions.c.id, [version.id for version in coming], State.PUBLISHED)


def _set_state(
    connection: Connection, column: Column[T], values: Sequence[T], state: State, *conditions: ColumnElement[bool]
) -> None:
    for some in batches(values):
        connection.execute(update(versions).where(column.in_(some), *conditions).values(state=state.value))


def _tell(
    connection: Connection,
    snapshot: str,
    before: list[Version],
    chosen: list[Version],
    actor: str,
    reason: Reason,
    at: datetime,
) -> None:
    """Write one event for the publication, and one for each document where it changed several."""
    old = {version.document_id: version for version in before}
    new = {version.document_id: version for version in chosen}
    changes = [(Change.ADDED, version) for version in chosen if version.document_id not in old]
    changes += [
        (Change.CHANGED, version)
        for version in chosen
        if version.document_id in old and old[version.document_id].id != version.id
    ]
    changes += [(Change.REMOVED, version) for version in before if version.document_id not in new]
    counts = {kind.value: sum(change is kind for change, _ in changes) for kind in Change}
    only = changes[0][1] if len(changes) == 1 else None
    event = append(
        connection,
        at,
        actor,
        reason,
        document_id=only.document_id if only else None,
        number=only.number if only else None,
        snapshot=snapshot,
        detail=counts | {"documents": len(chosen)},
    )
    if only is None:
        for change, version in changes:
            append(
                connection,
                at,
                actor,
                change,
                document_id=version.document_id,
                number=version.number,
                snapshot=snapshot,
                part_of=event,
            )

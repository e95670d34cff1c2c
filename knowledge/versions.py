"""What the catalogue knows of one version of a document, besides its text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection, Row, Select, select

from knowledge.errors import CatalogueError
from knowledge.tables import documents, versions

T = TypeVar("T")
_AT_ONCE = 500  # ids in one statement; SQLite allows no unlimited number of them


class Origin(StrEnum):
    """Where a document comes from."""

    PAGES = "pages"
    UPLOAD = "upload"


class State(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"  # by another version of its document
    RETIRED = "retired"  # its document is not published any more
    DISCARDED = "discarded"  # a draft that was not wanted; its text is gone


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document; `id` is unique in the catalogue, `number` counts within the document from 1.

    `size` is in bytes, `stored_as` the name of the original in the file storage, None where none is kept there.
    `added_by` is the label that the caller gave, `added_at` in UTC. Dates are ISO 8601 of partial precision.
    """

    id: int
    document_id: str
    number: int
    origin: Origin
    state: State
    content_hash: str
    file_name: str
    stored_as: str | None
    size: int
    added_by: str
    added_at: datetime
    title: str
    topic: str
    language: str
    source: str
    as_of: str | None
    valid_from: str | None
    valid_until: str | None
    supersedes: str | None


def select_versions() -> "Select[tuple[object, ...]]":
    """Select all that a Version holds, for `version_of`."""
    columns = [column for column in versions.c if column is not versions.c.body]
    return select(*columns, documents.c.origin).join_from(versions, documents)


def version_of(row: "Row[tuple[object, ...]]") -> Version:
    """The version in a row of `select_versions`."""
    values = dict(row._mapping)
    return Version(**values | {"origin": Origin(values["origin"]), "state": State(values["state"])})


def version_with(connection: Connection, version_id: int) -> Version:
    """The version with this id; CatalogueError where there is none."""
    row = connection.execute(select_versions().where(versions.c.id == version_id)).one_or_none()
    if row is None:
        raise CatalogueError(f"the catalogue holds no version with the id {version_id}")
    return version_of(row)


def versions_with(connection: Connection, version_ids: Iterable[int]) -> list[Version]:
    """The versions with these ids, by document; CatalogueError where one does not exist."""
    wanted = sorted(set(version_ids))
    found: list[Version] = []
    for some in batches(wanted):
        found += map(version_of, connection.execute(select_versions().where(versions.c.id.in_(some))))
    missing = set(wanted) - {version.id for version in found}
    if missing:
        raise CatalogueError(f"the catalogue holds no version with the id {min(missing)}")
    return sorted(found, key=lambda version: (version.document_id, version.number))


def batches(values: Sequence[T]) -> list[Sequence[T]]:
    """The values in portions that one statement can take."""
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]

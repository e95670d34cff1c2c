"""The catalogue of documents and versions: what is drafted, published, replaced and retired."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, func, insert, select, update

from knowledge import publications
from knowledge.document_json import document_from_json, document_to_json
from knowledge.documents import Document
from knowledge.errors import CatalogueError, DuplicateDocumentError
from knowledge.history import append
from knowledge.paging import Page, page_within
from knowledge.publications import Publication, Reason, check_together, check_unchanged, current_versions
from knowledge.tables import documents, versions
from knowledge.transactions import reading, writing
from knowledge.validity import Validity, status, superseded_on
from knowledge.versions import (
    Origin,
    State,
    Version,
    batches,
    select_versions,
    version_of,
    version_with,
    versions_with,
)


class Action(StrEnum):
    """What the history calls the catalogue's events besides publications."""

    DRAFT = "draft"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One line in a list of documents: its published version, or the last one that was, and what it is worth."""

    version: Version
    validity: Validity

    @property
    def published(self) -> bool:
        """Whether the document is published now."""
        return self.version.state is State.PUBLISHED


class Catalogue:
    """The documents in a database; every change is written whole, with its event in the history, or not at all.

    Every method raises DatabaseError when the database fails. Safe to use from several threads and processes.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    # Drafts

    def add_draft(
        self,
        document: Document,
        *,
        origin: Origin,
        content_hash: str,
        file_name: str,
        size: int,
        actor: str,
        stored_as: str | None = None,
        leaving: Collection[str] = (),
    ) -> Version:
        """Add a version that waits to be published; it takes the place of an older draft of the same document.

        `leaving` are the ids of documents that will go when this one is published, so that a page that got
        another name is no duplicate of itself.
        Raises DuplicateDocumentError when a published document holds this content, CatalogueError when the
        document's id belongs to another origin or it would supersede itself.
        """
        if document.supersedes == document.id:
            raise CatalogueError(f"{document.id} cannot supersede itself")
        body = document_to_json(document)
        with writing(self._engine) as connection:
            _refuse_duplicate(connection, content_hash, leaving)
            _ensure_document(connection, document.id, origin)
            _drop_drafts(connection, document.id)
            number = connection.execute(
                select(func.coalesce(func.max(versions.c.number), 0) + 1).where(versions.c.document_id == document.id)
            ).scalar_one()
            now = self._clock()
            version_id = connection.execute(
                insert(versions)
                .values(
                    document_id=document.id,
                    number=number,
                    state=State.DRAFT.value,
                    content_hash=content_hash,
                    file_name=file_name,
                    stored_as=stored_as,
                    size=size,
                    added_by=actor,
                    added_at=now,
                    title=document.title,
                    topic=document.topic,
                    language=document.language,
                    source=document.source,
                    as_of=document.as_of,
                    valid_from=document.valid_from,
                    valid_until=document.valid_until,
                    supersedes=document.supersedes,
                    body=body,
                )
                .returning(versions.c.id)
            ).scalar_one()
            append(
                connection,
                now,
                actor,
                Action.DRAFT,
                document_id=document.id,
                number=number,
                detail={"file": file_name, "size": size},
            )
            return version_with(connection, version_id)

    def draft(self, version_id: int) -> Version:
        """The draft with this id; CatalogueError says what became of it where it is none any more."""
        with reading(self._engine) as connection:
            return _draft(connection, version_id)

    def drafts(self) -> tuple[Version, ...]:
        """All drafts, newest first."""
        query = select_versions().where(versions.c.state == State.DRAFT.value).order_by(versions.c.id.desc())
        with reading(self._engine) as connection:
            return tuple(map(version_of, connection.execute(query)))

    def discard(self, version_id: int, actor: str) -> Version:
        """Give up a draft and drop its text; CatalogueError where it is no draft (any more)."""
        with writing(self._engine) as connection:
            version = _draft(connection, version_id)
            _drop_drafts(connection, version.document_id)
            append(
                connection,
                self._clock(),
                actor,
                Action.DISCARD,
                document_id=version.document_id,
                number=version.number,
            )
            return version_with(connection, version_id)

    # What is there

    def version(self, version_id: int) -> Version:
        """The version with this id; CatalogueError where there is none."""
        with reading(self._engine) as connection:
            return version_with(connection, version_id)

    def versions(self, document_id: str) -> tuple[Version, ...]:
        """All versions of a document, newest first; empty where there is no such document."""
        query = select_versions().where(versions.c.document_id == document_id).order_by(versions.c.number.desc())
        with reading(self._engine) as connection:
            return tuple(map(version_of, connection.execute(query)))

    def current(self) -> tuple[Version, ...]:
        """The published versions, by document id."""
        with reading(self._engine) as connection:
            return tuple(current_versions(connection))

    def read(self, version_ids: Iterable[int]) -> tuple[Document, ...]:
        """The documents as these versions hold them, by document id.

        Raises CatalogueError for a version that is unknown or was discarded, KnowledgeError for one whose text
        this program cannot read.
        """
        with reading(self._engine) as connection:
            wanted = versions_with(connection, version_ids)
            bodies: dict[int, str | None] = {}
            for some in batches([version.id for version in wanted]):
                rows = connection.execute(select(versions.c.id, versions.c.body).where(versions.c.id.in_(some)))
                bodies |= {row.id: row.body for row in rows}
        read = []
        for version in wanted:
            body = bodies[version.id]
            if body is None:
                raise CatalogueError(f"the text of version {version.number} of {version.document_id} was discarded")
            read.append(document_from_json(body))
        return tuple(read)

    def documents(
        self, on: date, number: int = 1, size: int = 10, *, include_retired: bool = False
    ) -> Page[DocumentSummary]:
        """One page of the documents, by id, with what each is worth on the day `on`."""
        with reading(self._engine) as connection:
            current = current_versions(connection)
            shown = [*current, *(_retired(connection) if include_retired else ())]
        shown.sort(key=lambda version: version.document_id)
        gone = superseded_on(((version.supersedes, version.valid_from) for version in current), on)
        number = page_within(number, size, len(shown))
        items = tuple(
            DocumentSummary(version, status(version.valid_from, version.valid_until, version.document_id in gone, on))
            for version in shown[(number - 1) * size : number * size]
        )
        return Page(items, number, size, len(shown))

    def stored_names(self) -> frozenset[str]:
        """The names in the file storage that some version, drafts included, still needs."""
        query = (
            select(versions.c.stored_as)
            .where(versions.c.stored_as.is_not(None), versions.c.state != State.DISCARDED.value)
            .distinct()
        )
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())

    # Publications

    def current_with(self, *version_ids: int) -> tuple[Version, ...]:
        """What would be published with these versions (drafts, as a rule) in their documents' places.

        Raises CatalogueError where they are unknown or discarded, or cannot stand together.
        """
        with reading(self._engine) as connection:
            chosen = versions_with(connection, version_ids)
            replaced = {version.document_id for version in chosen}
            kept = [one for one in current_versions(connection) if one.document_id not in replaced]
        together = sorted([*kept, *chosen], key=lambda version: version.document_id)
        check_together(together)
        return tuple(together)

    def current_without(self, *document_ids: str) -> tuple[Version, ...]:
        """What would be published without these documents; CatalogueError where one is not published."""
        current = self.current()
        missing = set(document_ids) - {version.document_id for version in current}
        if missing:
            raise CatalogueError(f"{min(missing)} is not published")
        return tuple(version for version in current if version.document_id not in document_ids)

    def record_publication(
        self, snapshot: str, version_ids: Iterable[int], actor: str, reason: Reason, *, after: str | None
    ) -> Publication:
        """Make exactly these versions the published ones, under the name of the snapshot that holds them.

        `after` is the snapshot of the publication that was the latest when this one was planned, None where there
        was none. Raises PublicationConflictError when another has come in between, CatalogueError where the
        versions are unknown, discarded or cannot stand together, or the snapshot has been recorded already.
        """
        with writing(self._engine) as connection:
            check_unchanged(connection, after)
            if publications.latest(connection, snapshot) is not None:
                raise CatalogueError(f"the snapshot {snapshot} has been published already; restore it instead")
            return publications.record(connection, snapshot, version_ids, actor, reason, self._clock())

    def restore(self, snapshot: str, actor: str, *, after: str | None) -> Publication:
        """Publish again precisely what the snapshot held; drafts stay as they are.

        Raises PublicationConflictError as `record_publication` does, CatalogueError when the snapshot was never
        recorded or is the latest already.
        """
        with writing(self._engine) as connection:
            check_unchanged(connection, after)
            if snapshot == after:
                raise CatalogueError(f"the snapshot {snapshot} is the one that is published already")
            earlier = _publication(connection, snapshot)
            return publications.record(connection, snapshot, earlier.version_ids, actor, Reason.ROLLBACK, self._clock())

    def publication(self, snapshot: str) -> Publication:
        """The latest publication of this snapshot; CatalogueError where there is none."""
        with reading(self._engine) as connection:
            return _publication(connection, snapshot)

    def publications(self, limit: int = 10) -> tuple[Publication, ...]:
        """The latest publications, newest first; the first one says what is published now."""
        with reading(self._engine) as connection:
            return publications.newest(connection, limit)

    def versions_of(self, publication: Publication) -> tuple[Version, ...]:
        """The versions that a publication held, by document id, in their states of today."""
        with reading(self._engine) as connection:
            return tuple(versions_with(connection, publication.version_ids))


def _publication(connection: Connection, snapshot: str) -> Publication:
    found = publications.latest(connection, snapshot)
    if found is None:
        raise CatalogueError(f"the catalogue knows of no publication of the snapshot {snapshot}")
    return found


def _draft(connection: Connection, version_id: int) -> Version:
    version = version_with(connection, version_id)
    if version.state is not State.DRAFT:
        raise CatalogueError(
            f"version {version.number} of {version.document_id} is no draft any more: it is {version.state}"
        )
    return version


def _drop_drafts(connection: Connection, document_id: str) -> None:
    connection.execute(
        update(versions)
        .where(versions.c.document_id == document_id, versions.c.state == State.DRAFT.value)
        .values(state=State.DISCARDED.value, body=None)
    )


def _refuse_duplicate(connection: Connection, content_hash: str, leaving: Collection[str]) -> None:
    query = select_versions().where(versions.c.content_hash == content_hash, versions.c.state == State.PUBLISHED.value)
    for row in connection.execute(query):
        if row.document_id not in leaving:
            raise DuplicateDocumentError(row.document_id, row.title, row.number)


def _ensure_document(connection: Connection, document_id: str, origin: Origin) -> None:
    known = connection.execute(select(documents.c.origin).where(documents.c.id == document_id)).scalar_one_or_none()
    if known is None:
        connection.execute(insert(documents).values(id=document_id, origin=origin.value))
    elif known != origin:
        raise CatalogueError(f"{document_id} is a document of another origin ({known}); choose another name")


def _retired(connection: Connection) -> list[Version]:
    """The last published version of each document that is not published any more."""
    return list(map(version_of, connection.execute(select_versions().where(versions.c.state == State.RETIRED.value))))

"""The tables of the catalogue: documents, their versions, publications and history."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

# Constraints have names so that a migration can change them.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite by itself would forget the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn into naive UTC; ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


documents = Table(
    "documents",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("origin", Text, nullable=False),
)

versions = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("document_id", Text, ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("content_hash", Text, nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("stored_as", Text),
    Column("size", Integer, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("as_of", Text),
    Column("valid_from", Text),
    Column("valid_until", Text),
    Column("supersedes", Text),  # no foreign key: the document meant may come later, or never have been ours
    Column("body", Text),  # the document as JSON; dropped with a discarded draft
    UniqueConstraint("document_id", "number"),
    CheckConstraint("state IN ('draft', 'published', 'replaced', 'retired', 'discarded')", name="state"),
    Index("ix_versions_one_published", "document_id", unique=True, sqlite_where=text("state = 'published'")),
    Index("ix_versions_one_draft", "document_id", unique=True, sqlite_where=text("state = 'draft'")),
    sqlite_autoincrement=True,
)

publications = Table(
    "publications",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("snapshot", Text, nullable=False, index=True),  # a rollback names an earlier one again
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

publication_versions = Table(
    "publication_versions",
    METADATA,
    Column("publication_id", Integer, ForeignKey("publications.id"), primary_key=True),
    Column("version_id", Integer, ForeignKey("versions.id"), primary_key=True),
    sqlite_with_rowid=False,
)

history = Table(
    "history",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("part_of", Integer, ForeignKey("history.id"), index=True),  # the publication that this is one change of
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("document_id", Text, index=True),
    Column("number", Integer),
    Column("snapshot", Text),
    Column("detail", Text, nullable=False),  # JSON
    sqlite_autoincrement=True,
)

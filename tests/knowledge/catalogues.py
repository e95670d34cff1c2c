"""Catalogues and documents for tests, in real database files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.database import open_database
from knowledge.catalogue import Catalogue
from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.publications import Publication, Reason
from knowledge.versions import Origin, State, Version

ACTOR = "cli:root"


class Clock:
    """Moments a minute apart."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def catalogue_in(folder: Path, busy_seconds: float = 10) -> Catalogue:
    """The catalogue in the folder's database, the same one each time."""
    return Catalogue(open_database(folder / "assistant.sqlite3", busy_seconds), Clock())


def document(
    name: str = "uploads/land",
    text: str = "甲方案的正文。",
    *,
    valid_from: str | None = None,
    valid_until: str | None = None,
    supersedes: str | None = None,
) -> Document:
    """A document of one paragraph."""
    sections = (Section(("总则",), (Block(BlockKind.PARAGRAPH, (text,), 1),)),)
    return Document(
        name,
        "标准地",
        "land",
        "zh-Hans",
        "《报告》",
        sections,
        as_of="2023",
        valid_from=valid_from,
        valid_until=valid_until,
        supersedes=supersedes,
    )


def draft(
    catalogue: Catalogue, source: Document, *, origin: Origin = Origin.UPLOAD, leaving: tuple[str, ...] = ()
) -> Version:
    """A draft of the document, whose file is told from others by the document's text."""
    text = source.sections[0].blocks[0].lines[0]
    return catalogue.add_draft(
        source,
        origin=origin,
        content_hash=f"hash of {text}",
        file_name="方案.docx",
        stored_as=f"stored {text}",
        size=len(text),
        actor=ACTOR,
        leaving=leaving,
    )


def publish(catalogue: Catalogue, snapshot: str, *versions: Version, reason: Reason = Reason.PUBLISH) -> Publication:
    """Publish exactly these versions."""
    last = catalogue.publications(1)
    return catalogue.record_publication(
        snapshot, [version.id for version in versions], ACTOR, reason, after=last[0].snapshot if last else None
    )


def states(catalogue: Catalogue, name: str = "uploads/land") -> list[tuple[int, State]]:
    """Number and state of each version of the document, oldest first."""
    return [(version.number, version.state) for version in reversed(catalogue.versions(name))]


def current(catalogue: Catalogue) -> list[tuple[str, int]]:
    """Name and number of each version that is published."""
    return [(version.document_id, version.number) for version in catalogue.current()]

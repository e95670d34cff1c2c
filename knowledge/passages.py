"""Split documents into passages: what is searched, and what is quoted with its source."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.sentences import split_sentences

LONGEST_PASSAGE = 420  # characters; about the span over which the embedding model stays sharp


class UnitKind(StrEnum):
    """What a unit is in its source, so that it is quoted with what it needs around it."""

    SENTENCE = "sentence"
    LEAD = "lead"  # introduces the items after it
    ITEM = "item"
    HEADER = "header"  # a table's first row, repeated in every passage of the table
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest quotable piece of a passage: a whole sentence, list item or table row."""

    text: str
    kind: UnitKind = UnitKind.SENTENCE


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive units of one section, with all that a citation needs.

    `id` depends on the document, heading path and text alone, so it survives refreshes that leave these as
    they were. `asked` are questions that its section answers, as people put them. `position` counts the document's
    passages from 0; `line` and `page` are 1-based.
    """

    id: str
    document_id: str
    title: str
    topic: str
    heading_path: tuple[str, ...]
    units: tuple[Unit, ...]
    language: str
    source: str
    position: int
    line: int
    page: int | None = None
    as_of: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    supersedes: str | None = None
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The units as running text; items and rows on lines of their own."""
        parts: list[str] = []
        for previous, unit in zip((None, *self.units), self.units, strict=False):
            if previous is not None:
                running = previous.kind is unit.kind is UnitKind.SENTENCE
                parts.append(("" if self.language != "en" else " ") if running else "\n")
            parts.append(unit.text)
        return "".join(parts)

    @property
    def heading(self) -> str:
        """The heading path in one line, empty for text above the first heading."""
        return " › ".join(self.heading_path)


def split_document(document: Document, longest: int = LONGEST_PASSAGE) -> list[Passage]:
    """Split along headings, then between units so that passages stay within `longest` characters.

    No unit is ever cut: a single sentence longer than `longest` is a passage of its own. A list's lead-in and a
    table's header row stand in every passage that holds some of its items or rows.
    """
    passages: list[Passage] = []
    seen: dict[str, int] = {}
    for section in document.sections:
        for units, block in _packed(section, longest):
            text = "\n".join(unit.text for unit in units)
            key = "\x1f".join((document.id, *section.heading_path, text))
            repeat = seen[key] = seen.get(key, -1) + 1
            digest = hashlib.sha256(f"{key}\x1f{repeat}".encode()).hexdigest()[:16]
            passages.append(
                Passage(
                    id=digest,
                    document_id=document.id,
                    title=document.title,
                    topic=document.topic,
                    heading_path=section.heading_path,
                    units=units,
                    language=document.language,
                    source=document.source,
                    position=len(passages),
                    line=block.line,
                    page=block.page,
                    as_of=document.as_of,
                    valid_from=document.valid_from,
                    valid_until=document.valid_until,
                    supersedes=document.supersedes,
                    aliases=document.aliases,
                    asked=section.asked,
                )
            )
    return passages


def split_documents(documents: tuple[Document, ...] | list[Document]) -> list[Passage]:
    """Split every document, in order."""
    return [passage for document in documents for passage in split_document(document)]


def _packed(section: Section, longest: int) -> Iterator[tuple[tuple[Unit, ...], Block]]:
    """Fill passages with the section's units in order; a new page or table begins a new passage."""
    units: list[Unit] = []
    first: Block | None = None
    size = 0
    for block in section.blocks:
        head, body = _units(block)
        crosses_page = first is not None and block.page != first.page
        apart = block.kind is BlockKind.TABLE or crosses_page
        for position, unit in enumerate(body):
            needs_head = head is not None and position == 0
            added = len(unit.text) + 1 + (len(head.text) + 1 if needs_head and head is not None else 0)
            if units and first is not None and (size + added > longest or (apart and position == 0)):
                yield tuple(units), first
                units, first, size = [], None, 0
                needs_head = head is not None
            if needs_head and head is not None:
                units.append(head)
                size += len(head.text) + 1
            first = first or block
            units.append(unit)
            size += len(unit.text) + 1
        if block.kind is BlockKind.TABLE and units and first is not None:
            yield tuple(units), first
            units, first, size = [], None, 0
    if units and first is not None:
        yield tuple(units), first


def _units(block: Block) -> tuple[Unit | None, list[Unit]]:
    """Return (lead-in or header row, the quotable units) of a block."""
    if block.kind is BlockKind.PARAGRAPH:
        return None, [Unit(sentence) for line in block.lines for sentence in split_sentences(line)]
    head_kind, kind = (
        (UnitKind.LEAD, UnitKind.ITEM) if block.kind is BlockKind.LIST else (UnitKind.HEADER, UnitKind.ROW)
    )
    head = Unit(block.head, head_kind) if block.head else None
    return head, [Unit(line, kind) for line in block.lines]

"""The values that a reader makes of a file: a document, its sections and their blocks."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.chains import Chain
from knowledge.entries import Entry


class BlockKind(StrEnum):
    """How a block's lines belong together when it is split."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """Text that stands together in the source.

    `lines` holds a paragraph's text (one entry), a list's items or a table's rows;
    `head` a list's lead-in or a table's header row. `line` is the 1-based source line,
    `page` the 1-based page where the source has pages.
    """

    kind: BlockKind
    lines: tuple[str, ...]
    line: int
    head: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading; `heading_path` runs from the outermost heading inwards.

    `asked` are questions that the section answers, in the words of people who ask.
    """

    heading_path: tuple[str, ...]
    blocks: tuple[Block, ...]
    asked: tuple[str, ...] = ()


class RemarkKind(StrEnum):
    """What a reader left out of a document, so that staff see it before they publish."""

    EMPTY_SHEET = "empty_sheet"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_SLIDE = "hidden_slide"
    UNREADABLE_PAGE = "unreadable_page"
    MACROS_IGNORED = "macros_ignored"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was left out; `detail` names the sheet, slide or page."""

    kind: RemarkKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One source as the office publishes it.

    Dates are ISO 8601 with only as much precision as is known (`2023`, `2023-09`, `2023-09-30`).
    `language` is a BCP 47 tag: `zh-Hans`, `zh-Hant` or `en`. `links` are the ids of the documents that this one
    points to, `supersedes` the id of the document that it takes the place of, `remarks` what the reader left out.
    `chain` is the map of the industry chain that the document is about, `entries` what it puts on the office's lists.
    """

    id: str
    title: str
    topic: str
    language: str
    source: str
    sections: tuple[Section, ...]
    as_of: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    supersedes: str | None = None
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    chain: Chain | None = None
    entries: tuple[Entry, ...] = ()

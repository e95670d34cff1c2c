"""What a format's reader yields: headings, paragraphs, list items and tables in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.documents import Block, BlockKind, Section
from knowledge.unseen import readable

LONGEST_TITLE = 80  # characters

_COLONS = (":", "：")


class PieceKind(StrEnum):
    """What a piece is; adjacent ITEMs become one list."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a file's text, with where it stands.

    `level` is a heading's depth: 0 is the document's own title, 1 the outermost heading. `lines` holds the text
    (one entry), a list's items or a table's rows, `head` a table's header row.
    """

    kind: PieceKind
    lines: tuple[str, ...]
    line: int = 1
    page: int | None = None
    level: int = 0
    head: str | None = None

    @property
    def text(self) -> str:
        """The first line, which is all of a heading, paragraph or item."""
        return self.lines[0] if self.lines else ""


def seen(piece: Piece) -> Piece:
    """The piece as a reader sees it, without what is hidden in its text; of a table, empty cells stay."""
    head = None if piece.head is None else readable(piece.head)
    lines = tuple(readable(line) for line in piece.lines)
    if piece.kind is not PieceKind.TABLE:
        lines = tuple(filter(None, (line.strip() for line in lines)))
    return replace(piece, lines=lines, head=head)


def compose(pieces: Iterable[Piece]) -> tuple[Section, ...]:
    """Group the pieces under their headings.

    A heading without text below it leaves no section. A paragraph that ends in a colon just above a list becomes
    the list's lead-in.
    """
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for piece in _grouped(pieces):
        if piece.kind is PieceKind.HEADING:
            if blocks:
                sections.append(Section(tuple(name for _, name in path), tuple(blocks)))
                blocks = []
            path = [entry for entry in path if entry[0] < piece.level]
            if piece.text:
                path.append((piece.level, piece.text))
        elif piece.kind is PieceKind.TABLE:
            blocks.append(_table(piece))
        elif piece.kind is PieceKind.LIST:
            head = None
            if blocks and blocks[-1].kind is BlockKind.PARAGRAPH and blocks[-1].lines[0].endswith(_COLONS):
                head = blocks.pop().lines[0]
            blocks.append(Block(BlockKind.LIST, piece.lines, piece.line, head=head, page=piece.page))
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, piece.lines, piece.line, page=piece.page))
    if blocks:
        sections.append(Section(tuple(name for _, name in path), tuple(blocks)))
    return tuple(sections)


def table_piece(rows: Sequence[Sequence[str]], line: int, page: int | None = None, header_rows: int = 1) -> Piece:
    """A table of `rows`, merged cells filled beforehand; its first `header_rows` are joined into the header."""
    header_rows = min(max(header_rows, 1), len(rows))
    columns = zip(*rows[:header_rows], strict=True)
    head = " | ".join(" ".join(dict.fromkeys(part for part in column if part)) for column in columns)
    body = tuple(" | ".join(row) for row in rows[header_rows:] if any(row))
    return Piece(PieceKind.TABLE, body, line, page, head=head)


def _table(piece: Piece) -> Block:
    """A table's block; one of a header alone is a paragraph."""
    if piece.lines:
        return Block(BlockKind.TABLE, piece.lines, piece.line, head=piece.head, page=piece.page)
    return Block(BlockKind.PARAGRAPH, (piece.head or "",), piece.line, page=piece.page)


def _grouped(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """The pieces with adjacent items made one list and empty ones left out."""
    items: list[Piece] = []
    for piece in pieces:
        shows = any(line.replace("|", "").strip() for line in (*piece.lines, piece.head or ""))
        if not shows and piece.kind is not PieceKind.HEADING:
            continue
        if piece.kind is PieceKind.ITEM and (not items or items[0].page == piece.page):
            items.append(piece)
            continue
        if items:
            yield _list(items)
            items = []
        if piece.kind is PieceKind.ITEM:
            items.append(piece)
        else:
            yield piece
    if items:
        yield _list(items)


def _list(items: Sequence[Piece]) -> Piece:
    return replace(items[0], kind=PieceKind.LIST, lines=tuple(line for item in items for line in item.lines))

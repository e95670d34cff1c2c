"""Read a web page into pieces: what it says, without scripts, navigation or anything hidden."""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.grid import Cell, filled_rows, header_depth
from knowledge.pieces import Piece, PieceKind, table_piece
from knowledge.plain import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_LEFT_OUT = frozenset(
    "script style noscript template nav footer aside form iframe object embed svg math canvas video audio head "
    "button select input textarea map del".split()
)
_BLOCKS = frozenset(
    "html body div p section article main header figure figcaption blockquote pre address details summary center "
    "dl dt dd fieldset table thead tbody tfoot tr td th caption ul ol li h1 h2 h3 h4 h5 h6 hr".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_SPAN = 1000  # columns or rows that one cell may claim


def decode_webpage(data: bytes) -> str:
    """The page's text; its own charset is respected. Raises UnicodeDecodeError where no charset fits."""
    found = _CHARSET.search(data[:4096]) or _XML_CHARSET.search(data[:200])
    return decode(data, found[1].decode("ascii") if found is not None else None)


def read_webpage(text: str) -> list[Piece]:
    """The pieces of an HTML text, its <title> as a level-0 heading unless the page has an <h1>. Nothing that the
    page points to is fetched. Raises RecursionError for a page nested beyond reason.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # an empty document
        return []
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise RecursionError("the page is nested so deeply that its text would be lost")
    body = root.find("body")
    pieces = list(_Walk().read(body if body is not None else root))
    title = " ".join((root.findtext(".//title") or "").split())
    firsts = [piece for piece in pieces if piece.kind is PieceKind.HEADING and piece.level == 1]
    if title and not firsts:
        pieces.insert(0, Piece(PieceKind.HEADING, (title,), 1, level=0))
    return pieces


class _Walk:
    """A walk through the page's elements that gathers running text until a block ends it."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._kind = PieceKind.TEXT

    def read(self, element: Any) -> Iterator[Piece]:
        yield from self._children(element)
        yield from self._flush(element)

    def _element(self, element: Any) -> Iterator[Piece]:
        tag = element.tag if isinstance(element.tag, str) else "script"
        if tag in _LEFT_OUT or element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            return
        if tag == "br":
            yield from self._flush(element)
        elif tag not in _BLOCKS:
            yield from self._children(element)
        elif tag == "table" and not _is_layout(element):
            yield from self._flush(element)
            yield from _table(element)
        elif tag in _HEADINGS:
            yield from self._flush(element)
            text = _text(element)
            if text:
                yield Piece(PieceKind.HEADING, (text,), element.sourceline or 1, level=_HEADINGS[tag])
        else:
            yield from self._flush(element)
            before, self._kind = self._kind, _kind_in(tag, self._kind)
            yield from self._children(element)
            yield from self._flush(element)
            self._kind = before

    def _children(self, element: Any) -> Iterator[Piece]:
        self._words.append(element.text or "")
        for child in element:
            yield from self._element(child)
            self._words.append(child.tail or "")

    def _flush(self, element: Any) -> Iterator[Piece]:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text:
            yield Piece(self._kind, (text,), element.sourceline or 1)


def _kind_in(tag: str, outer: PieceKind) -> PieceKind:
    """Text in a list item is an item, however it is wrapped; a table cell of a layout begins anew."""
    if tag == "li":
        return PieceKind.ITEM
    return PieceKind.TEXT if tag in ("td", "ul", "ol") else outer


def _is_layout(table: Any) -> bool:
    """Old pages lay themselves out in tables: one that holds headings, lists, tables or a single column is no table."""
    if table.find(".//table") is not None or any(
        table.find(f".//{tag}") is not None for tag in ("ul", "ol", *_HEADINGS)
    ):
        return True
    return all(len(row.xpath("./td|./th")) < 2 for row in table.iter("tr"))


def _text(element: Any) -> str:
    words = []
    for node in element.iter():
        if node.tag in _LEFT_OUT:
            continue
        words.append(node.text or "")
        if node.tag in ("br", "p", "div", "li") and words[-1:] != [" "]:
            words.insert(len(words) - 1, " ")
        if node is not element:
            words.append(node.tail or "")
    return " ".join("".join(words).split())


def _table(table: Any) -> Iterator[Piece]:
    caption = table.find("caption")
    if caption is not None and _text(caption):
        yield Piece(PieceKind.TEXT, (_text(caption),), caption.sourceline or 1)
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    rows = list(table.iter("tr"))
    for row_number, row in enumerate(rows):
        column = 0
        for cell in row.xpath("./td|./th"):
            while (row_number, column) in taken:
                column += 1
            height = min(_span(cell.get("rowspan")), len(rows) - row_number)
            width = _span(cell.get("colspan"))
            cells.append(Cell(row_number, column, height, width, _text(cell)))
            if height * width > _MOST_SPAN * 10:
                height = 1
            taken.update((row_number + down, column + right) for down in range(height) for right in range(width))
            column += width
    filled = filled_rows(cells)
    if filled:
        yield table_piece(filled, table.sourceline or 1, header_rows=header_depth(cells))


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MOST_SPAN) if value is not None and value.strip().isdecimal() else 1

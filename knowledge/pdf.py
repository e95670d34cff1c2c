"""Read a PDF into pieces: its paragraphs, ruled tables and page numbers; pages without text are left to OCR."""

import contextlib
import re
import statistics
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from knowledge.errors import Fault, UnreadableFileError
from knowledge.grid import Cell, filled_rows, header_depth
from knowledge.lines import Line, read_lines, without_running_heads
from knowledge.pieces import Piece, PieceKind, table_piece

_UNMAPPED = re.compile(r"\(cid:\d+\)|\ufffd")
_FEWEST_CHARACTERS = 8  # a page with fewer is a picture with a stamp or a page number

ReadScan = Callable[[Path, Sequence[int]], list[Line]]


@dataclass(frozen=True, slots=True)
class PdfPages:
    """How many pages a PDF has, and the 1-based numbers of those that are pictures without text."""

    count: int
    scanned: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    page: int
    top: float
    piece: Piece
    columns: int


def survey(path: Path, most_pages: int) -> PdfPages:
    """Count the pages and see which have no text, without laying any out: milliseconds a page.

    Raises UnreadableFileError: ENCRYPTED, DAMAGED, or TOO_MANY_PAGES beyond `most_pages`.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        fault = Fault.ENCRYPTED if "password" in str(error).lower() else Fault.DAMAGED
        raise UnreadableFileError(path, fault) from error
    with contextlib.closing(document):
        count = len(document)
        if count == 0:
            raise UnreadableFileError(path, Fault.DAMAGED)
        if count > most_pages:
            facts: dict[str, str | int] = {"pages": count, "limit": most_pages, "what": "pages"}
            raise UnreadableFileError(path, Fault.TOO_MANY_PAGES, facts=facts)
        try:
            return PdfPages(count, tuple(number for number in range(1, count + 1) if _is_picture(document, number - 1)))
        except pypdfium2.PdfiumError as error:
            raise UnreadableFileError(path, Fault.DAMAGED) from error


def read_pdf(path: Path, pages: PdfPages, read_scan: ReadScan | None) -> tuple[list[Piece], list[int]]:
    """The pieces of a PDF and the numbers of the pages that stayed unread, being pictures while `read_scan` is None.

    Raises UnreadableFileError: ENCRYPTED or DAMAGED.
    """
    lines, tables = _set_text(path, pages)
    unread = list(pages.scanned)
    if unread and read_scan is not None:
        lines = sorted([*lines, *read_scan(path, unread)], key=lambda line: line.page)  # stable within a page
        unread = []
    lines = without_running_heads(lines)
    tables = _continued(tables, lines)
    places = [(line.page, line.top) for line in lines]
    before = [bisect_left(places, (table.page, table.top)) for table in tables]
    lines = [replace(line, after_table=at in before) for at, line in enumerate(lines)]
    text = read_lines(lines, sizes_tell=len(pages.scanned) * 2 < pages.count)
    placed = [(piece.line - 0.5, piece) for piece in text]
    placed += [(float(at), replace(table.piece, line=max(at, 1))) for at, table in zip(before, tables, strict=True)]
    return [piece for _, piece in sorted(placed, key=lambda pair: pair[0])], unread


def _is_picture(document: Any, index: int) -> bool:
    """Whether a page has next to no text of its own, or text in a font that maps to no characters, but has a picture
    or drawing. A blank page has neither.
    """
    import pypdfium2.raw as pdfium

    page = document[index]
    with contextlib.closing(page):
        text_page = page.get_textpage()
        with contextlib.closing(text_page):
            text = "".join(text_page.get_text_range().split())
        if len(text) >= _FEWEST_CHARACTERS:
            return False
        kinds = (pdfium.FPDF_PAGEOBJ_IMAGE,)
        return any(True for _ in page.get_objects(filter=kinds, max_depth=5))


def _set_text(path: Path, pages: PdfPages) -> tuple[list[Line], list[_Table]]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    lines: list[Line] = []
    tables: list[_Table] = []
    try:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                if page.page_number not in pages.scanned:
                    on_page = list(_page_tables(page))
                    tables += [table for table, _ in on_page]
                    lines += _page_lines(page, [box for _, box in on_page])
                page.close()  # what was laid out is forgotten; a long document would fill the memory
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadableFileError(path, Fault.ENCRYPTED) from error
    except (PDFException, PdfminerException) as error:
        locked = any(isinstance(part, PDFPasswordIncorrect | PDFEncryptionError) for part in (*error.args, error))
        raise UnreadableFileError(path, Fault.ENCRYPTED if locked else Fault.DAMAGED) from error
    return lines, tables


def _page_lines(page: Any, boxes: Sequence[tuple[float, float, float, float]]) -> Iterator[Line]:
    """The page's lines outside its tables, from top to bottom."""

    def outside(thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return False
        middle, centre = (thing["top"] + thing["bottom"]) / 2, (thing["x0"] + thing["x1"]) / 2
        return not any(x0 <= centre <= x1 and top <= middle <= bottom for x0, top, x1, bottom in boxes)

    for line in page.filter(outside).dedupe_chars().extract_text_lines(strip=True, return_chars=True):
        text = _UNMAPPED.sub("", line["text"]).strip()
        if text:
            size = statistics.median(char["size"] for char in line["chars"])
            yield Line(text, line["x0"], line["x1"], line["top"], line["bottom"], size, page.page_number)


def _page_tables(page: Any) -> Iterator[tuple[_Table, tuple[float, float, float, float]]]:
    """The ruled tables of at least two rows and two columns, with the box that each takes on the page."""
    if len(page.lines) + len(page.rects) + len(page.curves) < 4:
        return
    for table in page.find_tables():
        cells = _cells(table)
        rows = filled_rows(cells)
        if len(rows) > 1 and len(rows[0]) > 1:
            piece = table_piece(rows, 1, page.page_number, header_depth(cells))
            yield _Table(page.page_number, table.bbox[1], piece, len(rows[0])), table.bbox


def _cells(table: Any) -> list[Cell]:
    """The table's cells placed on the grid that their edges form, so that merged ones cover what they cover."""
    lefts, tops = _edges([box[0] for box in table.cells]), _edges([box[1] for box in table.cells])
    texts = {
        box: " ".join((text or "").split("\n"))
        for row, row_texts in zip(table.rows, table.extract(), strict=True)
        for box, text in zip(row.cells, row_texts, strict=True)
        if box is not None
    }
    cells = []
    for box in table.cells:
        column, row = _at(lefts, box[0]), _at(tops, box[1])
        width = sum(box[0] - 1 <= left < box[2] - 1 for left in lefts)
        height = sum(box[1] - 1 <= top < box[3] - 1 for top in tops)
        text = _UNMAPPED.sub("", texts.get(box, ""))
        text = re.sub(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) (?=[\u2e80-\u9fff\uff00-\uffef])", "", text).strip()
        cells.append(Cell(row, column, max(height, 1), max(width, 1), text.replace("|", "｜")))
    return cells


def _edges(values: Sequence[float]) -> list[float]:
    """The distinct positions, those within a point of each other taken for one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value > edges[-1] + 1:
            edges.append(value)
    return edges


def _at(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _continued(tables: Sequence[_Table], lines: Sequence[Line]) -> list[_Table]:
    """The tables, one that goes on from the page before given that page's header instead of its own first row."""
    shaped: list[_Table] = []
    for table in tables:
        previous = shaped[-1] if shaped else None
        if previous is not None and _goes_on(previous, table, lines) and table.piece.kind is PieceKind.TABLE:
            repeated = table.piece.head == previous.piece.head
            rows = table.piece.lines if repeated else (table.piece.head or "", *table.piece.lines)
            table = replace(table, piece=replace(table.piece, head=previous.piece.head, lines=rows))
        shaped.append(table)
    return shaped


def _goes_on(previous: _Table, table: _Table, lines: Sequence[Line]) -> bool:
    """Whether a table stands first on its page and the one before it, as wide, last on the page before."""
    if table.page != previous.page + 1 or table.columns != previous.columns:
        return False
    between = ((line.page, line.top) for line in lines)
    return not any((previous.page, previous.top) < place < (table.page, table.top) for place in between)

"""Read a workbook (.xlsx, .xlsm) into pieces: a sheet's name is a heading, what blank rows part are tables."""

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.documents import Remark, RemarkKind
from knowledge.grid import Cell, filled_rows, header_depth, title_row
from knowledge.pieces import Piece, PieceKind, table_piece

EMPTY_ROWS = 1_000  # a sheet with so many empty rows in a row has ended
_MOST_COLUMNS = 500
_CHUNK = 1 << 20
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')

Row = tuple[int, list[str]]  # 1-based number in the sheet, texts


def read_spreadsheet(path: Path) -> tuple[list[Piece], list[Remark]]:
    """The pieces of every visible sheet, and a remark for each that is hidden or empty.

    Values are as last calculated and saved: formulas are not run, macros and links to other workbooks ignored.
    """
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    pieces: list[Piece] = []
    remarks: list[Remark] = []
    workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                remarks.append(Remark(RemarkKind.HIDDEN_SHEET, sheet.title))
                continue
            # The streaming reader does not tell merged ranges; where it found the sheet it does know.
            merged = _merged(path, sheet._worksheet_path) if isinstance(sheet, ReadOnlyWorksheet) else []
            read = list(_tables(list(_rows(sheet)), merged))
            if not read:
                remarks.append(Remark(RemarkKind.EMPTY_SHEET, sheet.title))
                continue
            pieces.append(Piece(PieceKind.HEADING, (sheet.title,), 1, level=1))
            pieces += read
    finally:
        workbook.close()
    return pieces, remarks


def _rows(sheet: Any) -> Iterator[Row]:
    """The sheet's rows that hold something."""
    sheet.reset_dimensions()  # what the file claims about its size is often wrong
    empty = 0
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1):
        texts = [_shown(cell) for cell in row]
        if any(texts):
            empty = 0
            yield number, texts
        else:
            empty += 1
            if empty >= EMPTY_ROWS:
                return


def _shown(cell: Any) -> str:
    """The value as the sheet shows it, near enough to be quoted: 35%, 2023-09-30, 62.42."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if str(cell.number_format).endswith("%"):
            return f"{value * 100:.10g}%"
        return str(value) if isinstance(value, int) else f"{value:.12g}" if abs(value) < 1e12 else f"{value:.2f}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return " ".join(str(value).split()).replace("|", "｜")


def _merged(path: Path, part: str) -> list[tuple[int, int, int, int]]:
    """The merged ranges of a sheet as (first column, first row, last column, last row), 1-based, without parsing its
    cells: they stand behind what may be millions of them.
    """
    from openpyxl.utils import range_boundaries

    found: list[tuple[int, int, int, int]] = []
    tail = b""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            cut = text.rfind(b">") + 1
            for match in _MERGED.finditer(text, 0, cut):
                left, top, right, bottom = range_boundaries(match[1].decode("ascii"))
                found.append((int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)))
            tail = text[cut:][-_CHUNK:]
    return found


def _tables(rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]]) -> Iterator[Piece]:
    """The rows parted at blank ones; a row of one cell above a table is text, the rest a table."""
    joined = {row for _, top, _, bottom in merged if bottom - top < EMPTY_ROWS for row in range(top, bottom)}
    group: list[Row] = []
    for row in rows:
        previous = group[-1][0] if group else row[0]
        if any(number not in joined for number in range(previous, min(row[0] - 1, previous + EMPTY_ROWS))) and row[
            0
        ] > (previous + 1):
            yield from _table(group, merged)
            group = []
        group.append(row)
    if group:
        yield from _table(group, merged)


def _table(rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]]) -> Iterator[Piece]:
    first, last = rows[0][0], rows[-1][0]
    spans = {
        (top, left): (min(bottom, last) - top + 1, right - left + 1)
        for left, top, right, bottom in merged
        if first <= top <= last
    }
    covered = {
        (row, column)
        for (top, left), (height, width) in spans.items()
        for row in range(top, min(top + height, last + 1))
        for column in range(left, min(left + width, _MOST_COLUMNS + 1))
        if (row, column) != (top, left)
    }
    cells: list[Cell] = []
    for number, texts in rows:
        for column, text in enumerate(texts, start=1):
            if text and (number, column) not in covered:
                height, width = spans.get((number, column), (1, 1))
                cells.append(Cell(number - first, column - 1, height, width, text))
    start = 0
    filled = filled_rows(cells)
    while start < len(filled) - 1 and (title := title_row(filled[start])) is not None:
        yield Piece(PieceKind.TEXT, (title,), rows[min(start, len(rows) - 1)][0])
        start += 1
    body = [cell for cell in cells if cell.row + first >= rows[min(start, len(rows) - 1)][0]]
    table = filled[start:]
    blank = {at for at in range(len(table[0]) if table else 0) if not any(row[at] for row in table)}
    table = [[text for at, text in enumerate(row) if at not in blank] for row in table]
    if table and len(table[0]) == 1:
        introduced = False
        for offset, (text,) in enumerate(table):
            kind = PieceKind.ITEM if introduced else PieceKind.TEXT
            introduced = introduced or text.endswith((":", "："))
            yield Piece(kind, (text,), rows[min(start + offset, len(rows) - 1)][0])
    elif table:
        yield table_piece(table, rows[min(start, len(rows) - 1)][0], header_rows=header_depth(body))

"""Write tables into spreadsheets and CSV files in which nothing that people asked can act as a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ExportError

if TYPE_CHECKING:
    from openpyxl import Workbook

Cell = str | int | float | datetime | None

KINDS = (".xlsx", ".csv")
_STARTERS = frozenset("=+-@")  # of formulas, in Excel, LibreOffice and Google's tables
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_NO_SIGNS = frozenset({"Cf", "Cs", "Cn"})
_LONGEST_CELL = 32_000  # characters; Excel takes 32767
_WIDEST_COLUMN, _NARROWEST_COLUMN = 60, 10
_MEASURED = 200  # rows by which a column's width is chosen
_MOMENT, _SHARE = "yyyy-mm-dd hh:mm", "0%"
_MOST_ROWS = 1_000_000  # Excel takes 1048576


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name. Moments are shown by the clock of their own zone, fractions as percentages."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def neutral(text: str) -> str:
    """Return `text` on one line, with an apostrophe in front where a spreadsheet might take it for a formula.

    That is where the first character that can be seen is `=`, `+`, `-` or `@` in any width.
    """
    seen = "".join(one for one in text[:_LONGEST_CELL] if unicodedata.category(one) not in _NO_SIGNS)
    line = _SPACE.sub(" ", seen).strip()
    first = unicodedata.normalize("NFKC", line[:1])
    return f"'{line}" if first[:1] in _STARTERS else line


def write_export(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to a `.xlsx` file, or the first one to a `.csv` file, as the name of `path` ends.

    Raises ExportError for another ending, OSError when the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ExportError(f"{path}: the name must end in .xlsx or .csv")
    path.write_bytes(xlsx_bytes(sheets) if kind == ".xlsx" else csv_bytes(sheets[0]))


def csv_bytes(sheet: Sheet) -> bytes:
    """The sheet as CSV (RFC 4180) in UTF-8; the byte-order mark tells Excel so."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([neutral(column) for column in sheet.columns])
    writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an Excel workbook; ExportError where one has more rows than Excel takes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add(book: "Workbook", sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    rows = [[_valued(cell) for cell in row] for row in islice(sheet.rows, _MOST_ROWS + 1)]
    if len(rows) > _MOST_ROWS:
        raise ExportError(f"there are more than {_MOST_ROWS} rows; export a shorter period, or a .csv file")
    page = book.create_sheet(neutral(sheet.name))
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns):
        widths = [_width(row[number]) for row in rows[:_MEASURED]]
        width = min(max([_width(column), *widths]) + 2, _WIDEST_COLUMN)
        page.column_dimensions[get_column_letter(number + 1)].width = max(width, _NARROWEST_COLUMN)
    heads = []
    for column in sheet.columns:
        head = WriteOnlyCell(page, neutral(column))
        head.font = Font(bold=True)
        heads.append(head)
    page.append(heads)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(page, value)
            if isinstance(value, datetime):
                cell.number_format = _MOMENT
            elif isinstance(value, float):
                cell.number_format = _SHARE
            cells.append(cell)
        page.append(cells)


def _valued(cell: Cell) -> Cell:
    """The value as a workbook holds it: one that knows no zones."""
    if isinstance(cell, str):
        return neutral(cell)
    return cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return f"{cell:.4g}"
    return neutral(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _width(cell: Cell) -> int:
    """How wide a cell is, in digits."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in _plain(cell)[:_WIDEST_COLUMN])

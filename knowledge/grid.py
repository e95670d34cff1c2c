"""Tables as every office format has them: cells that may span rows and columns, filled into plain rows."""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_CELLS = 500_000  # a table that claims more is filled only as far as its own cells go


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text with its place: 0-based row and column, and how many of each it covers."""

    row: int
    column: int
    height: int
    width: int
    text: str


def filled_rows(cells: Sequence[Cell]) -> list[list[str]]:
    """The rows of the table, every place that a merged cell covers holding its text; empty rows, and empty columns
    at the right, left out.
    """
    if not cells:
        return []
    height = max(cell.row + cell.height for cell in cells)
    width = max(cell.column + cell.width for cell in cells)
    spanned = height * width <= _MOST_CELLS
    if not spanned:
        height, width = max(cell.row for cell in cells) + 1, max(cell.column for cell in cells) + 1
    rows = [[""] * width for _ in range(min(height, _MOST_CELLS))]
    for cell in cells:
        for row in range(cell.row, min(cell.row + (cell.height if spanned else 1), len(rows))):
            for column in range(cell.column, min(cell.column + (cell.width if spanned else 1), width)):
                rows[row][column] = cell.text
    used = max((at + 1 for row in rows for at, text in enumerate(row) if text), default=0)
    return [row[:used] for row in rows if any(row)]


def header_depth(cells: Sequence[Cell]) -> int:
    """How many rows the header takes: as many as the tallest cell that begins in the first of them.

    A first row in which only a row's own name spans (its other cells being wide) still has its parts below it.
    """
    first = [cell for cell in cells if cell.row == min(cell.row for cell in cells)] if cells else []
    tallest = max((cell.height for cell in first), default=1)
    rows = {cell.row for cell in cells}
    return tallest if any(cell.width > 1 for cell in first) and tallest < len(rows) else 1


def title_row(row: Sequence[str]) -> str | None:
    """The text of a row that is one merged or single cell across a wider table: a caption, not a header."""
    texts = {text for text in row if text}
    return texts.pop() if len(texts) == 1 and len(row) > 1 and (len([t for t in row if t]) in (1, len(row))) else None

"""How much of a document survives in each format: headings, list items, table cells and characters, and how fast."""

import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.documents import Block, BlockKind, Document
from knowledge.legacy import office_program
from knowledge.readers import read_source
from knowledge.scan import ocr_is_installed
from tests.knowledge import rendering
from tests.knowledge.rendering import PARTS, Part, filled_table

_COPIES = 10  # of the text that the tests use, numbered so that no two parts are the same
_RUNS = 3


def measure_readers() -> list[dict[str, Any]]:
    """One row a format: `headings`, `items`, `cells` and `characters` kept in per cent of what was rendered, and the
    median `seconds` of a reading in this process. A format whose reader is not installed has no row.

    Headings are counted with their text, items and cells in their place: a cell counts where its column and row
    hold it, merged cells in every row that they cover. Plain text and scans have no table form to keep.
    """
    parts = tuple(_numbered(part, copy) for copy in range(_COPIES) for part in PARTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [_row(label, file, kept) for label, file, kept in _files(folder, parts)]


def readers_table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a Markdown table."""
    lines = ["| format | headings | list items | table cells | characters | seconds |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row['format']} | {row['headings']} | {row['items']} | {row['cells']} | {row['characters']} "
        f"| {row['seconds']} |"
        for row in rows
    ]
    return "\n".join(lines)


def _numbered(part: Part, copy: int) -> Part:
    table = tuple(tuple(f"{text}{copy}" if text else "" for text in row) for row in part.table)
    return replace(
        part,
        heading=f"{part.heading}{copy}",
        paragraphs=tuple(f"编号{copy}：{paragraph}" for paragraph in part.paragraphs),
        items=tuple(f"{item}{copy}" for item in part.items),
        table=table,
    )


def _files(folder: Path, parts: tuple[Part, ...]) -> list[tuple[str, Path, tuple[Part, ...]]]:
    """(label, file, the parts in it) for every format that can be rendered and read here."""
    renderers: list[tuple[str, str, Callable[..., Path]]] = [
        ("Markdown", "md", rendering.render_markdown),
        ("plain text, GB18030", "txt", rendering.render_text),
        ("HTML, GBK", "html", rendering.render_html),
        ("Word", "docx", rendering.render_word),
        ("slides", "pptx", rendering.render_slides),
        ("workbook", "xlsx", rendering.render_spreadsheet),
        ("PDF, born digital", "pdf", rendering.render_pdf),
    ]
    files = [(label, render(folder / f"file.{suffix}", parts), parts) for label, suffix, render in renderers]
    if ocr_is_installed():
        files.append((f"PDF, scanned, {len(PARTS)} pages", rendering.render_scan(folder / "scan.pdf"), PARTS))
    if office_program() is not None:
        word = rendering.render_word(folder / "old.docx", parts)
        files.append(("Word, old", rendering.render_old_word(folder / "old.doc", word), parts))
    return files


def _row(label: str, file: Path, parts: tuple[Part, ...]) -> dict[str, Any]:
    elapsed, document = [], read_source(file, "x")
    for _ in range(1 if "scan" in label else _RUNS):
        started = time.perf_counter()
        document = read_source(file, "x")
        elapsed.append(time.perf_counter() - started)
    blocks = [block for section in document.sections for block in section.blocks]
    headings = [name for section in document.sections for name in section.heading_path]
    formless = file.suffix == ".txt" or "scan" in label
    return {
        "format": label,
        "headings": _share([part.heading for part in parts], [_unnumbered(name) for name in dict.fromkeys(headings)]),
        "items": _share(
            [item for part in parts for item in part.items],
            [_unnumbered(line) for block in blocks if block.kind is BlockKind.LIST for line in block.lines],
        ),
        "cells": "no form" if formless else _share(_cells(parts), _read_cells(blocks)),
        "characters": _share(list(_written(parts)), list(_read(document))),
        "seconds": round(statistics.median(elapsed), 3),
    }


def _share(written: Sequence[object], read: Sequence[object]) -> str:
    """How many of what was written were read, as often as they were written."""
    kept = sum((Counter(written) & Counter(read)).values())
    return f"{100 * kept / len(written):.1f} %"


def _unnumbered(text: str) -> str:
    """The text without the number that plain text carries in place of a style."""
    from knowledge.numbering import read_mark

    mark = read_mark(text)
    return mark.rest if mark is not None else text


def _cells(parts: tuple[Part, ...]) -> list[tuple[str, int, str]]:
    """(the row, the column, the text) of every cell."""
    tables = [[" | ".join(part.table[0]), *filled_table(part)] for part in parts if part.table]
    return [(row, column, text) for rows in tables for row in rows for column, text in enumerate(row.split(" | "))]


def _read_cells(blocks: Sequence[Block]) -> list[tuple[str, int, str]]:
    rows = [row for block in blocks if block.kind is BlockKind.TABLE for row in (block.head or "", *block.lines)]
    return [(row, column, text) for row in rows for column, text in enumerate(row.split(" | "))]


def _written(parts: tuple[Part, ...]) -> str:
    cells = "".join(text for _, _, text in _cells(parts))
    return cells + "".join(part.heading + "".join((*part.paragraphs, *part.items)) for part in parts)


def _read(document: Document) -> str:
    names = dict.fromkeys(name for section in document.sections for name in section.heading_path)
    blocks = [block for section in document.sections for block in section.blocks]
    return "".join(names) + "".join(line for block in blocks for line in (block.head or "", *block.lines))


if __name__ == "__main__":
    print(readers_table(measure_readers()))

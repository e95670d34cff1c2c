"""A workbook's sheets are read as they are shown: filled, formatted, without what is hidden or empty."""

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.documents import BlockKind, Document, Remark, RemarkKind
from knowledge.errors import Fault, UnreadableFileError
from knowledge.readers import read_source
from knowledge.spreadsheet import EMPTY_ROWS
from tests.knowledge import rendering


def workbook(folder: Path, fill: Callable[[Any], None], name: str = "表.xlsx") -> Document:
    """A workbook whose first sheet `fill` fills."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "一季度"
    fill(book.active)
    book.save(folder / name)
    return read_source(folder / name, Path(name).stem)


def rows(*values: tuple[object, ...]) -> Callable[[Any], None]:
    def fill(sheet: Any) -> None:
        for row in values:
            sheet.append(row)

    return fill


def test_a_workbook_is_known_by_its_file_and_its_sheets_are_headings(tmp_path: Path) -> None:
    document = workbook(tmp_path, rows(("楼栋", "租金"), ("甲", 12)), "租金表.xlsx")
    assert (document.title, document.sections[0].heading_path) == ("租金表", ("一季度",))


def test_values_are_written_as_the_sheet_shows_them(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["项", "值"])
        for value in (0.1 + 0.2, 62.42, 5.0, 780, datetime.date(2023, 9, 30), True, "甲 | 乙\n丙"):
            sheet.append(["x", value])
        sheet.append(["x", 0.355])
        sheet.cell(sheet.max_row, 2).number_format = "0.0%"

    (block,) = workbook(tmp_path, fill).sections[0].blocks
    shown = [line.removeprefix("x | ") for line in block.lines]
    assert shown == ["0.3", "62.42", "5", "780", "2023-09-30", "TRUE", "甲 ｜ 乙 丙", "35.5%"]


def test_a_merged_caption_is_text_above_the_table(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows(("柳湾示范园租金表", None), ("楼栋", "租金"), ("甲", 12))(sheet)
        sheet.merge_cells("A1:B1")

    caption, table = workbook(tmp_path, fill).sections[0].blocks
    assert (caption.kind, caption.lines) == (BlockKind.PARAGRAPH, ("柳湾示范园租金表",))
    assert (table.head, table.lines) == ("楼栋 | 租金", ("甲 | 12",))


def test_a_header_of_two_rows_is_joined(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows(("项目", "产量", None), (None, "甲", "乙"), ("煤", 1, 2))(sheet)
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    (table,) = workbook(tmp_path, fill).sections[0].blocks
    assert (table.head, table.lines) == ("项目 | 产量 甲 | 产量 乙", ("煤 | 1 | 2",))


def test_blank_rows_part_tables(tmp_path: Path) -> None:
    document = workbook(tmp_path, rows(("甲", "乙"), (1, 2), (), ("丙", "丁"), (3, 4)))
    assert [(block.head, block.lines, block.line) for block in document.sections[0].blocks] == [
        ("甲 | 乙", ("1 | 2",), 1),
        ("丙 | 丁", ("3 | 4",), 4),
    ]


def test_hidden_and_empty_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "公开"
    book.active.append(["楼栋", "租金"])
    book.active.append(["甲", 12])
    hidden = book.create_sheet("内部底价")
    hidden.append(["底价", 9])
    hidden.sheet_state = "hidden"
    book.create_sheet("空表")
    book.save(tmp_path / "a.xlsx")

    document = read_source(tmp_path / "a.xlsx", "x")

    assert "底价" not in str(document.sections)
    assert document.remarks == (Remark(RemarkKind.HIDDEN_SHEET, "内部底价"), Remark(RemarkKind.EMPTY_SHEET, "空表"))


def test_a_workbook_of_empty_sheets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        workbook(tmp_path, rows())
    assert caught.value.fault is Fault.NO_TEXT


def test_a_million_empty_rows_end_the_sheet_before_they_are_parsed(tmp_path: Path) -> None:
    whole = rendering.render_spreadsheet(tmp_path / "whole.xlsx", (rendering.PARTS[2],))
    empty = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(20, 1_000_000))

    def stretched(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        return content.replace(b"</sheetData>", empty.encode() + b"</sheetData>")

    file = rendering.rewritten(whole, tmp_path / "a.xlsx", stretched, {})
    with zipfile.ZipFile(file) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 30_000_000
    table = read_source(file, "x").sections[0].blocks[-1]
    assert list(table.lines) == rendering.filled_table(rendering.PARTS[2])  # the merged range stands behind them all


def test_what_stands_far_below_is_read_up_to_the_gap_that_ends_a_sheet(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        rows(("甲", "乙"), (1, 2))(sheet)
        sheet.cell(EMPTY_ROWS, 1, "近处。")
        sheet.cell(EMPTY_ROWS * 3, 1, "远处。")

    text = str(workbook(tmp_path, fill))
    assert "近处。" in text and "远处。" not in text

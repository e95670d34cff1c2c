"""What people ask reaches a spreadsheet as text, never as a formula."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.errors import ExportError
from bot.questions import export
from bot.questions.export import Cell, Sheet, csv_bytes, neutral, write_export, xlsx_bytes

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "\u3000＝HYPERLINK",
]
EVERY_TEXT = st.text(max_size=40) | st.sampled_from(FORMULAS)


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> list[list[Any]]:
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    return [list(row) for row in page.iter_rows()]


def sheet(*cells: Cell) -> Sheet:
    return Sheet("提问", ["问题"], [[cell] for cell in cells])


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert neutral(text).startswith("'")


@pytest.mark.parametrize("text", ["开发区总面积多大", "a=b", "3-5年", "'quoted'", "", "面积 + 人口", "1+1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(EVERY_TEXT)
def test_no_cell_begins_as_a_formula_does_in_any_text(text: str) -> None:
    assert not neutral(text).startswith(tuple("=+-@＝＋－＠\t\r\n "))
    assert neutral(neutral(text)) == neutral(text)


def test_a_long_text_is_dealt_with_in_one_pass() -> None:
    assert len(neutral(" =" * 50_000)) <= 32_767


def test_a_csv_file_opens_in_excel_as_it_was_written() -> None:
    data = csv_bytes(Sheet("q", ["time", "text", "share"], [[datetime(2026, 3, 1, 9, 5), '他说"好"，\n对', 0.25]]))

    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [
        ["time", "text", "share"],
        ["2026-03-01 09:05", '他说"好"，对'.replace("，", "， "), "0.25"],
    ]


@given(st.lists(EVERY_TEXT, max_size=5))
def test_every_text_survives_as_text_in_both_kinds_of_file(texts: list[str]) -> None:
    expected = [neutral(text) for text in texts]

    assert [row[0] for row in read_csv(csv_bytes(sheet(*texts)))[1:]] == expected
    cells = [row[0] for row in read_xlsx(xlsx_bytes([sheet(*texts)]))[1:]]
    assert all(cell.data_type in {"s", "inlineStr", "n"} for cell in cells)
    assert [cell.value or "" for cell in cells] == expected


def test_numbers_moments_and_shares_are_what_they_are_in_a_workbook() -> None:
    moment = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)

    cells = [row[0] for row in read_xlsx(xlsx_bytes([sheet(-1, 0.5, moment)]))[1:]]

    assert [cell.value for cell in cells] == [-1, 0.5, moment.replace(tzinfo=None)]
    assert cells[1].number_format == "0%" and cells[2].is_date


def test_more_rows_than_excel_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_MOST_ROWS", 2)

    assert len(read_xlsx(xlsx_bytes([sheet("a", "b")]))) == 3
    with pytest.raises(ExportError, match="more than 2 rows"):
        xlsx_bytes([sheet("a", "b", "c")])


def test_the_ending_of_the_name_chooses_the_kind(tmp_path: Path) -> None:
    for name in ("a.xlsx", "B.XLSX", "c.csv"):
        write_export(tmp_path / name, [sheet("问"), sheet("another")])

    assert (tmp_path / "c.csv").read_bytes() == csv_bytes(sheet("问"))
    assert len(load_workbook(tmp_path / "B.XLSX").worksheets) == 2
    with pytest.raises(ExportError, match=r"must end in \.xlsx or \.csv"):
        write_export(tmp_path / "d.pdf", [sheet("问")])
    assert not (tmp_path / "d.pdf").exists()

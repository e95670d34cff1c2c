"""Curated answers on the command line: added, listed, changed, retired, written to a workbook and read from one."""

from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.bot import terminal

QUESTION, ANSWER = "园区有宿舍吗", "有，在北门外。"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "220")


type_in = partial(terminal.type_in, "answers")


def test_an_answer_is_added_listed_changed_and_retired() -> None:
    assert "answer 1 published" in type_in("add", QUESTION, ANSWER, "--until", "2099", "--wording", "宿舍").stdout
    listed = type_in("list").stdout
    assert all(word in listed for word in (QUESTION, ANSWER, "2099", "cli:", "1 answers"))

    assert type_in("edit", "1", "--answer", "在南门外。", "--until", "").exit_code == 0
    listed = type_in("list").stdout
    assert QUESTION in listed and "在南门外。" in listed and "2099" not in listed

    assert "retired" in type_in("retire", "1").stdout
    assert QUESTION not in type_in("list").stdout
    assert "retired" in type_in("list", "--retired").stdout


def test_personal_numbers_are_pointed_out() -> None:
    assert "mobile 138****5678" in type_in("add", QUESTION, "打 13812345678").stdout


def test_a_workbook_goes_out_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "答复.xlsx"
    type_in("add", QUESTION, "=1+1")
    assert "1 answers written" in type_in("export", str(path)).stdout
    book = load_workbook(path)
    book.active.append([None, "另一问", "另一答"])
    book.save(path)

    assert "1 added, 0 changed, 0 retired, 1 unchanged" in type_in("import", str(path)).stdout
    assert "=1+1" in type_in("list").stdout


def test_each_bad_row_of_a_workbook_is_named_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "答复.xlsx"
    type_in("export", str(path))
    book = load_workbook(path)
    for row in ([None, "好问题", "好答复"], [None, "没有答复"], [7, "没有的", "答"]):
        book.active.append(row)
    book.save(path)

    result = type_in("import", str(path))

    assert result.exit_code == 1 and "row 3: " in result.stderr and "row 4: " in result.stderr
    assert "nothing was changed" in result.stderr and "0 answers" in type_in("list").stdout


@pytest.mark.parametrize(
    "words", [("retire", "7"), ("edit", "7", "--answer", "答"), ("add", QUESTION, " "), ("import", "none.xlsx")]
)
def test_what_cannot_be_done_is_said_without_a_trace(words: tuple[str, ...]) -> None:
    result = type_in(*words)

    assert result.exit_code == 1 and "error: " in result.stderr and "Traceback" not in result.stderr


def test_an_export_to_another_format_is_a_misuse(tmp_path: Path) -> None:
    assert type_in("export", str(tmp_path / "a.csv")).exit_code == 2

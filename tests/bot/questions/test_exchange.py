"""Answers go out to a workbook and come back, whole or not at all."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.errors import ImportRefusedError
from bot.questions.content import Content
from bot.questions.curated import CuratedAnswers
from bot.questions.exchange import Imported, export_answers, import_answers, neutralised, restored
from bot.questions.records import CuratedState
from knowledge.history import History
from tests.bot.questions.asking import DORM, DORM_ANSWER, STAFF
from tests.bot.questions.ledger import group

TODAY = date(2026, 5, 4)
FORMULA = '=HYPERLINK("http://x","点这里")'


@pytest.fixture
def answers(engine: Engine) -> CuratedAnswers:
    return CuratedAnswers(engine, today=lambda: TODAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "答复.xlsx"


def cells(path: Path) -> list[list[object]]:
    from openpyxl import load_workbook

    return [[cell.value for cell in row] for row in load_workbook(path).active.iter_rows()]


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def taken_over(engine: Engine, path: Path) -> Imported:
    return import_answers(engine, path, "cli:root", today=lambda: TODAY)


def faults(engine: Engine, path: Path) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        taken_over(engine, path)
    return "\n".join(caught.value.faults)


def test_what_goes_out_comes_back_unchanged(answers: CuratedAnswers, engine: Engine, path: Path) -> None:
    number = group(engine, DORM)
    first = answers.add(
        Content(DORM, f"{FORMULA}\n第二行", "柳湾园 › 概况", "2026", "services", number), actor=STAFF, wordings=["宿舍"]
    )
    answers.exclude(first.id, "宾馆", actor=STAFF)
    second = answers.add(Content("问二", "'-答"), actor=STAFF)
    answers.retire(second.id, actor=STAFF)
    before, events = answers.page(include_retired=True).items, History(engine).page().total

    assert export_answers(engine, path) == 2
    assert taken_over(engine, path) == Imported(0, 0, 0, 2)

    assert answers.page(include_retired=True).items == before and History(engine).page().total == events


def test_no_cell_is_taken_for_a_formula(answers: CuratedAnswers, engine: Engine, path: Path) -> None:
    for at, start in enumerate("=+-@"):
        answers.add(Content(f"{start}问{at}", f"{start}答"), actor=STAFF)

    export_answers(engine, path)

    texts = [value for row in cells(path) for value in row if isinstance(value, str)]
    assert sum(text.startswith("'") for text in texts) == 8
    assert not any(text.startswith(tuple("=+-@")) for text in texts)


def test_rows_add_change_and_retire_answers_and_leave_the_others(
    answers: CuratedAnswers, engine: Engine, path: Path
) -> None:
    kept, changed, gone = (answers.add(Content(f"第{n}问", "答"), actor=STAFF).id for n in (1, 2, 3))
    rows: list[list[object]] = [
        ["编号", "问题", "答复", "其他问法", "不是这个", "有效期至", "状态"],
        [changed, "第2问", "'=1+1", "别的问法\n又一种", "不相干", datetime(2026, 12, 31), "发布"],
        [None, DORM, DORM_ANSWER, None, None, 2027, None],
        [None, None, None, None, None, None, None],
        [float(gone), "第3问", "答", None, None, None, "停用"],
    ]

    assert taken_over(engine, workbook(path, rows)) == Imported(added=1, changed=1, retired=1, unchanged=0)

    now = {one.id: one for one in answers.page(include_retired=True).items}
    assert now[changed].content == Content("第2问", "=1+1", valid_until="2026-12-31")
    assert now[changed].texts(wanted=True) == ("第2问", "别的问法", "又一种")
    assert now[changed].texts(wanted=False) == ("不相干",) and now[changed].author == "cli:root"
    assert now[gone].state is CuratedState.RETIRED and now[kept].author == STAFF
    assert max(now.values(), key=lambda one: one.id).content == Content(DORM, DORM_ANSWER, valid_until="2027")


def test_wordings_that_left_the_workbook_are_left(answers: CuratedAnswers, engine: Engine, path: Path) -> None:
    added = answers.add(Content("问", "答"), actor=STAFF, wordings=["甲问", "乙问"])
    version = answers.version()

    rows: list[list[object]] = [["编号", "问题", "答复", "其他问法"], [added.id, "问", "答", "甲问"]]
    assert taken_over(engine, workbook(path, rows)).changed == 1

    assert answers.get(added.id).texts(wanted=True) == ("问", "甲问") and answers.version() > version


def test_every_bad_row_is_named_and_nothing_is_changed(answers: CuratedAnswers, engine: Engine, path: Path) -> None:
    answers.add(Content("已有", "答"), actor=STAFF)
    rows: list[list[object]] = [
        ["编号", "问题", "答复", "有效期至", "状态", "不是这个"],
        [None, "好问题", "好答复"],
        [None, "没有答复", " "],
        ["七", "问", "答"],
        [99, "问", "答"],
        [None, "已有", "又答"],
        [None, "过期", "答", "2025"],
        [None, "日子", "答", "明年"],
        [None, "状态", "答", None, "也许"],
        [None, "好问题", "两次"],
        [None, "自己", "答", None, None, "自己"],
    ]

    said = faults(engine, workbook(path, rows))

    assert [line.split(":")[0] for line in said.splitlines()] == [f"row {n}" for n in range(3, 12)]
    assert [one.content.question for one in answers.page(include_retired=True).items] == ["已有"]
    assert History(engine).page().total == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", "问题,答复".encode()])
def test_a_file_that_is_no_workbook_is_said_so(engine: Engine, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "答复.xlsx" in faults(engine, path)


def test_a_missing_file_another_kind_and_a_sheet_without_names_are_said_so(engine: Engine, path: Path) -> None:
    assert "答复.xlsx" in faults(engine, path)
    text = path.with_suffix(".txt")
    text.write_text("问题")
    assert "save it as" in faults(engine, text)
    assert "问题、答复" in faults(engine, workbook(path, [["question", "answer"], ["a", "b"]]))
    assert "问题、答复" in faults(engine, workbook(path, []))


@given(st.text(alphabet="'=+-@a\t\n 答", max_size=8))
def test_neutralising_is_undone_exactly(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert not neutralised(text).startswith(tuple("=+-@\t\r"))

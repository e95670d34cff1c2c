"""Curated answers as a workbook (.xlsx): written for editing elsewhere, and taken over again whole or not at all."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.errors import CuratedError, ImportRefusedError
from bot.questions.content import Content, checked, checked_wordings
from bot.questions.records import (
    Curated,
    CuratedState,
    all_answers,
    change_answer,
    get_answer,
    insert_answer,
    replace_wordings,
    retire_answer,
)
from index.normalise import normalise
from knowledge.errors import KnowledgeError
from knowledge.intake import Kind, examine
from knowledge.transactions import reading, writing

_QUESTION, _ANSWER = "问题", "答复"
_DETAILS = ("其他问法", "不是这个", "主题", "依据", "有效期至", "状态")
_COLUMNS = ("编号", _QUESTION, _ANSWER, *_DETAILS, "作者", "添加", "修改", "答复次数")
_STATES = {CuratedState.PUBLISHED: "发布", CuratedState.RETIRED: "停用"}
_MOST_ROWS = 10_000
_WIDTHS = (8, 40, 80, 40, 40, 16, 30, 14, 8, 24, 20, 20, 10)
# What a spreadsheet program would take for a formula; apostrophes before it are counted, so that undoing is exact.
_FORMULA = re.compile(r"\A'*[=+\-@\t\r]")
_WHOLE = re.compile(r"([1-9][0-9]{0,14})(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many answers a workbook added, changed, retired and left as they were."""

    added: int
    changed: int
    retired: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, checked; `number` is its place in the sheet, `wordings` and `unwanted` are None without such columns."""

    number: int
    curated_id: int | None
    content: Content
    state: CuratedState
    wordings: tuple[str, ...] | None
    unwanted: tuple[str, ...] | None


def export_answers(engine: Engine, path: Path) -> int:
    """Write all answers, the retired ones too, to a workbook; return how many.

    Raises DatabaseError when the database fails, OSError when the file cannot be written.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    with reading(engine) as connection:
        answers = all_answers(connection, *CuratedState)
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _ANSWER
    sheet.append(_COLUMNS)
    for curated in answers:
        sheet.append([_cell(value) for value in _values(curated)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in zip("ABCDEFGHIJKLM", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    workbook.save(path)
    return len(answers)


def import_answers(
    engine: Engine,
    path: Path,
    actor: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    today: Callable[[], date] = date.today,
) -> Imported:
    """Take over the rows of a workbook: one with a number changes that answer, one without adds one.

    Answers that the workbook does not name stay as they are. Raises ImportRefusedError, and changes nothing, where the
    file or any of its rows is wrong; DatabaseError when the database fails.
    """
    rows = _rows(path)
    faults: list[str] = []
    counts = {"added": 0, "changed": 0, "retired": 0, "unchanged": 0}
    with writing(engine) as connection:
        for row in rows:
            if isinstance(row, str):
                faults.append(row)
                continue
            try:
                counts[_take_over(connection, row, actor, clock(), today())] += 1
            except CuratedError as error:
                faults.append(f"row {row.number}: {error}")
        if faults:
            raise ImportRefusedError(faults)  # which takes everything back
    return Imported(**counts)


def neutralised(text: str) -> str:
    """`text` as a cell that no spreadsheet program takes for a formula; `restored` is its inverse."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text of a neutralised cell."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _values(curated: Curated) -> Sequence[str | int | None]:
    content = curated.content
    own = normalise(content.question)
    return (
        curated.id,
        content.question,
        content.answer,
        "\n".join(text for text in curated.texts(wanted=True) if text != own),
        "\n".join(curated.texts(wanted=False)),
        content.topic,
        content.source,
        content.valid_until,
        _STATES[curated.state],
        curated.author,
        f"{curated.added_at:%Y-%m-%d %H:%M:%S}",
        f"{curated.changed_at:%Y-%m-%d %H:%M:%S}",
        curated.hits,
    )


def _cell(value: str | int | None) -> str | int | None:
    return neutralised(value) if isinstance(value, str) else value


def _rows(path: Path) -> list[_Row | str]:
    """The rows of the first sheet, or what is wrong with each; ImportRefusedError where there are none to read."""
    from openpyxl import load_workbook

    try:
        if examine(path).kind is not Kind.SPREADSHEET:
            raise ImportRefusedError([f"{path}: is no .xlsx workbook; save it as one"])
        with path.open("rb") as file:
            cells = _texts(load_workbook(file, read_only=True, data_only=True, keep_links=False))
            names = next(cells, (0, []))[1]
            missing = "、".join(name for name in (_QUESTION, _ANSWER) if name not in names)
            if missing:
                reason = f"the first row must name the columns, {missing} is missing; `answers export` shows how"
                raise ImportRefusedError([f"{path}: {reason}"])
            return [_parsed(number, dict(zip(names, texts, strict=False))) for number, texts in cells if any(texts)]
    except KnowledgeError as error:
        raise ImportRefusedError([str(error)]) from error
    except (OSError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:  # from the library's depths
        raise ImportRefusedError([f"{path}: cannot be read; open it, save it anew and try again"]) from error


def _texts(workbook: Any) -> Iterator[tuple[int, list[str]]]:
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=len(_COLUMNS) + 20, values_only=True), start=1):
        if number > _MOST_ROWS + 1:
            raise ImportRefusedError([f"more than {_MOST_ROWS} rows; split the workbook"])
        yield number, [_text(value) for value in row]


def _text(value: object) -> str:
    """What a cell says; a day stays a day although the program made a date of it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else restored(str(value)).strip()


def _parsed(number: int, cells: dict[str, str]) -> _Row | str:
    """A row, or what is wrong with it."""
    try:
        named = cells.get("编号", "")
        whole = _WHOLE.fullmatch(named)
        if named and whole is None:
            return f"row {number}: {named[:40]!r} is no number of an answer; leave it empty for a new one"
        word = cells.get("状态", "") or _STATES[CuratedState.PUBLISHED]
        state = next((state for state, name in _STATES.items() if word in (name, state.value)), None)
        if state is None:
            return f"row {number}: the state {word[:40]!r} is none of {'、'.join(_STATES.values())}"
        return _Row(
            number,
            int(whole[1]) if whole else None,
            checked(
                Content(
                    cells[_QUESTION],
                    cells.get(_ANSWER, ""),
                    cells.get("依据"),
                    cells.get("有效期至"),
                    cells.get("主题"),
                )
            ),
            state,
            _listed(cells, "其他问法"),
            _listed(cells, "不是这个"),
        )
    except CuratedError as error:
        return f"row {number}: {error}"


def _listed(cells: dict[str, str], name: str) -> tuple[str, ...] | None:
    if name not in cells:
        return None
    return checked_wordings(line for line in cells[name].splitlines() if line.strip())


def _take_over(connection: Any, row: _Row, actor: str, now: datetime, today: date) -> str:
    """Add or change the answer of a row; return which of the counts it belongs to."""
    own = normalise(row.content.question)
    if own in (row.unwanted or ()):
        raise CuratedError("own_question", "the question is listed among those that are not meant")
    if row.curated_id is None:
        if row.state is CuratedState.RETIRED:
            return "unchanged"
        content = checked(row.content, today)
        curated_id = insert_answer(connection, content, actor, now, row.wordings or ())
        replace_wordings(connection, get_answer(connection, curated_id), None, row.unwanted, actor, now)
        return "added"
    before = get_answer(connection, row.curated_id)
    content = replace(row.content, group_id=before.content.group_id)
    if row.state is CuratedState.RETIRED:
        retire_answer(connection, before, actor, now)
        return "unchanged" if before.state is CuratedState.RETIRED else "retired"
    changed = content != before.content or before.state is CuratedState.RETIRED
    if changed:
        change_answer(connection, before, checked(content, today), actor, now)
        before = get_answer(connection, row.curated_id)
    reworded = replace_wordings(connection, before, row.wordings, row.unwanted, actor, now)
    return "changed" if changed or reworded else "unchanged"

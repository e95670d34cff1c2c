"""What was asked, on the command line: listed by groups, and exported."""

import csv
import io
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.database import open_database
from tests.bot import terminal
from tests.bot.questions.ledger import Ledger

PRICE, AREA = "工业用地一亩多少钱", "开发区总面积多大"


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    written = Ledger(open_database(tmp_path / "assistant.sqlite3"), datetime.now(UTC))
    price, area = written.group(PRICE), written.group(AREA, topic="overview")
    written.ask("=HYPERLINK(1)", "Li", "Wang", "Zhao", group=area, days_ago=1)
    written.ask("问", "Li", "Wang", "Zhao", "Sun", group=area, days_ago=40)
    written.ask("地价", "Li", "Sun", group=price, days_ago=2, outcome="refused", language="en")
    return written


type_in = partial(terminal.type_in, "questions")


def listed(*words: str) -> list[Any]:
    result = type_in(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return list(json.loads(result.stdout)["questions"])


@pytest.mark.usefixtures("ledger")
def test_groups_are_listed_by_how_often_they_were_asked_failed_and_rose() -> None:
    assert [(one["question"], one["count"], one["before"], one["askers"]) for one in listed("top")] == [
        (AREA, 3, 4, 3),
        (PRICE, 2, 0, 2),
    ]
    assert [one["question"] for one in listed("unanswered")] == [PRICE]
    assert [one["question"] for one in listed("trend")] == [PRICE]


@pytest.mark.usefixtures("ledger")
def test_lists_are_narrowed_by_topic_language_dates_and_limit() -> None:
    assert [one["question"] for one in listed("top", "--topic", "overview")] == [AREA]
    assert [one["question"] for one in listed("top", "--lang", "en")] == [PRICE]
    assert [one["question"] for one in listed("top", "--limit", "1")] == [AREA]
    assert listed("top", "--since", "2020-01-01", "--until", "2020-12-31") == []


@pytest.mark.usefixtures("ledger")
def test_a_table_is_shown_without_json_and_cuts_nothing_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PRICE in type_in("top").stdout

    monkeypatch.setenv("COLUMNS", "60")
    narrow = type_in("top").stdout
    assert "…" not in narrow and all(character in narrow for character in PRICE)


@pytest.mark.usefixtures("ledger")
def test_an_export_holds_the_masked_questions_and_nothing_that_acts_or_tells_who_asked(tmp_path: Path) -> None:
    for name in ("out.csv", "out.xlsx"):
        assert type_in("export", str(tmp_path / name)).exit_code == 0

    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_bytes().decode("utf-8-sig"))))
    assert [row["Question"] for row in rows] == ["'=HYPERLINK(1)"] * 3 + ["地价"] * 2
    book = load_workbook(tmp_path / "out.xlsx")
    cells = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
    assert "'=HYPERLINK(1)" in cells and PRICE in cells
    assert not any("hash of" in cell or "session of" in cell for cell in [*cells, *map(str, rows)])


@pytest.mark.usefixtures("ledger")
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path) -> None:
    unknown = type_in("export", str(tmp_path / "out.txt"))
    assert unknown.exit_code == 1 and unknown.stderr.startswith("error: ") and ".xlsx or .csv" in unknown.stderr
    nowhere = type_in("export", str(tmp_path / "none" / "out.csv"))
    assert nowhere.exit_code == 1 and nowhere.stderr.startswith("error: ")


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    "words",
    [
        ("top", "--since", "yesterday"),
        ("top", "--since", "2026-02-30"),
        ("top", "--since", "2021-01-01", "--until", "2020-01-01"),
        ("top", "--since", "0001-01-01"),
        ("trend", "--until", "9999-12-31"),
        ("unanswered", "--lang", "fr"),
        ("top", "--limit", "0"),
    ],
)
def test_options_that_make_no_sense_are_refused_as_usage(words: tuple[str, ...]) -> None:
    result = type_in(*words)

    assert result.exit_code == 2 and "Traceback" not in result.stderr

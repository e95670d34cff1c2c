"""Enquiries on the command line: listed without contact data, exported with it, closed."""

import csv
import io
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.database import open_database
from bot.handover.contacts import read_contact
from bot.handover.enquiries import Enquiries
from bot.handover.records import Asked, Details, State
from bot.language import Language
from tests.bot import terminal
from tests.bot.questions.askers import LI, SECRET, WANG


@pytest.fixture
def enquiries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Enquiries:
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    kept = Enquiries(open_database(tmp_path / "assistant.sqlite3"), SECRET)
    now = datetime.now(UTC)
    first = Details("=HYPERLINK(1)", "+公司", read_contact("13812345678"), now)
    kept.open(LI, Asked("a", "能不能建[red]液化站", "hydrogen"), first, Language.SIMPLIFIED)
    kept.open(WANG, Asked("b", "How much?", None), Details("Wang", "", read_contact("w@x.cn"), now), Language.ENGLISH)
    return kept


type_in = partial(terminal.type_in, "leads")


def test_the_list_shows_what_is_open_without_names_and_contacts(enquiries: Enquiries) -> None:
    enquiries.close(2, "cli:root")

    listed = type_in("list").stdout
    assert "能不能建[red]液化站" in listed and "1 enquiries" in listed
    assert not any(word in listed for word in ("138", "HYPERLINK", "How much"))
    assert "How much?" in type_in("list", "--all").stdout


@pytest.mark.usefixtures("enquiries")
def test_the_export_is_its_owners_alone_and_nothing_in_it_acts_as_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    assert type_in("export", str(file)).exit_code == 0

    first, second = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    assert (first["name"], first["company"], first["contact"]) == ("'=HYPERLINK(1)", "'+公司", "'+86 138 1234 5678")
    assert (second["contact kind"], second["contact"], second["state"]) == ("email", "w@x.cn", "open")
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("enquiries")
def test_a_workbook_holds_the_same(tmp_path: Path) -> None:
    assert type_in("export", str(tmp_path / "leads.xlsx")).exit_code == 0

    page = load_workbook(tmp_path / "leads.xlsx").active
    assert page is not None and page.max_row == 3 and page["I2"].value == "'=HYPERLINK(1)"


@pytest.mark.usefixtures("enquiries")
def test_a_file_of_another_kind_is_refused_in_one_line(tmp_path: Path) -> None:
    refused = type_in("export", str(tmp_path / "leads.pdf"))

    assert refused.exit_code == 1 and "must end in .xlsx or .csv" in refused.stderr
    assert not (tmp_path / "leads.pdf").exists()


def test_closing_closes_and_a_number_without_enquiry_is_named(enquiries: Enquiries) -> None:
    assert "closed: 1" in type_in("close", "1").stdout and enquiries.get(1).state is State.CLOSED

    refused = type_in("close", "7")
    assert refused.exit_code == 1 and "no enquiry 7" in refused.stderr

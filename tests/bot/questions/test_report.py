"""A report counts the days of its period by the clock of the zone, and what it shows tells nothing of who asked."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.database import open_database
from bot.language import Language
from bot.questions.export import Sheet, csv_bytes, xlsx_bytes
from bot.questions.picture import Picture
from bot.questions.rendering import picture_of, text_of
from bot.questions.report import Span, compile_report, questions_in, recent, week_before, whole_days
from bot.questions.reporter import make_report
from bot.questions.sheets import question_sheet, sheets_of
from bot.questions.words import Words, percent, words_of
from knowledge.catalogue import Catalogue
from tests.bot.questions.ledger import NOON, Ledger
from tests.knowledge.catalogues import document, draft, publish

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = recent(Span.WEEK, NOON, SHANGHAI)
CHINESE = Words(Language.SIMPLIFIED, {"land": "标准地改革"})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(open_database(tmp_path / "a.sqlite3"))


@pytest.fixture
def week(ledger: Ledger) -> Ledger:
    price, area = ledger.group("工业用地一亩多少钱"), ledger.group("开发区总面积多大", topic="overview")
    ledger.ask("开发区多大", "Li", "Wang", "Zhao", group=area, days_ago=1, topic="overview")
    ledger.ask("地价", "Li", "Sun", group=price, days_ago=2, outcome="refused")
    ledger.ask("你好", "Sun", days_ago=0.01, outcome="small-talk")
    ledger.ask("上周问的", group=area, days_ago=9)
    return ledger


def texts(sheet: Sheet) -> list[str]:
    return [cell for row in sheet.rows for cell in row if isinstance(cell, str)]


def labels(picture: Picture) -> list[str]:
    return [bar.label for bars in picture.lists for bar in bars.bars]


def test_the_last_week_ends_with_today_and_begins_at_midnight_of_the_zone() -> None:
    assert WEEK.since == datetime(2026, 3, 4, 16, tzinfo=UTC) and WEEK.until == NOON
    assert (WEEK.first_day, WEEK.last_day) == (date(2026, 3, 5), date(2026, 3, 11))
    assert recent(Span.DAY, NOON, SHANGHAI).first_day == date(2026, 3, 11)
    assert recent(Span.MONTH, NOON, SHANGHAI).first_day == date(2026, 2, 10)


def test_a_digest_is_about_the_seven_whole_days_before() -> None:
    period = week_before(datetime(2026, 3, 9, 9, tzinfo=SHANGHAI), SHANGHAI)

    assert period == whole_days(date(2026, 3, 2), date(2026, 3, 8), SHANGHAI)
    assert period.before == whole_days(date(2026, 2, 23), date(2026, 3, 1), SHANGHAI)


def test_a_report_counts_questions_people_and_what_was_left_open(week: Ledger) -> None:
    report = compile_report(week.engine, WEEK)

    assert (report.asked, report.answered, report.askers, report.before) == (5, 3, 4, 1)
    assert report.answered_share == 0.6 and report.change == 4
    assert [one.wording for one in report.top] == ["开发区总面积多大", "工业用地一亩多少钱"]
    assert [one.wording for one in report.unanswered] == ["工业用地一亩多少钱"]
    assert [(one.answered, one.refused) for one in report.days] == [(0, 0)] * 4 + [(0, 2), (3, 0), (0, 0)]


def test_what_a_colleague_took_over_counts_as_asked_and_not_answered(week: Ledger) -> None:
    week.ask("问", "Qian", days_ago=0.01, outcome="handed-over")

    report = compile_report(week.engine, WEEK)

    assert (report.asked, report.answered, report.askers) == (6, 3, 5)
    assert (report.days[-1].answered, report.days[-1].refused, report.days[-1].count) == (0, 1, 2)


def test_a_question_of_late_evening_counts_for_the_day_that_it_was_in_the_zone(ledger: Ledger) -> None:
    late = datetime(2026, 3, 10, 17, tzinfo=UTC)  # one o'clock at night on the 11th
    ledger.ask(group=ledger.group("问"), days_ago=(NOON - late) / timedelta(days=1))

    assert compile_report(ledger.engine, WEEK).days[-1].answered == 1


def test_the_report_of_a_day_shows_the_week_up_to_it(week: Ledger) -> None:
    report = compile_report(week.engine, recent(Span.DAY, NOON, SHANGHAI))

    assert report.asked == 0 and report.answered_share is None and report.change is not None
    assert [one.day for one in report.days] == [date(2026, 3, 5) + timedelta(days=at) for at in range(7)]


def test_a_report_says_in_few_words_what_was_asked_and_what_was_left_open(week: Ledger) -> None:
    text = text_of(compile_report(week.engine, WEEK), "近7天的提问", CHINESE)

    assert text.splitlines()[:3] == [
        "近7天的提问",
        "2026-03-05 – 2026-03-11",
        "提问 5 次，答复 60%，4 人，比上期 +400%",
    ]
    assert "• 工业用地一亩多少钱 ×2" in text
    for at in range(5):
        week.ask(group=week.group(f"{at}" + "长" * 500), outcome="refused")
    assert len(text_of(compile_report(week.engine, WEEK), "近7天的提问", CHINESE)) < 1024  # what a caption may have


@pytest.mark.parametrize("language", list(Language))
def test_the_picture_speaks_the_language_of_its_reader(week: Ledger, language: Language) -> None:
    picture = picture_of(compile_report(week.engine, WEEK), "title", Words(language, {"land": "Land"}))

    assert [one.value for one in picture.numbers] == ["5", "60%", "4", "+400%"]
    assert picture.days_heading == {"zh-Hans": "每日提问", "zh-Hant": "每日提問", "en": "Questions per day"}[language]
    assert labels(picture)[-3:][:2] == ["overview", "Land"] and "工业用地一亩多少钱" in labels(picture)


def test_no_export_holds_who_asked(week: Ledger) -> None:
    asked = list(questions_in(week.engine, WEEK))
    sheets = sheets_of(compile_report(week.engine, WEEK), asked, CHINESE)
    written = csv_bytes(question_sheet(asked, CHINESE)).decode() + "".join(map(str, map(texts, sheets)))

    names = load_workbook(io.BytesIO(xlsx_bytes(sheets))).sheetnames

    assert names == ["提问", "问得最多", "没能答复", "每日", "构成"]
    assert "地价" in written and "hash of" not in written and "session of" not in written


def test_single_questions_are_read_newest_first_within_the_period_and_filter(week: Ledger) -> None:
    def read(**wanted: object) -> list[str]:
        return [one.text for one in questions_in(week.engine, WEEK, **wanted)]  # type: ignore[arg-type]

    assert read() == ["你好", "开发区多大", "开发区多大", "开发区多大", "地价", "地价"]
    assert read(topic="overview") == ["开发区多大"] * 3
    assert read(language=Language.ENGLISH) == []
    assert read(limit=1) == ["你好"]
    assert next(questions_in(week.engine, WEEK)).at.hour == 11


def test_a_topic_is_called_by_the_title_of_its_published_page(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "a.sqlite3")
    assert words_of(engine, Language.SIMPLIFIED).topic("land") == "land"
    catalogue = Catalogue(engine)
    publish(catalogue, "one", draft(catalogue, replace(document(), title="标准地改革", topic="land")))

    assert words_of(engine, Language.SIMPLIFIED).topic("land") == "标准地改革"
    assert words_of(engine, Language.TRADITIONAL).topic("land") == "標準地改革"
    assert words_of(engine, Language.ENGLISH).topic("land") == "land"
    assert words_of(engine, Language.SIMPLIFIED).topic("documents") == "上传的资料"
    assert words_of(engine, Language.SIMPLIFIED).topic(None) == "没有主题"


@pytest.mark.parametrize(
    ("share", "plain", "signed"), [(None, "—", "—"), (0.754, "75%", "+75%"), (-0.2, "−20%", "−20%"), (0.0, "0%", "0%")]
)
def test_shares_are_written_as_whole_percentages(share: float | None, plain: str, signed: str) -> None:
    assert (percent(share), percent(share, signed=True)) == (plain, signed)


def test_a_made_report_has_text_picture_and_workbook(week: Ledger) -> None:
    made = make_report(week.engine, WEEK, "report_title_week", Language.SIMPLIFIED)

    assert made.text.startswith("近7天的提问") and made.file_name == "questions-2026-03-05-2026-03-11.xlsx"
    assert Image.open(io.BytesIO(made.picture)).width == 1080
    assert load_workbook(io.BytesIO(made.workbook)).sheetnames[0] == "提问"


def test_where_nothing_was_asked_a_line_says_so(ledger: Ledger) -> None:
    made = make_report(ledger.engine, WEEK, "report_title_week", Language.ENGLISH)

    assert "nobody has asked anything" in made.text and made.picture == made.workbook == b""

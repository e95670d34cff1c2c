"""Figures of what is asked are of the period asked for, and what investors see of it is nothing personal."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.answer import Outcome
from bot.database import open_database
from bot.language import Language
from bot.questions.frequent import GroupFigures, Share, Volume, public, shares, top, unanswered, volumes
from bot.tables import question_counts, question_wordings
from knowledge.transactions import writing
from tests.bot.questions.ledger import Ledger

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE, UNTIL = NOON - timedelta(days=6.5), NOON + timedelta(days=0.5)  # midnight to midnight
REFUSED = Outcome.REFUSED


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(open_database(tmp_path / "assistant.sqlite3"), NOON, "hydrogen")


def remains(
    ledger: Ledger, day: str, group: int, count: int, outcome: str = "answered", up: int = 0, down: int = 0
) -> None:
    """What is left of questions older than the retention."""
    with writing(ledger.engine) as connection:
        connection.execute(
            insert(question_counts).values(
                day=day, group_id=group, topic="hydrogen", language="zh-Hans", outcome=outcome, count=count, up=up,
                down=down,
            )
        )  # fmt: skip


def worded(ledger: Ledger, group: int, text: str, language: str = "zh-Hans", uses: int = 1, asker: str = "one") -> None:
    """Ask in words by which the group is recognised."""
    [put] = ledger.ask(text, asker, group=group, language=language)
    with writing(ledger.engine) as connection:
        connection.execute(
            insert(question_wordings).values(
                question_id=put.id, group_id=group, text=text, wording=text, language=language, uses=uses,
                embedding=b"", model="none",
            )
        )  # fmt: skip


def test_a_group_is_counted_with_askers_answers_votes_and_the_period_before(ledger: Ledger) -> None:
    group = ledger.group("氢能投资多少")
    ledger.ask("氢能投资多少", "one", group=group, vote=1)
    ledger.ask("氢能投资多少", "one", group=group, days_ago=1, vote=-1)
    ledger.ask("氢能项目总投资", "two", group=group, days_ago=2, outcome=REFUSED)
    ledger.ask("氢能项目总投资", "three", group=group, days_ago=3, vote=1)
    ledger.ask("氢能投资多少", group=group, days_ago=8)
    ledger.ask("氢能投资多少", group=group, days_ago=20)

    [figures] = top(ledger.engine, SINCE, UNTIL)

    assert figures == GroupFigures(
        group=group, wording="氢能投资多少", language=Language.SIMPLIFIED, topic="hydrogen", count=4, askers=3,
        before=1, answered=0.75, failed=2, satisfaction=2 / 3, latest=NOON,
    )  # fmt: skip
    assert figures.trend == 3.0


def test_what_was_never_asked_before_has_no_trend_and_what_nobody_voted_on_no_satisfaction(ledger: Ledger) -> None:
    ledger.ask("氢能投资多少", group=ledger.group("氢能投资多少"))

    [figures] = top(ledger.engine, SINCE, UNTIL)

    assert (figures.trend, figures.satisfaction) == (None, None)


def test_the_groups_asked_most_come_first_those_of_a_topic_or_language_alone_where_wanted(ledger: Ledger) -> None:
    hydrogen, liquor = ledger.group("氢能投资多少"), ledger.group("白酒产能多少", topic="liquor")
    for days_ago in range(3):
        ledger.ask("白酒产能多少", group=liquor, days_ago=days_ago, topic="liquor")
    ledger.ask("氢能投资多少", group=hydrogen)
    ledger.ask("how much is invested in hydrogen", group=hydrogen, language="en")
    ledger.ask("没有组的问题")

    def groups(**wanted: object) -> list[tuple[int, int]]:
        return [(one.group, one.count) for one in top(ledger.engine, SINCE, UNTIL, **wanted)]  # type: ignore[arg-type]

    assert groups() == [(liquor, 3), (hydrogen, 2)]
    assert groups(limit=1) == [(liquor, 3)]
    assert groups(topic="hydrogen") == [(hydrogen, 2)]
    assert groups(language=Language.ENGLISH) == [(hydrogen, 1)]


def test_the_counts_of_questions_that_are_gone_are_added(ledger: Ledger) -> None:
    group = ledger.group("氢能投资多少")
    ledger.ask("氢能投资多少", group=group)
    remains(ledger, "2026-11-14", group, 5, up=2, down=1)
    remains(ledger, "2026-11-15", group, 2, "refused")
    remains(ledger, "2026-11-13", group, 4)
    remains(ledger, "2026-11-21", group, 100)

    [figures] = top(ledger.engine, SINCE, UNTIL)

    assert (figures.count, figures.askers, figures.before, figures.failed) == (8, 1, 4, 3)
    assert figures.satisfaction == pytest.approx(2 / 3)


def test_unanswered_groups_are_those_mostly_refused_or_voted_down(ledger: Ledger) -> None:
    refused, disliked, fine = ledger.group("地价多少"), ledger.group("氢能投资多少"), ledger.group("白酒产能多少")
    for _ in range(3):
        ledger.ask("地价多少", group=refused, outcome=REFUSED)
        ledger.ask("白酒产能多少", group=fine)
    ledger.ask("地价多少", group=refused)
    ledger.ask("白酒产能多少", group=fine, outcome=REFUSED)
    ledger.ask("氢能投资多少", group=disliked, vote=-1)

    assert [(one.group, one.failed) for one in unanswered(ledger.engine, SINCE, UNTIL)] == [(refused, 3), (disliked, 1)]


def test_volumes_are_of_the_days_of_a_zone_and_leave_none_out(ledger: Ledger) -> None:
    ledger.ask("氢能投资多少")
    ledger.ask("你好", outcome=Outcome.SMALL_TALK)
    ledger.ask("地价多少", days_ago=-0.25, outcome=REFUSED)  # 18:00 UTC is the next day in China
    remains(ledger, "2026-11-19", 0, 7)
    china = timezone(timedelta(hours=8))

    found = volumes(ledger.engine, NOON - timedelta(days=2.5), UNTIL, china)

    assert found == (
        Volume(date(2026, 11, 18), 0, 0, 0),
        Volume(date(2026, 11, 19), 7, 7, 0),
        Volume(date(2026, 11, 20), 2, 1, 0),
        Volume(date(2026, 11, 21), 1, 0, 1),
    )


def test_shares_are_of_all_questions_topics_only_of_real_ones(ledger: Ledger) -> None:
    ledger.ask("氢能投资多少")
    ledger.ask("氢能投资多少")
    ledger.ask("how much is land", language="en", topic=None, outcome=REFUSED)
    ledger.ask("你好", topic=None, outcome=Outcome.SMALL_TALK)

    found = shares(ledger.engine, SINCE, UNTIL)

    assert found.topics == (Share("hydrogen", 2, 2 / 3), Share(None, 1, 1 / 3))
    assert found.languages == (Share("zh-Hans", 3, 0.75), Share("en", 1, 0.25))
    assert [share.name for share in found.outcomes] == ["answered", "refused", "small-talk"]


def test_investors_see_what_enough_of_them_ask_and_what_is_answered(ledger: Ledger) -> None:
    known, rare, open_ = ledger.group("氢能投资多少"), ledger.group("白酒产能多少"), ledger.group("地价多少")
    for asker in ("one", "two", "three"):
        ledger.ask("氢能投资多少", asker, group=known)
        ledger.ask("地价多少", asker, group=open_, outcome=REFUSED)
    for _ in range(9):
        ledger.ask("白酒产能多少", group=rare)

    assert [one.group for one in public(ledger.engine, Language.SIMPLIFIED)] == [known]
    assert [one.group for one in public(ledger.engine, Language.SIMPLIFIED, least_askers=1)] == [rare, known]
    assert public(ledger.engine, Language.SIMPLIFIED, topic="liquor") == ()


def test_the_wording_shown_is_in_the_readers_language_where_there_is_one(ledger: Ledger) -> None:
    group = ledger.group("氢能投资多少")
    worded(ledger, group, "氢能投资多少", uses=5)
    worded(ledger, group, "how much is invested in hydrogen", "en", asker="two")
    alone = ledger.group("氢能产值多少")
    worded(ledger, alone, "氢能产值多少")

    def shown(language: Language) -> list[tuple[str, str]]:
        return [(one.wording, one.language.value) for one in public(ledger.engine, language, least_askers=1)]

    assert shown(Language.ENGLISH) == [("how much is invested in hydrogen", "en"), ("氢能产值多少", "zh-Hans")]
    assert shown(Language.TRADITIONAL) == [("氫能投資多少", "zh-Hant"), ("氫能產值多少", "zh-Hant")]


@pytest.mark.parametrize("private", ["我是某公司的王先生，氢能投资多少", "我电话138****5678，氢能投资多少", "长" * 101])
def test_what_tells_of_a_person_is_not_shown(ledger: Ledger, private: str) -> None:
    group = ledger.group(private)
    worded(ledger, group, private, uses=9)

    assert public(ledger.engine, Language.SIMPLIFIED, least_askers=1) == ()

    worded(ledger, group, "氢能投资多少")
    assert [one.wording for one in public(ledger.engine, Language.SIMPLIFIED, least_askers=1)] == ["氢能投资多少"]

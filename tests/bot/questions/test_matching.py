"""A curated answer is found by what is asked, and not by what it is known not to answer."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.database import open_database
from bot.questions.content import Content
from bot.questions.curated import CuratedAnswers
from bot.questions.matching import Matcher
from index.search import Searcher
from tests.bot.questions.asking import BUS, DORM, DORM_ANSWER, DORM_TOO, STAFF, THRESHOLD, Overlap
from tests.bot.questions.pages import small_searcher

CONTENT = Content(DORM, DORM_ANSWER)


@pytest.fixture(scope="module")
def small() -> Searcher:
    return small_searcher()


@pytest.fixture
def answers(engine: Engine) -> CuratedAnswers:
    return CuratedAnswers(engine)


@pytest.fixture
def overlap() -> Overlap:
    return Overlap()


@pytest.fixture
def matcher(answers: CuratedAnswers, overlap: Overlap, small: Searcher) -> Matcher:
    matcher = Matcher(answers, lambda _: overlap, THRESHOLD, lambda: date(2026, 5, 4))
    matcher.follow(small)
    return matcher


def found(matcher: Matcher, text: str) -> int | None:
    match = matcher.match(text)
    return match.curated.id if match is not None else None


def test_an_answer_is_found_at_once_by_other_words_and_by_nothing_else(
    answers: CuratedAnswers, matcher: Matcher
) -> None:
    assert found(matcher, DORM) is None

    added = answers.add(CONTENT, actor=STAFF)

    assert found(matcher, DORM) == found(matcher, DORM_TOO) == found(matcher, "園區有職工宿舍嗎") == added.id
    assert found(matcher, BUS) is None and found(matcher, "") is None


def test_what_another_process_publishes_is_found(answers: CuratedAnswers, matcher: Matcher, engine: Engine) -> None:
    elsewhere = CuratedAnswers(open_database(Path(str(engine.url.database))))

    added = elsewhere.add(CONTENT, actor=STAFF)
    assert found(matcher, DORM) == added.id
    elsewhere.retire(added.id, actor=STAFF)
    assert found(matcher, DORM) is None


def test_an_expired_answer_is_not_given(engine: Engine, matcher: Matcher) -> None:
    earlier = CuratedAnswers(engine, today=lambda: date(2026, 1, 1))
    earlier.add(replace(CONTENT, valid_until="2026-05-03"), actor=STAFF)
    assert found(matcher, DORM) is None

    still = earlier.add(Content(BUS, "七点。", valid_until="2026-05-04"), actor=STAFF)
    assert found(matcher, BUS) == still.id


def test_a_question_nearer_to_what_is_not_meant_is_left_to_the_documents(
    answers: CuratedAnswers, matcher: Matcher
) -> None:
    added = answers.add(CONTENT, actor=STAFF)
    near_miss = "园区有职工食堂吗"
    assert found(matcher, near_miss) == added.id

    answers.exclude(added.id, near_miss, actor=STAFF)

    assert found(matcher, near_miss) is None and found(matcher, "园区有没有职工食堂吗") is None
    assert found(matcher, DORM) == added.id


def test_the_best_answer_is_given_and_the_next_where_the_best_is_excluded(
    answers: CuratedAnswers, matcher: Matcher
) -> None:
    dorm = answers.add(CONTENT, actor=STAFF)
    canteen = answers.add(Content("园区有职工食堂吗", "有。"), actor=STAFF)
    asked = "请问园区有职工食堂"
    assert found(matcher, asked) == canteen.id

    answers.exclude(canteen.id, asked, actor=STAFF)

    assert found(matcher, asked) == dorm.id


def test_wordings_are_read_once_and_again_for_another_searcher(
    answers: CuratedAnswers, matcher: Matcher, overlap: Overlap, small: Searcher
) -> None:
    added = answers.add(CONTENT, actor=STAFF)
    for _ in range(3):
        found(matcher, BUS)
    assert sorted(overlap.read) == sorted([DORM, BUS, BUS, BUS])

    answers.add(Content("别的事", "答"), actor=STAFF)
    found(matcher, BUS)
    assert overlap.read.count(DORM) == 1

    matcher.follow(small)
    assert overlap.read.count(DORM) == 2 and found(matcher, DORM) == added.id


def test_many_new_wordings_are_read_beside_the_questions(answers: CuratedAnswers, matcher: Matcher) -> None:
    added = answers.add(CONTENT, actor=STAFF, wordings=[f"第{n}种问法" for n in range(20)])

    found(matcher, DORM)
    matcher.wait()

    assert found(matcher, DORM) == added.id


def test_nothing_is_found_before_there_is_something_to_compare_by(answers: CuratedAnswers) -> None:
    answers.add(CONTENT, actor=STAFF)
    matcher = Matcher(answers, Overlap, THRESHOLD)

    assert matcher.match(DORM) is None and matcher.nearby(DORM) == ()


def test_passages_that_an_answer_may_rest_on_are_offered(matcher: Matcher) -> None:
    assert "柳湾园" in [one.title for one in matcher.nearby("柳湾园面积")]

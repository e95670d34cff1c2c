"""Curated answers are kept with author and date, found again, changed and retired; the history tells of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.answer import Outcome
from bot.errors import CuratedError
from bot.language import Language
from bot.questions.content import Content
from bot.questions.curated import CuratedAnswers
from bot.questions.records import CuratedState
from knowledge.history import History
from tests.bot.questions.asking import DORM, DORM_ANSWER, STAFF
from tests.bot.questions.ledger import ask

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
CONTENT = Content(DORM, DORM_ANSWER)


@pytest.fixture
def answers(engine: Engine) -> CuratedAnswers:
    return CuratedAnswers(engine, lambda: NOW, lambda: date(2026, 5, 4))


def history(engine: Engine) -> list[tuple[str, str, object]]:
    return [(one.actor, one.action, one.detail["label"]) for one in History(engine).page().items]


def test_an_answer_is_kept_with_its_author_and_date(answers: CuratedAnswers, engine: Engine) -> None:
    added = answers.add(CONTENT, actor=STAFF, wordings=["有没有宿舍"])

    assert answers.get(added.id) == added
    assert (added.author, added.added_at, added.changed_at, added.hits) == (STAFF, NOW, NOW, 0)
    assert (added.content, added.language, added.state) == (CONTENT, Language.SIMPLIFIED, CuratedState.PUBLISHED)
    assert added.texts(wanted=True) == (DORM, "有没有宿舍")
    assert history(engine) == [(STAFF, "answer added", DORM)]


def test_a_change_keeps_the_other_wordings_and_names_who_made_it(answers: CuratedAnswers, engine: Engine) -> None:
    added = answers.add(CONTENT, actor=STAFF, wordings=["有没有宿舍"])

    edited = answers.edit(added.id, Content("哪里有宿舍", "在南门外。", valid_until="2027"), actor="cli:root")

    assert edited.texts(wanted=True) == ("有没有宿舍", "哪里有宿舍")
    assert (edited.author, edited.content.answer, edited.content.valid_until) == ("cli:root", "在南门外。", "2027")
    assert history(engine)[0] == ("cli:root", "answer edited", "哪里有宿舍")


def test_a_retired_answer_is_not_given_and_can_be_published_again(answers: CuratedAnswers, engine: Engine) -> None:
    added = answers.add(CONTENT, actor=STAFF)

    retired = answers.retire(added.id, actor=STAFF)
    answers.retire(added.id, actor=STAFF)

    assert not retired.holds(date(2026, 5, 4))
    assert answers.published()[1] == () and answers.page().total == 0
    assert [one.id for one in answers.page(include_retired=True).items] == [added.id]
    assert [action for _, action, _ in history(engine)] == ["answer retired", "answer added"]
    assert answers.edit(added.id, CONTENT, actor=STAFF).state is CuratedState.PUBLISHED


def test_an_answer_holds_to_its_last_day(answers: CuratedAnswers) -> None:
    added = answers.add(replace(CONTENT, valid_until="2026-05"), actor=STAFF)

    assert added.holds(date(2026, 5, 31)) and not added.holds(date(2026, 6, 1))


def test_one_question_has_one_answer(answers: CuratedAnswers) -> None:
    first = answers.add(CONTENT, actor=STAFF)

    with pytest.raises(CuratedError) as caught:
        answers.add(Content("另一问", "答", topic=None), actor=STAFF, wordings=["園區有職工宿舍嗎"])

    assert caught.value.kind == "duplicate" and caught.value.facts == {"id": first.id, "question": DORM}
    answers.retire(first.id, actor=STAFF)
    answers.add(CONTENT, actor=STAFF)
    with pytest.raises(CuratedError, match="edit that one"):
        answers.edit(first.id, CONTENT, actor=STAFF)


def test_what_is_refused_changes_nothing(answers: CuratedAnswers, engine: Engine) -> None:
    added = answers.add(CONTENT, actor=STAFF)
    for content in (replace(CONTENT, answer=""), replace(CONTENT, valid_until="2025")):
        with pytest.raises(CuratedError):
            answers.edit(added.id, content, actor=STAFF)

    assert answers.get(added.id) == added and len(history(engine)) == 1


def test_a_question_that_is_not_meant_is_remembered_and_the_own_one_is_not(
    answers: CuratedAnswers, engine: Engine
) -> None:
    added = answers.add(CONTENT, actor=STAFF, wordings=["园区宿舍"])

    assert answers.exclude(added.id, "园区有游客宿舍吗", actor=STAFF).texts(wanted=False) == ("园区有游客宿舍吗",)
    assert answers.exclude(added.id, "园区宿舍", actor=STAFF).texts(wanted=True) == (DORM,)
    assert history(engine)[0][1:] == ("answer wording excluded", DORM)
    with pytest.raises(CuratedError) as caught:
        answers.exclude(added.id, f"{DORM} ", actor=STAFF)
    assert caught.value.kind == "own_question"


def test_the_last_question_that_was_given_the_answer_is_known(answers: CuratedAnswers, engine: Engine) -> None:
    added = answers.add(CONTENT, actor=STAFF)
    assert answers.last_question(added.id) is None
    for minutes, text in enumerate((DORM, "宿舍有空调吗", "园区有没有职工宿舍", DORM)):
        at = NOW + timedelta(minutes=minutes)
        ask(engine, f"q{minutes}", text, outcome=Outcome.ANSWERED, curated=added.id, at=at)

    assert answers.last_question(added.id) == "园区有没有职工宿舍"
    answers.exclude(added.id, "园区有没有职工宿舍", actor=STAFF)
    assert answers.last_question(added.id) == "宿舍有空调吗"


def test_hits_are_counted_without_being_a_change(answers: CuratedAnswers) -> None:
    added = answers.add(CONTENT, actor=STAFF)
    version = answers.version()

    answers.count_hit(added.id)
    answers.count_hit(added.id)

    assert answers.get(added.id).hits == 2 and answers.version() == version
    answers.exclude(added.id, "别的", actor=STAFF)
    assert answers.version() > version


def test_pages_show_what_changed_last_first(engine: Engine) -> None:
    moments = iter(NOW + timedelta(minutes=n) for n in range(9))
    answers = CuratedAnswers(engine, lambda: next(moments))
    ids = [answers.add(Content(f"第{n}个问题", "答"), actor=STAFF).id for n in range(5)]
    answers.edit(ids[0], Content("第0个问题", "新答"), actor=STAFF)

    first, last = answers.page(1, 3), answers.page(9, 3)

    assert [one.id for one in first.items] == [ids[0], ids[4], ids[3]]
    assert [one.id for one in last.items] == [ids[2], ids[1]] and (last.number, last.total) == (2, 5)


@pytest.mark.parametrize("method", ["get", "retire", "edit", "exclude"])
def test_an_answer_that_is_not_there_is_said_so(answers: CuratedAnswers, method: str) -> None:
    calls = {
        "get": lambda: answers.get(7),
        "retire": lambda: answers.retire(7, actor=STAFF),
        "edit": lambda: answers.edit(7, CONTENT, actor=STAFF),
        "exclude": lambda: answers.exclude(7, "问", actor=STAFF),
    }
    with pytest.raises(CuratedError) as caught:
        calls[method]()
    assert caught.value.kind == "unknown"

"""A draft is begun, written, looked at, published or given up; a restart costs nobody a word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.errors import CuratedError
from bot.questions.content import Content
from bot.questions.curated import CuratedAnswers
from bot.questions.drafts import Awaited, Drafts
from bot.questions.records import CuratedState
from tests.bot.questions.asking import DORM, DORM_ANSWER, STAFF
from tests.bot.questions.ledger import group

TODAY = date(2026, 5, 4)


class Hours:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def drafts(engine: Engine, hours: Hours) -> Drafts:
    return Drafts(engine, hours, lambda: TODAY)


def test_a_group_is_answered_with_one_message(engine: Engine, drafts: Drafts) -> None:
    number = group(engine, DORM, "services")
    begun = drafts.begin(number, actor=STAFF)
    assert drafts.awaited(STAFF) == begun and drafts.awaited("telegram:other") is None

    written = Drafts(engine).write(begun.id, f" {DORM_ANSWER}\n", actor=STAFF)
    assert drafts.awaited(STAFF) is None and drafts.get(begun.id, actor=STAFF).content == written.content

    curated = drafts.publish(begun.id, actor=STAFF)
    assert curated.content == Content(DORM, DORM_ANSWER, topic="services", group_id=number)
    with pytest.raises(CuratedError) as caught:
        drafts.publish(begun.id, actor=STAFF)
    assert caught.value.kind == "no_draft"
    assert CuratedAnswers(engine).page().total == 1


def test_what_is_wrong_is_refused_and_awaited_still(engine: Engine, drafts: Drafts) -> None:
    begun = drafts.begin(group(engine, DORM), actor=STAFF)

    for text, kind in (("\u200b", "answer_empty"), ("长" * 3001, "answer_long")):
        with pytest.raises(CuratedError) as caught:
            drafts.write(begun.id, text, actor=STAFF)
        assert caught.value.kind == kind
    assert drafts.awaited(STAFF) == begun


def test_a_last_day_and_a_source_go_with_the_answer(engine: Engine, drafts: Drafts) -> None:
    begun = drafts.begin(group(engine, DORM), actor=STAFF)
    drafts.write(begun.id, DORM_ANSWER, actor=STAFF)
    drafts.cite(begun.id, "柳湾园 › 概况", actor=STAFF)
    drafts.expect(begun.id, Awaited.VALID_UNTIL, actor=STAFF)
    for text, kind in (("明年", "date"), ("2025-12-31", "past")):
        with pytest.raises(CuratedError) as caught:
            drafts.write(begun.id, text, actor=STAFF)
        assert caught.value.kind == kind

    content = drafts.write(begun.id, "2026-12-31", actor=STAFF).content

    assert (content.answer, content.source, content.valid_until) == (DORM_ANSWER, "柳湾园 › 概况", "2026-12-31")
    drafts.expect(begun.id, Awaited.VALID_UNTIL, actor=STAFF)
    assert drafts.write(begun.id, "長期", actor=STAFF).content.valid_until is None


def test_a_group_that_has_an_answer_is_changed_instead(engine: Engine, drafts: Drafts) -> None:
    number = group(engine, DORM)
    added = CuratedAnswers(engine).add(Content(DORM, "旧答"), actor=STAFF)

    begun = drafts.begin(number, actor=STAFF)
    drafts.write(begun.id, "新答", actor=STAFF)
    curated = drafts.publish(begun.id, actor=STAFF)

    assert begun.content.answer == "旧答"
    assert (curated.id, curated.content.answer) == (added.id, "新答")


def test_two_who_answer_the_same_question_do_not_both_publish(engine: Engine, drafts: Drafts) -> None:
    number = group(engine, DORM)
    mine, theirs = drafts.begin(number, actor=STAFF), drafts.begin(number, actor="telegram:other")
    drafts.write(mine.id, "一", actor=STAFF)
    drafts.write(theirs.id, "二", actor="telegram:other")
    drafts.publish(mine.id, actor=STAFF)

    with pytest.raises(CuratedError) as caught:
        drafts.publish(theirs.id, actor="telegram:other")

    assert caught.value.kind == "duplicate"
    assert drafts.get(theirs.id, actor="telegram:other").content.answer == "二"


def test_a_draft_is_its_authors_alone(engine: Engine, drafts: Drafts) -> None:
    begun = drafts.begin(group(engine, DORM), actor=STAFF)
    for work in (drafts.get, drafts.publish, drafts.discard):
        with pytest.raises(CuratedError):
            work(begun.id, actor="telegram:other")


def test_after_an_hour_a_message_is_a_question_again_and_the_draft_is_there_still(
    engine: Engine, drafts: Drafts, hours: Hours
) -> None:
    begun = drafts.begin(group(engine, DORM), actor=STAFF)
    hours.now += timedelta(minutes=61)

    assert drafts.awaited(STAFF) is None
    assert drafts.expect(begun.id, Awaited.ANSWER, actor=STAFF) == drafts.awaited(STAFF)


def test_a_second_beginning_takes_the_next_message_and_the_first_is_kept_if_it_was_written(
    engine: Engine, drafts: Drafts
) -> None:
    empty = drafts.begin(group(engine, "问一"), actor=STAFF)
    written = drafts.begin(group(engine, "问二"), actor=STAFF)
    drafts.write(written.id, "答二", actor=STAFF)

    latest = drafts.begin(group(engine, "问三"), actor=STAFF)

    assert drafts.awaited(STAFF) == latest
    assert drafts.get(written.id, actor=STAFF).content.answer == "答二"
    with pytest.raises(CuratedError):
        drafts.get(empty.id, actor=STAFF)


def test_given_up_is_gone(engine: Engine, drafts: Drafts) -> None:
    begun = drafts.begin(group(engine, DORM), actor=STAFF)

    drafts.discard(begun.id, actor=STAFF)

    assert drafts.awaited(STAFF) is None and CuratedAnswers(engine).page().total == 0
    with pytest.raises(CuratedError):
        drafts.begin(99, actor=STAFF)


def test_a_retired_answer_is_published_again_by_changing_it(engine: Engine, drafts: Drafts) -> None:
    answers = CuratedAnswers(engine)
    added = answers.add(Content(DORM, "旧答"), actor=STAFF)
    answers.retire(added.id, actor=STAFF)

    begun = drafts.change(added.id, actor=STAFF)
    drafts.write(begun.id, "新答", actor=STAFF)

    assert drafts.publish(begun.id, actor=STAFF).state is CuratedState.PUBLISHED

"""The desk knows what is open, and who can be told of what."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.answer import Outcome
from bot.asker import Asker
from bot.questions.content import Content
from bot.questions.desk import AnswerDesk
from index.search import Searcher
from tests.bot.questions.asking import BUS, DORM, DORM_ANSWER, DORM_TOO, STAFF, answer_desk
from tests.bot.questions.ledger import ask, group
from tests.bot.questions.pages import small_searcher

EARLIER = datetime.now(UTC) - timedelta(hours=1)
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture(scope="module")
def searcher_without_model() -> Searcher:
    return small_searcher()


@pytest.fixture
def desk(engine: Engine, searcher_without_model: Searcher) -> AnswerDesk:
    desk = answer_desk(engine)
    desk.matcher.follow(searcher_without_model)
    return desk


def shown(desk: AnswerDesk) -> list[str]:
    return [one.wording for one in desk.unanswered().items]


def test_what_is_answered_is_open_no_more_until_it_fails_again(desk: AnswerDesk, engine: Engine) -> None:
    dorm, bus = group(engine, DORM), group(engine, BUS)
    ask(engine, "q1", DORM, group=dorm, at=EARLIER)
    ask(engine, "q2", BUS, group=bus, at=EARLIER)
    assert shown(desk) == [DORM, BUS]

    added = desk.answers.add(Content("别的说法", DORM_ANSWER, group_id=dorm), actor=STAFF)
    assert shown(desk) == [BUS]

    ask(engine, "q3", DORM, group=dorm, outcome=Outcome.ANSWERED, curated=added.id, at=LATER)
    assert shown(desk) == [BUS]
    ask(engine, "q4", DORM, group=dorm, outcome=Outcome.ANSWERED, curated=added.id, vote=-1, at=LATER)
    assert shown(desk) == [DORM, BUS]


def test_an_answer_to_the_wording_closes_the_group_and_an_expired_one_does_not(
    desk: AnswerDesk, engine: Engine
) -> None:
    ask(engine, "q1", DORM, group=group(engine, DORM), at=EARLIER)
    added = desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)
    assert shown(desk) == []

    desk.answers.retire(added.id, actor=STAFF)
    assert shown(desk) == [DORM]


def test_open_groups_come_in_pages(desk: AnswerDesk, engine: Engine) -> None:
    for number in range(10):
        ask(engine, f"q{number}", f"第{number}个", group=group(engine, f"第{number}个"), at=EARLIER)

    page = desk.unanswered(7)

    assert (page.number, page.pages, page.total, len(page.items)) == (2, 2, 10, 2)


def test_who_waits_is_told_the_answer_to_the_group_or_to_the_question(desk: AnswerDesk, engine: Engine) -> None:
    dorm = group(engine, DORM)
    for number, (text, group_id) in enumerate(
        [("食宿如何安排", dorm), (DORM_TOO, None), (BUS, None), ("那宿舍呢", None)]
    ):
        question = f"{number:012x}"
        ask(engine, question, text, group=group_id, at=EARLIER, asker=f"telegram:{number}")
        assert desk.waiting.wait(question, Asker("telegram", str(number), str(number)))
    assert desk.due("telegram") == ()

    added = desk.answers.add(Content(DORM, DORM_ANSWER, group_id=dorm), actor=STAFF)

    assert [(due.curated.id, [one.chat for one in due.waiting]) for due in desk.due("telegram")] == [
        (added.id, ["0"]),
        (added.id, ["1"]),
    ]
    assert desk.due("wechat") == ()


def test_one_message_tells_the_answer_to_several_questions_of_one_chat(desk: AnswerDesk, engine: Engine) -> None:
    for question, text in (("0" * 12, DORM), ("1" * 12, DORM_TOO)):
        ask(engine, question, text, at=EARLIER)
        desk.waiting.wait(question, Asker("telegram", "1", "1"))

    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)

    (due,) = desk.due("telegram")
    assert len(due.waiting) == 2


def test_an_answer_that_was_there_before_is_no_news(desk: AnswerDesk, engine: Engine) -> None:
    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)
    ask(engine, "0" * 12, DORM, outcome=Outcome.ANSWERED, vote=-1, at=LATER)
    desk.waiting.wait("0" * 12, Asker("telegram", "1", "1"))

    assert desk.due("telegram") == ()

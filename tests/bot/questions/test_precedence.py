"""The staff's answer goes ahead of the documents, for questions that stand for themselves."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from bot.answer import Answer, Outcome
from bot.conversation import Conversation
from bot.language import Language
from bot.questions.content import Content
from bot.questions.desk import AnswerDesk
from bot.questions.precedence import CuratedFirst
from bot.reply import footnotes
from bot.session import Context, Sessions
from index.search import Searcher
from knowledge.transactions import writing
from tests.bot.questions.asking import DORM, DORM_ANSWER, DORM_TOO, STAFF, answer_desk
from tests.bot.questions.pages import AREA, curated_first, small_searcher

ABOUT_AREA = "柳湾园规划面积是多少"
SPOKEN = Context(ABOUT_AREA, "柳湾园", Language.SIMPLIFIED, names=("柳湾园",))


@pytest.fixture(scope="module")
def small() -> Searcher:
    return small_searcher()


@pytest.fixture
def desk(engine: Engine) -> AnswerDesk:
    return answer_desk(engine)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(1800, time.monotonic)


@pytest.fixture
def core(desk: AnswerDesk, small: Searcher, sessions: Sessions) -> CuratedFirst:
    return curated_first(desk, small, sessions)


def test_the_answer_is_the_staffs_own_with_office_date_and_what_it_rests_on(
    desk: AnswerDesk, core: CuratedFirst
) -> None:
    assert core.ask(DORM).outcome is Outcome.REFUSED
    added = desk.answers.add(Content(DORM, DORM_ANSWER, source="柳湾园 › 概况", topic="land"), actor=STAFF)

    answer = core.ask(DORM_TOO)

    day = added.changed_at.astimezone().date().isoformat()
    assert answer.text == DORM_ANSWER
    assert footnotes(answer) == [f"来源：《招商办公室的答复》 › 依据：柳湾园 › 概况 · 资料日期：{day}"]
    assert (answer.outcome, answer.curated_id, answer.snapshot) == (Outcome.ANSWERED, added.id, "0001")
    assert answer.sources[0].topic == "land" and answer.elapsed_ms > 0
    assert desk.answers.get(added.id).hits == 1


def test_it_is_given_in_the_readers_script_and_to_others_with_a_remark(desk: AnswerDesk, core: CuratedFirst) -> None:
    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)

    traditional = core.ask("園區有職工宿舍嗎")
    assert traditional.language is Language.TRADITIONAL and "職工公寓在柳灣園北門外" in traditional.text
    assert "招商辦公室的答覆" in footnotes(traditional)[0]
    desk.answers.add(Content("is there a dormitory", DORM_ANSWER), actor=STAFF)
    english = core.ask("Is there a dormitory?")
    (note,) = footnotes(english)
    assert english.text == DORM_ANSWER and "Answer of the investment office" in note and "Chinese" in note


def test_documents_answer_what_no_curated_answer_is_for(desk: AnswerDesk, core: CuratedFirst) -> None:
    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)

    answer = core.ask(ABOUT_AREA)

    assert AREA in answer.text and answer.curated_id is None


@pytest.mark.parametrize("follow_up", ["那职工宿舍呢", "它有职工宿舍吗", "还有职工宿舍吗"])
def test_a_follow_up_is_not_taken_for_the_curated_question(
    desk: AnswerDesk, core: CuratedFirst, sessions: Sessions, follow_up: str
) -> None:
    added = desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)
    sessions.remember("li", SPOKEN)

    assert core.ask(follow_up, "li").curated_id is None
    assert core.ask(DORM_TOO, "li").curated_id == added.id


def test_a_short_question_is_put_to_the_documents_first(
    desk: AnswerDesk, core: CuratedFirst, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)
    sessions.remember("li", SPOKEN)
    assert core.ask("职工宿舍", "li").curated_id == added.id

    def quote(_core: Conversation, text: str, *_: object, **__: object) -> Answer:
        return Answer(AREA, Outcome.ANSWERED, Language.SIMPLIFIED, 1.0, text)

    monkeypatch.setattr(Conversation, "answer", quote)
    sessions.remember("li", SPOKEN)
    assert core.ask("职工宿舍", "li").text == AREA
    assert core.ask("职工宿舍", "wang").curated_id == added.id


def test_without_anything_spoken_of_it_is_the_zone_and_then_joins_on_to_nothing_known(
    desk: AnswerDesk, core: CuratedFirst
) -> None:
    added = desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)

    assert core.ask("它有职工宿舍吗", "li").curated_id == added.id
    assert core.ask("那职工宿舍呢", "wang").curated_id is None


def test_a_short_question_is_answered_where_nothing_was_spoken_of_or_it_is_a_wording_itself(
    desk: AnswerDesk, core: CuratedFirst, sessions: Sessions
) -> None:
    added = desk.answers.add(Content("职工宿舍", DORM_ANSWER), actor=STAFF)

    assert core.ask("有职工宿舍吗").curated_id == added.id
    for asked in ("职工宿舍", "换个话题，有职工宿舍吗", "办理职工宿舍应该找谁"):
        sessions.remember("li", SPOKEN)
        assert core.ask(asked, "li").curated_id == added.id


def test_a_follow_up_goes_on_from_the_curated_question(
    desk: AnswerDesk, core: CuratedFirst, sessions: Sessions
) -> None:
    desk.answers.add(Content("杏花园有职工宿舍吗", DORM_ANSWER), actor=STAFF)
    sessions.remember("li", SPOKEN)

    core.ask("杏花园有职工宿舍吗", "li")

    context = sessions.recall("li")
    assert context is not None and context.question == "杏花园有职工宿舍吗" and "柳湾园" not in context.names
    assert "柳湾园" not in core.ask("那面积呢", "li").interpreted_as


@pytest.mark.parametrize("said", ["", "你好", "更多", "长" * 501, "\ud800"])
def test_what_is_no_question_is_left_to_the_conversation(desk: AnswerDesk, core: CuratedFirst, said: str) -> None:
    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)

    assert core.ask(said).outcome is not Outcome.ANSWERED


def test_a_database_that_fails_costs_the_curated_answer_and_never_the_others(
    desk: AnswerDesk, core: CuratedFirst, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)
    assert core.ask(DORM).curated_id is not None
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE history"))

    assert core.ask(DORM).outcome is Outcome.REFUSED
    assert AREA in core.ask(ABOUT_AREA).text


def test_a_hit_that_cannot_be_counted_costs_no_answer(
    desk: AnswerDesk, core: CuratedFirst, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answers.add(Content(DORM, DORM_ANSWER), actor=STAFF)
    monkeypatch.setattr(desk.answers, "count_hit", _busy(desk))

    assert core.ask(DORM).curated_id is not None


def _busy(desk: AnswerDesk) -> Callable[[int], None]:
    from knowledge.errors import DatabaseError, DatabaseFault

    def count_hit(_curated: int) -> None:
        raise DatabaseError(DatabaseFault.BUSY, "another process is writing")

    return count_hit

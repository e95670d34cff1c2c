"""Follow-ups are completed from what was asked and answered before."""

import pytest

from bot.followup import (
    about,
    completions,
    core_of,
    exchanges,
    is_elliptical,
    is_possessive,
    leaves_topic,
    points_back,
    unpointed,
)
from bot.language import Language
from bot.session import Context
from index.tokens import Tokenizer

cut = Tokenizer().cut


def context(question: str, *, names: tuple[str, ...] = (), items: tuple[str, ...] = ()) -> Context:
    return Context(question, "氢能产业", Language.SIMPLIFIED, names, items)


def test_a_missing_subject_is_the_document_that_answered_before() -> None:
    assert "氢能产业 就业" in list(completions("那就业呢", context("氢能投资多少")))


def test_one_word_of_the_question_before_may_be_exchanged() -> None:
    assert "镁产能多大" in list(exchanges("镁呢", context("氧化铝产能多大"), cut))


def test_a_pronoun_is_the_company_asked_about() -> None:
    readings = list(completions("它排名第几", context("鹏飞集团是哪条链的链主", names=("鹏飞",))))
    assert readings[0] == "鹏飞排名第几"


def test_an_ordinal_is_the_item_of_the_list_that_was_answered() -> None:
    parks = context("有哪些园区", items=("煤化工园", "铝系园", "农业园"))
    assert list(completions("第二个是做什么的", parks)) == ["铝系园是做什么的"]
    assert list(completions("what about the last one", parks)) == ["农业园"]


def test_an_ordinal_alone_asks_the_question_before_of_another_item() -> None:
    parks = context("铝系园占地多大", items=("煤化工园", "铝系园", "农业园"))
    assert list(completions("第三个呢", parks)) == ["农业园占地多大"]
    assert list(completions("最后那个在哪", parks)) == ["农业园在哪"]


def test_an_ordinal_beyond_the_list_is_left_alone() -> None:
    readings = list(completions("第九个呢", context("有哪些园区", items=("甲", "乙"))))
    assert all("甲" not in reading and "乙" not in reading for reading in readings)


def test_short_and_joining_questions_are_elliptical_and_whole_ones_are_not() -> None:
    assert is_elliptical("那投资呢", cut)
    assert is_elliptical("and how many trucks", cut)
    assert not is_elliptical("污水处理厂每天可以处理多少吨废水", cut)


def test_who_says_that_the_topic_changes_is_believed() -> None:
    assert leaves_topic("换个话题,白酒园多大") == (True, "白酒园多大")
    assert leaves_topic("算了聊点别的吧，白酒园多大") == (True, "白酒园多大")
    assert leaves_topic("换个事问,白酒园多大") == (True, "白酒园多大")
    assert leaves_topic("OK different topic - who leads hydrogen?") == (True, "who leads hydrogen?")
    assert leaves_topic("Other topic: who leads it?") == (True, "who leads it?")
    assert leaves_topic("好的产品有哪些") == (False, "好的产品有哪些")
    assert leaves_topic("白酒园多大") == (False, "白酒园多大")


def test_a_pronoun_is_what_was_named_and_nothing_else() -> None:
    readings = list(completions("它的投资是多少", context("鹏飞集团多大", names=("鹏飞", "氢能产业园"))))
    assert readings == ["鹏飞的投资是多少", "氢能产业园的投资是多少"]


def test_a_pronoun_may_be_what_the_answer_named_too() -> None:
    before = Context("干熄焦是谁家的", "焦化", Language.SIMPLIFIED, ("干熄焦",), spoken=("东义",))
    assert list(completions("它家排第几", before)) == ["干熄焦排第几", "东义排第几"]


def test_it_is_the_zone_only_where_nothing_else_is_named() -> None:
    assert about("the zone", "how big is it") == "how big is the zone"
    assert about("the zone", "a firm has a hall, which one is it") == "a firm has a hall, which one is it"
    assert about("the zone", "the zone sorts firms, how does it do so") == "the zone sorts firms, how does it do so"


def test_it_after_the_first_clause_is_what_that_tells_of() -> None:
    assert about("the zone", "some firms wrote a song, how many of them") == "some firms wrote a song, how many of them"


def test_the_whole_zone_is_asked_about_without_what_was_named() -> None:
    assert list(completions("那整个开发区呢", context("铝系园多大", names=("铝系园",)))) == ["氢能产业 整个开发区"]


def test_an_interrogative_is_exchanged_for_nothing() -> None:
    readings = list(exchanges("整个开发区呢", context("铝系园有多大", names=("铝系园",)), cut))
    assert readings and all("多大" in reading for reading in readings)


def test_who_names_a_company_points_to_none() -> None:
    assert unpointed("东义那个项目多大规模") == "东义多大规模"


@pytest.mark.parametrize(("text", "possessive"), [("金晖的呢", True), ("and jinhui's?", True), ("是按什么管的", False)])
def test_who_asks_for_somebody_elses_is_understood(text: str, possessive: bool) -> None:
    assert is_possessive(text) is possessive


def test_the_same_period_of_another_year_points_back() -> None:
    assert points_back("那2022年同期是多少")


def test_it_is_exchanged_for_nothing() -> None:
    assert list(exchanges("它呢", context("鹏飞产能多大", names=("鹏飞",)), cut)) == []


def test_the_first_of_a_list_is_the_one_at_its_head() -> None:
    parks = context("有哪些园区", items=("煤化工园", "铝系园"))
    assert list(completions("头一个占多大地方", parks)) == ["煤化工园占多大地方"]


def test_who_consents_first_goes_on_all_the_same() -> None:
    assert core_of("行吧,那污水处理厂投了多少") == "污水处理厂投了多少"


def test_the_heading_that_answered_may_be_the_unsaid_subject() -> None:
    before = Context("投资多少", "氢能产业", Language.SIMPLIFIED, heading="规划投资")
    assert list(completions("那就业呢", before)) == ["规划投资 就业", "氢能产业 就业"]


def test_a_joining_word_is_no_pointer() -> None:
    assert not points_back("那投资呢")
    assert not points_back("省级那几户叫什么")
    assert points_back("那个花了多少钱") and points_back("那家有多大")
    assert points_back("这么做图什么") and points_back("那它的投资呢") and points_back("what about the second one")


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("那投资呢?", "投资"),
        ("and how many trucks", "how many trucks"),
        ("水能回用吗?", "水能回用"),
        ("???", ""),
        ("呢呢", "呢"),
    ],
)
def test_what_a_follow_up_adds_is_its_core(text: str, core: str) -> None:
    assert core_of(text) == core

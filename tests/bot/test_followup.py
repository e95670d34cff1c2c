"""Follow-ups are completed from what was asked and answered before."""

from bot.followup import completions, is_elliptical, leaves_topic
from bot.language import Language
from bot.session import Context
from index.tokens import Tokenizer

cut = Tokenizer().cut


def context(question: str, *, names: tuple[str, ...] = (), items: tuple[str, ...] = ()) -> Context:
    return Context(question, "氢能产业", Language.SIMPLIFIED, names, items)


def test_a_missing_subject_is_the_document_that_answered_before() -> None:
    assert "氢能产业 就业" in list(completions("那就业呢", context("氢能投资多少"), cut, asks=False))


def test_one_word_of_the_question_before_may_be_exchanged() -> None:
    assert "镁产能多大" in list(completions("镁呢", context("氧化铝产能多大"), cut, asks=False))


def test_a_pronoun_is_the_company_asked_about() -> None:
    readings = list(completions("它排名第几", context("鹏飞集团是哪条链的链主", names=("鹏飞",)), cut, asks=False))
    assert readings[0] == "鹏飞排名第几"


def test_an_ordinal_is_the_item_of_the_list_that_was_answered() -> None:
    parks = context("有哪些园区", items=("煤化工园", "铝系园", "农业园"))
    assert list(completions("第二个是做什么的", parks, cut, asks=False)) == ["铝系园是做什么的"]
    assert list(completions("what about the last one", parks, cut, asks=False)) == ["农业园"]


def test_an_ordinal_beyond_the_list_is_left_alone() -> None:
    readings = list(completions("第九个呢", context("有哪些园区", items=("甲", "乙")), cut, asks=False))
    assert all("甲" not in reading and "乙" not in reading for reading in readings)


def test_short_and_joining_questions_are_elliptical_and_whole_ones_are_not() -> None:
    assert is_elliptical("那投资呢", cut)
    assert is_elliptical("and how many trucks", cut)
    assert not is_elliptical("污水处理厂每天可以处理多少吨废水", cut)


def test_who_says_that_the_topic_changes_is_believed() -> None:
    assert leaves_topic("换个话题,白酒园多大") == (True, "白酒园多大")
    assert leaves_topic("白酒园多大") == (False, "白酒园多大")

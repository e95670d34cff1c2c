"""The sentences that answer are chosen: the best one, and those that belong to it."""

from dataclasses import replace

import pytest

from bot.question import understand
from bot.selection import select
from index.search import Hit
from knowledge.passages import Passage
from tests.bot.judging import lexicon
from tests.index.builders import passage


def told(question: str, one: Passage, cosines: tuple[float, ...] | None = None) -> list[str]:
    """The units that are quoted from a passage of several sentences, for a question about it."""
    known = lexicon(one, passage("别的什么。", title="概况", number=1), names=frozenset({"宏图", "远大"}))
    understood = understand(question)
    words = known.words(understood.text, understood.frames)
    hit = Hit(one, 1.0, 0.9, 1.0, cosines or (0.9,) * len(one.units))
    _, quotes = select(understood, [(understood, words, [hit])], known)
    return [quote.hit.passage.units[unit].text for quote in quotes for unit in quote.units]


def of_sentences(*sentences: str, heading: str = "概况") -> Passage:
    """A passage of these sentences."""
    return replace(passage(*sentences), heading_path=(heading,))


def test_two_sentences_that_answer_alike_are_both_quoted() -> None:
    one = of_sentences("锡厂的炉子每年省电2万度。", "锡厂的炉子每年省水3万吨。", "厂长姓李。")

    assert told("锡厂的炉子每年省多少", one) == ["锡厂的炉子每年省电2万度。", "锡厂的炉子每年省水3万吨。"]
    assert told("锡厂的炉子每年省多少水", one) == ["锡厂的炉子每年省水3万吨。"]


def test_what_a_yes_no_question_says_of_its_subject_tells_which_sentence_is_meant() -> None:
    one = of_sentences("宏图的锡厂炉子配有余热项目。", "宏图的锡厂炉子全自动运行。")

    assert told("宏图的锡厂炉子余热项目是全自动的吗,还是靠人", one)[-1] == "宏图的锡厂炉子全自动运行。"


def test_who_asks_about_each_company_is_told_of_each() -> None:
    one = of_sentences("宏图集团的口号是干。", "远大集团的工作模式叫冲。", "厂区很绿。")

    assert told("各家的工作模式分别叫什么", one) == ["宏图集团的口号是干。", "远大集团的工作模式叫冲。"]


def test_a_named_section_too_long_to_quote_whole_is_quoted_in_part() -> None:
    one = of_sentences(*(f"锡价研究第{number}条写得很长很长很长很长很长。" for number in range(40)), heading="锡价研究")

    assert 1 < len(told("介绍锡价研究", one)) < 40


def test_where_a_thing_is_going_does_not_tell_how_it_is_now() -> None:
    one = of_sentences("重点延伸的产品是锡5万吨。", "厂里有锡9万吨。", "厂长姓李。")

    assert told("现在锡有多少吨", one, (0.9, 0.89, 0.8)) == ["厂里有锡9万吨。"]
    assert told("规划锡多少吨", one, (0.9, 0.89, 0.8))[0] == "重点延伸的产品是锡5万吨。"


def test_who_makes_a_thing_is_not_told_by_who_makes_those_beside_it() -> None:
    one = of_sentences("锡厂的产品有锡管(宏图)、锡线(远大)和锡瓶。", "宏图的老厂卖锡瓶。")

    assert told("锡线是哪家公司的", one) == ["锡厂的产品有锡管(宏图)、锡线(远大)和锡瓶。"]
    assert told("锡瓶是哪家公司的", one) == ["宏图的老厂卖锡瓶。"]


def test_the_figure_of_the_zone_stands_in_its_own_document() -> None:
    own = replace(of_sentences("大区采用新布局,总面积62平方公里。"), aliases=("大区",))
    other = replace(passage("大区某中心面积1000平方米。", title="活动", number=2), document_id="zh/other")
    known = lexicon(own, other)
    understood = understand("大区占多大面积")
    words = known.words(understood.text, understood.frames)
    hits = [Hit(other, 0.99, 0.9, 1.0, (0.9,)), Hit(own, 0.98, 0.9, 1.0, (0.9,))]

    assert not any(word.telling for word in words)
    assert select(understood, [(understood, words, hits)], known)[1][0].hit.passage is own


@pytest.mark.parametrize(("times", "passages"), [(1, 2), (40, 1)])
def test_what_only_adds_to_an_answer_is_left_out_where_it_makes_it_too_long(times: int, passages: int) -> None:
    first = replace(passage("锡厂的炉子很旧" * times + "。"), heading_path=("炉子",))
    second = replace(passage("锡厂的烟囱很高" * times + "。"), id="b" * 16, heading_path=("烟囱",))
    known = lexicon(first, second, passage("别的什么。", title="概况", number=1))
    understood = understand("锡厂的炉子和烟囱怎么样")
    words = known.words(understood.text, understood.frames)
    hits = [Hit(first, 1.0, 0.9, 1.0, (0.9,)), Hit(second, 0.9, 0.9, 1.0, (0.9,))]

    assert len(select(understood, [(understood, words, hits)], known)[1]) == passages


def test_a_plan_is_no_answer_to_whether_something_is_so() -> None:
    one = of_sentences("下一步的目标是成为大区。", "这个小区属于大区。")

    assert told("现在是大区吗", one, (0.9, 0.89)) == ["这个小区属于大区。"]
    assert told("将来是大区吗", one, (0.9, 0.89))[0] == "下一步的目标是成为大区。"


@pytest.mark.parametrize("question", ["锡价研究有什么内容", "锡价研究"])
def test_a_short_section_that_is_named_is_quoted_whole(question: str) -> None:
    one = of_sentences("锡价研究看供给。", "也看需求。", "由三个人做。", heading="锡价研究")

    assert told(question, one) == ["锡价研究看供给。", "也看需求。", "由三个人做。"]

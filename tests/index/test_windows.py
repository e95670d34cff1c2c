"""Every unit is embedded alone and every passage of several units whole, under its title and headings."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from index.windows import ASKED, WHOLE, context_line, cut_windows
from tests.index.builders import passage

SENTENCES = st.lists(st.text(alphabet="开发區面积A。", min_size=1, max_size=10), min_size=1, max_size=5)


def test_each_unit_and_then_the_whole_become_windows() -> None:
    windows = cut_windows([passage("甲。", "乙。", title="標準地")])
    assert [(window.unit, window.text) for window in windows] == [
        (0, "标准地: 甲。"),
        (1, "标准地: 乙。"),
        (WHOLE, "标准地: 甲。 乙。"),
    ]


def test_a_passage_of_one_unit_has_one_window() -> None:
    assert [window.unit for window in cut_windows([passage("甲。")])] == [0]


def test_title_and_headings_stand_before_the_text() -> None:
    one = dataclasses.replace(passage("甲。", title="标准地"), heading_path=("政策", "細則"))
    assert cut_windows([one])[0].text == "标准地 政策 细则: 甲。"


def test_a_passage_without_title_and_headings_has_no_context() -> None:
    untitled = passage("甲。", title="")
    assert context_line(untitled) == ""
    assert cut_windows([untitled])[0].text == "甲。"


@given(st.lists(SENTENCES, max_size=5))
def test_windows_follow_the_passages_in_order_and_miss_no_unit(texts: list[list[str]]) -> None:
    passages = [passage(*sentences, number=number) for number, sentences in enumerate(texts)]
    windows = cut_windows(passages)

    expected = []
    for number, sentences in enumerate(texts):
        expected += [(number, unit) for unit in range(len(sentences))]
        expected += [(number, WHOLE)] if len(sentences) > 1 else []
    assert [(window.passage, window.unit) for window in windows] == expected


def test_the_questions_that_a_passage_answers_are_windows_after_its_own_and_without_title() -> None:
    one = dataclasses.replace(passage("甲。", "乙。", title="標準地"), asked=("占多少地", "有多大？"))
    windows = cut_windows([one, passage("丙。", number=1)])

    assert [(window.passage, window.unit) for window in windows] == [
        *((0, unit) for unit in (0, 1, WHOLE, ASKED, ASKED)),
        (1, 0),
    ]
    assert [window.text for window in windows if window.unit == ASKED] == ["占多少地", "有多大?"]

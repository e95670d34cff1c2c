"""Cantonese is read as the written Chinese that it says, and other Chinese is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cantonese import _WORDS, written
from bot.question import understand
from index.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("你哋有冇平啲嘅廠房", "你们有没有便宜点的厂房"),
        ("嗰邊起咗幾多間廠", "那边起了多少家厂"),
        ("佢係咩公司", "它是什么公司"),
        ("邊間公司最大", "哪家公司最大"),
        ("呢家喺邊度", "现在在哪里"),
    ],
)
def test_cantonese_becomes_written_chinese(typed: str, read: str) -> None:
    assert written(normalise(typed)) == read


@pytest.mark.parametrize(
    "text",
    [
        *("旁边个体户有几家", "周边个体户有几家", "湖边度假区多大", "几时开工", "标准体系是什么", "成个规模"),
        *("重点解决什么问题", "难点解读", "而家电产业有哪些企业", "标准依家庭收入定吗", "俾斯麦公司", "唔,面积多大"),
        "which parks are there",
    ],
)
def test_what_may_be_other_chinese_is_left_alone(text: str) -> None:
    assert written(text) == text


@given(st.lists(st.sampled_from([*_WORDS, "厂", "园区", "多大", ",", "a "])).map("".join))
def test_words_of_both_kinds_are_read_in_any_order(text: str) -> None:
    assert not set(written(text)) & set("冇嘢嘅啲畀佢哋喺咗𠮶睇嚟咁搵㗎喎咩")


def test_a_question_in_cantonese_asks_what_it_says() -> None:
    assert understand("園區有幾多間公司").kind is understand("园区有多少家公司").kind

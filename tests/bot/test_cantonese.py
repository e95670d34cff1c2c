"""Cantonese is read as the written Chinese that it says, and other Chinese is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cantonese import written
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
    "text", ["旁边个体户有几家", "几时开工", "标准体系是什么", "成个规模", "which parks are there"]
)
def test_what_may_be_other_chinese_is_left_alone(text: str) -> None:
    assert written(text) == text


@given(st.text(max_size=200).map(normalise))
def test_what_has_been_written_is_written(text: str) -> None:
    once = written(text)
    assert written(once) == once or set(once) & set("冇唔嘢嘅啲畀俾佢哋喺咗𠮶睇嚟咁搵㗎喎乜咩嘞")


def test_a_question_in_cantonese_asks_what_it_says() -> None:
    assert understand("園區有幾多間公司").kind is understand("园区有多少家公司").kind

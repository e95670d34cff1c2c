"""What staff write is cleaned and checked before it is kept."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CuratedError
from bot.questions.content import (
    LONGEST_ANSWER,
    LONGEST_DETAIL,
    LONGEST_QUESTION,
    MOST_WORDINGS,
    Content,
    checked,
    checked_wordings,
    cleaned,
    personal_data,
)
from knowledge.concerns import ConcernKind

GOOD = Content("有宿舍吗", "有，在北门外。")


def kind_of(content: Content, on: date | None = None) -> str:
    with pytest.raises(CuratedError) as caught:
        checked(content, on)
    assert "\n" not in str(caught.value)
    return caught.value.kind


def test_what_nobody_sees_goes_and_line_breaks_stay() -> None:
    content = checked(Content("  有\n宿舍\x00吗 ", " 有。\r\n在北门外。\x07 ", " ", "", "\t"))

    assert content == Content("有 宿舍吗", "有。\n在北门外。")


def test_half_a_surrogate_pair_is_no_text() -> None:
    assert checked(replace(GOOD, answer="有\ud800。")).answer == "有。"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (replace(GOOD, answer=" \n\u200b"), "answer_empty"),
        (replace(GOOD, answer="长" * (LONGEST_ANSWER + 1)), "answer_long"),
        (replace(GOOD, question="\u200b"), "question_empty"),
        (replace(GOOD, question="长" * (LONGEST_QUESTION + 1)), "question_long"),
        (replace(GOOD, source="长" * (LONGEST_DETAIL + 1)), "detail_long"),
        (replace(GOOD, valid_until="明年"), "date"),
        (replace(GOOD, valid_until="2026-02-30"), "date"),
    ],
)
def test_what_cannot_be_published_is_refused_with_its_reason(content: Content, kind: str) -> None:
    assert kind_of(content) == kind


def test_the_longest_answer_is_taken() -> None:
    assert len(checked(replace(GOOD, answer="长" * LONGEST_ANSWER)).answer) == LONGEST_ANSWER


def test_an_answer_whose_last_day_is_over_is_refused_and_one_on_its_last_day_is_not() -> None:
    content = replace(GOOD, valid_until="2026-03")

    assert kind_of(content, date(2026, 4, 1)) == "past"
    assert checked(content, date(2026, 3, 31)).valid_until == "2026-03"
    assert checked(content).valid_until == "2026-03"


def test_wordings_are_normalised_and_kept_once() -> None:
    assert checked_wordings(["有宿舍嗎", "有宿舍吗 ", "Any DORMS"]) == ("有宿舍吗", "any dorms")
    with pytest.raises(CuratedError, match="at most"):
        checked_wordings(f"第{n}问" for n in range(MOST_WORDINGS + 1))


def test_personal_numbers_are_named_masked_and_office_numbers_are_not() -> None:
    content = Content("电话多少", "请打 13812345678，或 0358-7622000。")

    assert personal_data(content) == ((ConcernKind.MOBILE, "138****5678"),)


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)

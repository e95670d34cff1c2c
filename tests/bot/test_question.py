"""Questions are understood: kind, measure, years, parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.measures import Measure
from bot.patterns import Kind
from bot.question import gives, understand


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("开发区哪年设立的", Kind.DATE),
        ("when was the zone founded", Kind.DATE),
        ("有哪些主导产业", Kind.LIST),
        ("五个园区是哪几个", Kind.LIST),
        ("谁牵头氢能产业链", Kind.NAME),
        ("管委会在哪里", Kind.PLACE),
        ("加氢站建几座", Kind.QUANTITY),
        ("How many parks are there", Kind.QUANTITY),
        ("水能回用吗", Kind.YES_NO),
        ("介绍一下标准地", Kind.OPEN),
    ],
)
def test_the_kind_of_answer_wanted_is_recognised(text: str, kind: Kind) -> None:
    assert understand(text).kind is kind


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("总投资多少", Measure.MONEY),
        ("产能多大", Measure.MASS),
        ("开发区面积", Measure.AREA),
        ("能带来多少就业岗位", Measure.PEOPLE),
        ("回用水占比", Measure.SHARE),
        ("在民企里排第几", Measure.RANK),
        ("招商局电话", Measure.CONTACT),
        ("离机场多远", Measure.DISTANCE),
    ],
)
def test_the_dimension_asked_for_is_recognised(text: str, measure: Measure) -> None:
    assert measure in understand(text).measures


def test_a_unit_price_is_not_answered_by_a_sum() -> None:
    question = understand("工业用地一亩多少钱")
    assert question.measures == (Measure.PRICE,)
    assert gives(question, "规划投资780亿元") == 0.0


def test_short_years_and_chinese_numerals_become_plain_figures() -> None:
    assert understand("23年产值").years == ("2023",)
    assert understand("近20年发展").years == ()
    assert "780亿" in understand("七百八十亿").text


def test_a_question_of_two_parts_has_two_parts_and_an_aside_is_none() -> None:
    assert understand("投资多少,安排多少人就业").parts == ("投资多少", "安排多少人就业")
    assert understand("鹏飞、东义、金岩分别排第几").parts == ("鹏飞、东义、金岩分别排名第几",)


def test_you_means_the_zone() -> None:
    assert "开发区" in understand("你们哪年设立的").text


@given(st.text(max_size=300))
def test_any_text_is_understood_without_failing(text: str) -> None:
    question = understand(text)
    assert question.parts
    assert all(0 <= start < end <= len(question.text) for start, end in question.frames)

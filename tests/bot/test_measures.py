"""A measure is recognised where it is asked for and where it is given."""

import pytest

from bot.measures import GIVEN_MEASURES, Measure
from bot.question import understand


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("一吨焦炭卖多少钱", Measure.PRICE),
        ("建一座加氢站多少钱", Measure.PRICE),
        ("工人月薪有多高", Measure.PRICE),
        ("per kWh how much", Measure.PRICE),
        ("办手续要多久", Measure.DURATION),
        ("工期几个月", Measure.DURATION),
        ("how long does approval take", Measure.DURATION),
        ("有多少员工", Measure.PEOPLE),
        ("职工总数", Measure.PEOPLE),
        ("how many people in the park are employed", Measure.PEOPLE),
        ("一年发多少度电", Measure.ENERGY),
        ("百强榜上排多少名", Measure.RANK),
        ("在全省能排到哪", Measure.RANK),
        ("where does the zone stand in the province", Measure.RANK),
        ("那边土地一坪多少钱", Measure.PRICE),
        ("what will they be paid", Measure.PRICE),
        ("在各开发区里头是不是老大", Measure.RANK),
        ("what does a kilogram of green hydrogen cost", Measure.PRICE),
        ("what did they pay for it", Measure.MONEY),
        ("how much did the plant cost", Measure.MONEY),
        ("how much ground is that", Measure.AREA),
        ("how much energy comes back", Measure.ENERGY),
        ("cod of the water in mg/l", Measure.TECHNICAL),
        ("几趴的水可以回用", Measure.SHARE),
        ("薪酬一个月发几百", Measure.PRICE),
        ("拿得到多少补助", Measure.MONEY),
    ],
)
def test_the_measure_asked_for_is_recognised(text: str, measure: Measure) -> None:
    assert measure in understand(text).measures


def test_emissions_are_no_rank_and_a_rank_no_headcount() -> None:
    assert Measure.RANK not in understand("减排多少二氧化碳").measures
    assert Measure.PEOPLE not in understand("排在多少名").measures


@pytest.mark.parametrize(
    "text",
    [
        "待遇优厚的企业有哪些",
        "人才工作怎么样",
        "第一家单位",
        "排哪些水",
        "how much does it make",
        "investment map",
        "每吨焦能回收多少",
    ],
)
def test_a_word_that_may_name_a_measure_is_no_question_for_it(text: str) -> None:
    assert understand(text).measures == ()


def test_what_something_is_ranked_by_is_not_asked_for() -> None:
    assert understand("产值在各开发区里排头名吗").measures == (Measure.RANK,)
    assert Measure.MONEY in understand("产值排第几,是多少").measures


@pytest.mark.parametrize(
    ("text", "measure", "given"),
    [
        ("每亩10万元", Measure.PRICE, True),
        ("投资7亿多元", Measure.PRICE, False),
        ("投资7亿多元", Measure.MONEY, True),
        ("就业3.5万人", Measure.PEOPLE, True),
        ("第3名", Measure.PEOPLE, False),
        ("35,000 jobs", Measure.PEOPLE, True),
        ("拿地即开工", Measure.DURATION, True),
        ("3个月内办结", Measure.DURATION, True),
        ("2023年", Measure.DURATION, False),
        ("第92位", Measure.RANK, True),
        ("产能1867万吨", Measure.MASS, True),
        ("1.5 million tonnes", Measure.MASS, True),
        ("面积62.42 平方公里", Measure.AREA, True),
        ("占96.5 %", Measure.SHARE, True),
        ("0358-1234567", Measure.CONTACT, True),
        ("不超过50 mg/L", Measure.TECHNICAL, True),
        ("水93%回用", Measure.TECHNICAL, False),
    ],
)
def test_the_measure_that_a_sentence_gives_is_recognised(text: str, measure: Measure, given: bool) -> None:
    assert bool(GIVEN_MEASURES[measure].search(text)) is given


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("run", ["1", "1,", "1.", "1 ", "一", "多", "a", "a "], ids=ascii)
def test_a_hundred_thousand_characters_of_one_kind_are_searched_in_reasonable_time(measure: Measure, run: str) -> None:
    text = (run * 100_000)[:100_000]
    assert GIVEN_MEASURES[measure].search(f"{text}x") is None

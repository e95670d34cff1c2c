"""Two questions are the same where they ask for the same of the same thing, whatever the words."""

import numpy as np
import pytest

from bot.questions.sameness import THRESHOLD, Sameness, conflict
from index.search import Searcher


@pytest.fixture(scope="module")
def sameness(searcher: Searcher) -> Sameness:
    return Sameness(searcher)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("氢能投资多少", "氢能项目总投資額?"),
        ("氢能投资多少", "How much is invested in hydrogen?"),
        ("开发区总面积多大", "What is the total area of the zone?"),
    ],
)
def test_the_same_question_is_known_in_other_words_scripts_and_languages(
    sameness: Sameness, one: str, other: str
) -> None:
    assert sameness.same(sameness.asked(one), sameness.asked(other)) >= THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("氢能投资多少", "氢能产值多少"),
        ("氢能产值多少", "How much is invested in hydrogen?"),
        ("2023年工业总产值多少", "2022年工业总产值多少"),
        ("鹏飞的党建品牌叫什么", "氢能产业园叫什么"),
        ("现代煤化工产业园是什么", "国家农业科技园是什么"),
    ],
)
def test_another_measure_year_or_subject_is_another_question(sameness: Sameness, one: str, other: str) -> None:
    first, second = sameness.asked(one), sameness.asked(other)

    assert conflict(first, second)
    assert sameness.same(first, second) < 0.05
    assert sameness.same(second, first) == sameness.same(first, second)


def test_the_same_text_is_the_same_question(sameness: Sameness) -> None:
    assert sameness.same(sameness.asked("地價多少"), sameness.asked("地价多少")) == 1.0


def test_known_vectors_are_taken_as_they_are(sameness: Sameness) -> None:
    asked = sameness.asked("How large is the zone?")

    again = sameness.asked("How large is the zone?", asked.vectors)

    assert again == asked
    assert np.array_equal(again.vectors, asked.vectors)
    assert asked.vectors.shape == (2, sameness.dimensions)

"""The answer to one question is given to another only where both surely ask the same."""

import pytest

from bot.questions.assurance import THRESHOLD, Assurance
from index.search import Searcher

SAME = [
    ("园区有职工宿舍吗", "园区有没有员工宿舍"),
    ("园区有职工宿舍吗", "園區裡員工能住宿舍嗎"),
    ("工业用地一亩多少钱", "工业用地价格是多少一亩"),
    ("污水处理费怎么收", "污水处理怎么收费"),
    ("从太原怎么到开发区", "太原过去开发区怎么走"),
    ("鹏飞集团有多少员工", "鹏飞有多少员工"),
]
NOT_THE_SAME = [
    ("园区有职工宿舍吗", "园区有职工食堂吗"),
    ("园区有职工宿舍吗", "园区职工有多少人"),
    ("园区有职工宿舍吗", "Is there a canteen for workers in the park?"),
    ("工业用地一亩多少钱", "商业用地一亩多少钱"),
    ("有没有标准厂房可以租", "标准厂房租金多少"),
    ("园区天然气价格多少", "园区天然气供应量多少"),
    ("企业招工有补贴吗", "高新技术企业有补贴吗"),
    ("从太原怎么到开发区", "从北京怎么到开发区"),
]


@pytest.fixture(scope="module")
def assurance(searcher: Searcher) -> Assurance:
    return Assurance(searcher)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_other_words_is_surely_the_same(assurance: Assurance, one: str, other: str) -> None:
    assert assurance.same(assurance.asked(one), assurance.asked(other)) >= THRESHOLD


@pytest.mark.parametrize(("one", "other"), NOT_THE_SAME)
def test_a_question_about_something_else_is_not(assurance: Assurance, one: str, other: str) -> None:
    assert assurance.same(assurance.asked(one), assurance.asked(other)) < THRESHOLD
    assert assurance.same(assurance.asked(other), assurance.asked(one)) < THRESHOLD

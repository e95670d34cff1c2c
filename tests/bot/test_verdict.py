"""Yes and no are said only where the quotation leaves no doubt."""

import pytest

from bot.conversation import Conversation


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("氢能产业园投资超过500亿元吗", "是。"),
        ("氢能产业园投资超过900亿元吗", "不是。"),
        ("開發區是2010年成立的嗎", "不是。"),
        ("开发区是2006年成立的吗", "是。"),
        ("Was the zone established before 2010?", "Yes."),
        ("Was the zone established after 2010?", "No."),
        ("有没有5G智能工厂", "是。"),
    ],
)
def test_a_clear_case_gets_a_verdict_before_its_evidence(
    conversation: Conversation, question: str, opening: str
) -> None:
    answer = conversation.ask(question)

    assert answer.text.startswith(opening + "\n")
    assert answer.text.split("\n", 1)[1] == answer.sources[0].quote


def test_a_year_that_only_tells_of_when_is_asked_is_nothing_to_affirm(conversation: Conversation) -> None:
    answer = conversation.ask("2023年前三季度开发区规上工业总产值在吕梁各开发区里是不是老大")

    assert not answer.text.startswith(("是。", "不是。"))


def test_a_goal_is_no_fact(conversation: Conversation) -> None:
    for question in ("你们是国家级开发区吗", "你们是不是国家级开发区", "is your zone national or not?"):
        assert not conversation.ask(question).text.startswith(("是。", "不是。", "Yes.", "No."))


def test_what_is_asked_either_way_denies_nothing(conversation: Conversation) -> None:
    assert conversation.ask("你们是不是省级开发区").text.startswith("是。")


def test_an_open_question_gets_no_verdict(conversation: Conversation) -> None:
    assert conversation.ask("氢能产业园投资多少").text.startswith("鹏湾氢港")

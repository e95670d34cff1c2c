"""Files of questions: every line is answered in its place, a bad one is named."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from bot.batch import BatchQuestion, answer_batch, read_questions
from bot.conversation import Conversation
from bot.errors import QuestionsError


def read(*lines: str) -> list[BatchQuestion]:
    return list(read_questions(lines, "questions.jsonl"))


def answers(conversation: Conversation, questions: Iterable[BatchQuestion]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer_batch(conversation, questions)]


def test_a_line_is_a_question_with_its_id_and_perhaps_a_session() -> None:
    questions = read('{"id": "a", "question": "面积多大"}', '{"id": 7, "question": "投资呢", "session": "li"}')

    assert questions == [BatchQuestion("a", "面积多大", None), BatchQuestion("7", "投资呢", "li")]


def test_blank_lines_are_left_out() -> None:
    assert [question.id for question in read("", '{"id": "a", "question": "?"}\n', "  \n")] == ["a"]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "7",
        "null",
        '"text"',
        "{}",
        '{"id": "a"}',
        '{"question": "面积多大"}',
        '{"id": "a", "question": null}',
        '{"id": "a", "question": ["面积多大"]}',
        '{"id": "a", "question": {"text": "面积多大"}}',
        '{"id": null, "question": "面积多大"}',
        '{"id": "a", "question": "面积',
    ],
)
def test_a_bad_line_is_named_by_file_and_number(line: str) -> None:
    with pytest.raises(QuestionsError, match=r"^questions\.jsonl:3: ") as caught:
        read('{"id": "a", "question": "面积多大"}', "", line)

    assert "\n" not in str(caught.value)


def test_answers_come_in_the_order_of_the_questions(conversation: Conversation) -> None:
    questions = [
        BatchQuestion("third", "氢能产业园规划投资多少", None),
        BatchQuestion("first", "开发区总面积多大", None),
        BatchQuestion("second", "今天天气怎么样", None),
    ]

    investment, area, weather = answers(conversation, questions)

    assert (investment["id"], area["id"], weather["id"]) == ("third", "first", "second")
    assert "780亿元" in investment["answer"] and "62.42" in area["answer"]
    assert weather["refused"] and weather["sources"] == []


def test_bad_questions_are_answered_in_their_place(conversation: Conversation) -> None:
    empty, endless, control, area = answers(
        conversation,
        [
            BatchQuestion("1", "", None),
            BatchQuestion("2", "园" * 100_000, None),
            BatchQuestion("3", "\x00\x1b\x07", None),
            BatchQuestion("4", "开发区总面积多大", None),
        ],
    )

    assert [answer["outcome"] for answer in (empty, endless, control, area)] == ["invalid"] * 3 + ["answered"]


def test_half_a_character_in_a_question_does_not_stop_the_batch(conversation: Conversation) -> None:
    questions = read(
        r'{"id": "1", "question": "开发区\ud83c总面积多大"}', '{"id": "2", "question": "开发区总面积多大"}'
    )

    lines = list(answer_batch(conversation, questions))

    assert [json.loads(line)["id"] for line in lines] == ["1", "2"]
    assert all(line.encode("utf-8") for line in lines)


def test_an_answer_is_one_line(conversation: Conversation) -> None:
    (line,) = answer_batch(
        conversation, [BatchQuestion("1", "How many hydrogen refuelling stations are planned?", None)]
    )

    assert "\n" not in line


def test_an_answer_has_the_documented_form(conversation: Conversation) -> None:
    (answer,) = answers(conversation, [BatchQuestion("1", "开发区总面积多大", None)])

    assert list(answer) == [
        "id", "answer", "refused", "outcome", "language", "confidence", "interpreted_as", "sources", "elapsed_ms",
    ]  # fmt: skip
    assert (answer["refused"], answer["outcome"], answer["language"]) == (False, "answered", "zh-Hans")
    assert 0 <= answer["confidence"] <= 1 and answer["elapsed_ms"] > 0
    source = answer["sources"][0]
    assert list(source) == ["document", "title", "heading", "page", "as_of", "text", "score", "outdated"]
    assert (source["title"], source["as_of"], source["page"]) == ("开发区概况", "2023", None)
    assert "62.42" in source["text"] and 0 <= source["score"] <= 1


def test_questions_of_one_session_share_its_context_and_others_do_not(conversation: Conversation) -> None:
    first = BatchQuestion("1", "氢能产业园规划投资多少", "li")

    _, follow_up, stranger = answers(
        conversation, [first, BatchQuestion("2", "那加氢站呢", "li"), BatchQuestion("3", "那加氢站呢", None)]
    )

    assert follow_up["interpreted_as"] != stranger["interpreted_as"]
    assert "100" in follow_up["answer"]

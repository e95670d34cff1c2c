"""Retrieval is measured on reading-comprehension files, and broken ones are named."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import QuestionsError
from bot.evaluate import evaluate, read_squad
from index.embedding import EmbeddingModel

SIX = {
    "大熊猫主要栖息在四川的竹林里，以竹子为食。": "大熊猫吃什么？",
    "长城修建于明代的部分长约八千八百公里。": "明长城有多长？",
    "水在标准大气压下于一百摄氏度沸腾。": "水在多少度沸腾？",
    "李白是唐代诗人，字太白，号青莲居士。": "李白的字是什么？",
    "黄河发源于青藏高原的巴颜喀拉山脉。": "黄河发源于哪里？",
    "围棋棋盘纵横各十九条线，共三百六十一个交叉点。": "围棋棋盘有多少个交叉点？",
}


def squad(contexts: dict[str, str]) -> dict[str, Any]:
    paragraphs = [{"context": text, "qas": [{"id": "1", "question": asked}]} for text, asked in contexts.items()]
    return {"version": "1", "data": [{"title": "t", "paragraphs": paragraphs}]}


def a_file(folder: Path, content: object) -> Path:
    path = folder / "squad.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_a_question_that_finds_another_passage_first_lowers_the_figures(tmp_path: Path, model: EmbeddingModel) -> None:
    contexts = list(SIX)
    exchanged = SIX | {contexts[0]: SIX[contexts[1]], contexts[1]: SIX[contexts[0]]}
    asked: list[tuple[int, int]] = []

    figures = evaluate(a_file(tmp_path, squad(exchanged)), model, asked=lambda done, total: asked.append((done, total)))

    assert (figures["passages"], figures["questions"]) == (6, 6)
    assert figures["recall@1"] == pytest.approx(4 / 6, abs=1e-4)
    assert figures["recall@1"] < figures["mrr@10"] < 1
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert asked == [(number, 6) for number in range(1, 7)]


def test_a_context_that_is_repeated_is_one_passage(tmp_path: Path) -> None:
    repeated = squad(SIX)
    repeated["data"] *= 2

    passages, questions = read_squad(a_file(tmp_path, repeated))

    assert (len(passages), len(questions)) == (6, 12)
    assert [question.passage for question in questions] == [*range(6), *range(6)]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "{}",
        {"data": {}},
        {"data": [{}]},
        {"data": [{"paragraphs": [{"qas": []}]}]},
        {"data": [{"paragraphs": [{"context": "x", "qas": [{}]}]}]},
        {"data": [{"paragraphs": [{"context": ["x"], "qas": []}]}]},
        {"data": [{"paragraphs": [{"context": 7, "qas": [{"question": "?"}]}]}]},
        {"data": [{"paragraphs": [{"context": "x", "qas": [{"question": 7}]}]}]},
        {"data": []},
    ],
)
def test_a_file_of_another_form_is_named_in_one_line(content: object, tmp_path: Path) -> None:
    path = a_file(tmp_path, content)

    with pytest.raises(QuestionsError) as caught:
        read_squad(path)

    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_or_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.json").write_bytes("开发区".encode("gbk"))

    for name, reason in (("none.json", "cannot be read"), ("gbk.json", "is not UTF-8 text"), (".", "cannot be read")):
        with pytest.raises(QuestionsError, match=reason):
            read_squad(tmp_path / name)

"""BM25 as documented, and the same after a round trip through files."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import K1, B, LexicalIndex

CORPUS = [
    ["园区", "面积", "园区", "土地"],
    ["氢", "园区"],
    ["土地", "土地", "土地", "政策", "面积", "面积"],
    [],
    ["zone", "area"],
]
DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), min_size=1, max_size=8).filter(any)


def bm25(documents: Sequence[Sequence[str]], query: Sequence[str]) -> list[float]:
    """The formula in the class's docstring, written out."""
    mean_length = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in query:
            holders = sum(term in other for other in documents)
            idf = math.log(1 + (len(documents) - holders + 0.5) / (holders + 0.5))
            count = document.count(term)
            score += idf * count / (count + K1 * (1 - B + B * len(document) / mean_length))
        scores.append(score)
    return scores


@pytest.mark.parametrize("query", [["园区"], ["土地", "面积"], ["氢", "zone", "政策"], ["土地", "土地"]])
def test_scores_are_those_of_the_formula(query: list[str]) -> None:
    np.testing.assert_allclose(LexicalIndex.build(CORPUS).scores(query), bm25(CORPUS, query), rtol=1e-4)


@settings(max_examples=50)
@given(DOCUMENTS, st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=4))
def test_scores_of_any_documents_are_those_of_the_formula(documents: list[list[str]], query: list[str]) -> None:
    scores = LexicalIndex.build(documents).scores(query)
    np.testing.assert_allclose(scores, bm25(documents, query), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("query", [["不知道"], []])
def test_what_no_passage_holds_scores_zero_everywhere(query: list[str]) -> None:
    np.testing.assert_array_equal(LexicalIndex.build(CORPUS).scores(query), np.zeros(len(CORPUS)))


def test_an_unknown_term_changes_no_score() -> None:
    index = LexicalIndex.build(CORPUS)
    np.testing.assert_array_equal(index.scores(["园区", "不知道"]), index.scores(["园区"]))


@pytest.mark.parametrize(("term", "count"), [("园区", 2), ("土地", 2), ("氢", 1), ("不知道", 0), ("", 0)])
def test_frequency_counts_the_passages_that_hold_a_term(term: str, count: int) -> None:
    assert LexicalIndex.build(CORPUS).frequency(term) == count


def test_a_saved_index_is_the_same_when_loaded(tmp_path: Path) -> None:
    built = LexicalIndex.build(CORPUS)
    built.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")

    assert loaded.size == built.size == len(CORPUS)
    for query in (["园区"], ["土地", "zone"], ["不知道"]):
        np.testing.assert_array_equal(loaded.scores(query), built.scores(query))
    assert [loaded.frequency(term) for term in ("园区", "政策", "不知道")] == [2, 1, 0]


def test_passages_without_any_term_can_be_indexed(tmp_path: Path) -> None:
    index = LexicalIndex.build([[], []])
    np.testing.assert_array_equal(index.scores(["园区"]), np.zeros(2))
    assert index.size == 2 and index.frequency("园区") == 0

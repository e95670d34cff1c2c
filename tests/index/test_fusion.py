"""Fused scores lie between 0 and 1 and follow both sides."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.fusion import fuse, min_max

SCORE = st.floats(-100, 100, width=32)
PAIRS = st.lists(st.tuples(SCORE, SCORE), min_size=1, max_size=30)
WEIGHT = st.floats(0, 1)


def scores(*values: float) -> "NDArray[np.float32]":
    return np.array(values, dtype=np.float32)


def test_the_best_score_becomes_one_and_the_worst_zero() -> None:
    np.testing.assert_allclose(min_max(scores(2, 4, 3)), [0, 1, 0.5])


@pytest.mark.parametrize("alike", [scores(3, 3, 3), scores(0), scores(-1, -1)])
def test_scores_that_are_all_alike_say_nothing(alike: "NDArray[np.float32]") -> None:
    np.testing.assert_array_equal(min_max(alike), np.zeros_like(alike))


def test_no_scores_give_no_scores() -> None:
    assert len(fuse(scores(), scores(), 0.5)) == 0


def test_the_weight_shares_between_the_sides() -> None:
    np.testing.assert_allclose(fuse(scores(0, 1), scores(8, 0), 0.6), [0.4, 0.6], atol=1e-6)


def test_a_side_that_is_all_alike_leaves_the_ranking_to_the_other() -> None:
    fused = fuse(scores(0.8, 0.9, 0.85), scores(0, 0, 0), 0.6)
    assert np.argsort(-fused).tolist() == [1, 2, 0]


@given(PAIRS, WEIGHT)
def test_fused_scores_lie_between_zero_and_one(pairs: list[tuple[float, float]], weight: float) -> None:
    dense, lexical = (scores(*side) for side in zip(*pairs, strict=True))
    fused = fuse(dense, lexical, weight)
    assert fused.shape == dense.shape
    assert (fused >= -1e-6).all() and (fused <= 1 + 1e-6).all()


@given(PAIRS, WEIGHT)
def test_what_is_better_on_both_sides_is_never_ranked_lower(pairs: list[tuple[float, float]], weight: float) -> None:
    dense_side, lexical_side = (scores(*side) for side in zip(*pairs, strict=True))
    fused = fuse(dense_side, lexical_side, weight)
    for (dense, lexical), score in zip(pairs, fused, strict=True):
        for (other_dense, other_lexical), other in zip(pairs, fused, strict=True):
            if dense >= other_dense and lexical >= other_lexical:
                assert score >= other - 1e-6


@given(st.lists(SCORE, min_size=2, max_size=30))
def test_stretching_keeps_the_order(values: list[float]) -> None:
    given_scores = scores(*values)
    assume(float(given_scores.max() - given_scores.min()) > 1e-3)
    stretched = min_max(given_scores)
    order = np.argsort(given_scores, kind="stable")
    assert (np.diff(stretched[order]) >= 0).all()
    assert stretched.min() == 0 and stretched.max() == 1

"""Fuse the scores of the dense and the lexical side into one ranking."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def min_max(scores: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Stretch scores (n,) to [0, 1]; all zeros where they are all alike."""
    if len(scores) == 0:
        return scores
    low, high = float(scores.min()), float(scores.max())
    if high - low < 1e-9:
        return np.zeros_like(scores)
    return np.asarray((scores - low) / (high - low), dtype=np.float32)


def fuse(dense: "NDArray[np.float32]", lexical: "NDArray[np.float32]", dense_weight: float) -> "NDArray[np.float32]":
    """Return the convex combination (n,) of both sides, each min-max normalised over the same n passages.

    Bruch, Gai and Ingber 2022, "An Analysis of Fusion Functions for Hybrid Retrieval",
    https://arxiv.org/abs/2210.11934: unlike rank fusion it keeps how sure each side is.
    """
    return dense_weight * min_max(dense) + (1 - dense_weight) * min_max(lexical)

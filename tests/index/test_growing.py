"""Vectors that come one after another are found among all so far."""

import numpy as np

from index.growing import GrowingIndex


def test_the_nearest_are_found_best_first_among_those_added_so_far() -> None:
    index = GrowingIndex(2)
    vectors = np.array([[1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)

    assert index.nearest(vectors[:1], 5).shape == (1, 0)
    assert index.add(vectors[:2]) == range(2)
    assert index.add(vectors[2:]) == range(2, 3)

    assert index.size == 3
    assert index.nearest(vectors[:2], 2).tolist() == [[0, 2], [1, 2]]
    assert index.nearest(vectors[:1], 9).tolist() == [[0, 2, 1]]

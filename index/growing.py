"""Vectors that come one after another, and the nearest of them so far."""

from typing import TYPE_CHECKING

import faiss
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class GrowingIndex:
    """Vectors (n, d) of length 1, numbered as they come; search compares with every one of them.

    At 100,000 vectors that takes some 6 ms, which who looks a few times a second does not notice.
    """

    def __init__(self, dimensions: int) -> None:
        self._index = faiss.IndexFlatIP(dimensions)

    @property
    def size(self) -> int:
        """Number of vectors n."""
        return int(self._index.ntotal)

    def add(self, vectors: "NDArray[np.float32]") -> range:
        """Take in `vectors` (k, d); return their numbers."""
        before = self.size
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return range(before, self.size)

    def nearest(self, vectors: "NDArray[np.float32]", count: int) -> "NDArray[np.int64]":
        """Return the numbers (k, c) of the `count` nearest, or of all where there are fewer, to each of `vectors`
        (k, d), best first."""
        if self.size == 0:
            return np.empty((len(vectors), 0), dtype=np.int64)
        _, numbers = self._index.search(np.ascontiguousarray(vectors, dtype=np.float32), min(count, self.size))
        return np.asarray(numbers, dtype=np.int64)

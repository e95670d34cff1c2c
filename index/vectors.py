"""The nearest windows to a query vector, found by FAISS: exactly while there are few, approximately when many."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faiss
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACT_UP_TO = 100_000  # windows; a flat scan of so many takes about 6 ms on one thread
_NEIGHBOURS = 32  # links a node, HNSW
_BUILD_EFFORT = 200
_SEARCH_EFFORT = 256


class VectorIndex:
    """Inner products of a query vector with window vectors of length 1, that is cosines."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: "NDArray[np.float32]", exact_up_to: int = EXACT_UP_TO) -> "VectorIndex":
        """Index `vectors` (n, d): flat up to `exact_up_to` rows, else an HNSW graph.

        HNSW: Malkov and Yashunin 2016, https://arxiv.org/abs/1603.09320.
        """
        rows, dimensions = vectors.shape
        if rows <= exact_up_to:
            index: Any = faiss.IndexFlatIP(dimensions)
        else:
            index = faiss.IndexHNSWFlat(dimensions, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _BUILD_EFFORT
            index.hnsw.efSearch = _SEARCH_EFFORT
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote; RuntimeError where the file is no FAISS index."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @property
    def size(self) -> int:
        """Number of windows n."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return int(self._index.d)

    @property
    def exact(self) -> bool:
        """Whether search compares with every window."""
        return isinstance(faiss.downcast_index(self._index), faiss.IndexFlat)

    def nearest(
        self, query_vector: "NDArray[np.float32]", count: int, allowed: "NDArray[np.bool_] | None" = None
    ) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
        """Return (window numbers, cosines) of up to `count` windows, best first, for `query_vector` (d,).

        `allowed` (n,) restricts the search to the windows where it is true.
        """
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            library: Any = faiss  # its stubs know neither selectors of arrays nor HNSW's parameters
            selector = library.IDSelectorBitmap(bits)
            parameters = (
                library.SearchParameters(sel=selector)
                if self.exact
                else library.SearchParametersHNSW(sel=selector, efSearch=_SEARCH_EFFORT)
            )
        scores, numbers = self._index.search(query_vector[None, :], min(count, self.size), params=parameters)
        found = numbers[0] >= 0
        return numbers[0][found], scores[0][found]

    def cosines(self, query_vector: "NDArray[np.float32]", windows: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """Return the exact cosines (k,) of `query_vector` (d,) with the given windows (k,)."""
        if len(windows) == 0:
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self._vectors[windows] @ query_vector, dtype=np.float32)

    def rows(self, windows: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """Return a copy of the vectors (k, d) of the given windows (k,)."""
        return np.array(self._vectors[windows], dtype=np.float32)

    @cached_property
    def _vectors(self) -> "NDArray[np.float32]":
        """The stored vectors (n, d), seen where FAISS keeps them: `reconstruct_batch` takes six times as long."""
        index: Any = faiss.downcast_index(self._index)
        flat: Any = index if self.exact else faiss.downcast_index(index.storage)
        stored = faiss.rev_swig_ptr(flat.get_xb(), self.size * self.dimensions)
        return np.asarray(stored, dtype=np.float32).reshape(self.size, self.dimensions)

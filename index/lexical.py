"""BM25 over words and character bigrams."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import bm25s
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1 = 1.2
B = 0.75
_NO_TERM = "\x00"  # stands in a passage without terms; no query holds it


class LexicalIndex:
    """Scores every passage for a query's terms.

    Okapi BM25 with Lucene's idf, ln(1 + (N - n + 0.5) / (n + 0.5)), as implemented by bm25s
    (Lù 2024, https://arxiv.org/abs/2407.03618).
    """

    def __init__(self, bm25: bm25s.BM25, size: int) -> None:
        self._bm25 = bm25
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index one list of terms a passage."""
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        # bm25s cannot index a corpus without any term, as a lone document of punctuation is.
        corpus = [list(terms) for terms in documents] if any(documents) else [[_NO_TERM] for _ in documents]
        bm25.index(corpus, show_progress=False)
        return cls(bm25, len(documents))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote: NumPy arrays and JSON.

        They are read into memory: mapped, a file that is cut short later would end the program at the next question.
        """
        bm25 = bm25s.BM25.load(str(folder), mmap=False, allow_pickle=False, show_progress=False)
        return cls(bm25, int(bm25.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which is made."""
        self._bm25.save(str(folder), allow_pickle=False, show_progress=False)

    def scores(self, terms: Sequence[str]) -> "NDArray[np.float32]":
        """Return BM25 scores (n,) of all passages, zeros where no term is known."""
        known = [term for term in terms if term in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    @property
    def size(self) -> int:
        """Number of passages n."""
        return self._size

    def frequency(self, term: str) -> int:
        """Return in how many passages the term occurs."""
        number = self._bm25.vocab_dict.get(term)
        if number is None or not term:
            return 0
        ends = self._bm25.scores["indptr"]
        return int(ends[number + 1] - ends[number])

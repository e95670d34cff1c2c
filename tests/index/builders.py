"""Small passages and indexes for tests that need no model."""

import functools

import numpy as np
from numpy.typing import NDArray

from index.gazetteer import Gazetteer
from index.lexical import LexicalIndex
from index.search import SearchIndex
from index.tokens import Tokenizer
from index.vectors import VectorIndex
from index.vocabulary import Vocabulary
from index.windows import cut_windows
from index.words import passage_text
from knowledge.passages import Passage, Unit


@functools.cache
def _tokenizer() -> Tokenizer:
    return Tokenizer(["标准地"])


def passage(*sentences: str, title: str = "标准地", language: str = "zh-Hans", number: int = 0) -> Passage:
    """A passage of these sentences."""
    return Passage(
        id=f"{number:016x}",
        document_id=f"doc/{number}",
        title=title,
        topic="land",
        heading_path=(),
        units=tuple(Unit(sentence) for sentence in sentences),
        language=language,
        source="《报告》",
        position=0,
        line=1,
        as_of="2023",
        aliases=("工业用地",),
    )


def unit_rows(rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """The rows at length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def random_rows(count: int, dimensions: int, seed: int = 0) -> "NDArray[np.float32]":
    """Random rows of length 1."""
    return unit_rows(np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32))


def small_index(
    passages: list[Passage], model: str = "small@1", vectors: "NDArray[np.float32] | None" = None
) -> SearchIndex:
    """An index of these passages with the given window vectors, or random ones of 8 dimensions."""
    windows = cut_windows(passages)
    tokenizer = _tokenizer()
    return SearchIndex(
        passages=tuple(passages),
        windows=np.array([(window.passage, window.unit) for window in windows], dtype=np.int32),
        vectors=VectorIndex.build(random_rows(len(windows), 8) if vectors is None else vectors),
        lexical=LexicalIndex.build([tokenizer.terms(passage_text(one)) for one in passages]),
        vocabulary=Vocabulary(
            ("标准地",), {"standard land": ("标准地",)}, ("there",), Gazetteer(frozenset({"介休"}), frozenset({"新鲜"}))
        ),
        model=model,
    )

"""Queries that come while a batch is embedded are the next batch; each gets its own vectors or hears of the failure."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from index.batching import MOST_TOGETHER, BatchingModel
from index.embedding import SentenceTransformerModel
from index.errors import ModelError


class Gated:
    """A model that embeds a text as its number, one batch each time the gate is opened."""

    name = "gated"
    dimensions = 2

    def __init__(self, *, is_open: bool = False) -> None:
        self.gate = threading.Semaphore(10_000 if is_open else 0)
        self.batches: list[list[str]] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        self.gate.acquire()
        if "broken" in texts:
            raise RuntimeError("out of memory")
        return np.array([[float(text), 0.0] for text in texts], dtype=np.float32)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        return np.zeros((len(texts), 2), dtype=np.float32)


def asked(pool: ThreadPoolExecutor, model: BatchingModel, *texts: str) -> "Future[NDArray[np.float32]]":
    """Ask in a thread; when this returns, what is asked waits or is being embedded."""
    inner = model._model
    assert isinstance(inner, Gated)
    future = pool.submit(model.encode_queries, texts)
    while not any(texts == one.texts for one in model._waiting) and not any(texts[0] in one for one in inner.batches):
        time.sleep(0.001)
    return future


def test_an_idle_model_embeds_at_once() -> None:
    inner = Gated(is_open=True)
    model = BatchingModel(inner)

    assert model.encode_queries(["7"]).tolist() == [[7.0, 0.0]]
    assert model.encode_queries(["8", "9"]).tolist() == [[8.0, 0.0], [9.0, 0.0]]
    assert inner.batches == [["7"], ["8", "9"]]


def test_what_comes_while_a_batch_is_embedded_is_the_next_and_each_gets_its_own() -> None:
    inner = Gated()
    model = BatchingModel(inner)
    with ThreadPoolExecutor(5) as pool:
        futures = [asked(pool, model, "0")]
        futures += [asked(pool, model, str(number)) for number in range(1, 4)]
        futures.append(asked(pool, model, "4", "5"))
        inner.gate.release(2)
        rows = [future.result(10).tolist() for future in futures]

    assert rows == [[[0, 0]], [[1, 0]], [[2, 0]], [[3, 0]], [[4, 0], [5, 0]]]
    assert [sorted(batch) for batch in inner.batches] == [["0"], ["1", "2", "3", "4", "5"]]


def test_a_batch_is_bounded_and_the_rest_comes_next() -> None:
    inner = Gated()
    model = BatchingModel(inner)
    with ThreadPoolExecutor(MOST_TOGETHER + 3) as pool:
        futures = [asked(pool, model, str(number)) for number in range(MOST_TOGETHER + 3)]
        inner.gate.release(3)
        values = [float(future.result(10)[0, 0]) for future in futures]

    assert values == list(range(MOST_TOGETHER + 3))
    assert [len(batch) for batch in inner.batches] == [1, MOST_TOGETHER, 2]


def test_a_failure_is_told_to_all_of_its_batch_and_to_nobody_else() -> None:
    inner = Gated()
    model = BatchingModel(inner)
    with ThreadPoolExecutor(4) as pool:
        first = asked(pool, model, "1")
        failing = [asked(pool, model, "broken"), asked(pool, model, "2")]
        inner.gate.release(2)
        assert first.result(10).tolist() == [[1.0, 0.0]]
        for future in failing:
            with pytest.raises(ModelError, match="out of memory"):
                future.result(10)
        inner.gate.release()
        assert model.encode_queries(["3"]).tolist() == [[3.0, 0.0]]


def test_a_question_has_the_same_vector_in_whichever_company(model: SentenceTransformerModel) -> None:
    texts = [
        "氢能产业园规划投资多少",
        "面积",
        "How many hydrogen refuelling stations are planned in the zone?",
        "五大园区",
    ]

    together = model.encode_queries(texts * 3)
    alone = np.concatenate([model.encode_queries([text]) for text in texts * 3])

    np.testing.assert_allclose(together, alone, atol=1e-5)

"""The first queries are embedded at once, all later ones by the loaded model, and a model that fails is told of."""

import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from copy import copy

import numpy as np
import pytest
from structlog.testing import capture_logs

from index.bert import Bert
from index.embedding import EmbeddingModel, SentenceTransformerModel
from index.errors import ModelError
from index.starting import LateModel, StartingModel, is_loading

QUERY = "开发区面积多大"
PATIENCE = 60.0


class Loading:
    """Gives the model once it is let; counts how often it was asked to."""

    def __init__(self, model: EmbeddingModel) -> None:
        self.model = model
        self.let = threading.Event()
        self.count = 0

    def __call__(self) -> EmbeddingModel:
        self.count += 1
        assert self.let.wait(PATIENCE)
        return self.model


def out_of_memory() -> EmbeddingModel:
    raise MemoryError("no room for the weights")


def test_a_model_that_starts_is_called_as_the_one_that_it_becomes(bert: Bert, model: SentenceTransformerModel) -> None:
    starting = StartingModel(bert, model.name, lambda: model)
    assert (starting.name, starting.dimensions) == (model.name, model.dimensions)


def test_queries_are_embedded_at_once_and_do_not_have_the_model_loaded(
    bert: Bert, model: SentenceTransformerModel
) -> None:
    loading = Loading(model)
    starting = StartingModel(bert, model.name, loading)

    assert (starting.encode_queries([QUERY]) == bert.encode_queries([QUERY])).all()
    assert loading.count == 0 and not is_loading()


def test_queries_under_way_are_finished_and_the_next_are_the_loaded_models(
    bert: Bert, model: SentenceTransformerModel
) -> None:
    first = copy(bert)
    kept = weakref.ref(first)
    loading = Loading(model)
    starting = StartingModel(first, model.name, loading)
    del first
    before, after = bert.encode_queries([QUERY])[0], model.encode_queries([QUERY])[0]
    switched = threading.Event()

    def ask() -> list[bool]:
        """Whether each vector was the first model's, asking until well after the switch."""
        ours, left = [], 2
        while left:
            left -= switched.is_set()
            (vector,) = starting.encode_queries([QUERY])
            distances = [float(np.abs(vector - other).max()) for other in (before, after)]
            assert min(distances) < 1e-6
            ours.append(distances[0] < distances[1])
        return ours

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask) for _ in range(2)]
        starting.late.begin()
        starting.late.begin()
        assert is_loading()
        loading.let.set()
        starting.late.encode_queries([QUERY])  # waits
        switched.set()
        answers = [one.result(PATIENCE) for one in asked]

    for ours in answers:
        assert ours == sorted(ours, reverse=True) and not ours[-1]  # once switched, never back
    assert loading.count == 1
    assert kept() is None  # its weights are gone


def test_passages_wait_for_the_model(bert: Bert, model: SentenceTransformerModel) -> None:
    loading = Loading(model)
    starting = StartingModel(bert, model.name, loading)
    told: list[tuple[int, int]] = []

    with ThreadPoolExecutor(1) as pool:
        passages = pool.submit(starting.encode_passages, [QUERY], lambda done, total: told.append((done, total)))
        assert (starting.encode_queries([QUERY]) == bert.encode_queries([QUERY])).all()
        assert not passages.done()
        loading.let.set()
        assert (passages.result(PATIENCE) == model.encode_passages([QUERY])).all()
    assert told == [(1, 1)]


def test_a_model_that_cannot_be_loaded_is_logged_and_queries_go_on_without_it(bert: Bert) -> None:
    starting = StartingModel(bert, "e5", out_of_memory)

    with capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(ModelError, match="no room for the weights"):
                starting.encode_passages([QUERY])

    (line,) = lines
    assert (line["event"], line["log_level"]) == ("embedding model not loaded", "error")
    assert line["reason"] == "no room for the weights"
    assert (starting.encode_queries([QUERY]) == bert.encode_queries([QUERY])).all()


def test_a_late_models_own_queries_wait_and_hear_of_a_failure(model: SentenceTransformerModel) -> None:
    late = LateModel(model.name, model.dimensions, lambda: model)
    assert (late.encode_queries([QUERY]) == model.encode_queries([QUERY])).all()

    with pytest.raises(ModelError, match="no room"):
        LateModel("e5", 384, out_of_memory).encode_queries([QUERY])

"""The nearest vectors are found: exactly when few, nearly always when many."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors import EXACT_UP_TO, VectorIndex
from tests.index.builders import random_rows, unit_rows

DIMENSIONS = 64


def clustered_rows(count: int, clusters: int = 60, seed: int = 1) -> "NDArray[np.float32]":
    """Rows in clusters, as texts on few subjects are."""
    random = np.random.default_rng(seed)
    centres = random_rows(clusters, DIMENSIONS, seed)
    noise = random.normal(scale=0.08, size=(count, DIMENSIONS)).astype(np.float32)
    return unit_rows(centres[random.integers(0, clusters, count)] + noise)


@pytest.fixture(scope="module")
def rows() -> "NDArray[np.float32]":
    return clustered_rows(3000)


@pytest.fixture(scope="module")
def graph(rows: "NDArray[np.float32]") -> VectorIndex:
    return VectorIndex.build(rows, exact_up_to=100)


def test_few_vectors_are_searched_exactly_and_many_by_graph(rows: "NDArray[np.float32]", graph: VectorIndex) -> None:
    assert VectorIndex.build(rows[:100], exact_up_to=100).exact
    assert not VectorIndex.build(rows[:101], exact_up_to=100).exact
    assert not graph.exact
    assert EXACT_UP_TO > 10_000


def test_exact_search_finds_the_nearest_best_first(rows: "NDArray[np.float32]") -> None:
    index = VectorIndex.build(rows)
    query = random_rows(1, DIMENSIONS, seed=5)[0]

    numbers, cosines = index.nearest(query, 10)

    expected = np.argsort(-(rows @ query))[:10]
    assert numbers.tolist() == expected.tolist()
    np.testing.assert_allclose(cosines, (rows @ query)[expected], atol=1e-5)


def test_the_graph_finds_at_least_95_of_100_nearest(rows: "NDArray[np.float32]", graph: VectorIndex) -> None:
    exact = VectorIndex.build(rows)
    queries = clustered_rows(100, seed=1)[50:]
    found = [len(set(graph.nearest(query, 10)[0]) & set(exact.nearest(query, 10)[0])) for query in queries]
    assert sum(found) / (10 * len(queries)) >= 0.95


def test_asking_for_more_than_there_is_gives_all(rows: "NDArray[np.float32]") -> None:
    numbers, _ = VectorIndex.build(rows[:3]).nearest(rows[0], 200)
    assert sorted(numbers.tolist()) == [0, 1, 2]


@pytest.mark.parametrize("exact_up_to", [100, 10_000], ids=["graph", "flat"])
def test_cosines_are_exact_for_the_windows_asked_for(rows: "NDArray[np.float32]", exact_up_to: int) -> None:
    index = VectorIndex.build(rows, exact_up_to)
    windows = np.array([2999, 0, 17, 17], dtype=np.int64)

    np.testing.assert_allclose(index.cosines(rows[5], windows), rows[windows] @ rows[5], atol=1e-6)
    assert index.cosines(rows[5], np.zeros(0, dtype=np.int64)).shape == (0,)


@pytest.mark.parametrize("exact_up_to", [100, 10_000], ids=["graph", "flat"])
def test_a_saved_index_is_the_same_when_loaded(rows: "NDArray[np.float32]", tmp_path: Path, exact_up_to: int) -> None:
    built = VectorIndex.build(rows, exact_up_to)
    built.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")

    assert (loaded.size, loaded.dimensions, loaded.exact) == (3000, DIMENSIONS, built.exact)
    for query in rows[:5]:
        for ours, theirs in zip(loaded.nearest(query, 20), built.nearest(query, 20), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_a_file_that_is_no_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "vectors.faiss")

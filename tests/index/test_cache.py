"""A text is embedded once by a model, and a cache that fails costs time only."""

from pathlib import Path

import numpy as np
import pytest

from index.cache import CachedModel
from index.embedding import SentenceTransformerModel
from index.search import build_index
from tests.bot.workshop import CountingModel
from tests.index.builders import passage


@pytest.fixture
def counting(model: SentenceTransformerModel) -> CountingModel:
    return CountingModel(model)


def test_a_text_is_embedded_once_even_by_another_process(tmp_path: Path, counting: CountingModel) -> None:
    first = CachedModel(counting, tmp_path / "cache.sqlite3").encode_passages(["甲", "乙", "甲"])
    second = CachedModel(counting, tmp_path / "cache.sqlite3").encode_passages(["乙", "丙", "甲"])

    assert sorted(counting.embedded) == sorted(["甲", "乙", "丙"])
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(second[[2, 0]], first[:2])


def test_another_model_embeds_the_text_itself(tmp_path: Path, model: SentenceTransformerModel) -> None:
    other = CountingModel(SentenceTransformerModel(model._transformer, "another-model"))
    CachedModel(model, tmp_path / "cache.sqlite3").encode_passages(["甲"])

    CachedModel(other, tmp_path / "cache.sqlite3").encode_passages(["甲"])

    assert other.embedded == ["甲"]


def test_progress_begins_with_what_is_known(tmp_path: Path, counting: CountingModel) -> None:
    cached, told = CachedModel(counting, tmp_path / "cache.sqlite3"), list[tuple[int, int]]()
    cached.encode_passages(["甲"])

    cached.encode_passages(["甲", "乙", "乙"], lambda done, total: told.append((done, total)))

    assert told == [(3, 3)]


def test_a_damaged_cache_costs_time_only(tmp_path: Path, counting: CountingModel) -> None:
    (tmp_path / "cache.sqlite3").write_bytes(b"no database" * 1000)

    vectors = CachedModel(counting, tmp_path / "cache.sqlite3").encode_passages(["甲"])

    assert np.allclose(vectors, counting.encode_passages(["甲"]))


def test_only_changed_passages_are_embedded_and_the_others_keep_their_vectors(counting: CountingModel) -> None:
    one, two = passage("甲方案面积为三亩。", "另有绿地。", number=1), passage("乙方案。", number=2)
    before = build_index([one, two], counting)
    counting.embedded.clear()

    after = build_index([passage("丙方案。", number=3), two, one], counting, previous=before)

    assert len(counting.embedded) == 1 and "丙方案" in counting.embedded[0]
    assert after.passages[1:] == (two, one)
    assert np.array_equal(after.vectors.rows(np.array([2, 3, 4])), before.vectors.rows(np.array([0, 1, 2])))
    assert after.windows.tolist() == [[0, 0], [1, 0], [2, 0], [2, 1], [2, -1]]

"""Texts become vectors of length 1, in order, by the model that was asked for; a model that is not there is named."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embedded_model import NAME
from index.embedding import SentenceTransformerModel, _identity, load_model
from index.errors import ModelError
from tests.conftest import MODELS

TEXTS = ["开发区面积多大", "The zone has five parks.", "氢", "园区建设正在推进之中，" * 20]


def model_folder(path: Path, weights: bytes, config: str = "{}") -> Path:
    """A folder that looks like a model's to whoever does not load it."""
    path.mkdir(parents=True)
    (path / "config.json").write_text(config)
    (path / "model.safetensors").write_bytes(weights)
    return path


def test_the_default_model_names_itself_and_its_weights(model: SentenceTransformerModel) -> None:
    assert model.name.startswith(f"{NAME}@")
    assert model.dimensions == 384


def test_every_vector_is_a_float_row_of_length_one(model: SentenceTransformerModel) -> None:
    for vectors in (model.encode_queries(TEXTS), model.encode_passages(TEXTS)):
        assert vectors.shape == (len(TEXTS), model.dimensions) and vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_passages_keep_their_order_whatever_their_length(model: SentenceTransformerModel) -> None:
    together = model.encode_passages(TEXTS)
    alone = np.concatenate([model.encode_passages([text]) for text in TEXTS])
    assert ((together @ alone.T).argmax(axis=1) == np.arange(len(TEXTS))).all()


def test_a_query_and_a_passage_of_the_same_words_differ(model: SentenceTransformerModel) -> None:
    assert not np.allclose(model.encode_queries(TEXTS[:1]), model.encode_passages(TEXTS[:1]), atol=1e-3)


def test_a_question_is_nearest_to_its_answer_across_languages(model: SentenceTransformerModel) -> None:
    query = model.encode_queries(["How large is the development zone?"])[0]
    answers = model.encode_passages(["白酒有三个品牌。", "开发区总面积62.42平方公里。", "企业可以一窗办理。"])
    assert (answers @ query).argmax() == 1


def test_progress_is_told_after_each_batch_until_all_is_done(model: SentenceTransformerModel) -> None:
    told: list[tuple[int, int]] = []
    model.encode_passages(["氢"] * 40, lambda done, total: told.append((done, total)))
    assert told[-1] == (40, 40) and len(told) > 1
    assert told == sorted(told)


def test_nothing_to_embed_gives_no_vectors(model: SentenceTransformerModel) -> None:
    assert model.encode_passages([]).shape == (0, model.dimensions)


def test_a_model_folder_is_loaded_by_its_path(model: SentenceTransformerModel) -> None:
    loaded = load_model(str(MODELS / NAME), MODELS, dtype="float32", threads=2)

    assert loaded.name.startswith(f"{NAME}@") and loaded.name != model.name
    assert float(loaded.encode_queries(TEXTS[:1])[0] @ model.encode_queries(TEXTS[:1])[0]) > 0.99


@pytest.mark.parametrize("reference", ["/no/such/folder", "./no-such-folder", "~/no-such-folder"])
def test_a_model_folder_that_does_not_exist_is_named(reference: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=reference):
        load_model(reference, tmp_path)


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        load_model(str(tmp_path), tmp_path)


def test_the_identity_of_a_folder_stays_with_its_copies(tmp_path: Path) -> None:
    original = model_folder(tmp_path / "one" / "mine", b"weights")
    copy = shutil.copytree(original, tmp_path / "two" / "mine")
    assert _identity(str(original), original) == _identity(str(copy), copy)


@pytest.mark.parametrize(
    ("weights", "config"),
    [(b"longer weights", "{}"), (b"weights", '{"layers": 2}'), (b"WEIGHTS", "{}")],
    ids=["longer weights", "other configuration", "other weights of the same length"],
)
def test_another_model_in_a_folder_of_the_same_name_is_another_model(
    tmp_path: Path, weights: bytes, config: str
) -> None:
    one = model_folder(tmp_path / "one" / "mine", b"weights")
    two = model_folder(tmp_path / "two" / "mine", weights, config)
    assert _identity(str(one), one) != _identity(str(two), two)

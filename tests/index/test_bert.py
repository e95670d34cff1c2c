"""NumPy alone gives the vectors that sentence-transformers gives, and refuses a folder that it cannot read."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from index.bert import Bert, _rows, erf, gelu, load_bert
from index.embedded_model import NAME
from index.embedding import SentenceTransformerModel, load_model
from index.errors import ModelError
from tests.conftest import MODELS

QUERIES = [
    "",
    "氢",
    "开发区面积多大",
    "孝义经济开发区的氢能产业规划投资780亿元，就业3.5万人，是吗？",
    "哪些企業入選中國能源企業500強",
    "How many hydrogen refuelling stations are planned in the zone?",
    "  two  spaces\tand a tab\n",
    "👍🏭 ①２３ｋｍ² ﷽",
    *("园区" * count for count in range(1, 9)),  # sentence-transformers pads to eight tokens
    "园区建设正在推进之中，" * 20,
    "土地 power 3.5 " * 200,  # more than 512 tokens
]


@pytest.fixture(scope="module")
def in_float32() -> SentenceTransformerModel:
    """The same weights run by sentence-transformers, as precisely as here."""
    return load_model(str(MODELS / NAME), MODELS, dtype="float32")


def test_vectors_are_those_of_sentence_transformers(bert: Bert, in_float32: SentenceTransformerModel) -> None:
    ours, theirs = bert.encode_queries(QUERIES), in_float32.encode_queries(QUERIES)

    assert ours.dtype == np.float32 and ours.shape == (len(QUERIES), bert.dimensions)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert (ours * theirs).sum(axis=1).min() >= 0.99999


def test_vectors_are_near_those_of_the_type_that_the_cpu_is_fastest_with(
    bert: Bert, model: SentenceTransformerModel
) -> None:
    assert (bert.encode_queries(QUERIES) * model.encode_queries(QUERIES)).sum(axis=1).min() >= 0.999


def test_a_query_has_the_same_vector_in_whichever_company(bert: Bert) -> None:
    alone = np.concatenate([bert.encode_queries([query]) for query in QUERIES[:6]])
    assert (bert.encode_queries(QUERIES[:6]) == alone).all()


def test_no_queries_give_no_vectors(bert: Bert) -> None:
    assert bert.encode_queries([]).shape == (0, 384)


def test_the_error_function_is_near_the_true_one() -> None:
    values = np.linspace(-6, 6, 2001, dtype=np.float32)
    true = np.array([math.erf(value) for value in values])
    normal = np.array([(1 + math.erf(value / math.sqrt(2))) / 2 for value in values])

    np.testing.assert_allclose(erf(values), true, rtol=0, atol=6e-7)
    np.testing.assert_allclose(gelu(values), values * normal, rtol=0, atol=2e-6)


def copied(folder: Path) -> Path:
    """The model's folder without its own weights, of links, so that any file may be put in another's place."""
    folder.mkdir()
    for file in (MODELS / NAME).resolve().iterdir():
        if file.is_file() and file.name != "model.safetensors":
            (folder / file.name).symlink_to(file)
    return folder


def test_weights_that_are_cut_short_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "model")
    with (MODELS / NAME / "model.safetensors").open("rb") as whole:
        (folder / "model.safetensors").write_bytes(whole.read(1_000_000))

    with pytest.raises(ModelError, match=str(folder)):
        load_bert(folder)
    with pytest.raises(ModelError, match=str(folder)):
        _rows(folder / "model.safetensors", [0])


@pytest.mark.parametrize("change", [{"model_type": "xlm-roberta"}, {"hidden_act": "relu"}, {"hidden_size": None}])
def test_another_kind_of_model_is_refused(tmp_path: Path, change: dict[str, str | None]) -> None:
    folder = copied(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | change
    (folder / "config.json").unlink()
    (folder / "config.json").write_text(json.dumps({key: value for key, value in config.items() if value is not None}))

    with pytest.raises(ModelError, match=str(folder)):
        load_bert(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        load_bert(tmp_path / "none")

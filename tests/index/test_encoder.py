"""The encoder gives the vectors that sentence-transformers gives for the same folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from index.embedded_model import NAME
from index.embedding import SentenceTransformerModel, load_model
from index.encoder import BertEncoder
from tests.conftest import MODELS

TEXTS = [
    "开发区总面积多大",
    "How much goes into the hydrogen park?",
    "",
    "ﷺﷺ  several   spaces\n and lines",
    "氢",
    "氢能产业园规划投资780亿元。" * 60,  # longer than the model reads
]
SHORT = TEXTS[:-1]


@pytest.fixture(scope="module")
def whole(model: SentenceTransformerModel) -> BertEncoder:
    """The embedded model, which `model` has built, in float32."""
    return BertEncoder(MODELS / NAME, torch.float32)


def test_its_vectors_are_those_of_sentence_transformers(whole: BertEncoder) -> None:
    peer = load_model(str(MODELS / NAME), MODELS, dtype="float32", threads=2)
    own = SentenceTransformerModel(whole, "own")

    for encoded, expected in (
        (own.encode_queries(TEXTS), peer.encode_queries(TEXTS)),
        (own.encode_passages(TEXTS), peer.encode_passages(TEXTS)),
    ):
        np.testing.assert_allclose(encoded, expected, atol=1e-5)


def test_in_half_precision_they_hardly_differ(whole: BertEncoder) -> None:
    half = BertEncoder(MODELS / NAME, torch.bfloat16)

    assert (half.encode_query(SHORT) * whole.encode_query(SHORT)).sum(axis=1).min() > 0.999


def test_threads_do_not_disturb_each_other(whole: BertEncoder) -> None:
    expected = whole.encode_query(SHORT)

    with ThreadPoolExecutor(4) as pool:
        for row, found in zip(expected, pool.map(lambda text: whole.encode_query([text])[0], SHORT), strict=True):
            np.testing.assert_allclose(found, row, atol=1e-5)


def test_a_folder_without_a_model_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="config"):
        BertEncoder(tmp_path, torch.float32)

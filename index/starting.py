"""Embed the first queries before sentence-transformers is there, which loads meanwhile and then takes over."""

import ctypes
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from index.bert import Bert
from index.embedding import EmbeddingModel
from index.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_THREAD = "loading model"

_log = structlog.get_logger(__name__)


def is_loading() -> bool:
    """Whether some model is being loaded in this process."""
    return any(thread.name == _THREAD for thread in threading.enumerate())


class LateModel:
    """A model that is loaded in a thread of its own, once that is begun; until it is there, whoever embeds waits.

    `load` gives it, `loaded` is called when it is there; `name` and `dimensions` are the model's, known beforehand.
    A failure is logged, and raised as ModelError to whoever embeds. The thread keeps no process from ending, but the
    interpreter must not be taken down below it (`is_loading`).
    """

    def __init__(
        self,
        name: str,
        dimensions: int,
        load: Callable[[], EmbeddingModel],
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.dimensions = dimensions
        self._load = load
        self._loaded = loaded
        self._model: EmbeddingModel | None = None
        self._failure: Exception | None = None
        self._beginning = threading.Lock()
        self._begun = False
        self._ended = threading.Event()

    def begin(self) -> None:
        """Load the model, unless that was begun; does not wait."""
        with self._beginning:
            if self._begun:
                return
            self._begun = True
        threading.Thread(target=self._run, name=_THREAD, daemon=True).start()

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        return self._awaited().encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        return self._awaited().encode_passages(texts, progress)

    def _awaited(self) -> EmbeddingModel:
        self.begin()
        self._ended.wait()
        if self._model is None:
            raise ModelError(f"the embedding model could not be loaded: {self._failure}") from self._failure
        return self._model

    def _run(self) -> None:
        try:
            model = self._load()
            model.encode_queries(["预热 warm up"])  # torch's first call takes far longer than any other
            self._model = model
            self._loaded()
        except Exception as error:  # whatever it is, whoever waits must hear of it
            self._failure = error
            _log.error("embedding model not loaded", reason=str(error))
        else:
            _log.info("embedding model loaded", model=self.name)
        finally:
            self._ended.set()


class StartingModel:
    """Embeds queries with `first` until the model that `load` gives is there, then with that; passages wait for it.

    Both must be of the same weights, those of `name`. Their vectors are not the same to the last digit: what must not
    depend on the moment is embedded with `late`.
    """

    def __init__(self, first: Bert, name: str, load: Callable[[], EmbeddingModel]) -> None:
        self.name = name
        self.dimensions = first.dimensions
        self._first: Bert | None = first
        self.late = LateModel(name, first.dimensions, load, self._give_way)

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        first = self._first  # whoever embeds with it meanwhile keeps it
        return (first or self.late).encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        return self.late.encode_passages(texts, progress)

    def _give_way(self) -> None:
        self._first = None  # weights and tokenizer are there twice by now
        _give_memory_back()


def _give_memory_back() -> None:
    """Give what was freed back to the system, where the C library can: glibc would keep some 290 MB of it."""
    with suppress(OSError, TypeError):  # not on every system is there one to be asked
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)

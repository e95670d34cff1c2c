"""What every benchmark runs on: the real model and a snapshot of the repository's pages in a folder of its own."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.conversation import Conversation
from bot.session import Sessions
from bot.settings import Settings
from bot.wiring import refresh
from index.embedding import SentenceTransformerModel, load_model
from index.search import Searcher
from index.snapshot import SnapshotStore

MODELS = Path(__file__).parents[2] / "var" / "models"
THREADS = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """The parts under measurement; `refresh_seconds` is what building the snapshot took, model loading apart."""

    model: SentenceTransformerModel
    searcher: Searcher
    conversation: Conversation
    refresh_seconds: float


@contextmanager
def benchmark_setting() -> Iterator[Setting]:
    """Build everything afresh; gone afterwards."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    model = load_model("embedded", MODELS, threads=THREADS)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        refresh(Settings(data_dir=Path(folder)), model)
        elapsed = time.perf_counter() - started
        _, index = SnapshotStore(Path(folder) / "snapshots").load(model.name, model.dimensions)
        searcher = Searcher(index, model)
        yield Setting(model, searcher, Conversation(searcher, Sessions(1800, time.monotonic), 500), elapsed)

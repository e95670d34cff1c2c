"""What many tests share: the real model, built once a checkout, and the real pages, indexed once a run."""

import time
from pathlib import Path

import hypothesis
import pytest

from bot.conversation import Conversation
from bot.session import Sessions
from bot.settings import Settings, variable
from bot.wiring import refresh
from index.embedding import SentenceTransformerModel, load_model
from index.search import Searcher
from index.snapshot import SnapshotStore

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "var" / "models"

# A slow machine is no failure.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's own environment and `.env` out of the tests."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.setattr("bot.settings.ENV_FILE", tmp_path / "no.env")


@pytest.fixture(scope="session")
def model() -> SentenceTransformerModel:
    """The embedded default model."""
    return load_model("embedded", MODELS, threads=2)


@pytest.fixture(scope="session")
def data_dir(model: SentenceTransformerModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a snapshot of the repository's pages; the models folder is the checkout's."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "models").symlink_to(MODELS, target_is_directory=True)
    refresh(Settings.model_validate({"data_dir": folder}), model)
    return folder


@pytest.fixture(scope="session")
def searcher(model: SentenceTransformerModel, data_dir: Path) -> Searcher:
    """Search over the repository's pages."""
    _, index = SnapshotStore(data_dir / "snapshots").load(model.name, model.dimensions)
    return Searcher(index, model)


@pytest.fixture
def conversation(searcher: Searcher) -> Conversation:
    """A conversation core over the repository's pages, without memory of other tests."""
    return Conversation(searcher, Sessions(1800, time.monotonic), longest_question=500)

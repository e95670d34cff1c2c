"""What commands find: a model, a data folder; and nothing of the logging that they configure stays behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.cli
import bot.wiring
from bot.settings import Settings, load_settings
from index.embedding import SentenceTransformerModel
from tests.bot.logging_state import logging_restored
from tests.bot.workshop import write_page


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    with logging_restored():
        yield


@pytest.fixture
def loaded_model(model: SentenceTransformerModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the default model that is in memory already; any other they load themselves."""
    load = bot.wiring.open_model

    def open_model(settings: Settings, *details: Any) -> SentenceTransformerModel:
        return model if settings.embedding_model == "embedded" else load(settings, *details)

    monkeypatch.setattr(bot.wiring, "open_model", open_model)
    monkeypatch.setattr(bot.cli, "embedded_model_intact", lambda _: False)  # or another would embed the first questions


@pytest.fixture
def published(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot of the repository's pages is there."""
    monkeypatch.setenv("BOT_DATA_DIR", str(data_dir))


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder without snapshot and a pages folder with one good page."""
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("BOT_PAGES_DIR", str(tmp_path / "pages"))
    settings = load_settings()
    write_page(settings, "park.md")
    return settings

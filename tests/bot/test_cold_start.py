"""From the start of the process questions are answered without torch, which loads where it will be needed."""

import json
import os
import subprocess
import sys
import threading
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import pytest

import bot.cli
import bot.wiring
from bot.settings import Settings
from index.bert import Bert
from index.embedded_model import CHECKSUMS, IDENTITY, NAME
from index.embedding import EmbeddingModel, SentenceTransformerModel
from index.starting import StartingModel
from tests.bot.terminal import type_in
from tests.conftest import MODELS, ROOT

AREA = "开发区总面积多大"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """What a command came to, and the modules that it had imported by then."""

    status: int
    stdout: str
    stderr: str
    imported: set[str]


def run(data_dir: Path, *words: str, standard_input: str = "") -> Run:
    """Run `python -m bot` in a process of its own, far from anybody's `.env`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_"))}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", *words],
        env=own | {"PYTHONPATH": str(ROOT), "BOT_DATA_DIR": str(data_dir)},
        cwd=data_dir, input=standard_input, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    told = "\n".join(line for line in lines if not line.startswith("import time:"))
    return Run(done.returncode, done.stdout, told, imported)


def test_one_question_is_answered_without_torch(data_dir: Path) -> None:
    ended = run(data_dir, "ask", AREA)

    assert (ended.status, ended.stderr) == (0, "")
    assert "62.42" in ended.stdout
    assert "index.bert" in ended.imported
    assert not {"torch", "transformers", "sentence_transformers"} & ended.imported


def test_a_chat_answers_before_torch_is_there_and_ends_while_it_loads(data_dir: Path) -> None:
    ended = run(data_dir, "chat", standard_input=f"{AREA}\n")

    assert (ended.status, ended.stderr) == (0, "")
    assert "62.42" in ended.stdout
    assert "sentence_transformers" not in ended.imported


@pytest.fixture
def in_memory(model: SentenceTransformerModel, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever loads a model finds it in memory; the names of the threads that did."""
    threads: list[str] = []

    def open_model(*_: object) -> EmbeddingModel:
        threads.append(threading.current_thread().name)
        return model

    monkeypatch.setattr(bot.wiring, "open_model", open_model)
    return threads


@pytest.mark.usefixtures("in_memory")
def test_a_model_folder_that_is_damaged_or_another_does_not_embed_the_first_questions(
    tmp_path: Path, model: SentenceTransformerModel
) -> None:
    folder = tmp_path / "models" / NAME
    folder.mkdir(parents=True)
    for file in (MODELS / NAME).resolve().rglob("*"):
        if file.is_file():
            copied = folder / file.relative_to((MODELS / NAME).resolve())
            copied.parent.mkdir(exist_ok=True)
            copied.symlink_to(file)
    (folder / "1_Pooling" / "config.json").unlink()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode": "max"}), encoding="utf-8")

    assert bot.cli._starting_model(Settings(data_dir=tmp_path)) is model
    (folder / CHECKSUMS).unlink()
    assert bot.cli._starting_model(Settings(data_dir=tmp_path)) is model
    assert bot.cli._starting_model(Settings(data_dir=MODELS.parent, embedding_model=str(MODELS / NAME))) is model


def test_who_goes_on_serving_has_the_model_loaded_beside_it(data_dir: Path, in_memory: list[str]) -> None:
    settings = Settings(data_dir=data_dir)
    starting = bot.wiring.open_starting_model(settings, intact=True)
    assert isinstance(starting, StartingModel)
    bot.wiring.open_serving(settings, starting)
    assert in_memory == []

    parts = bot.wiring.open_chat(settings, starting)
    try:
        starting.encode_passages([AREA])  # waits
        assert "62.42" in parts.answers.ask(AREA).text
    finally:
        parts.close()
    assert in_memory == ["loading model"]


def test_start_has_the_pages_read_by_the_model_that_lasts(
    bert: Bert, model: SentenceTransformerModel, workshop: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.wiring.refresh(workshop, model)
    starting = StartingModel(copy(bert), IDENTITY, lambda: model)
    given: list[EmbeddingModel] = []
    monkeypatch.setattr(bot.wiring, "open_starting_model", lambda *_, **__: starting)
    monkeypatch.setattr(bot.cli, "_refresh", lambda _settings, model, *_, **__: given.append(model))

    result = type_in("start", standard_input="测试园区面积多大\n")

    assert result.exit_code == 0 and "17平方公里" in result.stdout
    assert given == [starting.late]

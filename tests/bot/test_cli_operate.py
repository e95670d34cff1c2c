"""Check, backup and restore on the command line: one line each, and an exit status that a script can rely on."""

from pathlib import Path

import pytest

import bot.wiring
from bot.running import running
from index.errors import ModelError
from tests.bot.terminal import type_in
from tests.bot.warehouse import data_folder
from tests.handlers.desk import Dice


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(bot.wiring, "open_model", lambda *_: Dice())
    return data_folder(tmp_path / "var")


def test_check_prints_one_line_each_and_succeeds_unless_something_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(bot.wiring, "open_model", lambda *_: Dice())

    result = type_in("check")

    lines = [line.split(maxsplit=1) for line in result.stdout.splitlines()]
    assert result.exit_code == 0, result.output
    assert {state for state, _ in lines} <= {"ok", "warn"}
    assert [rest.split("  ")[0].strip() for _, rest in lines] == [
        "settings", "disk", "database", "sessions", "model", "snapshot", "token", "staff chat",
    ]  # fmt: skip
    assert "runs as local chat" in result.stdout


@pytest.mark.usefixtures("data")
def test_check_fails_when_something_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_model(*_: object) -> None:
        raise ModelError("there is no model folder ./x")

    monkeypatch.setattr(bot.wiring, "open_model", no_model)

    result = type_in("check")

    assert result.exit_code == 1
    assert "fail  model       there is no model folder ./x → " in result.stdout


def test_check_tells_a_mistake_in_the_settings_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_STATUS_PORT", "70000")

    result = type_in("check")

    assert result.exit_code == 1 and result.stdout.startswith("fail  settings    BOT_STATUS_PORT: ")


def test_a_backup_is_restored_once_that_is_confirmed(data: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    assert type_in("backup", archive).exit_code == 0
    (data / "secret").write_bytes(b"another")

    declined = type_in("restore", archive, standard_input="n\n")
    assert declined.exit_code == 1 and (data / "secret").read_bytes() == b"another"
    assert f"in the place of {data}?" in declined.output

    restored = type_in("restore", archive, standard_input="y\n")
    assert restored.exit_code == 0, restored.output
    assert "what was there is in" in restored.stdout and (data / "secret").read_bytes() == b"s" * 32


def test_a_restore_that_is_refused_says_why_in_one_line(data: Path, tmp_path: Path) -> None:
    type_in("backup", tmp_path / "a.zip")

    with running(data):
        result = type_in("restore", tmp_path / "a.zip", "--yes")

    assert result.exit_code == 1
    assert result.stderr == f"error: a bot or a chat is running on {data}; stop it first\n"


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
@pytest.mark.usefixtures("data")
def test_what_is_no_backup_is_told_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "b.zip").write_bytes(content)

    result = type_in("restore", tmp_path / "b.zip", "--yes")

    assert result.exit_code == 1 and result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"error: {tmp_path / 'b.zip'}")

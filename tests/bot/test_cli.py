"""The command line: what a person types, what they read, and the exit status."""

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.bot.terminal import printed, told, type_in
from tests.bot.test_evaluate import SIX, a_file, squad
from tests.bot.workshop import break_page, write_page

AREA = "开发区总面积多大"

pytestmark = pytest.mark.usefixtures("loaded_model")


def test_help_lists_every_command_and_the_exit_statuses() -> None:
    result = type_in("--help")

    assert result.exit_code == 0
    for command in ("ask", "chat", "web", "refresh", "evaluate", "run", "start"):
        assert f" {command} " in result.stdout
    assert "Exit status" in result.stdout


@pytest.mark.parametrize("command", ["ask", "chat", "web", "refresh", "evaluate", "run", "start"])
def test_every_command_explains_itself(command: str) -> None:
    result = type_in(command, "--help")

    assert result.exit_code == 0
    assert f"Usage: python -m bot {command}" in result.stdout


def test_an_unknown_command_or_option_is_a_mistake_of_usage() -> None:
    assert type_in("answer").exit_code == 2
    assert type_in("ask", "--jsno", AREA).exit_code == 2


def test_a_refresh_publishes_and_says_what(workshop: Settings) -> None:
    result = type_in("refresh")
    again = type_in("refresh")

    assert result.exit_code == again.exit_code == 0
    assert "published: snapshot " in result.stderr and "1 documents" in result.stderr
    assert "unchanged: snapshot " in again.stderr


def test_a_broken_page_is_named_with_line_and_reason_and_the_published_snapshot_is_still_served(
    workshop: Settings,
) -> None:
    type_in("refresh")
    broken = break_page(workshop, "broken.md")

    result = type_in("refresh")

    assert result.exit_code == 1
    assert f"{broken}:5: front matter `as_of`: " in result.stderr
    assert "nothing was published" in result.stderr and "Traceback" not in result.stderr
    assert "17平方公里" in type_in("ask", "测试园区面积多大").stdout


def test_with_skip_invalid_the_rest_is_published(workshop: Settings) -> None:
    broken = break_page(workshop, "broken.md")

    result = type_in("refresh", "--skip-invalid")

    assert result.exit_code == 0
    assert f"left out: {broken.name}: front matter `as_of`: " in result.stderr
    assert "17平方公里" in type_in("ask", "测试园区面积多大").stdout


def test_a_refresh_of_one_file_adds_that_file(workshop: Settings, tmp_path: Path) -> None:
    type_in("refresh")
    other = write_page(workshop, "../other.md", "另一园区", "另一园区面积为19平方公里。")

    result = type_in("refresh", str(other))

    assert result.exit_code == 0 and "2 documents" in result.stderr
    assert "19平方公里" in type_in("ask", "另一园区面积多大").stdout
    assert "17平方公里" in type_in("ask", "测试园区面积多大").stdout


def test_a_refresh_of_a_missing_path_is_refused(workshop: Settings, tmp_path: Path) -> None:
    result = type_in("refresh", str(tmp_path / "none"))

    assert result.exit_code == 1
    assert told(result) == f"error: {tmp_path}/none: does not exist"


@pytest.mark.parametrize("words", [("ask", AREA), ("chat",)])
def test_without_a_snapshot_the_way_to_one_is_shown(workshop: Settings, words: tuple[str, ...]) -> None:
    result = type_in(*words)

    assert result.exit_code == 1
    assert told(result) == "error: nothing has been published yet; run `refresh`"


def test_a_damaged_snapshot_is_not_served(workshop: Settings) -> None:
    type_in("refresh")
    (passages,) = workshop.snapshots_dir.glob("*/passages.jsonl")
    passages.write_text("{}", encoding="utf-8")

    result = type_in("ask", "测试园区面积多大")

    assert result.exit_code == 1
    assert "passages.jsonl" in told(result) and "run `refresh`" in told(result)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("words", [("ask", AREA), ("refresh",), ("chat",)])
def test_a_model_that_is_missing_is_named(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_EMBEDDING_MODEL", str(tmp_path / "none"))

    result = type_in(*words)

    assert result.exit_code == 1
    assert str(tmp_path / "none") in told(result)


def test_a_data_folder_that_cannot_be_written_is_named(
    workshop: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "file"))

    result = type_in("refresh")

    assert result.exit_code == 1
    assert str(tmp_path / "file") in told(result)


def test_an_evaluation_prints_the_documented_figures(tmp_path: Path) -> None:
    result = type_in("evaluate", str(a_file(tmp_path, squad(SIX))))

    (figures,) = printed(result)
    assert list(figures) == ["passages", "questions", "recall@1", "recall@5", "mrr@10", "p50_ms", "p95_ms"]
    assert (figures["passages"], figures["questions"], figures["recall@1"]) == (6, 6, 1.0)


@pytest.mark.parametrize("content", ["not json", "{}", '{"data": []}'])
def test_an_evaluation_of_another_file_is_refused(content: str, tmp_path: Path) -> None:
    path = a_file(tmp_path, content)

    result = type_in("evaluate", str(path))

    assert result.exit_code == 1
    assert told(result).startswith(f"error: {path}: ")


@pytest.mark.usefixtures("published")
def test_the_bot_does_not_run_without_a_token() -> None:
    result = type_in("run")

    assert result.exit_code == 1
    assert told(result).startswith("error: TELEGRAM_BOT_TOKEN is not set")


@pytest.mark.parametrize("command", [("ask", AREA), ("run",), ("chat",), ("web",), ("start",), ("refresh",)])
def test_a_wrong_setting_is_named_by_every_command(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_THREADS", "many")

    result = type_in(*command)

    assert result.exit_code == 1
    assert told(result).startswith("error: BOT_THREADS: ")


@pytest.mark.usefixtures("published")
def test_start_without_a_token_refreshes_and_chats_in_the_terminal(workshop: Settings) -> None:
    result = type_in("start", standard_input="测试园区面积多大\n\n")

    assert result.exit_code == 0
    assert "17平方公里" in result.stdout

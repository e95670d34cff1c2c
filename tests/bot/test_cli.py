"""The command line: what a person types, what they read, and the exit status."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import bot.wiring
from bot.__main__ import serve_telegram, web_chat
from bot.cli import build_cli
from bot.settings import Settings, load_settings
from index.embedding import SentenceTransformerModel
from tests.bot.test_evaluate import SIX, a_file, squad
from tests.bot.test_wiring import break_page, write_page

AREA = "开发区总面积多大"
WEATHER = "今天天气怎么样"


@pytest.fixture(autouse=True)
def _loaded_model(model: SentenceTransformerModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the default model that is in memory already; any other they load themselves."""
    load = bot.wiring.open_model

    def open_model(settings: Settings, *details: Any) -> SentenceTransformerModel:
        return model if settings.embedding_model == "embedded" else load(settings, *details)

    monkeypatch.setattr(bot.wiring, "open_model", open_model)


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


def type_in(*words: str, standard_input: str | bytes | None = None) -> Result:
    """Run a command as the terminal does."""
    return CliRunner().invoke(
        build_cli(serve_telegram, web_chat), list(words), input=standard_input, prog_name="python -m bot"
    )


def told(result: Result) -> str:
    """The one line of complaint, which is no traceback."""
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    (line,) = result.stderr.splitlines()
    return line


def questions_file(folder: Path, *lines: object) -> str:
    path = folder / "questions.jsonl"
    written = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return str(path)


def answers(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


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


@pytest.mark.parametrize("words", [("ask",), ("ask", AREA, "--batch", "-")])
def test_ask_wants_either_a_question_or_a_file(words: tuple[str, ...]) -> None:
    result = type_in(*words)

    assert result.exit_code == 2
    assert told(result) == "error: give either a QUESTION or --batch FILE"


@pytest.mark.usefixtures("published")
def test_an_answer_is_printed_with_its_source_and_date() -> None:
    result = type_in("ask", AREA)

    assert result.exit_code == 0
    answer, source = result.stdout.splitlines()
    assert "62.42" in answer
    assert source.startswith("来源：《开发区概况》") and source.endswith("资料日期：2023")
    assert result.stderr == ""


@pytest.mark.usefixtures("published")
def test_a_refusal_is_no_failure() -> None:
    result = type_in("ask", WEATHER)

    assert result.exit_code == 0
    assert result.stdout.startswith("已发布的资料里没有找到这个问题的答案")


@pytest.mark.usefixtures("published")
def test_the_json_answer_has_the_documented_form() -> None:
    (answer,) = answers(type_in("ask", "--json", AREA))

    assert {key: type(value).__name__ for key, value in answer.items()} == {
        "answer": "str", "refused": "bool", "outcome": "str", "language": "str", "confidence": "float",
        "interpreted_as": "str", "sources": "list", "elapsed_ms": "float",
    }  # fmt: skip
    assert {key: type(value).__name__ for key, value in answer["sources"][0].items()} == {
        "document": "str", "title": "str", "heading": "str", "page": "NoneType", "as_of": "str",
        "text": "str", "score": "float", "outdated": "bool",
    }  # fmt: skip
    assert "62.42" in answer["answer"] and answer["outcome"] == "answered"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("question", "hint"),
    [
        ("", "请用文字写下您的问题"),
        (" \t\u3000 ", "请用文字写下您的问题"),
        ("👍🏭", "请用文字写下您的问题"),
        ("\x00\x07\x1b", "请用文字写下您的问题"),
        ("\udcff\udcfe", "请用文字写下您的问题"),
        ("园" * 100_000, "问题太长了（100000 个字符）"),
        ("why " * 25_000, "Your question is too long (99999 characters)"),
    ],
    ids=["empty", "space", "emoji", "control", "not UTF-8", "endless Chinese", "endless English"],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_no_question_gets_one_clear_line_and_status_2(question: str, hint: str, form: str) -> None:
    result = type_in("ask", *(["--json"] if form == "json" else []), "--", question)

    assert result.exit_code == 2, repr(result.exception)
    assert "Traceback" not in result.output
    (line,) = result.output.splitlines()
    assert (json.loads(line)["answer"] if form == "json" else line).startswith(hint)


@pytest.mark.usefixtures("published")
def test_bytes_that_are_not_utf8_in_a_question_do_no_harm() -> None:
    result = type_in("ask", "--json", f"{AREA}\udcff")

    assert result.exception is None, repr(result.exception)
    assert json.loads(result.stdout)["answer"]


@pytest.mark.usefixtures("published")
def test_a_batch_is_answered_in_order_and_its_sessions_share_context(tmp_path: Path) -> None:
    path = questions_file(
        tmp_path,
        {"id": "b", "question": "氢能产业园规划投资多少", "session": "li"},
        {"id": "a", "question": AREA},
        {"id": 3, "question": "那加氢站呢", "session": "li"},
    )

    investment, area, follow_up = answers(type_in("ask", "--batch", path))

    assert [answer["id"] for answer in (investment, area, follow_up)] == ["b", "a", "3"]
    assert "780亿元" in investment["answer"] and "62.42" in area["answer"] and "100" in follow_up["answer"]


@pytest.mark.usefixtures("published")
def test_a_batch_is_read_from_standard_input() -> None:
    (area,) = answers(type_in("ask", "--batch", "-", standard_input=f'{{"id": "a", "question": "{AREA}"}}\n'))

    assert "62.42" in area["answer"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("separator", ["\u2028", "\x85"])
def test_a_question_with_a_unicode_line_separator_is_one_line_of_the_batch(tmp_path: Path, separator: str) -> None:
    path = questions_file(tmp_path, {"id": "a", "question": f"请问{separator}{AREA}"}, {"id": "b", "question": AREA})

    assert [answer["id"] for answer in answers(type_in("ask", "--batch", path))] == ["a", "b"]


@pytest.mark.usefixtures("published")
def test_a_bad_line_of_a_batch_is_named_with_its_number_before_anything_is_answered(tmp_path: Path) -> None:
    path = questions_file(tmp_path, {"id": "a", "question": AREA}, "", '{"id": "b"}')

    result = type_in("ask", "--batch", path)

    assert result.exit_code == 1
    assert told(result).startswith(f"error: {path}:3: ")
    assert result.stdout == ""


@pytest.mark.usefixtures("published")
def test_a_bad_line_on_standard_input_is_named_with_its_number() -> None:
    result = type_in("ask", "--batch", "-", standard_input="nonsense\n")

    assert result.exit_code == 1
    assert told(result).startswith("error: standard input:1: ")


@pytest.mark.usefixtures("published")
def test_a_batch_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.jsonl").write_bytes('{"id": "a", "question": "面积"}'.encode("gbk"))

    missing, foreign = (type_in("ask", "--batch", str(tmp_path / name)) for name in ("none.jsonl", "gbk.jsonl"))

    assert (missing.exit_code, foreign.exit_code) == (1, 1)
    assert told(missing) == f"error: {tmp_path}/none.jsonl: cannot be read (No such file or directory)"
    assert told(foreign) == f"error: {tmp_path}/gbk.jsonl: is not UTF-8 text"


@pytest.mark.usefixtures("published")
def test_standard_input_that_is_not_utf8_is_named() -> None:
    result = type_in("ask", "--batch", "-", standard_input='{"id": "a", "question": "面积"}\n'.encode("gbk"))

    assert result.exit_code == 1
    assert told(result) == "error: standard input: is not UTF-8 text"


@pytest.mark.usefixtures("published")
def test_a_chat_answers_line_by_line_and_passes_over_empty_ones() -> None:
    result = type_in("chat", standard_input=f"{AREA}\n{WEATHER}\n\n{AREA}\n")

    assert result.exit_code == 0
    assert result.stdout.count("62.42") == 2
    assert "已发布的资料里没有找到这个问题的答案" in result.stdout


def test_what_is_asked_in_a_chat_is_kept_and_what_is_asked_by_a_command_is_not(
    workshop: Settings, tmp_path: Path
) -> None:
    def kept() -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(workshop.database_file)) as connection:
            return connection.execute("SELECT text, messenger FROM questions").fetchall()

    area = "测试园区面积多大"
    type_in("refresh")
    type_in("ask", area)
    type_in("ask", "--batch", questions_file(tmp_path, {"id": 1, "question": area}))
    assert kept() == []

    type_in("chat", standard_input=f"{area} 13812345678\n")

    assert kept() == [(f"{area} ***", "terminal")]


@pytest.mark.usefixtures("published")
def test_a_chat_ends_with_its_input() -> None:
    assert type_in("chat", standard_input="").exit_code == 0


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

    (figures,) = answers(result)
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

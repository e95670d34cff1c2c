"""Questions from the command line: one, a file of them, or a chat."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.bot.terminal import printed, told, type_in

AREA = "开发区总面积多大"
WEATHER = "今天天气怎么样"

pytestmark = pytest.mark.usefixtures("loaded_model")


def questions_file(folder: Path, *lines: object) -> str:
    path = folder / "questions.jsonl"
    written = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return str(path)


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
    (answer,) = printed(type_in("ask", "--json", AREA))

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

    investment, area, follow_up = printed(type_in("ask", "--batch", path))

    assert [answer["id"] for answer in (investment, area, follow_up)] == ["b", "a", "3"]
    assert "780亿元" in investment["answer"] and "62.42" in area["answer"] and "100" in follow_up["answer"]


@pytest.mark.usefixtures("published")
def test_a_batch_is_read_from_standard_input() -> None:
    (area,) = printed(type_in("ask", "--batch", "-", standard_input=f'{{"id": "a", "question": "{AREA}"}}\n'))

    assert "62.42" in area["answer"]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("separator", ["\u2028", "\x85"])
def test_a_question_with_a_unicode_line_separator_is_one_line_of_the_batch(tmp_path: Path, separator: str) -> None:
    path = questions_file(tmp_path, {"id": "a", "question": f"请问{separator}{AREA}"}, {"id": "b", "question": AREA})

    assert [answer["id"] for answer in printed(type_in("ask", "--batch", path))] == ["a", "b"]


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

"""A stranger's file is read in a process of its own that is stopped at its limits and leaves nothing behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge.errors import Fault, UnreadableFileError
from knowledge.intake import Limits
from knowledge.readers import read_source
from knowledge.sandbox import clear_scratch, read_file
from tests.knowledge import rendering


def refusal(path: Path, limits: Limits | None = None, scratch: Path | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_file(path, "x", limits, scratch)
    return caught.value


def hanging_office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A LibreOffice that never ends; the file returned will hold its process id."""
    note = folder / "pid"
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho $$ > {note}\nexec sleep 300\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return note


def old_word(path: Path) -> Path:
    path.write_bytes(rendering.ole_file({"WordDocument": b"\xec\xa5" + bytes(40)}))
    return path


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_dead(process: int, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(process)


def test_a_document_comes_back_as_if_read_here(tmp_path: Path) -> None:
    file = rendering.render_word(tmp_path / "指南.docx")
    assert read_file(file, "guide") == read_source(file, "guide")


def test_a_refusal_comes_back_with_its_facts(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"plain text")
    error = refusal(file)
    assert (error.path, error.fault) == (file, Fault.WRONG_TYPE)
    assert error.facts == {"suffix": ".pdf", "found": "plain text"}


def test_a_faulty_page_comes_back_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\ntitle: 甲\ntopicc: x\n---\n正文。\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"a\.md:1: front matter `topic`") as caught:
        read_file(file, "a")
    assert (caught.value.fault, caught.value.facts["field"]) == (Fault.BAD_FIELD, "topic")


def test_a_reader_that_hangs_is_stopped_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = hanging_office(tmp_path, monkeypatch)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    error = refusal(old_word(tmp_path / "a.doc"), Limits(seconds=2), scratch)

    assert error.fault is Fault.TIMEOUT
    assert wait_until_dead(int(note.read_text()))
    assert list(scratch.iterdir()) == []


def test_a_reader_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    rows = "".join(f"<w:p><w:r><w:t>{number * 7919}</w:t></w:r></w:p>" for number in range(200_000))
    whole = rendering.render_word(tmp_path / "whole.docx")

    def swollen(name: str, content: bytes) -> bytes:
        return (
            content.replace(b"<w:sectPr", rows.encode() + b"<w:sectPr", 1) if name == "word/document.xml" else content
        )

    file = rendering.rewritten(whole, tmp_path / "a.docx", swollen, {})
    assert refusal(file, Limits(memory_bytes=300_000_000)).fault is Fault.MEMORY


def test_the_reader_knows_no_secret_of_the_bots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nenv > {tmp_path}/environment\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    assert refusal(old_word(tmp_path / "a.doc")).fault is Fault.DAMAGED

    environment = (tmp_path / "environment").read_text()
    assert "PATH=" in environment and "secret" not in environment


def test_the_reader_dies_with_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = hanging_office(tmp_path, monkeypatch)
    file = old_word(tmp_path / "a.doc")
    command = f"from pathlib import Path; from knowledge.sandbox import read_file; read_file(Path({str(file)!r}), 'x')"
    bot = subprocess.Popen([sys.executable, "-c", command])
    deadline = time.monotonic() + 20
    while not (note.exists() and note.read_text().strip()) and time.monotonic() < deadline:
        time.sleep(0.05)

    bot.kill()
    bot.wait()

    assert wait_until_dead(int(note.read_text()))


def test_what_killed_readers_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "reader-abc" / "deep").mkdir(parents=True)
    (tmp_path / "snapshots").mkdir()
    assert clear_scratch(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["snapshots"]

"""What is wrong with a file is found before a reader sees it, and said so that its owner can mend it."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Remark, RemarkKind
from knowledge.errors import Fault, UnreadableFileError
from knowledge.intake import KINDS, Intake, Kind, Limits, examine, safe_name
from knowledge.readers import read_documents, read_source
from tests.knowledge import rendering


def refusal(path: Path, limits: Limits | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_source(path, "x", limits)
    return caught.value


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def macro_word(folder: Path) -> Path:
    """A Word file with macros, typed as Word types it."""

    def retyped(name: str, content: bytes) -> bytes:
        return content.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )

    plain = rendering.render_word(folder / "plain.docx")
    return rendering.rewritten(plain, folder / "guide.docm", retyped, {"word/vbaProject.bin": b"Sub AutoOpen()"})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("指南.pdf", "指南.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\Staff\报告.DOCX", "报告.docx"),
        ("/tmp/.hidden.md", "hidden.md"),
        ("evil\u202efdp.exe.txt", "evilfdp.exe.txt"),
        ("a\x00b\nc\x1b[31m.txt", "abc[31m.txt"),
        ("con:trol?.txt", "con_trol_.txt"),
        ("  two   words .txt", "two words.txt"),
        ("..", "document"),
        ("", "document"),
        (".pdf", "pdf"),
        ("no suffix", "no suffix"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_any_name_is_safe_short_and_stays_so(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert 0 < len(safe) <= 120 and not safe.startswith(".") and safe == Path(safe).name
    assert safe.isprintable()


@pytest.mark.parametrize("suffix", sorted(KINDS))
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str) -> None:
    error = refusal(put(tmp_path / f"a{suffix}", b""))
    assert error.fault is Fault.EMPTY and "0 bytes" in error.reason


@pytest.mark.parametrize("content", [b" \n\t\n", b"\xef\xbb\xbf\n"])
def test_a_file_without_words_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(put(tmp_path / "a.txt", content)).fault is Fault.NO_TEXT


def test_a_file_of_another_kind_is_refused_with_the_kinds_that_are_read(tmp_path: Path) -> None:
    error = refusal(put(tmp_path / "map.dwg", b"AC1032"))
    assert error.fault is Fault.UNKNOWN_TYPE and ".docx" in error.reason


def test_a_file_beyond_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    with file.open("wb") as stream:
        stream.truncate(20_000_001)
    error = refusal(file)
    assert error.fault is Fault.TOO_LARGE and error.facts == {"size_mb": 21, "limit_mb": 20}


@pytest.mark.parametrize(
    ("suffix", "content", "found"),
    [
        (".pdf", b"plain text", "plain text"),
        (".pdf", b"<!DOCTYPE html><html><body>page</body></html>", "a web page"),
        (".docx", b"%PDF-1.7 ...", "a PDF"),
        (".doc", b"{\\rtf1 rich}", "rich text (.rtf)"),
        (".txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture"),
        (".txt", b"\x7fELF" + bytes(64), "a program"),
        (".txt", bytes(range(32)) * 40, "data that is no text"),
        (".doc", rendering.ole_file({"Workbook": b"x"}), "an old workbook (.xls)"),
        (".xlsx", rendering.ole_file({"PowerPoint Document": b"x"}), "an old presentation (.ppt)"),
    ],
)
def test_content_of_another_kind_than_the_name_says_is_refused_with_what_it_is(
    tmp_path: Path, suffix: str, content: bytes, found: str
) -> None:
    error = refusal(put(tmp_path / f"a{suffix}", content))
    assert (error.fault, error.facts) == (Fault.WRONG_TYPE, {"suffix": suffix, "found": found})


def test_an_office_file_under_the_name_of_another_is_refused(tmp_path: Path) -> None:
    word = rendering.render_word(tmp_path / "a.docx")
    assert refusal(word.rename(tmp_path / "a.pdf")).facts["found"] == "a Word document"
    workbook = rendering.render_spreadsheet(tmp_path / "a.xlsx")
    assert refusal(workbook.rename(tmp_path / "a.docx")).facts["found"] == "a workbook"


def test_a_zip_archive_is_no_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("note.txt", "text")
    assert refusal(tmp_path / "a.docx").facts["found"] == "a zip archive"


def test_an_office_file_under_a_password_is_refused(tmp_path: Path) -> None:
    content = rendering.ole_file({"EncryptedPackage": b"secret", "EncryptionInfo": b"x"})
    assert refusal(put(tmp_path / "a.docx", content)).fault is Fault.ENCRYPTED


def test_an_old_word_file_under_a_password_is_refused(tmp_path: Path) -> None:
    content = rendering.ole_file({"WordDocument": b"\xec\xa5" + bytes(9) + b"\x01" + bytes(20)})
    assert refusal(put(tmp_path / "a.doc", content)).fault is Fault.ENCRYPTED


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx"])
def test_a_file_cut_off_half_way_is_damaged(tmp_path: Path, suffix: str) -> None:
    render = {
        ".docx": rendering.render_word,
        ".xlsx": rendering.render_spreadsheet,
        ".pptx": rendering.render_slides,
    }[suffix]
    whole = render(tmp_path / f"whole{suffix}").read_bytes()
    assert refusal(put(tmp_path / f"half{suffix}", whole[: len(whole) // 2])).fault is Fault.DAMAGED


def test_an_office_file_with_broken_xml_is_damaged(tmp_path: Path) -> None:
    whole = rendering.render_word(tmp_path / "whole.docx")

    def broken(name: str, content: bytes) -> bytes:
        return content[: len(content) // 2] if name == "word/document.xml" else content

    assert refusal(rendering.rewritten(whole, tmp_path / "a.docx", broken, {})).fault is Fault.DAMAGED


def test_an_archive_that_claims_to_unpack_beyond_the_limit_is_a_bomb(tmp_path: Path) -> None:
    whole = rendering.render_word(tmp_path / "whole.docx")
    bomb = rendering.rewritten(whole, tmp_path / "a.docx", lambda _, content: content, {"word/x": bytes(30_000_000)})
    assert refusal(bomb).fault is Fault.BOMB


def test_an_archive_of_too_many_entries_is_a_bomb(tmp_path: Path) -> None:
    whole = rendering.render_word(tmp_path / "whole.docx")
    extra = {f"word/{number}": b"" for number in range(200)}
    bomb = rendering.rewritten(whole, tmp_path / "a.docx", lambda _, content: content, extra)
    assert refusal(bomb, Limits(archive_entries=100)).fault is Fault.BOMB


def test_an_archive_whose_directory_lies_about_its_sizes_is_never_unpacked_beyond_them(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bytes(5_000_000))
    honest = buffer.getvalue()
    lying = honest.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 50))
    assert lying != honest
    assert refusal(put(tmp_path / "a.docx", lying)).fault is Fault.DAMAGED


def test_macros_are_ignored_and_said_to_be(tmp_path: Path) -> None:
    file = macro_word(tmp_path)
    assert examine(file) == Intake(Kind.WORD, has_macros=True)
    document = read_source(file, "x")
    assert document.remarks == (Remark(RemarkKind.MACROS_IGNORED),)
    assert document.title == rendering.TITLE and len(document.sections) == len(rendering.PARTS)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.txt").fault is Fault.UNREADABLE


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n"]))
def test_anything_under_any_name_is_a_document_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, content: bytes, magic: bytes
) -> None:
    file = put(tmp_path_factory.getbasetemp() / f"any{suffix}", magic + content)
    reading = read_documents([(file, "any")])
    assert len(reading.documents) + len(reading.failures) == 1
    assert all(document.sections for document in reading.documents)

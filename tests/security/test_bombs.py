"""A small file that unpacks to a huge one costs its reader a limit, and the bot nothing."""

import zlib
from pathlib import Path

import pytest

from knowledge.errors import Fault, UnreadableFileError
from knowledge.intake import Limits
from knowledge.sandbox import read_file
from tests.fuzz.targets import PARTS
from tests.knowledge import rendering

MB = 1_000_000
LIMITS = Limits(large_memory_bytes=900 * MB, seconds=8)
STOPPED = {Fault.MEMORY, Fault.TIMEOUT}


def pdf(path: Path, stream: bytes, box: str = "0 0 600 800", filters: str = "/FlateDecode") -> Path:
    """A PDF of one page with this content stream."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>".encode(),
        f"<</Length {len(stream)}/Filter[{filters}]>>".encode() + b"stream\n" + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    path.write_bytes(body + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode())
    return path


def refused(path: Path) -> Fault:
    """Why a file is refused."""
    with pytest.raises(UnreadableFileError) as caught:
        read_file(path, "x", LIMITS)
    return caught.value.fault


def spaces(megabytes: int) -> bytes:
    """So many megabytes of blanks, compressed."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * MB) for _ in range(megabytes)) + packer.flush()


def test_a_pdf_whose_page_unpacks_without_end_is_given_up(tmp_path: Path) -> None:
    twice = zlib.compress(spaces(600), 9)
    assert len(twice) < MB // 50

    assert refused(pdf(tmp_path / "a.pdf", twice, filters="/FlateDecode/FlateDecode")) in STOPPED


def test_a_page_of_impossible_size_is_read_as_any_other(tmp_path: Path) -> None:
    text = zlib.compress(b"BT /F 12 Tf 10 10 Td (1. Planned area is 17 square kilometres) Tj ET\n")

    document = read_file(pdf(tmp_path / "a.pdf", text, box="0 0 2000000000 2000000000"), "x", LIMITS)

    assert "17 square kilometres" in str(document.sections) + document.title


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx"])
def test_an_office_file_with_a_part_of_one_repeated_byte_is_a_bomb(tmp_path: Path, suffix: str) -> None:
    render = {".docx": rendering.render_word, ".xlsx": rendering.render_spreadsheet, ".pptx": rendering.render_slides}
    whole = render[suffix](tmp_path / f"whole{suffix}")

    def swollen(name: str, content: bytes) -> bytes:
        return content + b" " * (30 * MB) if name == PARTS[suffix] else content

    assert refused(rendering.rewritten(whole, tmp_path / f"a{suffix}", swollen, {})) is Fault.BOMB

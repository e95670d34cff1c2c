"""An old Word file is converted where LibreOffice is, and refused with what to do where it is not."""

from pathlib import Path

import pytest

from knowledge.errors import Fault, UnreadableFileError
from knowledge.readers import read_source
from tests.knowledge import rendering


def test_without_libreoffice_an_old_word_file_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "a.doc"
    file.write_bytes(rendering.ole_file({"WordDocument": b"\xec\xa5" + bytes(40)}))
    with pytest.raises(UnreadableFileError, match=r"LibreOffice.*\.docx") as caught:
        read_source(file, "x")
    assert caught.value.fault is Fault.NEEDS_OFFICE

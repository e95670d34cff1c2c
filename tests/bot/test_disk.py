"""Room on the disk is told for folders that are not there yet, too, and in words."""

from pathlib import Path

import pytest

from bot.disk import free_bytes, in_words


def test_a_folder_that_is_not_there_yet_has_the_room_of_its_disk(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "a" / "b") == pytest.approx(free_bytes(tmp_path), rel=0.1)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 KiB"), (1536, "2 KiB"), (200 << 20, "200 MiB"), (3 << 29, "1.5 GiB")]
)
def test_bytes_are_told_in_words(count: int, words: str) -> None:
    assert in_words(count) == words

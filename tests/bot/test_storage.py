"""Originals are kept whole under their hash, and go when nothing needs them."""

import errno
import hashlib
import os
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.errors import StorageError, StorageFullError
from bot.storage import Storage


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "documents")


def files(storage: Storage) -> list[str]:
    """The names of all files below the folder, but for the lock."""
    return sorted(path.name for path in storage.folder.rglob("*") if path.is_file() and path.name != ".lock")


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_kept_under_the_hash_of_its_content(storage: Storage, tmp_path: Path) -> None:
    original = tmp_path / "政策.PDF"
    original.write_bytes(b"content" * 1_000_000)

    stored = storage.store(original, original.suffix)

    assert stored == hashlib.sha256(original.read_bytes()).hexdigest() + ".pdf"
    assert storage.path(stored) == storage.folder / stored[:2] / stored
    assert storage.path(stored).read_bytes() == original.read_bytes()


def test_the_same_content_is_kept_once(storage: Storage) -> None:
    assert storage.store(b"one", ".txt") == storage.store(b"one", ".txt") != storage.store(b"two", ".txt")
    assert len(files(storage)) == 2


def test_files_and_folders_are_their_owners_only(storage: Storage) -> None:
    stored = storage.path(storage.store(b"one", ".txt"))

    assert [path.stat().st_mode & 0o077 for path in (storage.folder, stored.parent, stored)] == [0, 0, 0]


@pytest.mark.parametrize("suffix", ["", "pdf", ".", ".p/d", "./../x", ".verylongsuffix", ".p\n", ".文"])
def test_an_odd_suffix_is_left_out(storage: Storage, suffix: str) -> None:
    assert storage.store(b"one", suffix) == hashlib.sha256(b"one").hexdigest()


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "g" * 64, "a" * 64 + "/x", "a" * 64 + ".p\n"])
def test_a_name_that_is_none_leads_nowhere(storage: Storage, name: str) -> None:
    with pytest.raises(StorageError, match="not the name"):
        storage.path(name)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_named_and_leaves_nothing(
    storage: Storage, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing(number))

    with pytest.raises(StorageFullError, match="free some space"):
        storage.store(b"one", ".txt")

    assert files(storage) == []


def test_a_source_that_is_gone_is_named(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="No such file"):
        storage.store(tmp_path / "gone.pdf", ".pdf")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file")
    storage = Storage(tmp_path / "documents")

    for use in (lambda: storage.store(b"one"), lambda: storage.collect_garbage(()), storage.remove_leftovers):
        with pytest.raises(StorageError):
            use()


def test_what_nothing_needs_is_collected(storage: Storage) -> None:
    kept, spare = storage.store(b"one", ".txt"), storage.store(b"two", ".txt")

    assert storage.collect_garbage({kept}, safe_seconds=0) == 1
    assert files(storage) == [kept] != [spare]


def test_what_was_stored_just_now_is_not_collected(storage: Storage) -> None:
    old, young = storage.store(b"one"), storage.store(b"two")
    again = storage.store(b"three")
    for stored in (old, again):
        os.utime(storage.path(stored), (0, 0))
    storage.store(b"three")

    assert storage.collect_garbage(()) == 1
    assert files(storage) == sorted([young, again])


def test_what_is_not_of_the_storage_is_let_alone(storage: Storage) -> None:
    storage.store(b"one")
    (storage.folder / "no").mkdir()
    (storage.folder / "no" / "note.txt").write_text("a note")

    storage.collect_garbage((), safe_seconds=0)

    assert files(storage) == ["note.txt"]


def _store_and_die(folder: Path) -> None:
    os.fsync = lambda *_: os._exit(9)  # as kill -9 before the rename
    Storage(folder).store(b"half", ".txt")


def test_what_a_killed_process_left_is_removed_at_the_next_start(storage: Storage) -> None:
    process = get_context("spawn").Process(target=_store_and_die, args=(storage.folder,))
    process.start()
    process.join(60)
    assert process.exitcode == 9 and len(files(storage)) == 1

    assert storage.remove_leftovers() == 1
    assert files(storage) == []
    assert storage.path(storage.store(b"half", ".txt")).read_bytes() == b"half"

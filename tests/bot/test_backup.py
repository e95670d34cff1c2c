"""A backup holds all that cannot be made anew, as it was at one moment, and nothing else."""

import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from bot.backup import MANIFEST, belongs, write_backup
from bot.errors import BackupError, BusyError
from tests.bot.warehouse import data_folder, held


def test_databases_snapshots_originals_and_the_secret_are_in_it(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")

    write_backup(data, tmp_path / "a.zip")

    assert held(tmp_path / "a.zip") == {
        MANIFEST,
        "assistant.sqlite3",
        "sessions.sqlite3",
        "secret",
        "questions.txt",
        "documents/ab/abc.md",
        "snapshots/current",
        "snapshots/one/manifest.json",
    }


def test_only_the_owner_can_read_it_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")
    before = {path for path in data.rglob("*") if path.name != ".publishing.lock" and path.name != ".backup.lock"}

    write_backup(data, tmp_path / "a.zip")

    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"var", "a.zip"}
    assert {path for path in data.rglob("*") if not path.name.endswith(".lock")} <= before


def test_what_was_committed_a_moment_ago_is_in_it_although_the_database_is_in_use(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")
    with closing(sqlite3.connect(data / "assistant.sqlite3")) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        with writer:
            writer.execute("INSERT INTO notes VALUES ('committed')")
        writer.execute("INSERT INTO notes VALUES ('under way')")

        write_backup(data, tmp_path / "a.zip")

    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extract("assistant.sqlite3", tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "assistant.sqlite3")) as copy:
        assert copy.execute("SELECT text FROM notes").fetchall() == [("first",), ("committed",)]


def test_a_publication_waits_for_a_backup_and_a_backup_for_a_publication(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")
    with FileLock(data / ".publishing.lock"):
        backup = threading.Thread(target=write_backup, args=(data, tmp_path / "a.zip"))
        backup.start()
        backup.join(0.3)
        assert backup.is_alive() and not (tmp_path / "a.zip").exists()
    backup.join()
    assert (tmp_path / "a.zip").exists()


def test_two_backups_are_not_made_at_once(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")
    with FileLock(data / ".backup.lock"), pytest.raises(BusyError, match="another backup is being made"):
        write_backup(data, tmp_path / "a.zip")


def test_what_a_killed_backup_left_is_removed(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")
    (data / ".backup-x1").mkdir()
    (data / ".backup-x1" / "assistant.sqlite3").write_bytes(b"half")

    write_backup(data, tmp_path / "a.zip")

    assert not (data / ".backup-x1").exists()


@pytest.mark.parametrize("target", ["there.zip", "var/in.zip", "var/documents/in.zip"])
def test_an_archive_that_exists_or_would_lie_in_the_data_is_refused(tmp_path: Path, target: str) -> None:
    data = data_folder(tmp_path / "var")
    (tmp_path / "there.zip").write_bytes(b"older")

    with pytest.raises(BackupError, match=r"choose another name|keep backups elsewhere"):
        write_backup(data, tmp_path / target)

    assert (tmp_path / "there.zip").read_bytes() == b"older"


def test_without_data_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        write_backup(tmp_path / "var", tmp_path / "a.zip")


def test_a_damaged_database_is_named_and_no_archive_is_written(tmp_path: Path) -> None:
    data = data_folder(tmp_path / "var")
    (data / "sessions.sqlite3").write_bytes(b"no database" * 100)

    with pytest.raises(BackupError, match=r"sessions\.sqlite3 cannot be copied"):
        write_backup(data, tmp_path / "a.zip")

    assert {path.name for path in tmp_path.iterdir()} == {"var"}


@pytest.mark.parametrize(
    "path",
    [
        "models/e5/model.safetensors",
        "embeddings.sqlite3",
        "pictures/a.png",
        "scratch/upload",
        ".running.lock",
        "snapshots/.building-x/windows.npy",
        "documents/.storing-x",
        "assistant.sqlite3-wal",
        "assistant.sqlite3.before-0004",
        "bot.log",
        "bot.log.3",
    ],
)
def test_what_is_made_anew_or_passing_does_not_belong_into_it(path: str) -> None:
    assert not belongs(path)

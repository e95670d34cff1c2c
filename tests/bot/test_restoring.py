"""A backup is put back whole or not at all, and what was there is kept."""

import contextlib
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.backup import write_backup
from bot.errors import BackupError, BusyError
from bot.restoring import read_manifest, restore
from bot.running import running
from tests.bot.warehouse import data_folder, forged

EMPTY_SHA = "0" * 64


def backed_up(tmp_path: Path) -> tuple[Path, Path]:
    """A data folder and a backup of it."""
    data = data_folder(tmp_path / "var")
    write_backup(data, tmp_path / "a.zip")
    return data, tmp_path / "a.zip"


def contents(folder: Path) -> dict[str, bytes]:
    """All files but locks, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }


def test_what_was_backed_up_is_back_and_what_was_there_is_kept_beside_it(tmp_path: Path) -> None:
    data, archive = backed_up(tmp_path)
    (data / "secret").write_bytes(b"another")
    (data / "documents" / "ab" / "new.md").write_bytes(b"later")

    aside = restore(data, archive)

    assert (data / "secret").read_bytes() == b"s" * 32
    assert not (data / "documents" / "ab" / "new.md").exists()
    assert aside is not None and aside.parent == tmp_path and aside.name.startswith("var.before-restore-")
    assert (aside / "secret").read_bytes() == b"another"
    assert (aside / "documents" / "ab" / "new.md").read_bytes() == b"later"


def test_the_model_and_what_else_can_be_made_anew_stays(tmp_path: Path) -> None:
    data, archive = backed_up(tmp_path)

    restore(data, archive)

    assert (data / "models" / "e5" / "weights").read_bytes() == b"heavy"
    assert (data / "embeddings.sqlite3").exists() and (data / "pictures" / "a.png").exists()


def test_only_the_owner_can_read_what_was_restored(tmp_path: Path) -> None:
    data, archive = backed_up(tmp_path)
    modes = (0o700, 0o600)

    restore(data, archive)

    assert stat.S_IMODE(data.stat().st_mode) == modes[0]
    assert {stat.S_IMODE((data / name).stat().st_mode) for name in ("secret", "snapshots/current")} == {modes[1]}
    assert stat.S_IMODE((data / "snapshots" / "one").stat().st_mode) == modes[0]


def test_it_is_restored_where_there_was_nothing(tmp_path: Path) -> None:
    _, archive = backed_up(tmp_path)

    assert restore(tmp_path / "elsewhere" / "var", archive) is None

    assert (tmp_path / "elsewhere" / "var" / "secret").read_bytes() == b"s" * 32
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["var"]


def test_while_a_bot_runs_nothing_is_restored(tmp_path: Path) -> None:
    data, archive = backed_up(tmp_path)

    with running(data), running(data), pytest.raises(BusyError, match="stop it first"):
        restore(data, archive)

    assert [path.name for path in tmp_path.iterdir() if "before" in path.name] == []


def refused(tmp_path: Path, archive: Path) -> str:
    """Why the archive is refused; the data must be as before and nothing left beside it."""
    data = data_folder(tmp_path / "var")
    before = contents(data)
    with pytest.raises(BackupError) as caught:
        restore(data, archive)
    assert contents(data) == before
    assert {path.name for path in tmp_path.iterdir()} == {"var", archive.name}
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "documents/../../secret",
        "/etc/passwd",
        "documents//x",
        "./secret",
        "documents\\..\\x",
        "C:secret",
        "secret\n",
        "models/e5/weights",
        ".running.lock",
        "documents/",
    ],
)
def test_a_file_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert "is no backup of this program" in refused(tmp_path, forged(tmp_path / "b.zip", {name: b"x"}))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_device_is_refused(tmp_path: Path, kind: int) -> None:
    archive = forged(tmp_path / "b.zip", {"secret": b"/etc/passwd"}, attributes=kind | 0o777)

    assert "is a link or no file" in refused(tmp_path, archive)


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    archive = forged(tmp_path / "b.zip", {"secret": b"x"}, {"secret": {"sha256": EMPTY_SHA, "bytes": 1}})

    assert "secret differs from its checksum" in refused(tmp_path, archive)


def test_a_file_of_another_size_than_listed_is_refused(tmp_path: Path) -> None:
    archive = forged(tmp_path / "b.zip", {"secret": b"xx"}, {"secret": {"sha256": EMPTY_SHA, "bytes": 1}})

    assert "secret is not as its manifest.json says" in refused(tmp_path, archive)


@pytest.mark.parametrize("told", [{"more": {"sha256": EMPTY_SHA, "bytes": 1}}, {"secret": {"bytes": 1}}])
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, told: dict[str, object]) -> None:
    assert "b.zip" in refused(tmp_path, forged(tmp_path / "b.zip", {"secret": b"x"}, told))


def test_a_later_format_is_refused(tmp_path: Path) -> None:
    assert "has format 2" in refused(tmp_path, forged(tmp_path / "b.zip", {"secret": b"x"}, format=2))


def test_other_kinds_of_packing_are_refused(tmp_path: Path) -> None:
    archive = forged(tmp_path / "b.zip", {"secret": b"x"}, how=zipfile.ZIP_LZMA)

    assert "packed in a way" in refused(tmp_path, archive)


def test_more_than_the_disk_holds_is_refused_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.restoring.free_bytes", lambda _folder: 201 << 20)
    archive = forged(tmp_path / "b.zip", {"questions.txt": bytes(2 << 20)})

    assert "more than the disk has room for" in refused(tmp_path, archive)


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    archive = forged(tmp_path / "b.zip", {"assistant.sqlite3": b"no database" * 100})

    assert "holds a damaged database: assistant.sqlite3" in refused(tmp_path, archive)


def test_a_mount_point_is_refused_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.ismount", lambda _path: True)

    assert "set BOT_DATA_DIR to a folder in it" in refused(tmp_path, forged(tmp_path / "b.zip", {"secret": b"x"}))


@given(st.binary(max_size=300) | st.integers(0, 10_000))
@example(damage=1858)
def test_no_damage_to_an_archive_shows_a_stack_trace(tmp_path_factory: pytest.TempPathFactory, damage: object) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    archive = forged(folder / "b.zip", {"secret": b"x" * 50, "documents/ab/abc.md": b"y" * 50})
    whole = archive.read_bytes()
    if isinstance(damage, bytes):
        archive.write_bytes(damage)
    else:
        place = damage % len(whole)  # type: ignore[operator]
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])

    with contextlib.suppress(BackupError):  # whatever else is raised is a defect
        read_manifest(archive)
        restore(folder / "var", archive)
        assert contents(folder / "var") == {"secret": b"x" * 50, "documents/ab/abc.md": b"y" * 50}

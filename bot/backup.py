"""Back up everything that cannot be made anew: one archive with a checksum for each file, also while the bot runs."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.database import copy_database
from bot.errors import BackupError, BusyError
from bot.publishing import alone

FORMAT = 1
MANIFEST = "manifest.json"
REBUILT = ("models", "embeddings.sqlite3", "pictures", "scratch", "inbox.sqlite3")  # made anew, or passing
DATABASE_SUFFIX = ".sqlite3"
_STAGING = ".backup-"
_LEFT_OUT = re.compile(
    r"\A(?:\..*"  # locks, and what is being written
    r"|.*\.sqlite3-(wal|shm|journal)"  # what they hold is in the copy of the database
    r"|.*\.sqlite3\.before-.*"  # older forms of the database
    r"|.*\.log(\.\d+)?)"
)
_EFFORT = 1  # vectors hardly shrink
_IMMUTABLE = ("snapshots", "documents")  # their files are never written to, only replaced and removed


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive says of one of its files."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself; `files` by their paths below the data directory, `created` in UTC."""

    format: int
    created: str
    files: Mapping[str, Kept]

    @property
    def total_bytes(self) -> int:
        """What all the files take on the disk."""
        return sum(kept.bytes for kept in self.files.values())


def write_backup(data_dir: Path, file: Path) -> Manifest:
    """Write the archive `file`, readable by its owner only, whole or not at all; return what is in it.

    Publishing waits for the moment that databases take to be copied; questions are answered throughout. Raises
    BackupError where `file` exists, lies in the data directory or a database is damaged; BusyError while another
    backup is being made; OSError where the disk does not play along.
    """
    if not data_dir.is_dir():
        raise BackupError(f"there is nothing to back up: {data_dir} is no folder")
    if file.exists():
        raise BackupError(f"{file} exists already; choose another name")
    if file.absolute().resolve().is_relative_to(data_dir.resolve()):
        raise BackupError(f"{file} lies in the data directory; keep backups elsewhere, best on another disk")
    with _staging(data_dir) as staging:
        with alone(data_dir):
            _stage(data_dir, staging)
        return _pack(staging, file)


def belongs(path: str) -> bool:
    """Whether a backup holds a file of this path below the data directory."""
    top, *below = path.split("/")
    return top not in REBUILT and not any(_LEFT_OUT.fullmatch(part) for part in (top, *below))


@contextlib.contextmanager
def _staging(data_dir: Path) -> Iterator[Path]:
    """A folder for what goes into the archive, gone afterwards, with those that killed backups left."""
    try:
        with FileLock(data_dir / ".backup.lock", timeout=0, mode=0o600):
            for leftover in data_dir.glob(f"{_STAGING}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=data_dir))
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except Timeout as error:
        raise BusyError("another backup is being made; try again when it is done") from error


def _stage(data_dir: Path, staging: Path) -> None:
    """Copy the databases and link or copy the other files into `staging`, as they are at one moment."""
    for path in _files(data_dir):
        name = path.relative_to(data_dir)
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == DATABASE_SUFFIX:
            try:
                copy_database(path, target)
            except sqlite3.Error as error:
                raise BackupError(f"{path} cannot be copied ({error}); run `check`") from error
        elif name.parts[0] in _IMMUTABLE:
            with contextlib.suppress(FileNotFoundError):  # removed meanwhile: what is in the database does not need it
                _link(path, target)
        else:
            shutil.copyfile(path, target)


def _files(data_dir: Path) -> Iterator[Path]:
    for top in sorted(data_dir.iterdir()):
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if belongs(path.relative_to(data_dir).as_posix()) and path.is_file() and not path.is_symlink():
                yield path


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(path, target)


def _pack(staging: Path, file: Path) -> Manifest:
    """Write the archive beside its final place and move it there whole."""
    paths = {path.relative_to(staging).as_posix(): path for path in sorted(staging.rglob("*")) if path.is_file()}
    manifest = Manifest(
        FORMAT,
        datetime.now(UTC).isoformat(timespec="seconds"),
        {name: Kept(_sha256(path), path.stat().st_size) for name, path in paths.items()},
    )
    descriptor, building = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.absolute().parent)
    try:
        with os.fdopen(descriptor, "w+b") as output:
            with zipfile.ZipFile(
                output, "w", zipfile.ZIP_DEFLATED, compresslevel=_EFFORT, strict_timestamps=False
            ) as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
                for name, path in paths.items():
                    archive.write(path, name)
            output.flush()
            os.fsync(output.fileno())
        Path(building).replace(file)
    finally:
        Path(building).unlink(missing_ok=True)
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

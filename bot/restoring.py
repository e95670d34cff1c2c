"""Put a backup in the place of the data directory, verified first, with what was there kept beside it."""

import errno
import hashlib
import os
import re
import shutil
import sqlite3
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import Timeout
from pydantic import TypeAdapter, ValidationError

from bot.backup import DATABASE_SUFFIX, FORMAT, MANIFEST, REBUILT, Kept, Manifest, belongs
from bot.disk import LEAST_BYTES, free_bytes, in_words
from bot.errors import BackupError, BusyError
from bot.publishing import alone, preparing
from bot.running import nobody_running

_LONGEST_MANIFEST = 64 << 20  # bytes
_MOST_FILES = 500_000
_CHUNK = 1 << 20  # bytes
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MANIFEST = TypeAdapter(Manifest)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


def read_manifest(file: Path) -> Manifest:
    """Return what the archive `file` holds, as far as that can be told without unpacking it.

    Raises BackupError where it is no backup, or holds what no backup holds; OSError where it cannot be read.
    """
    with _opened(file) as archive:
        return _manifest(archive, file)


def restore(data_dir: Path, file: Path) -> Path | None:
    """Put the archive `file` in the place of `data_dir`; return where what was there is now, None for nothing.

    The model, the cache of embeddings and the pictures stay. Nothing is touched unless every file is as the archive
    says and every database is whole. Raises BackupError where that is not so, BusyError while a bot, a chat, a
    refresh or a publication runs, OSError where the disk does not play along.
    """
    data_dir = data_dir.resolve()
    if os.path.ismount(data_dir):
        raise BackupError(f"{data_dir} is a mount point; set BOT_DATA_DIR to a folder in it and move the data there")
    read_manifest(file)
    had_data = data_dir.is_dir()
    with nobody_running(data_dir), _nobody_preparing(data_dir), alone(data_dir):
        building = Path(tempfile.mkdtemp(prefix=f".{data_dir.name}-restoring-", dir=data_dir.parent))
        try:
            _unpack(file, building)
            aside = data_dir.with_name(f"{data_dir.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
            data_dir.replace(aside)
            try:
                building.replace(data_dir)
            except BaseException:
                aside.replace(data_dir)
                raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
        for name in REBUILT:  # they are as good as before, and take long
            if (aside / name).exists():
                (aside / name).replace(data_dir / name)
    if had_data:
        return aside
    shutil.rmtree(aside)
    return None


@contextmanager
def _nobody_preparing(data_dir: Path) -> Iterator[None]:
    try:
        with preparing(data_dir, 0):
            yield
    except Timeout as error:
        raise BusyError("a refresh is under way; try again when it is done") from error


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _UNREADABLE as error:
        raise BackupError(f"{file} is damaged or no backup ({error}); take another one") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # the directory sends the reader to before the file's beginning
            raise
        raise BackupError(f"{file} is damaged or no backup; take another one") from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """The manifest, once the archive's directory is found to hold just what it lists, under harmless names."""
    infos = archive.infolist()
    members = {info.filename: info for info in infos}
    if MANIFEST not in members or members[MANIFEST].file_size > _LONGEST_MANIFEST:
        raise BackupError(f"{file} is no backup of this program: it has no {MANIFEST}")
    for info in infos:
        if reason := _objection(info):
            raise BackupError(f"{file} is no backup of this program: {info.filename[:100]!r} {reason}")
    try:
        manifest = _MANIFEST.validate_json(archive.read(members.pop(MANIFEST)))
    except ValidationError as error:
        raise BackupError(f"{file} is no backup of this program: its {MANIFEST} is not of the known form") from error
    if manifest.format != FORMAT:
        raise BackupError(
            f"{file} has format {manifest.format}, this program reads {FORMAT}; use the one that wrote it"
        )
    if len(infos) != len(members) + 1 or len(infos) > _MOST_FILES or set(members) != set(manifest.files):
        raise BackupError(f"{file} does not hold the files that its {MANIFEST} lists; take another one")
    for name, kept in manifest.files.items():
        if members[name].file_size != kept.bytes or not _SHA256.fullmatch(kept.sha256):
            raise BackupError(f"{file} is damaged: {name} is not as its {MANIFEST} says; take another one")
    return manifest


def _objection(info: zipfile.ZipInfo) -> str:
    """What is wrong with a member; nothing where it is a file such as a backup holds."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or info.is_dir():
        return "is a link or no file"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        return "is packed in a way that this program does not use"
    name = info.orig_filename
    parts = name.split("/")
    if not name.isprintable() or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts):
        return "has a name that leads elsewhere"
    return "" if name == MANIFEST or belongs(name) else "does not belong into one"


def _unpack(file: Path, folder: Path) -> None:
    """Write all files into `folder`, compared with their checksums; BackupError for the first one that differs."""
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        room = free_bytes(folder) - LEAST_BYTES
        if manifest.total_bytes > room:
            raise BackupError(
                f"{file} holds {in_words(manifest.total_bytes)}, more than the disk has room for; free some space"
            )
        for name, kept in manifest.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not _written(archive, name, kept, target):
                raise BackupError(f"{file} is damaged: {name} differs from its checksum; take another backup")
    for database in folder.glob(f"*{DATABASE_SUFFIX}"):
        if reason := damage(database):
            raise BackupError(f"{file} holds a damaged database: {database.name} ({reason}); take another backup")


def _written(archive: zipfile.ZipFile, name: str, kept: Kept, target: Path) -> bool:
    """Unpack one file; whether it is of the size and the checksum that it should be."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with archive.open(name) as source, os.fdopen(descriptor, "wb") as output:
        while size <= kept.bytes and (chunk := source.read(_CHUNK)):
            size += len(chunk)
            digest.update(chunk)
            output.write(chunk)
        output.flush()
        os.fsync(output.fileno())
    return size == kept.bytes and digest.hexdigest() == kept.sha256


def damage(database: Path) -> str:
    """What SQLite finds wrong with a database; nothing where it is whole."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else str(found).splitlines()[0]

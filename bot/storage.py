"""The originals of added documents, kept under the hash of their content."""

import errno
import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from bot.errors import StorageError, StorageFullError

SAFE_SECONDS = 3600.0  # a file this young may belong to a draft that is being written
_STORING = ".storing-"
_CHUNK = 1 << 20  # bytes
_NAME = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,10})?")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")


class Storage:
    """Files below one folder, as `<first two characters of the hash>/<SHA-256><suffix>`, for their owner only.

    Several processes may share the folder. Every method raises StorageError when it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, source: Path | bytes, suffix: str = "") -> str:
        """Keep a file or its content; return the stored name, the same for the same content and suffix.

        A suffix that is not a dot and up to ten letters or digits is left out. Raises StorageFullError when the
        disk is full; nothing is left half written.
        """
        suffix = suffix.lower() if _SUFFIX.fullmatch(suffix.lower()) else ""
        try:
            with self._locked(), _opened(source) as content:
                return self._keep(content, suffix)
        except OSError as error:
            raise _named(error, "the file cannot be stored") from error

    def path(self, stored: str) -> Path:
        """Where the file of this stored name lies; StorageError for anything that is no stored name."""
        if not _NAME.fullmatch(stored):
            raise StorageError("this is not the name of a stored file")
        return self.folder / stored[:2] / stored

    def collect_garbage(self, keep: Collection[str], safe_seconds: float = SAFE_SECONDS) -> int:
        """Remove all files but those to keep and those stored within `safe_seconds`; return how many went."""
        kept, removed, now = set(keep), 0, time.time()
        try:
            with self._locked():
                for path in self.folder.glob("??/*"):
                    if _NAME.fullmatch(path.name) and path.name not in kept:
                        if now - path.stat().st_mtime < safe_seconds:
                            continue
                        path.unlink()
                        removed += 1
        except OSError as error:
            raise _named(error, "stored files cannot be removed") from error
        return removed

    def remove_leftovers(self) -> int:
        """Remove what a process that was killed left half written; return how many files went."""
        removed = 0
        try:
            with self._locked():  # whoever still writes holds the lock
                for path in self.folder.glob(f"{_STORING}*"):
                    path.unlink()
                    removed += 1
        except OSError as error:
            raise _named(error, "leftovers cannot be removed") from error
        return removed

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self.folder / ".lock", mode=0o600):
            yield

    def _keep(self, content: BinaryIO, suffix: str) -> str:
        descriptor, name = tempfile.mkstemp(prefix=_STORING, dir=self.folder)  # readable by its owner only
        building = Path(name)
        try:
            digest = hashlib.sha256()
            with os.fdopen(descriptor, "wb") as file:
                while chunk := content.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            stored = digest.hexdigest() + suffix
            target = self.path(stored)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            building.replace(target)  # the same content where it was stored before, now young again
            _sync(target.parent)
            return stored
        finally:
            building.unlink(missing_ok=True)


@contextmanager
def _opened(source: Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    else:
        with source.open("rb") as file:
            yield file


def _named(error: OSError, what: str) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFullError(f"{what}: the disk is full; free some space and try again")
    return StorageError(f"{what} ({error.strerror or type(error).__name__})")


def _sync(folder: Path) -> None:
    """Flush a folder to disk, so that a file's name in it outlasts a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

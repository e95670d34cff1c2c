"""Small data folders, and archives made from them, honest and otherwise."""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

FILES = {
    "secret": b"s" * 32,
    "questions.txt": "开发区总面积多大\n".encode(),
    "documents/ab/abc.md": b"# land",
    "snapshots/current": b"one\n",
    "snapshots/one/manifest.json": b"{}",
    "models/e5/weights": b"heavy",
    "pictures/a.png": b"drawn",
    "scratch/upload": b"passing",
    "bot.log": b"lines",
    "snapshots/.building-x/windows.npy": b"half",
}


def data_folder(folder: Path) -> Path:
    """A data directory with databases, snapshots, originals, and what does not belong into a backup."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in ("assistant", "sessions", "embeddings"):
        with closing(sqlite3.connect(folder / f"{name}.sqlite3")) as connection, connection:
            connection.execute("CREATE TABLE notes (text)")
            connection.execute("INSERT INTO notes VALUES ('first')")
    return folder


def held(archive: Path) -> set[str]:
    """The names in an archive."""
    with zipfile.ZipFile(archive) as opened:
        return set(opened.namelist())


def forged(
    archive: Path,
    files: Mapping[str, bytes],
    told: Mapping[str, Any] | None = None,
    attributes: int = 0,
    how: int = zipfile.ZIP_DEFLATED,
    format: int = 1,
) -> Path:
    """An archive of any content, with a manifest that fits it but for what is `told` otherwise."""
    listed: dict[str, Any] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)} for name, content in files.items()
    }
    listed.update(told or {})
    manifest = {"format": format, "created": "2026-11-25T03:00:00+00:00", "files": listed}
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("manifest.json", json.dumps(manifest))
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = attributes << 16
            info.compress_type = how
            opened.writestr(info, content)
    return archive

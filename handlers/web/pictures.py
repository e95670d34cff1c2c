"""The pictures that the page may fetch: those in the pictures folder, and those that its visitor was shown."""

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

LARGEST = 8 * 1024 * 1024  # bytes; a chain's map has 0.3 MB
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture_name(picture: Path, folder: Path) -> str:
    """The name that a picture is fetched by: its own in the pictures folder, elsewhere the hash of its path."""
    if picture.parent == folder and picture.suffix == ".png" and _NAME.fullmatch(picture.stem):
        return picture.stem
    return hashlib.sha256(os.fsencode(picture)).hexdigest()


def read_picture(name: str, folder: Path, shown: Mapping[str, Path]) -> bytes | None:
    """Return the PNG file of this name, None where there is none or it is no PNG; reads the disk."""
    if _NAME.fullmatch(name) is None:
        return None
    try:
        descriptor = os.open(shown.get(name, folder / f"{name}.png"), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        data = file.read(LARGEST)
    return data if data.startswith(_SIGNATURE) else None

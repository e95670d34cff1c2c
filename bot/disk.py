"""How much room the disk has left, and how little is too little."""

import shutil
from pathlib import Path

LOW_BYTES = 1 << 30  # a refresh of a large installation may not fit any more
LEAST_BYTES = 200 << 20  # neither snapshot nor log can be relied on any more


def free_bytes(folder: Path) -> int:
    """Bytes that can still be written in `folder`, or where it would be made; OSError when that cannot be told."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def in_words(count: int) -> str:
    """A number of bytes as people read it."""
    if count < 1 << 20:
        return f"{count / (1 << 10):.0f} KiB"
    return f"{count / (1 << 20):.0f} MiB" if count < LOW_BYTES else f"{count / (1 << 30):.1f} GiB"

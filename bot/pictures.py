"""Pictures that are drawn once and kept on disk, under the hash of what they show."""

import contextlib
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import structlog

from bot.chain_map import draw_chain
from bot.comparison import Comparison, draw_comparison
from bot.directory import ChainMap
from bot.language import Language

KEPT = 200  # pictures; a map takes about 0.3 MB
_DRAWING = 1  # changes where the same content is drawn in another way
_BUILDING = ".drawing-"
_STALE = 3600.0  # seconds after which nobody writes a file any more

_log = structlog.get_logger(__name__)


class Pictures:
    """Draws pictures into a folder, for its owner only; several threads and processes may share it.

    A picture is named by what it shows, so a snapshot that says the same shows the same file, and one that says
    something else never an old one. Every method may draw, for up to a second: call it from a worker thread, never
    in the event loop. OSError when the folder cannot be written.
    """

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        self._folder = folder
        self._kept = kept
        self._drawing = threading.Lock()  # one at a time: two cores have questions to answer besides

    def chain(self, chain_map: ChainMap, language: Language) -> Path:
        """The PNG file of a chain's map."""
        return self._kept_or_drawn(["chain", asdict(chain_map), language], lambda: draw_chain(chain_map, language))

    def comparison(self, comparison: Comparison) -> Path:
        """The PNG file of a comparison."""
        return self._kept_or_drawn(["comparison", asdict(comparison)], lambda: draw_comparison(comparison))

    def _kept_or_drawn(self, content: list[object], draw: Callable[[], bytes]) -> Path:
        shown = json.dumps([_DRAWING, *content], ensure_ascii=False, sort_keys=True)
        path = self._folder / f"{hashlib.sha256(shown.encode()).hexdigest()}.png"
        with self._drawing:
            if _touched(path):
                return path
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, draw())
            self._prune(path)
        _log.info("picture drawn", kind=content[0], bytes=path.stat().st_size)
        return path

    def _prune(self, newest: Path) -> None:
        """Remove what was looked at longest ago beyond the number to keep, and what killed processes left."""
        pictures = []
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process prunes too
                pictures.append((path.stat().st_mtime, path))
        pictures.sort(reverse=True)
        kept = 0
        for used, path in pictures:
            if path.name.startswith(_BUILDING):
                gone = time.time() - used > _STALE
            else:
                kept += 1
                gone = kept > self._kept and path != newest
            if gone:
                path.unlink(missing_ok=True)


def _touched(path: Path) -> bool:
    """Whether the file is there; its time is now that of its last use."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=_BUILDING, dir=path.parent)  # readable by its owner only
    building = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)

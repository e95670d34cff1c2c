"""A log file that never grows beyond its limit and that only its owner reads."""

import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from bot.errors import SettingsError

LARGEST_BYTES = 10 << 20
OLDER_FILES = 4


def open_log_file(path: Path, largest_bytes: int = LARGEST_BYTES) -> logging.Handler:
    """Open the file for finished lines; full, it becomes `name.1` and the oldest of four such is dropped.

    Raises SettingsError where it cannot be written.
    """
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _Rotating(path, maxBytes=largest_bytes, backupCount=OLDER_FILES, encoding="utf-8", errors="replace")
    except OSError as error:
        raise SettingsError(f"BOT_LOG_FILE: {path} cannot be written ({error.strerror})") from error


class _Rotating(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.fchmod(descriptor, 0o600)  # one that was there before may have been open to others
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must cost neither the answer nor the line."""
        print(record.getMessage(), file=sys.stderr)  # noqa: T201

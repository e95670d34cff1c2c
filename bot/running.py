"""Know whether a bot runs on a data directory, so that nothing is put in its place meanwhile."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import BusyError

LOCK_NAME = ".running.lock"
_BOT_LOCK_NAME = ".bot.lock"


@contextmanager
def running(data_dir: Path) -> Iterator[None]:
    """Run on a data directory, beside others that do; BusyError while it is being replaced."""
    with _locked(data_dir, fcntl.LOCK_SH, f"{data_dir} is being restored; start again when that is done"):
        yield


@contextmanager
def nobody_running(data_dir: Path) -> Iterator[None]:
    """Have a data directory for oneself; BusyError while a bot or a chat runs on it."""
    with _locked(data_dir, fcntl.LOCK_EX, f"a bot or a chat is running on {data_dir}; stop it first"):
        yield


@contextmanager
def only_bot(data_dir: Path) -> Iterator[None]:
    """Be the one bot that takes updates with a data directory; BusyError where there is one, chats do not count."""
    refusal = f"another bot is running on {data_dir}; stop it first"
    with _locked(data_dir, fcntl.LOCK_EX, refusal, _BOT_LOCK_NAME):
        yield


@contextmanager
def _locked(data_dir: Path, kind: int, refusal: str, name: str = LOCK_NAME) -> Iterator[None]:
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(data_dir / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)  # ends with the process, however that ends
        except BlockingIOError:
            raise BusyError(refusal) from None
        yield
    finally:
        os.close(descriptor)

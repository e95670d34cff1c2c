"""What the program writes is for its owner alone: another user of the machine reads none of it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.backup import write_backup
from bot.database import open_database
from bot.log_file import open_log_file
from bot.storage import Storage
from tests.handlers.house import LI, house_of, settings_with_pages
from tests.security.endurance import ROOT

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> set[str]:
    """The files below that somebody else could read: those that allow it, with all folders above them."""
    readable = set()
    for path in folder.rglob("*"):
        above = [parent for parent in path.parents if parent.is_relative_to(folder)]
        if path.is_file() and path.stat().st_mode & 0o077 and all(one.stat().st_mode & 0o011 for one in above):
            readable.add(path.relative_to(folder).as_posix())
    return readable


def loosely_kept(folder: Path) -> set[str]:
    """Databases, originals, backups and the secret that would be readable if a folder above were opened."""
    kinds = ("*.sqlite3*", "secret", "documents/*/*", "*.zip", "*.log")
    return {
        path.name
        for kind in kinds
        for path in folder.rglob(kind)
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077
    }


@pytest.mark.asyncio
async def test_after_a_day_at_work_nothing_in_the_data_folder_is_for_others(tmp_path: Path) -> None:
    settings = settings_with_pages(tmp_path)
    async with house_of(settings) as house:
        await house.told(LI, "柳湾园规划面积多大")
        await house.told(LI, "/menu")
    Storage(settings.documents_dir).store(b"original", ".txt")
    log = open_log_file(settings.data_dir / "bot.log")
    log.close()
    write_backup(settings.data_dir, tmp_path / "day.zip")

    assert {"assistant.sqlite3", "secret", "snapshots"} <= {path.name for path in settings.data_dir.iterdir()}
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    assert open_to_others(settings.data_dir) == set()
    assert loosely_kept(tmp_path) == set()


def run(*arguments: str, data: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The real program, started by somebody whose files others can usually read."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = known | {"BOT_DATA_DIR": str(data), **environment}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, umask=0o022)


def test_an_export_is_for_who_made_it_alone(tmp_path: Path) -> None:
    open_database(tmp_path / "data" / "assistant.sqlite3").dispose()

    made = run("questions", "export", str(tmp_path / "a.xlsx"), data=tmp_path / "data")

    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o600
    assert open_to_others(tmp_path / "data") == set()


def test_a_start_that_fails_shows_no_token(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
    elsewhere = {"TELEGRAM_API_URL": "http://127.0.0.1:9", "BOT_EMBEDDING_MODEL": "./none", "BOT_LOG_LEVEL": "DEBUG"}

    told = run("run", data=tmp_path / "data", TELEGRAM_BOT_TOKEN_FILE=str(tmp_path / "token"), **elsewhere)

    assert told.returncode == 1 and "Traceback" not in told.stderr
    assert TOKEN not in told.stdout + told.stderr and TOKEN[10:] not in told.stdout + told.stderr

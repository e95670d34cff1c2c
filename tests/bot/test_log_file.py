"""The log file has a limit and is for its owner alone."""

import logging
import stat
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.log_file import OLDER_FILES, open_log_file


def write(handler: logging.Handler, count: int) -> None:
    for number in range(count):
        handler.handle(logging.makeLogRecord({"msg": f"line {number:04} …"}))


def test_it_never_grows_beyond_its_limit(tmp_path: Path) -> None:
    handler = open_log_file(tmp_path / "logs" / "bot.log", largest_bytes=200)

    write(handler, 200)
    handler.close()

    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == OLDER_FILES + 1 and all(file.stat().st_size <= 200 for file in files)
    assert "line 0199" in files[0].read_text(encoding="utf-8")


def test_only_its_owner_reads_it_even_if_it_was_open_to_all(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    path.touch(mode=0o666)
    path.chmod(0o666)

    handler = open_log_file(path, largest_bytes=100)
    write(handler, 20)
    handler.close()

    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_a_file_that_cannot_be_written_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"BOT_LOG_FILE: .* cannot be written"):
        open_log_file(tmp_path)

"""A data directory that is in use is not put aside."""

from pathlib import Path

import pytest

from bot.errors import BusyError
from bot.running import nobody_running, only_bot, running


def test_several_may_run_but_not_while_one_wants_to_be_alone(tmp_path: Path) -> None:
    with (
        running(tmp_path / "var"),
        running(tmp_path / "var"),
        pytest.raises(BusyError),
        nobody_running(tmp_path / "var"),
    ):
        pass


def test_none_starts_while_the_data_is_being_replaced(tmp_path: Path) -> None:
    with nobody_running(tmp_path), pytest.raises(BusyError, match="being restored"), running(tmp_path):
        pass


def test_once_it_has_ended_the_directory_is_free_again(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    with nobody_running(tmp_path):
        pass
    with running(tmp_path):
        pass


def test_one_bot_at_a_time_takes_updates_with_a_data_directory(tmp_path: Path) -> None:
    with only_bot(tmp_path), running(tmp_path):
        with pytest.raises(BusyError, match=r"another bot is running on .*; stop it first"), only_bot(tmp_path):
            pytest.fail("a second bot started")
        with running(tmp_path):  # a chat may
            pass
    with only_bot(tmp_path):
        pass

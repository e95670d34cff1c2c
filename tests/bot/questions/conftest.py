"""A database of the newest form."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.database import open_database


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An empty database."""
    return open_database(tmp_path / "assistant.sqlite3")

"""Commands configure logging for the whole process; no test leaves that behind."""

from collections.abc import Iterator

import pytest

from tests.bot.logging_state import logging_restored


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    with logging_restored():
        yield

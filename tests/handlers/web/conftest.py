"""One Chromium for the tests of a file: it must be gone before another file's tests run a loop of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.handlers.web.browsing import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched

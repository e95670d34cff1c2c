"""A visitor's phone, connected to the whole application over the repository's pages or over a few of the tests' own."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.conversation import Conversation
from bot.parts import Parts
from bot.settings import Settings
from handlers.application import build_application
from tests.handlers.house import House, house_of, settings_with_pages
from tests.handlers.phone import Phone, phone_with


@pytest_asyncio.fixture
async def phone(conversation: Conversation) -> AsyncIterator[Phone]:
    """A phone connected to the bot."""
    async with phone_with(lambda builder: build_application(builder, Parts(conversation))) as ready:
        yield ready


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the tests' pages are published."""
    folder = tmp_path_factory.mktemp("house")
    settings_with_pages(folder)
    return folder


@pytest.fixture
def settings(published: Path, tmp_path: Path) -> Settings:
    """Settings over a copy of them."""
    shutil.copytree(published, tmp_path / "house")
    folder = tmp_path / "house"
    quick = {"question_burst": 1000}  # a test writes faster than a person
    return Settings.model_validate({"data_dir": folder / "data", "pages_dir": folder / "pages"} | quick)


@pytest_asyncio.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """The program over them, which Telegram refuses nothing."""
    async with house_of(settings) as ready:
        yield ready
        assert ready.server.refusals == []

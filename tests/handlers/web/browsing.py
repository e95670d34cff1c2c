"""Chromium with the chat open in a tab, as a visitor has it."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from bot.buckets import Rate
from handlers.web.door import Door
from tests.handlers.web.chats import FREE, FakeDesk, running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE, DESKTOP = ViewportSize(width=360, height=640), ViewportSize(width=1000, height=800)
QUESTION = "#question"

needs_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no browser: install Debian's chromium to see the web chat as visitors do"
)


@contextmanager
def chromium(**environment: str) -> Iterator[Browser]:
    """Chromium without a window; `environment` is added to this process's own."""
    with sync_playwright() as playwright:
        # Root, as in a container, has no sandbox of its own.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=flags, env={**os.environ, **environment})
        yield launched
        launched.close()


@dataclass
class Tab:
    """A tab with the chat open; `faults` is what the browser complained of."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every fault and every request to elsewhere from now on."""
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda one: self.faults.append(one.text) if one.type == "error" else None)
        self.page.on("request", lambda one: self.faults.append(one.url) if not one.url.startswith(self.base) else None)

    def ask(self, text: str) -> None:
        """Type a question and press Enter."""
        self.page.fill(QUESTION, text)
        self.page.press(QUESTION, "Enter")

    def bubble(self, text: str) -> Locator:
        """The message with this text."""
        return self.page.locator(".bubble", has_text=text)

    @property
    def focused(self) -> str:
        """The text of what has the focus."""
        return str(self.page.evaluate("document.activeElement.textContent"))


@contextmanager
def served(folder: Path, desk: FakeDesk, per_visit: Rate = FREE, door: Door | None = None) -> Iterator[str]:
    """The chat, served in a thread: the browser's side runs in this one."""
    opened, ends = threading.Event(), threading.Event()
    address = ""

    async def serve() -> None:
        nonlocal address
        async with running(folder, desk, per_visit=per_visit, door=door) as chat:
            address = chat.base
            opened.set()
            await asyncio.to_thread(ends.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert opened.wait(20)
    try:
        yield address
    finally:
        ends.set()
        thread.join()

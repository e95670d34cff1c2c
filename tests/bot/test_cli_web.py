"""The web chat from the command line: where it opens, and how it ends."""

import io
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli_web import chat_here_and_there, until_stopped
from bot.parts import Parts
from bot.settings import Settings
from tests.bot.answerers import Silence


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Start:
    """`start` without a token, with a chat that ends at once; `happened` is what did, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> None:
        self.happened: list[str] = []
        self.output = io.StringIO()
        monkeypatch.setattr("sys.stdin", Terminal() if terminal else io.StringIO())
        monkeypatch.setattr("bot.cli_web.until_stopped", lambda: self.happened.append("waited"))

    @contextmanager
    def web_chat(self, _settings: Settings, _parts: Parts) -> Iterator[str]:
        self.happened.append("opened")
        yield "http://127.0.0.1:8080/"
        self.happened.append("closed")

    def run(self, **settings: object) -> list[str]:
        def chat(_parts: Parts) -> None:
            self.happened.append("chatted")

        made = Settings.model_validate(settings)
        chat_here_and_there(made, Parts(Silence()), chat, self.web_chat, Console(file=self.output))
        return self.happened


def test_in_a_terminal_the_page_is_open_as_long_as_the_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Start(monkeypatch, terminal=True)

    assert start.run() == ["opened", "chatted", "closed"]
    assert start.output.getvalue() == "web chat: http://127.0.0.1:8080/\n"


def test_without_a_terminal_the_input_alone_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Start(monkeypatch, terminal=False)

    assert start.run() == ["chatted"]
    assert start.output.getvalue() == ""


def test_without_a_terminal_a_page_whose_port_was_set_outlasts_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Start(monkeypatch, terminal=False).run(web_port=8123) == ["opened", "chatted", "waited", "closed"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_and_is_then_as_before(number: signal.Signals, tmp_path: Path) -> None:
    before = signal.getsignal(number)
    threading.Timer(0.1, os.kill, (os.getpid(), number)).start()

    until_stopped()

    assert signal.getsignal(number) is before

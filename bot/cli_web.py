"""The web chat from the command line: beside the terminal's chat, or alone until it is stopped."""

import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from rich.console import Console

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.parts import Parts

WebServing = Callable[[Settings, "Parts"], AbstractContextManager[str]]
"""Serves the web chat as long as its context lasts, at the address that it gives."""


def chat_here_and_there(
    settings: Settings, parts: "Parts", chat: Callable[["Parts"], None], web_chat: WebServing, output: Console
) -> None:
    """Run `chat` in the terminal and the web chat beside it.

    Where standard input is no terminal, the web chat is served only with BOT_WEB_PORT set; then it outlasts the input.
    """
    terminal = sys.stdin.isatty()
    if not terminal and "web_port" not in settings.model_fields_set:
        chat(parts)
        return
    with web_chat(settings, parts) as address:
        announce(address, output)
        chat(parts)
        if not terminal:
            until_stopped()


def announce(address: str, output: Console) -> None:
    """Say where the web chat is."""
    output.print(f"web chat: {address}", markup=False, soft_wrap=True)
    output.file.flush()


def until_stopped() -> None:
    """Wait for SIGINT or SIGTERM; to be called in the main thread."""
    stopped = threading.Event()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda _number, _frame: stopped.set()) for number in signals}
    try:
        stopped.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""Start the program: the one place that puts a messenger behind the command line.

Imports point from handlers to bot, never back; this module alone is above both.
"""

import gc
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from bot.cli import build_cli
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.parts import Parts


def serve_telegram(settings: Settings, open_parts: Callable[[], "Parts"]) -> None:
    """Run the Telegram bot; imported late, since other commands need no messenger."""
    from handlers.application import serve

    serve(settings, open_parts)


def web_chat(settings: Settings, parts: "Parts") -> AbstractContextManager[str]:
    """Serve the web chat as long as the context lasts, at the address that it gives."""
    from handlers.web.serving import serving

    return serving(settings, parts)


if __name__ == "__main__":
    os.umask(0o077)  # whatever is written, exports and logs too, is for who runs this alone
    gc.set_threshold(100_000, 20, 20)  # what is loaded at start stays: looking it through again and again takes 0.6 s
    build_cli(serve_telegram, web_chat)(prog_name="python -m bot")

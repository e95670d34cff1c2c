"""Start the program: the one place that puts a messenger behind the command line.

Imports point from handlers to bot, never back; this module alone is above both.
"""

import gc
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from bot.parts import Parts
    from bot.settings import Settings


def serve_telegram(settings: "Settings", open_parts: Callable[[], "Parts"]) -> None:
    """Run the Telegram bot; imported late, since other commands need no messenger."""
    from handlers.application import serve

    serve(settings, open_parts)


def web_chat(settings: "Settings", parts: "Parts") -> AbstractContextManager[str]:
    """Serve the web chat as long as the context lasts, at the address that it gives."""
    from handlers.web.serving import serving

    return serving(settings, parts)


def main() -> None:
    """Run the command line, imported once the collector of cycles is told that what is loaded at start stays."""
    gc.set_threshold(100_000, 20, 20)  # looking it through again and again takes 0.6 s
    from bot.cli import build_cli
    from index.starting import is_loading

    try:
        build_cli(serve_telegram, web_chat)(prog_name="python -m bot")
    except SystemExit as end:
        if is_loading():
            _end_at_once(end)
        raise
    finally:
        gc.freeze()  # looking it through once more before all of it goes takes 0.8 s


def _end_at_once(end: SystemExit) -> NoReturn:
    """End without taking the interpreter down: below a thread in the midst of torch that aborts now and then.

    Whatever was open is closed by now.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code if isinstance(end.code, int) else bool(end.code))


if __name__ == "__main__":
    os.umask(0o077)  # whatever is written, exports and logs too, is for who runs this alone
    main()

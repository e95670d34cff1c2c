"""Start the program: the one place that puts a messenger behind the command line.

Imports point from handlers to bot, never back; this module alone is above both.
"""

from collections.abc import Callable

from bot.cli import build_cli
from bot.parts import Parts
from bot.settings import Settings


def serve_telegram(settings: Settings, open_parts: Callable[[], Parts]) -> None:
    """Run the Telegram bot; imported late, since other commands need no messenger."""
    from handlers.application import serve

    serve(settings, open_parts)


if __name__ == "__main__":
    build_cli(serve_telegram)(prog_name="python -m bot")

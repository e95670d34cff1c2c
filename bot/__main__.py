"""Start the program: the one place that puts a messenger behind the command line.

Imports point from handlers to bot, never back; this module alone is above both.
"""

import gc
from collections.abc import Callable

from bot.cli import build_cli
from bot.office import Office
from bot.questions.log import QuestionLog
from bot.serving import Serving
from bot.settings import Settings


def serve_telegram(
    settings: Settings,
    open_serving: Callable[[], Serving],
    open_office: Callable[[], Office],
    open_log: Callable[[], QuestionLog],
) -> None:
    """Run the Telegram bot; imported late, since other commands need no messenger."""
    from handlers.application import serve

    serve(settings, open_serving, open_office, open_log)


if __name__ == "__main__":
    gc.set_threshold(100_000, 20, 20)  # what is loaded at start stays: looking it through again and again takes 0.6 s
    build_cli(serve_telegram)(prog_name="python -m bot")

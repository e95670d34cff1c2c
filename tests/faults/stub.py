"""The real bot, settings to signals, with something in the place of model and pages that repeats what it is asked.

`python -m tests.faults.stub SECONDS_AN_ANSWER`, with the settings of `bot run` in the environment.
"""

import sys
import time

from bot.answer import Answer
from bot.database import open_database
from bot.errors import BotError
from bot.language import Language
from bot.parts import Parts
from bot.questions.log import QuestionLog
from bot.settings import load_settings
from handlers.application import serve
from tests.bot.answerers import Parrot
from tests.faults.ward import SECRET


class Slow(Parrot):
    """A parrot that thinks first."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        time.sleep(self._seconds)
        return super().ask(text, session, default, chosen=chosen, afresh=afresh)


def main() -> None:
    """Run until a signal ends it."""
    settings = load_settings()

    def open_parts() -> Parts:
        log = QuestionLog(open_database(settings.database_file), SECRET).start()
        return Parts(Slow(float(sys.argv[1])), questions=log)

    try:
        serve(settings, open_parts)
    except BotError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()

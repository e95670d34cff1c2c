"""What happens when a handler or the connection fails: an apology for the visitor, a log line for the operator."""

import time
from collections.abc import Callable

import structlog
from telegram import Update
from telegram.error import Conflict
from telegram.ext import ContextTypes

from bot.monitor import Monitor
from handlers.apology import apologise
from handlers.delivery import being_handled
from handlers.sending import passes

_QUIET_SECONDS = 60.0  # between two log lines about the same trouble with the connection

_log = structlog.get_logger(__name__)


class Failures:
    """Reports what failed; `monitor`, where there is one, is told that another bot takes the updates."""

    def __init__(self, monitor: Monitor | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._monitor = monitor
        self._clock = clock
        self._told: dict[str, float] = {}

    async def report(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the error and, where a person waits for a reply, apologise."""
        error = context.error
        if not isinstance(update, Update):
            self._connection(error)
            return
        handling = being_handled()
        if handling is not None and error is not None and passes(error):
            # The apology would not arrive either.
            handling.undelivered = True
            _log.error("answer not delivered", update=update.update_id, reason=type(error).__name__)
            return
        _log.error("update failed", update=update.update_id, exc_info=error)
        await apologise(update)

    def _connection(self, error: Exception | None) -> None:
        """Say once a minute what keeps updates from coming: the next try is on its way already."""
        if isinstance(error, Conflict):
            if self._monitor is not None:
                self._monitor.conflicted()
            if self._is_news("conflict"):
                _log.error(
                    "another bot uses this token",
                    reason=str(error),
                    remedy="stop the other one; this one goes on trying",
                )
        elif error is not None and passes(error):
            if self._is_news("network"):
                _log.warning("telegram not reached", reason=str(error)[:80], remedy="none needed; tried again")
        else:
            _log.error("update failed", exc_info=error)

    def _is_news(self, trouble: str) -> bool:
        now = self._clock()
        if now - self._told.get(trouble, float("-inf")) < _QUIET_SECONDS:
            return False
        self._told[trouble] = now
        return True

"""Tell the owners, in their own chats, when something needs them."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import structlog
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.alerts import WITHIN_SECONDS, Alert, Alerts
from bot.language import Language
from bot.monitor import Monitor
from bot.texts import say
from handlers.messages import line
from handlers.types import App

_LOOKED_EVERY = 30  # seconds
_LANGUAGE = Language.SIMPLIFIED  # nobody asks here whose language could be taken

_log = structlog.get_logger(__name__)


class Alarms:
    """Looks at the vitals twice a minute and sends what `Alerts` calls for to `owners`, by their user ids."""

    def __init__(self, monitor: Monitor, owners: Collection[int], alerts: Alerts | None = None) -> None:
        self._monitor = monitor
        self._owners = sorted(owners)
        self._alerts = alerts or Alerts()

    def schedule(self, application: App) -> None:
        """Have the application look from now on, where there is an owner to tell."""
        assert application.job_queue is not None
        if self._owners:
            looks = {"next_run_time": datetime.now(UTC), "misfire_grace_time": None, "coalesce": True}
            application.job_queue.run_repeating(self.look, _LOOKED_EVERY, name="alarms", job_kwargs=looks)

    async def look(self, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Send the alerts that are due."""
        for alert in self._alerts.due(await asyncio.to_thread(self._monitor.vitals)):
            _log.warning("owners alerted", trouble=alert.trouble.value, detail=alert.detail)
            sent = [await _sent(context, owner, alert) for owner in self._owners]
            if any(sent):
                self._alerts.told(alert.trouble)


async def _sent(context: CallbackContext[Any, Any, Any, Any], owner: int, alert: Alert) -> bool:
    text = say(f"alert_{alert.trouble.value}", _LANGUAGE, detail=line(alert.detail), minutes=round(WITHIN_SECONDS / 60))
    try:
        await context.bot.send_message(owner, text)
    except TelegramError as error:  # one who has never written to the bot cannot be written to
        _log.warning("owner not alerted", reason=type(error).__name__)
        return False
    return True

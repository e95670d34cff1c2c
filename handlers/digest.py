"""The week's report, sent to the staff's chat by itself, once a week."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import structlog
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.language import Language
from bot.questions.report import week_before
from bot.questions.reporter import Reporter
from bot.weekly import Weekly
from handlers.reports import send_summary, send_workbook
from handlers.types import App
from knowledge.errors import DatabaseError

_LOOKED_EVERY = 60  # seconds
_LATEST = timedelta(hours=24)  # after its time; a digest that is later than that is left out
_NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LANGUAGE = Language.SIMPLIFIED

_log = structlog.get_logger(__name__)


class Digest:
    """Sends a digest when its time has come and keeps in `file` which one was the last.

    A digest is noted before it is sent: one that a crash interrupts is lost rather than sent twice. A restart within
    a day of its time makes good what was missed.
    """

    def __init__(
        self,
        reporter: Reporter,
        chat: int,
        weekly: Weekly,
        file: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._reporter = reporter
        self._chat = chat
        self._weekly = weekly
        self._file = file
        self._clock = clock

    def schedule(self, application: App) -> None:
        """Have the application look every minute whether a digest is due, however long the machine may have slept."""
        assert application.job_queue is not None
        # The first look is at the start itself, however much later than this that is.
        looks = {"next_run_time": datetime.now(UTC), "misfire_grace_time": None, "coalesce": True}
        application.job_queue.run_repeating(self.look, _LOOKED_EVERY, name="digest", job_kwargs=looks)

    async def look(self, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Send the digest that is due, if one is."""
        now = self._clock()
        due = self._weekly.latest(now, self._reporter.zone)
        last = await asyncio.to_thread(self._last)
        if last is not None and last >= due:
            return
        await asyncio.to_thread(self._note, due)
        if last is None:  # a first start has missed nothing
            return
        if now - due > _LATEST:
            _log.warning("digest left out", due=due.isoformat())
            return
        try:
            period = week_before(due, self._reporter.zone)
            report = await self._reporter.report(period, "report_title_digest", _LANGUAGE)
            await send_summary(context.bot, self._chat, report)
        except (TelegramError, DatabaseError) as error:
            if isinstance(error, DatabaseError) or isinstance(error.__cause__, _NEVER_ARRIVED):
                await asyncio.to_thread(self._note, last)
                _log.warning("digest put off", reason=type(error).__name__)
            else:
                _log.error("digest not sent; check BOT_STAFF_CHAT", reason=type(error).__name__)
            return
        _log.info("digest sent", due=due.isoformat())
        try:
            await send_workbook(context.bot, self._chat, report)
        except TelegramError as error:
            _log.warning("digest sent without its workbook", reason=type(error).__name__)

    def _last(self) -> datetime | None:
        """When the last digest was due; None where none is known of."""
        try:
            return datetime.fromisoformat(self._file.read_text(encoding="ascii").strip()).astimezone(UTC)
        except FileNotFoundError:
            return None
        except ValueError:
            _log.warning("the note of the last digest is damaged and made anew", file=str(self._file))
            return None

    def _note(self, due: datetime) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = self._file.with_name(f"{self._file.name}.new")
        written.write_text(f"{due.astimezone(UTC).isoformat()}\n", encoding="ascii")
        os.replace(written, self._file)  # noqa: PTH105

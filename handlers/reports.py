"""What was asked, as a picture and a workbook: for staff who ask with /report."""

import contextlib
from datetime import UTC, datetime

from telegram import Bot, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.questions.report import Span, recent
from bot.questions.reporter import MadeReport, Reporter
from bot.texts import say
from handlers.messages import tell
from handlers.rights import Person

_SPANS = {
    "": Span.WEEK,
    **{span.value: span for span in Span},
    **dict.fromkeys("日天", Span.DAY),
    **dict.fromkeys("周週", Span.WEEK),
    "月": Span.MONTH,
}


class Reports:
    """/report [day|week|month]."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    async def command(self, person: Person, message: Message) -> None:
        """Send what was asked in the last day, week or month."""
        words = (message.text or "").lower().split()[1:]
        span = _SPANS.get(" ".join(words))
        if span is None:
            await tell(message, say("report_usage", person.language))
            return
        with contextlib.suppress(TelegramError):
            await message.chat.send_action(ChatAction.UPLOAD_PHOTO)
        period = recent(span, datetime.now(UTC), self._reporter.zone)
        made = await self._reporter.report(period, f"report_title_{span.value}", person.language)
        await send_summary(message.get_bot(), message.chat.id, made)
        await send_workbook(message.get_bot(), message.chat.id, made)


async def send_summary(bot: Bot, chat: int, report: MadeReport) -> None:
    """Send the picture of a report with the text below it, or the text alone where nothing was asked."""
    if report.picture:
        await bot.send_photo(chat, report.picture, caption=report.text)
    else:
        await bot.send_message(chat, report.text)


async def send_workbook(bot: Bot, chat: int, report: MadeReport) -> None:
    """Send the workbook of a report, where there is one."""
    if report.workbook:
        await bot.send_document(chat, report.workbook, filename=report.file_name)

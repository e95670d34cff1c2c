"""Make reports off the event loop, one at a time: figures, a picture and a workbook."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.language import Language
from bot.questions.export import xlsx_bytes
from bot.questions.picture import draw
from bot.questions.rendering import picture_of, text_of
from bot.questions.report import Period, compile_report, questions_in
from bot.questions.sheets import sheets_of
from bot.questions.words import dates, words_of

MOST_QUESTIONS = 20_000  # single questions in a workbook that is sent; the command line writes all


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report to be sent. `picture` (PNG) and `workbook` (xlsx) are empty where nothing was asked."""

    text: str
    picture: bytes
    workbook: bytes
    file_name: str


class Reporter:
    """Makes reports in a thread of its own: matplotlib draws for one at a time only."""

    def __init__(self, engine: Engine, zone: ZoneInfo) -> None:
        self.zone = zone
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="report")

    async def report(self, period: Period, title: str, language: Language) -> MadeReport:
        """The report of a period under a title of the catalogue; DatabaseError when the database fails."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, make_report, self._engine, period, title, language)

    def close(self) -> None:
        """Let what is under way finish."""
        self._thread.shutdown(wait=True)


def make_report(engine: Engine, period: Period, title: str, language: Language) -> MadeReport:
    """What `Reporter.report` returns, in the calling thread."""
    words = words_of(engine, language)
    figures = compile_report(engine, period)
    name = f"questions-{period.first_day}-{period.last_day}.xlsx"
    heading = words.say(title)
    if not any(day.count for day in figures.days):
        return MadeReport(f"{heading}\n{words.say('report_none', dates=dates(period))}", b"", b"", name)
    asked = questions_in(engine, period, limit=MOST_QUESTIONS)
    return MadeReport(
        text=text_of(figures, heading, words),
        picture=draw(picture_of(figures, heading, words)),
        workbook=xlsx_bytes(sheets_of(figures, asked, words)),
        file_name=name,
    )

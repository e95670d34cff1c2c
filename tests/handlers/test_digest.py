"""The digest comes to the staff's chat once a week: not twice, not for what is long past, and not silently lost."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import httpx
import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, TimedOut

from bot.database import open_database
from bot.questions.reporter import Reporter
from bot.settings import Settings
from bot.weekly import Weekly
from handlers.digest import Digest
from tests.bot.questions.ledger import Ledger
from tests.handlers.desk import OWNER, Desk, QuickOffice, desk_of, settings_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 9, 9, tzinfo=SHANGHAI)
GROUP = -1009


class StaffChat:
    """Stands for the bot: notes what was sent, or fails as it is told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.failures: dict[str, Exception] = {}

    def __getattr__(self, method: str) -> Callable[..., Any]:
        async def send(chat: int, *_: Any, **__: Any) -> None:
            if method in self.failures:
                raise self.failures.pop(method)
            self.sent.append((method, chat))

        return send


class Week:
    """A digest with a clock that is set by hand; `restart` makes another over the same folder."""

    def __init__(self, folder: Path) -> None:
        self.now = MONDAY - timedelta(days=1)
        self.chat = StaffChat()
        self.file = folder / "data" / "digest"
        self.engine = open_database(folder / "a.sqlite3")
        self.reporter = Reporter(self.engine, SHANGHAI)
        self.restart()

    def restart(self) -> None:
        self.digest = Digest(self.reporter, GROUP, Weekly.parsed("mon 09:00"), self.file, lambda: self.now)

    async def look(self, at: datetime) -> list[str]:
        """What is sent when the digest looks at the clock at this moment."""
        self.now, self.chat.sent = at, []
        await self.digest.look(cast(Any, SimpleNamespace(bot=cast(Bot, self.chat))))
        return [method for method, _ in self.chat.sent]


@pytest.fixture
def week(tmp_path: Path) -> Week:
    return Week(tmp_path)


@pytest.mark.asyncio
async def test_a_first_start_sends_nothing_until_the_time_has_come(week: Week) -> None:
    assert await week.look(MONDAY + timedelta(days=2)) == []
    assert await week.look(MONDAY + timedelta(days=7, seconds=-1)) == []
    assert await week.look(MONDAY + timedelta(days=7)) == ["send_message"]
    assert await week.look(MONDAY + timedelta(days=7, minutes=1)) == []


@pytest.mark.asyncio
async def test_a_digest_that_was_sent_is_not_sent_again_after_a_restart(week: Week) -> None:
    await week.look(MONDAY - timedelta(days=1))
    assert await week.look(MONDAY) == ["send_message"]

    week.restart()

    assert await week.look(MONDAY + timedelta(minutes=1)) == []
    assert await week.look(MONDAY + timedelta(days=6)) == []


@pytest.mark.asyncio
async def test_a_digest_that_was_missed_is_sent_once_on_the_day_and_left_out_later(week: Week) -> None:
    await week.look(MONDAY - timedelta(days=1))
    week.restart()
    assert await week.look(MONDAY + timedelta(hours=5)) == ["send_message"]
    assert await week.look(MONDAY + timedelta(hours=6)) == []

    week.restart()
    assert await week.look(MONDAY + timedelta(days=9)) == []


@pytest.mark.asyncio
async def test_a_digest_that_cannot_have_arrived_is_tried_again(week: Week) -> None:
    await week.look(MONDAY - timedelta(days=1))
    error = NetworkError("no route")
    error.__cause__ = httpx.ConnectError("no route")
    week.chat.failures["send_message"] = error

    assert await week.look(MONDAY) == []
    assert await week.look(MONDAY + timedelta(minutes=1)) == ["send_message"]


@pytest.mark.asyncio
@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway"), Forbidden("kicked")])
async def test_a_digest_that_may_have_arrived_or_is_refused_is_not_repeated(week: Week, error: Exception) -> None:
    await week.look(MONDAY - timedelta(days=1))
    week.chat.failures["send_message"] = error

    assert await week.look(MONDAY) == []
    assert await week.look(MONDAY + timedelta(minutes=1)) == []


@pytest.mark.asyncio
async def test_a_digest_has_a_picture_and_a_workbook_and_is_not_repeated_for_a_workbook_that_failed(week: Week) -> None:
    ledger = Ledger(week.engine, MONDAY.astimezone(UTC))
    ledger.ask(group=ledger.group("问"), days_ago=2)
    await week.look(MONDAY - timedelta(days=1))

    assert await week.look(MONDAY) == ["send_photo", "send_document"]
    assert week.chat.sent[0][1] == GROUP

    ledger.ask(group=ledger.group("又问"), days_ago=-3)
    week.chat.failures["send_document"] = NetworkError("Bad Gateway")
    assert await week.look(MONDAY + timedelta(days=7)) == ["send_photo"]
    assert await week.look(MONDAY + timedelta(days=7, minutes=1)) == []


@pytest.mark.asyncio
async def test_a_damaged_note_is_made_anew_and_nothing_is_sent_twice(week: Week) -> None:
    week.file.parent.mkdir()
    week.file.write_text("nonsense")

    assert await week.look(MONDAY + timedelta(hours=1)) == []
    assert await week.look(MONDAY + timedelta(days=7)) == ["send_message"]


def settings_with_digest(folder: Path) -> Settings:
    """Settings with a digest that is due now."""
    now = datetime.now(SHANGHAI)
    digest = {"digest": f"{now:%a %H:%M}".lower(), "staff_chat": GROUP}
    return settings_in(folder).model_copy(update=digest)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Desk]:
    async with desk_of(QuickOffice(settings)) as desk:
        yield desk


@pytest.mark.asyncio
async def test_a_running_bot_sends_the_digest_into_the_staffs_group_by_itself(tmp_path: Path) -> None:
    settings = settings_with_digest(tmp_path)
    settings.data_dir.mkdir()
    settings.digest_file.write_text(f"{(datetime.now(UTC) - timedelta(days=7)).isoformat()}\n")
    ledger = Ledger(open_database(settings.database_file), datetime.now(UTC))
    ledger.ask(group=ledger.group("工业用地一亩多少钱"), days_ago=2)

    async with running(settings) as desk:
        group = desk.server.group_chat(GROUP, members=[desk.chat(OWNER).user])
        shown = await group.next_reply()
        assert shown.text.startswith("一周提问汇总") and shown.file is not None
        book = await group.next_reply()
        assert book.file is not None and (book.file.name or "").endswith(".xlsx")
        await group.expect_silence(0.2)

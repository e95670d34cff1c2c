"""What waits is passed on in the end, staff are reminded within their hours, and old enquiries go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.error import NetworkError

from bot.asker import Asker
from bot.database import open_database
from bot.handover.contacts import Contact, ContactKind
from bot.handover.desk import HandOver, hand_over
from bot.handover.records import Asked, Details, Enquiry
from bot.language import Language
from handlers.courier import Courier
from tests.bot.questions.askers import SECRET, Calendar
from tests.handlers.desk import BY, EDITOR, OWNER, QuickOffice
from tests.handlers.window import INVESTOR, Window, window_in

LI = Asker("telegram", str(INVESTOR), str(INVESTOR))
WEDNESDAY = datetime(2026, 11, 25, 2, tzinfo=UTC)  # ten o'clock in Xiaoyi


class Round:
    """A courier whose clock a test sets, with the bot that it carries for."""

    def __init__(self, window: Window, bot: Bot) -> None:
        self.window, self.bot = window, bot
        self.calendar = Calendar()
        self.calendar.now = WEDNESDAY
        engine = open_database(window.settings.database_file)
        self.handover: HandOver = hand_over(engine, SECRET, None, 180, self.calendar)
        self.courier = Courier(QuickOffice(window.settings), self.handover, clock=self.calendar)

    async def opened(self, name: str = "李明") -> Enquiry:
        """An enquiry that the staff's chat shows."""
        details = Details(name, "", Contact(ContactKind.WECHAT, "liming_88"), self.calendar())
        enquiry = self.handover.enquiries.open(LI, Asked(name, "能不能建", None), details, Language.SIMPLIFIED)
        await self.courier.carry(self.bot)
        return enquiry

    async def remind(self) -> list[str]:
        """Look for what waits too long; what the staff's chat is told."""
        before = len(self.window.group.bot_messages)
        await self.courier.remind(cast("Any", SimpleNamespace(bot=self.bot)))
        return [message.text for message in self.window.group.bot_messages[before:]]


@pytest_asyncio.fixture
async def round_(tmp_path: Path) -> AsyncIterator[Round]:
    async with window_in(tmp_path) as window, Bot(window.server.token, base_url=window.server.base_url) as bot:
        yield Round(window, bot)


@pytest.mark.asyncio
async def test_staff_are_reminded_after_four_hours_of_work_once_a_day_until_they_answer(round_: Round) -> None:
    enquiry = await round_.opened()
    round_.calendar.pass_days(3 / 24)
    assert await round_.remind() == []
    round_.calendar.pass_days(1.1 / 24)
    (reminder,) = await round_.remind()
    assert "第 1 号" in reminder and "待处理" in reminder and "李明" not in reminder
    assert await round_.remind() == []

    round_.calendar.pass_days(1)
    assert len(await round_.remind()) == 1
    round_.handover.enquiries.answer(enquiry.id, "可以。", actor=BY, chat="1", message="1")
    round_.calendar.pass_days(1)
    assert await round_.remind() == []


@pytest.mark.asyncio
async def test_nobody_is_reminded_in_the_night(round_: Round) -> None:
    await round_.opened()
    round_.calendar.pass_days(9 / 24)  # seven in the evening
    assert await round_.remind() == []

    round_.calendar.pass_days(14.5 / 24)
    assert len(await round_.remind()) == 1


@pytest.mark.asyncio
async def test_a_telegram_that_fails_costs_no_answer_and_changes_no_order(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    enquiry = await round_.opened()
    place = {"chat": str(round_.window.group.id)}
    round_.handover.enquiries.answer(enquiry.id, "第一。", actor=BY, message="101", **place)
    round_.handover.enquiries.answer(enquiry.id, "第二。", actor=BY, message="102", **place)

    async def fail(*_: object, **__: object) -> None:
        raise NetworkError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(Bot, "send_message", fail)
        await round_.courier.carry(round_.bot)
    assert not round_.window.chats[INVESTOR].bot_messages
    await round_.courier.carry(round_.bot)
    await round_.courier.carry(round_.bot)

    texts: list[str] = [message.text for message in round_.window.chats[INVESTOR].bot_messages]
    first, second = texts
    assert "第一。" in first and "第二。" in second


@pytest.mark.asyncio
async def test_a_group_that_throws_the_bot_out_later_has_its_enquiries_shown_to_the_owners(round_: Round) -> None:
    enquiry = await round_.opened()
    await round_.window.group.remove_bot()
    round_.handover.enquiries.add(enquiry.id, LI, "需要三百亩", "55")

    for _ in range(2):
        await round_.courier.carry(round_.bot)

    owner = [message.text for message in round_.window.chats[OWNER].bot_messages]
    assert "第 1 号" in owner[0] and "需要三百亩" in owner[1]


@pytest.mark.asyncio
async def test_an_enquiry_kept_long_enough_goes_and_its_card_is_emptied_without_a_word(round_: Round) -> None:
    await round_.opened()
    round_.calendar.pass_days(181)

    assert await round_.remind() == []
    await round_.courier.carry(round_.bot)

    (card,) = round_.window.group.bot_messages
    assert "已删除" in card.text and "liming_88" not in card.text
    assert round_.handover.enquiries.all(include_closed=True) == ()
    assert b"liming_88" not in round_.window.bytes()


@pytest.mark.asyncio
async def test_what_the_command_line_closes_is_told_and_shown(round_: Round) -> None:
    enquiry = await round_.opened()
    round_.handover.enquiries.take(enquiry.id, QuickOffice(round_.window.settings).actor(EDITOR))
    round_.handover.enquiries.close(enquiry.id, "cli:root")

    await round_.courier.carry(round_.bot)

    assert [("处理" in one.text, "办结" in one.text) for one in round_.window.li.bot_messages] == [
        (True, False),
        (False, True),
    ]
    assert "已关闭" in round_.window.group.bot_messages[0].text


@pytest.mark.asyncio
async def test_a_word_of_the_visitor_makes_the_enquiry_wait_again(round_: Round) -> None:
    enquiry = await round_.opened()
    round_.handover.enquiries.answer(enquiry.id, "可以。", actor=BY, chat="1", message="1")
    round_.calendar.pass_days(2)
    round_.handover.enquiries.add(enquiry.id, LI, "还有一事", "56")
    assert await round_.remind() == []

    round_.calendar.now += timedelta(hours=5)
    assert any("提醒" in text for text in await round_.remind())

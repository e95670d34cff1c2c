"""Owners are told of trouble in their own chats, once, and an alarm that reaches nobody is tried again."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram.error import Forbidden

from bot.alerts import Alerts
from bot.language import Language
from bot.monitor import Monitor
from bot.settings import Settings
from handlers.alarms import Alarms

OWNERS = frozenset({2001, 2002})


class Chats:
    """Stands for the bot: notes what was sent, refuses where it is told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str]] = []
        self.closed: set[int] = set()

    async def send_message(self, chat: int, text: str) -> None:
        if chat in self.closed:
            raise Forbidden("bot was blocked by the user")
        self.sent.append((chat, text))


@pytest.fixture
def monitor(tmp_path: Path) -> Monitor:
    return Monitor(Settings.model_validate({"data_dir": tmp_path}))


def fail(monitor: Monitor, times: int) -> None:
    for _ in range(times):
        monitor.failed(Language.SIMPLIFIED)


async def look(alarms: Alarms, chats: Chats) -> None:
    await alarms.look(cast(Any, SimpleNamespace(bot=chats)))


@pytest.mark.asyncio
async def test_questions_that_fail_again_and_again_are_told_to_every_owner_once(monitor: Monitor) -> None:
    alarms, chats = Alarms(monitor, OWNERS, Alerts()), Chats()
    fail(monitor, 4)
    await look(alarms, chats)
    assert chats.sent == []

    fail(monitor, 1)
    await look(alarms, chats)
    await look(alarms, chats)

    assert [chat for chat, _ in chats.sent] == [2001, 2002]
    assert all(text.startswith("⚠ 10 分钟内有 5 个问题处理出错") for _, text in chats.sent)


@pytest.mark.asyncio
async def test_an_owner_who_cannot_be_written_to_keeps_the_others_from_nothing(monitor: Monitor) -> None:
    alarms, chats = Alarms(monitor, OWNERS), Chats()
    fail(monitor, 5)
    chats.closed = {2001}

    await look(alarms, chats)

    assert [chat for chat, _ in chats.sent] == [2002]


@pytest.mark.asyncio
async def test_an_alarm_that_reached_nobody_is_tried_again(monitor: Monitor) -> None:
    alarms, chats = Alarms(monitor, OWNERS), Chats()
    fail(monitor, 5)
    chats.closed = set(OWNERS)
    await look(alarms, chats)

    chats.closed = set()
    await look(alarms, chats)

    assert [chat for chat, _ in chats.sent] == [2001, 2002]


@pytest.mark.asyncio
async def test_a_disk_that_fills_up_is_told(monitor: Monitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.monitor.free_bytes", lambda _folder: 300 << 20)
    chats = Chats()

    await look(Alarms(monitor, {2001}), chats)

    assert [text for _, text in chats.sent] == ["⚠ 磁盘只剩 300 MiB。请腾出空间，否则发布和记录会失败。"]

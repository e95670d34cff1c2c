"""Owners ask how the bot does; nobody else learns that it can be asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.staff import Role
from tests.handlers.desk import BY, EDITOR, OWNER, STRANGER, Desk, QuickOffice, desk_of, land, settings_in

ENGLISH = 2009


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_of(QuickOffice(settings_in(tmp_path))) as ready:
        yield ready


@pytest.mark.asyncio
async def test_an_owner_reads_how_the_bot_does_before_and_after_a_publication(desk: Desk) -> None:
    assert "索引：没有可用的" in (await desk.told(OWNER, "/status")).text
    preview = await desk.preview(OWNER, "柳湾园.md", land("柳湾园"))
    await desk.press(OWNER, preview, "publish")
    assert "已发布" in (await desk.chat(OWNER).next_reply()).text

    told = (await desk.told(OWNER, "/status")).text

    snapshot = desk.office.publisher.published
    assert f"索引：{snapshot}" in told and "资料：1 份，1 段" in told
    assert "已运行：0 天 0 小时 0 分" in told and "版本：" in told
    assert "今天的提问：0（—）" in told and "待答 0，待记录 0" in told
    assert "磁盘剩余：" in told and "内存：" in told and "启动以来没有错误" in told


@pytest.mark.asyncio
async def test_it_is_told_in_the_owners_language(tmp_path: Path) -> None:
    async with desk_of(QuickOffice(settings_in(tmp_path))) as desk:
        desk.office.staff.add(ENGLISH, Role.OWNER, "Ann", actor=BY)
        desk.chat(ENGLISH, "en")

        assert "Questions today: 0" in (await desk.told(ENGLISH, "/status")).text


@pytest.mark.asyncio
async def test_to_everybody_else_there_is_no_such_command(desk: Desk) -> None:
    for person in (EDITOR, STRANGER):
        await desk.chat(person).send_text("/status")
        await desk.chat(person).expect_silence(0.2)

"""Staff ask for a report in their chats and get a picture and a workbook."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from openpyxl import load_workbook
from PIL import Image

from tests.bot.questions.ledger import Ledger
from tests.botapi import ChatMessage
from tests.handlers.desk import OWNER, STRANGER, VIEWER, Desk, QuickOffice, desk_of, settings_in


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_of(QuickOffice(settings_in(tmp_path))) as ready:
        yield ready


def ask(desk: Desk) -> None:
    ledger = Ledger(desk.office.engine, datetime.now(UTC))
    group = ledger.group("工业用地一亩多少钱")
    ledger.ask("=1+1", "Li", "Wang", group=group, outcome="refused", days_ago=0.001)


def picture(message: ChatMessage) -> "Image.Image":
    assert message.file is not None
    return Image.open(io.BytesIO(message.file.data))


@pytest.mark.asyncio
async def test_a_viewer_gets_the_weeks_picture_and_workbook(desk: Desk) -> None:
    ask(desk)

    shown = await desk.told(VIEWER, "/report")
    assert shown.text.startswith("近7天的提问") and "工业用地一亩多少钱 ×2" in shown.text
    assert picture(shown).format == "PNG"

    book = await desk.chat(VIEWER).next_reply()
    assert book.file is not None and (book.file.name or "").endswith(".xlsx")
    cells = [str(cell.value) for page in load_workbook(io.BytesIO(book.file.data)) for row in page for cell in row]
    assert "'=1+1" in cells and not any("hash of" in cell for cell in cells)
    assert desk.server.refusals == []


@pytest.mark.asyncio
async def test_how_far_back_is_said_in_either_language(desk: Desk) -> None:
    ask(desk)
    for words, title in (("day", "今天"), ("MONTH", "近30天"), ("月", "近30天"), ("周", "近7天")):
        assert (await desk.told(OWNER, f"/report {words}")).text.startswith(title)
        await desk.chat(OWNER).next_reply()
    assert "/report week" in (await desk.told(OWNER, "/report year")).text
    assert "/report week" in (await desk.told(OWNER, "/report day week")).text


@pytest.mark.asyncio
async def test_english_staff_read_english(desk: Desk) -> None:
    ask(desk)
    await desk.chat(VIEWER).send_text("/report", from_user=replace(desk.chat(VIEWER).user, language_code="en"))

    assert (await desk.chat(VIEWER).next_reply()).text.startswith("Asked in the last 7 days")


@pytest.mark.asyncio
async def test_where_nothing_was_asked_one_line_says_so(desk: Desk) -> None:
    assert "还没有人提问" in (await desk.told(VIEWER, "/report day")).text
    await desk.chat(VIEWER).expect_silence(0.1)


@pytest.mark.asyncio
async def test_a_stranger_is_told_nothing(desk: Desk) -> None:
    ask(desk)
    await desk.chat(STRANGER).send_text("/report")
    await desk.chat(STRANGER).expect_silence(0.2)

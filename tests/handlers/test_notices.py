"""Visitors who agreed are told of an answer once, and nobody else is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Engine

from bot.database import open_database
from bot.language import Language
from bot.questions.content import Content
from bot.questions.desk import AnswerDesk
from handlers.notices import Notices
from index.normalise import normalise
from tests.bot.answerers import Silence
from tests.bot.questions.asking import DORM, DORM_ANSWER, DORM_TOO, answer_desk
from tests.bot.questions.ledger import ask
from tests.bot.questions.pages import small_searcher
from tests.botapi import ChatMessage
from tests.handlers.desk import EDITOR, STRANGER, Desk, QuickOffice, desk_of, settings_in

EARLIER = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path) -> QuickOffice:
    return QuickOffice(settings_in(tmp_path))


@pytest.fixture
def engine(office: QuickOffice) -> Engine:
    return open_database(office.settings.database_file)


@pytest.fixture
def answering(engine: Engine) -> AnswerDesk:
    answering = answer_desk(engine)
    answering.matcher.follow(small_searcher())
    return answering


@pytest_asyncio.fixture
async def desk(office: QuickOffice, answering: AnswerDesk) -> AsyncIterator[Desk]:
    async with desk_of(office, Silence(), answering) as ready:
        yield ready


async def agreed(desk: Desk, engine: Engine, person: int, question: str, language: Language) -> ChatMessage:
    """Ask, and press the button; what is said to that."""
    refusal = await desk.told(person, question)
    data = next(one for one in refusal.callback_data if one.startswith("notify:"))
    ask(
        engine,
        data.removeprefix("notify:"),
        normalise(question),
        asker=f"telegram:{person}",
        at=EARLIER,
        language=language,
    )
    await desk.press(person, refusal, "notify")
    return await desk.chat(person).next_reply()


def published(desk: Desk, answering: AnswerDesk) -> None:
    answering.answers.add(Content(DORM, DORM_ANSWER), actor="cli:root")


async def delivered(desk: Desk, answering: AnswerDesk) -> bool:
    """Let the bot look once."""
    from telegram import Bot

    async with Bot(desk.server.token, base_url=desk.server.base_url) as bot:
        return await Notices(answering).deliver(bot)


@pytest.mark.asyncio
async def test_who_agreed_is_told_once_in_the_script_of_the_question(
    desk: Desk, engine: Engine, answering: AnswerDesk
) -> None:
    await agreed(desk, engine, STRANGER, "園區有職工宿舍嗎", Language.TRADITIONAL)
    published(desk, answering)

    assert await delivered(desk, answering) and await delivered(desk, answering)

    notice = await desk.chat(STRANGER).next_reply()
    assert "您問過：" in notice.text and "職工公寓" in notice.text and "招商辦公室的答覆" in notice.text
    await desk.chat(STRANGER).expect_silence(0.1)


@pytest.mark.asyncio
async def test_who_thinks_better_of_it_is_not_told(desk: Desk, engine: Engine, answering: AnswerDesk) -> None:
    consent = await agreed(desk, engine, STRANGER, DORM, Language.SIMPLIFIED)
    await desk.press(STRANGER, consent, "unnotify")
    assert "已删除" in (await desk.chat(STRANGER).next_edit()).text

    published(desk, answering)
    await delivered(desk, answering)

    assert not any("您问过" in message.text for message in desk.chat(STRANGER).bot_messages)


@pytest.mark.asyncio
async def test_one_who_blocked_the_bot_is_dropped_and_the_others_are_told(
    desk: Desk, engine: Engine, answering: AnswerDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    await agreed(desk, engine, STRANGER, DORM, Language.SIMPLIFIED)
    await agreed(desk, engine, EDITOR, DORM_TOO, Language.SIMPLIFIED)
    await desk.chat(STRANGER).block()
    published(desk, answering)

    assert await delivered(desk, answering)

    assert "您问过" in (await desk.chat(EDITOR).next_reply()).text
    assert answering.waiting.all("telegram") == ()
    logged = capsys.readouterr().out
    assert "notice dropped" in logged and str(STRANGER) not in logged


@pytest.mark.asyncio
async def test_a_telegram_that_fails_costs_nobody_the_notice(
    desk: Desk, engine: Engine, answering: AnswerDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telegram import Bot
    from telegram.error import NetworkError

    await agreed(desk, engine, STRANGER, DORM, Language.SIMPLIFIED)
    published(desk, answering)

    async def fail(*_: object, **__: object) -> None:
        raise NetworkError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(Bot, "send_message", fail)
        assert not await delivered(desk, answering)
    assert len(answering.waiting.all("telegram")) == 1

    assert await delivered(desk, answering)
    assert "您问过" in (await desk.chat(STRANGER).next_reply()).text


@pytest.mark.asyncio
async def test_two_that_look_at_the_same_time_tell_once(desk: Desk, engine: Engine, answering: AnswerDesk) -> None:
    await agreed(desk, engine, STRANGER, DORM, Language.SIMPLIFIED)
    published(desk, answering)

    await asyncio.gather(delivered(desk, answering), delivered(desk, answering))

    await desk.chat(STRANGER).next_reply()
    await desk.chat(STRANGER).expect_silence(0.1)


@pytest.mark.asyncio
async def test_nobody_waits_for_a_question_that_is_anothers(desk: Desk, engine: Engine, answering: AnswerDesk) -> None:
    refusal = await desk.told(STRANGER, DORM)
    ask(engine, "a" * 12, DORM, asker=f"telegram:{EDITOR}")

    await desk.push(STRANGER, refusal, f"notify:{'a' * 12}", stale=True)

    assert "不在记录里" in (await desk.chat(STRANGER).next_reply()).text
    assert answering.waiting.all("telegram") == ()


@pytest.mark.asyncio
async def test_in_a_group_nobody_is_offered_a_notice(desk: Desk, answering: AnswerDesk) -> None:
    chat = desk.server.group_chat(-1009, members=[desk.chat(STRANGER).user])
    bot = desk.server.bot.username
    await chat.send_text(f"@{bot} {DORM}")

    assert (await chat.next_reply()).callback_data == ()

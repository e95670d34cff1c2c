"""The front desk without a messenger: what is passed on, and what happens where a part is missing or fails."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.answer import Answer, Outcome
from bot.asker import Asker
from bot.database import open_database
from bot.desk.preferences import Preferences
from bot.directory import Directories
from bot.frontdesk import Reception
from bot.language import Language
from bot.parts import Parts
from bot.questions.log import QuestionLog
from bot.replies import Reply, Said
from bot.worker import Worker
from knowledge.errors import DatabaseError, DatabaseFault
from tests.bot.answerers import Parrot
from tests.knowledge.catalogues import catalogue_in

LI = Asker("test", "li", "li")
ZH = Language.SIMPLIFIED


class Officer:
    """Takes what concerns an officer."""

    async def begin(self, asker: Asker, answer_id: str, language: Language) -> Said:
        return Said((Reply(f"begun {answer_id or 'anew'}"),))

    async def press(self, asker: Asker, action: str, language: Language) -> Said | None:
        return Said((Reply("taken back"),)) if action == "handback:1" else None

    async def take(self, asker: Asker, text: str, language: Language) -> Said | None:
        return Said((Reply("noted"),)) if text.startswith("我的电话") else None


@pytest_asyncio.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    engine = open_database(tmp_path / "assistant.sqlite3")
    ready = Parts(
        Parrot(),
        questions=QuestionLog(engine, b"secret").start(),
        directories=Directories(catalogue_in(tmp_path)),
        preferences=Preferences(engine, lambda identity: f"hash of {identity}"),
    )
    yield ready
    await asyncio.to_thread(ready.close)


def actions(said: Said) -> list[str]:
    return [button.action for reply in said.replies for row in reply.buttons for button in row]


@pytest.mark.asyncio
async def test_an_officer_takes_over_where_there_is_one(parts: Parts) -> None:
    desk = Reception(parts, Worker(parts.answers, recorder=parts.questions), Officer())

    said = await desk.ask(LI, "面积多大", ZH)
    hand = next(action for action in actions(said) if action.startswith("hand:"))
    assert (await desk.press(LI, hand, ZH)).replies[0].text == f"begun {said.replies[0].answer}"
    assert (await desk.press(LI, "contact", ZH)).replies[0].text == "begun anew"
    assert (await desk.press(LI, "handback:1", ZH)).replies[0].text == "taken back"
    assert "失效" in (await desk.press(LI, "handback:2", ZH)).hint
    assert (await desk.ask(LI, "我的电话是……", ZH)).replies[0].text == "noted"


@pytest.mark.asyncio
async def test_without_an_officer_nobody_is_promised_one(parts: Parts) -> None:
    desk = Reception(parts, Worker(parts.answers, recorder=parts.questions))

    said = await desk.ask(LI, "面积多大", ZH)
    assert [action.split(":")[0] for action in actions(said)] == ["vote", "vote"]
    assert "不能在这里转给招商专员" in (await desk.press(LI, "contact", ZH)).replies[0].text


@pytest.mark.asyncio
@pytest.mark.parametrize("outcome", [Outcome.SMALL_TALK, Outcome.INVALID])
async def test_nothing_stands_below_what_is_no_answer(parts: Parts, outcome: Outcome) -> None:
    class Greeter(Parrot):
        def ask(self, text: str, session: str | None = None, default: Language = ZH, **_: Any) -> Answer:
            return Answer("您好", outcome, default, 0.0, text)

    desk = Reception(parts, Worker(Greeter(), recorder=parts.questions))
    assert actions(await desk.ask(LI, "你好", ZH)) == []


@pytest.mark.asyncio
async def test_every_command_is_answered_with_hardly_any_part() -> None:
    desk = Reception(Parts(Parrot()), Worker(Parrot()))
    for name in ("start", "help", "menu", "chains", "faq", "compare", "language", "privacy", "forget", "odd"):
        for language in Language:
            assert (await desk.command(LI, name, "", language)).replies[0].text
    assert (await desk.press(LI, "list:park:1", ZH)).replies[0].text.startswith("抱歉，资料暂时打不开")
    assert (await desk.press(LI, f"src:{'a' * 12}", ZH)).replies[0].text.startswith("这个回答已经不在记录里")


@pytest.mark.asyncio
async def test_empty_lists_are_counted_and_said_to_be_empty(parts: Parts) -> None:
    desk = Reception(parts, Worker(parts.answers))
    menu = (await desk.command(LI, "menu", "", ZH)).replies[0]
    assert "园区（0）" in [button.label for row in menu.buttons for button in row]
    said = await desk.press(LI, "list:park:1", ZH)
    assert said.replies[0].text == "现有资料里没有“园区”一项的内容；开发区提供后会列在这里。"
    assert "不足两项" in (await desk.press(LI, "compare:park", ZH)).replies[0].text


@pytest.mark.asyncio
async def test_a_database_that_fails_costs_the_preference_not_the_answer(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise DatabaseError(DatabaseFault.BUSY, "busy")

    monkeypatch.setattr(Preferences, "language", busy)
    monkeypatch.setattr(QuestionLog, "recall", busy)
    monkeypatch.setattr(Directories, "of", busy)
    desk = Reception(parts, Worker(parts.answers))
    assert (await desk.ask(LI, "面积多大", ZH)).replies[0].text == "问：面积多大"
    assert (await desk.command(LI, "start", "", ZH)).replies[0].text.startswith("您好")
    for action in ("language", f"src:{'a' * 12}", "list:park:1", "chains"):
        assert (await desk.press(LI, action, ZH)).replies[0].text.startswith("抱歉，资料暂时打不开")

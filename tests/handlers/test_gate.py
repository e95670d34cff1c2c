"""Whoever asks too often is told so once and then left unanswered; nobody else notices."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from bot.answer import Answer, Outcome
from bot.language import Language
from tests.botapi import User
from tests.handlers.desk import EDITOR, OWNER, STRANGER, Desk, Parrot, QuickOffice, desk_of, settings_in

LI, WANG = 3001, 3002
NOTICE = {"zh-hans": "您问得有点快", "zh-hant": "您問得有點快", "en": "a little fast"}

pytestmark = pytest.mark.asyncio


class Slow:
    """Answers in the time that a model takes, and notes how many questions of one chat it had at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.under_way: list[str] = []
        self.most: dict[str, int] = {}
        self.asked: list[str] = []

    def ask(
        self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED, **_: object
    ) -> Answer:
        who = session or ""
        with self.lock:
            self.asked.append(text)
            self.under_way.append(who)
            self.most[who] = max(self.most.get(who, 0), self.under_way.count(who))
        time.sleep(0.02)
        with self.lock:
            self.under_way.remove(who)
        return Answer(f"答：{text}", Outcome.ANSWERED, default, 1.0, text)


def office_with(folder: Path, **settings: int) -> QuickOffice:
    limited = {"question_burst": 10} | settings
    return QuickOffice(settings_in(folder).model_copy(update=limited))


async def replies(desk: Desk, person: int, until: str) -> list[str]:
    """What the bot wrote to somebody, up to and with what holds these words."""
    texts = list[str]()
    while not texts or until not in texts[-1]:
        texts.append((await desk.chat(person).next_reply()).text)
    return texts


async def test_three_hundred_questions_of_one_chat_do_not_hold_up_another_and_are_told_once(tmp_path: Path) -> None:
    slow = Slow()
    async with desk_of(office_with(tmp_path), slow) as desk:
        flooding, other = desk.chat(LI), desk.chat(WANG)
        for number in range(300):
            await flooding.send_text(f"问题{number}")
        await other.send_text("面积多大")

        answer = await other.next_reply()
        before = len(flooding.bot_messages)
        texts = await replies(desk, LI, NOTICE["zh-hans"])
        await flooding.expect_silence()

    assert answer.text.startswith("答：面积多大") and before <= 10
    assert [text.partition("\n")[0] for text in texts[:10]] == [f"答：问题{number}" for number in range(10)]
    assert len(texts) == 11 and len(slow.asked) == 11
    assert set(slow.most.values()) == {1}


@pytest.mark.parametrize("language", list(NOTICE))
async def test_the_notice_is_in_the_language_of_the_telegram_and_the_questions_after_it_are_counted(
    tmp_path: Path, language: str
) -> None:
    async with desk_of(office_with(tmp_path, question_burst=1, questions_per_minute=1)) as desk:
        chat = desk.chat(LI, language)
        for _ in range(3):
            await chat.send_text("面积")
        texts = await replies(desk, LI, NOTICE[language])

        assert len(texts) == 2 and "60" in texts[1]


async def test_after_a_while_the_same_person_is_answered_again(tmp_path: Path) -> None:
    async with desk_of(office_with(tmp_path, question_burst=1, questions_per_minute=60)) as desk:
        chat = desk.chat(LI)
        for _ in range(2):
            await chat.send_text("面积")
        await replies(desk, LI, NOTICE["zh-hans"])
        await asyncio.sleep(1.1)
        await chat.send_text("再问")

        assert (await chat.next_reply()).text.startswith("问：再问")


@pytest.mark.parametrize("person", [OWNER, EDITOR])
async def test_staff_may_ask_as_often_as_they_like(tmp_path: Path, person: int) -> None:
    async with desk_of(office_with(tmp_path, question_burst=1, questions_per_minute=1)) as desk:
        for number in range(5):
            await desk.chat(person).send_text(f"面积{number}")

        texts = [(await desk.chat(person).next_reply()).text.partition("\n")[0] for _ in range(5)]
        assert texts == [f"问：面积{number}" for number in range(5)]


async def test_in_a_group_each_person_is_counted_and_only_what_is_meant_for_the_bot(tmp_path: Path) -> None:
    li, wang = User(LI, "Li", language_code="zh-hans"), User(WANG, "Wang", language_code="zh-hans")
    async with desk_of(office_with(tmp_path, question_burst=2, questions_per_minute=1)) as desk:
        group = desk.server.group_chat(-1009, members=[li, wang])
        for number in range(5):
            await group.send_text(f"大家好{number}", from_user=li)
        for number in range(4):
            await group.send_text(f"@my_bot 李{number}", from_user=li)
        await group.send_text("@my_bot 王", from_user=wang)

        texts = sorted([(await group.next_reply()).text for _ in range(4)])
        await group.expect_silence()

    assert [text.partition("\n")[0][:5] for text in texts] == ["您问得有点", "问：李0", "问：李1", "问：王"]


async def test_buttons_are_counted_and_the_notice_is_a_word_that_passes(tmp_path: Path) -> None:
    async with desk_of(office_with(tmp_path, question_burst=1, questions_per_minute=1), Parrot()) as desk:
        chat = desk.chat(STRANGER)
        await chat.send_text("/privacy")
        shown = await chat.next_reply()
        pressed = [await chat.press(shown, "menu", stale=True) for _ in range(5)]

        answers = [await chat.next_answer(query) for query in pressed[:4]]
        assert [bool(answer.text and NOTICE["zh-hans"] in answer.text) for answer in answers] == [False] * 3 + [True]
        await chat.send_text("面积")
        with pytest.raises(TimeoutError):
            await chat.next_answer(pressed[4], timeout=0.3)


async def test_what_is_turned_away_is_counted_where_prometheus_reads(tmp_path: Path) -> None:
    from bot.monitor import Monitor

    monitor = Monitor(settings_in(tmp_path))
    monitor.refused()
    monitor.dropped()
    monitor.dropped()
    monitor.busy()

    written = monitor.metrics.exposition().decode()
    for reason, count in (("rate", 1), ("queue", 2), ("busy", 1)):
        assert f'assistant_turned_away_total{{reason="{reason}"}} {count}.0' in written

"""What the page asks for is handed to the front desk, and what the desk says comes back, in plain HTTP."""

import asyncio
from pathlib import Path

import pytest

from bot.buckets import Rate
from bot.errors import BusyError
from bot.language import Language
from bot.logs import configure_logging
from bot.replies import Reply, Said
from bot.settings import Settings
from tests.bot.logging_state import logging_restored
from tests.handlers.web.chats import PNG, FakeDesk, quoted, running

pytestmark = pytest.mark.asyncio
PICTURE = f"{'ab' * 32}.png"


async def test_a_question_comes_back_as_the_desk_answers_it(tmp_path: Path) -> None:
    async with running(tmp_path, FakeDesk({"面积多大": Said((quoted(),))})) as chat:
        visitor = await chat.visitor()

        status, said = await visitor.ask("  面积多大\n")

        assert status == 200
        assert said == {
            "in_place": False,
            "hint": "",
            "replies": [
                {
                    "text": "开发区总面积62.42平方公里。",
                    "notes": ["来源：《开发区概况》 · 资料日期：2023"],
                    "buttons": [[{"label": "有用", "action": "vote:a1:1"}, {"label": "没用", "action": "vote:a1:-1"}]],
                    "table": "",
                    "picture": "",
                    "answer": "a1",
                    "question": "",
                }
            ],
        }


async def test_buttons_and_commands_reach_the_desk_in_the_visitors_language(tmp_path: Path) -> None:
    desk = FakeDesk({"menu:2": Said((Reply("第二页"),), in_place=True), "vote:a1:1": Said(hint="谢谢")})
    async with running(tmp_path, desk) as chat:
        visitor = await chat.visitor()

        pressed = (await visitor.call("press", {"action": "menu:2"}))[1]
        voted = (await visitor.call("press", {"action": "vote:a1:1"}, {"X-Chat-Language": "zh-Hant"}))[1]
        await visitor.call("command", {"name": "compare", "argument": "氢能 焦化"}, {"X-Chat-Language": "en"})

        assert pressed["in_place"] and pressed["replies"][0]["text"] == "第二页"
        assert (voted["hint"], voted["replies"]) == ("谢谢", [])
        assert [(kind, what, language) for kind, _, what, language in desk.heard] == [
            ("press", "menu:2", Language.SIMPLIFIED),
            ("press", "vote:a1:1", Language.TRADITIONAL),
            ("command", "compare 氢能 焦化", Language.ENGLISH),
        ]


async def test_a_visitor_stays_the_same_one_and_is_no_other(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        one, other = await chat.visitor(), await chat.visitor()
        for visitor in (one, other, one):
            await visitor.ask("面积")

        first, second, third = (asker for _, asker, _, _ in chat.desk.heard)

        assert first == third != second
        assert first.messenger == "web" and len(first.person) == 32 and first.person == first.chat


async def test_the_calls_of_a_visitor_are_answered_in_their_order_and_others_need_not_wait(tmp_path: Path) -> None:
    may_end, ended = asyncio.Event(), []

    async def before(what: str) -> None:
        if what == "慢":
            await may_end.wait()
        ended.append(what)

    async with running(tmp_path, FakeDesk(before=before)) as chat:
        one, other = await chat.visitor(), await chat.visitor()
        slow = asyncio.create_task(one.ask("慢"))
        while "慢" not in chat.desk.wanted:
            await asyncio.sleep(0.01)
        quick = asyncio.create_task(one.ask("快"))
        await other.ask("别人")
        may_end.set()
        await asyncio.gather(slow, quick)

        assert ended == ["别人", "慢", "快"]


async def test_too_many_unanswered_calls_of_a_visitor_are_put_off(tmp_path: Path) -> None:
    may_end = asyncio.Event()

    async def before(_what: str) -> None:
        await may_end.wait()

    async with running(tmp_path, FakeDesk(before=before)) as chat:
        visitor = await chat.visitor()
        tasks = [asyncio.create_task(visitor.ask(f"问{n}")) for n in range(6)]
        finished, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        may_end.set()
        statuses = sorted(status for status, _ in await asyncio.gather(*tasks))

        assert statuses == [200] * 4 + [429] * 2
        assert {task.result()[0] for task in finished} == {429}


async def test_too_long_a_question_never_reaches_the_desk(tmp_path: Path) -> None:
    async with running(tmp_path, longest=20) as chat:
        visitor = await chat.visitor()

        status, said = await visitor.ask("长" * 21)
        await visitor.ask("长" * 20)

        assert status == 200 and "21" in said["replies"][0]["text"]
        assert chat.desk.wanted == ["长" * 20]


@pytest.mark.parametrize(
    ("language", "word"), [("zh-Hans", "有点频繁"), ("zh-Hant", "有點頻繁"), ("en", "a lot at once")]
)
async def test_whoever_asks_too_often_is_told_when_to_come_back_in_their_language(
    tmp_path: Path, language: str, word: str
) -> None:
    async with running(tmp_path, per_visit=Rate(burst=2, per_second=0.1)) as chat:
        visitor, other = await chat.visitor(), await chat.visitor()
        answers = [await visitor.ask("面积", language) for _ in range(3)]
        others = await other.ask("面积")
        chat.clock.now += 10
        later = await visitor.ask("面积")

        assert [status for status, _ in answers] == [200, 200, 429]
        assert answers[2][1]["error"] == "slow" and word in answers[2][1]["text"] and "10" in answers[2][1]["text"]
        assert (others[0], later[0]) == (200, 200)


async def test_an_address_is_limited_however_many_visits_it_begins(tmp_path: Path) -> None:
    async with running(tmp_path, per_address=Rate(burst=3, per_second=0.1)) as chat:
        statuses = [(await (await chat.visitor()).ask("面积"))[0] for _ in range(4)]

        assert statuses == [200, 200, 200, 429]


async def test_a_desk_that_is_busy_or_fails_is_excused_in_the_visitors_language(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async def before(what: str) -> None:
        raise BusyError("64 questions are waiting") if what == "busy" else RuntimeError("secret detail")

    with logging_restored():
        configure_logging(Settings.model_validate({"log_level": "DEBUG"}))
        async with running(tmp_path, FakeDesk(before=before)) as chat:
            visitor = await chat.visitor()
            busy = await visitor.ask("busy", "en")
            failed = await visitor.ask("我的电话13812345678")

    logged = capfd.readouterr().err
    assert busy[0] == 503 and "many people are asking" in busy[1]["text"].lower()
    assert failed[0] == 500 and failed[1]["error"] == "failed"
    assert "secret detail" not in str(failed)
    assert "web call failed" in logged and "13812345678" not in logged
    assert "127.0.0.1" not in logged and visitor.cookie[:32] not in logged


async def test_a_picture_that_was_shown_can_be_fetched_and_no_other(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "pictures", tmp_path / "other.png"
    folder.mkdir()
    (folder / PICTURE).write_bytes(PNG)
    elsewhere.write_bytes(PNG)
    desk = FakeDesk({"图": Said((Reply("链图", picture=folder / PICTURE), Reply("外面", picture=elsewhere)))})
    async with running(folder, desk) as chat:
        visitor, other = await chat.visitor(), await chat.visitor()
        _, said = await visitor.ask("图")
        inside, outside = (reply["picture"] for reply in said["replies"])

        async with visitor.http.get(chat.base + inside) as response:
            assert (response.status, await response.read()) == (200, PNG)
            assert response.headers["Content-Type"] == "image/png"
        async with visitor.http.get(chat.base + outside) as response:
            assert (response.status, await response.read()) == (200, PNG)
        async with other.http.get(chat.base + outside) as response:
            assert response.status == 404
        assert inside == f"/picture/{PICTURE}" and str(tmp_path) not in outside


async def test_the_page_comes_in_the_language_of_the_browser_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        visitor = chat.stranger()
        for header, language in (
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("en-GB,zh", "en"),
            ("ja,en;q=0.5", "en"),
            ("ja", "en"),
            ('"><script>', "zh-Hans"),
            ("", "zh-Hans"),
        ):
            async with visitor.http.get(chat.base, headers={"Accept-Language": header}) as response:
                page = await response.text()
            assert f'<html lang="{language}">' in page, header
            assert "http://" not in page and "https://" not in page and "//" not in page.replace("<!--//-->", "")
            assert "<style" not in page and "<script>" not in page and " style=" not in page and " onclick=" not in page


async def test_the_files_of_the_page_are_kept_by_the_browser_until_they_change(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        visitor = chat.stranger()
        for name in chat.chat.assets:
            async with visitor.http.get(f"{chat.base}/static/{name}") as response:
                assert response.status == 200 and await response.read() == chat.chat.assets[name].data
            known = {"If-None-Match": response.headers["Etag"]}
            async with visitor.http.get(f"{chat.base}/static/{name}", headers=known) as response:
                assert response.status == 304

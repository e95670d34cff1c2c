"""What visitors look at and press on their phones, old buttons included."""

import asyncio

import pytest
from sqlalchemy import select

from bot.database import open_database
from bot.settings import Settings
from bot.tables import picture_files, preferences, questions
from knowledge.transactions import reading
from tests.botapi import BotApiServer, ChatMessage
from tests.handlers.house import LI, WANG, House, house_of, publish_pages

AREA = "柳湾园规划面积多大"


def labels(message: ChatMessage) -> list[str]:
    return [button["text"] for button in message.buttons]


@pytest.mark.asyncio
async def test_the_map_is_sent_once_and_its_nodes_say_what_is_known(house: House, settings: Settings) -> None:
    await house.checked()
    chains = await house.told(LI, "/chains")
    picture = await house.led(LI, chains, "chain:paper")
    assert picture.file is not None and picture.file.data.startswith(b"\x89PNG")
    assert "竹纸产业" in picture.text and "资料日期：2024" in picture.text

    node = await house.led(LI, picture, "node:paper:bamboo")
    assert "规模：年产3万吨（2023）" in node.text and "去向：竹纸" in node.text
    asked = await house.led(LI, node, "ask:")
    assert asked.text == "毛竹年产多少吨" and "3万吨" in (await house.chat(LI).next_reply()).text
    sheets = await house.led(LI, picture, "node:paper:sheets")
    assert "资料未给出数字" in sheets.text and "企业：柳湾纸业" in sheets.text

    again = await house.led(LI, node, "chain:paper")
    assert again.file is not None and again.file.file_id == picture.file.file_id
    with reading(open_database(settings.database_file)) as connection:
        assert connection.scalars(select(picture_files.c.file_id)).all() == [picture.file.file_id]


@pytest.mark.asyncio
async def test_parks_are_chosen_by_toggling_and_compared(house: House) -> None:
    kinds = await house.told(LI, "/compare")
    empty = await house.turned(LI, kinds, "compare:park")
    assert "已选：还没有" in empty.text
    one = await house.turned(LI, empty, "compare:park:")
    assert "✅ 柳湾园" in labels(one) and not any(data.startswith("side") for data in one.callback_data)
    two = await house.turned(LI, one, next(data for data in one.callback_data if data.count("-") == 1))
    assert "已选：柳湾园、杏花园" in two.text

    picture = await house.led(LI, two, "side:park:")
    assert picture.file is not None and "柳湾园" in picture.text
    table = await house.chat(LI).next_reply()
    assert "17平方公里" in table.text and {entity.type for entity in table.entities} == {"pre"}

    assert "已选：柳湾园、杏花园" in (await house.turned(LI, table, "compare:park:")).text


@pytest.mark.asyncio
async def test_the_chosen_language_goes_before_that_of_the_question_until_it_is_forgotten(
    house: House, settings: Settings
) -> None:
    choice = await house.told(LI, "/language")
    assert "自动" in choice.text
    kept = await house.turned(LI, choice, "language:en")
    assert kept.text == "All right. Now: English"

    answer = await house.told(LI, AREA)
    assert "17平方公里" in answer.text and "(quoted in Chinese)" in answer.text and "Source" in labels(answer)
    assert (await house.told(LI, "/menu")).text.startswith("This is what")

    question = await house.told(LI, "/forget")
    assert "cannot be undone" in question.text
    await house.turned(LI, question, "privacy:forget")
    with reading(open_database(settings.database_file)) as connection:
        assert connection.execute(select(preferences)).all() == []
    assert (await house.told(LI, "/menu")).text.startswith("开发区的资料里")
    assert str(LI).encode() not in settings.database_file.read_bytes()


@pytest.mark.asyncio
async def test_a_related_question_is_offered_and_no_evidence_of_what_people_ask(
    house: House, settings: Settings
) -> None:
    await house.checked()
    answer = await house.told(LI, AREA)
    assert "毛竹年产多少吨" in labels(answer) and "杏花园种了多少杏树" not in labels(answer)  # is not surely answered

    asked = await house.led(LI, answer, f"rel:{_answer(answer)}:")
    assert asked.text == "杏花园规划面积多大"
    assert "5平方公里" in (await house.chat(LI).next_reply()).text

    await asyncio.sleep(1.2)
    with reading(open_database(settings.database_file)) as connection:
        rows = connection.execute(select(questions.c.text, questions.c.prompted, questions.c.group_id)).all()
    told = {row.text: (row.prompted, row.group_id is not None) for row in rows}
    assert told == {AREA: (None, True), "杏花园规划面积多大": (1, False)}


@pytest.mark.asyncio
async def test_old_buttons_work_after_a_restart_and_after_the_documents_changed(settings: Settings) -> None:
    async with BotApiServer(callback_ttl=1.0) as server:
        async with house_of(settings, server) as house:
            menu = await house.told(LI, "/menu")
            answer = await house.told(LI, AREA)
            chat = house.chat(LI)

        async with house_of(settings, server) as house:
            house.chats[LI] = chat
            assert "柳湾园位于河东" in (await house.led(LI, answer, "src:")).text
            assert "柳湾园" in labels(await house.turned(LI, menu, "list:park:1"))

        publish_pages(settings, area=19)
        async with house_of(settings, server) as house:
            house.chats[LI] = chat
            assert "资料已经更新" in (await house.led(LI, answer, "src:")).text
            assert "19平方公里" in (await chat.next_reply()).text
            assert await house.press(LI, answer, f"vote:{_answer(answer)}:up") == "谢谢您的评价！"
            query = await server.send_inline_query(chat.user, "柳湾园")
            offered = [one["description"] for one in (await server.inline_answer(query))["results"]]
            assert "19平方公里" in offered[0] and not any("17平方公里" in one for one in offered)
        assert server.refusals == []


@pytest.mark.asyncio
async def test_unknown_and_outdated_buttons_are_answered_politely(house: House) -> None:
    chat = house.chat(LI)
    message = await house.told(LI, "/menu")
    for data in ("list:park:0", "card:park:", "src:zz", "chain:../../etc", "vote:aaaaaaaaaaaa:sideways"):
        answer = await chat.next_answer(await chat.press(message, data, stale=True))
        assert answer.text == "这个按钮已经失效，请从 /menu 重新开始。"
    for data, polite in (
        ("card:park:gone", "已不在最新的资料里"),
        ("chain:tea", "已不在最新的资料里"),
        ("node:paper:tea", "已不在最新的资料里"),
        ("side:park:00000-11111", "请重新选择"),
        (f"src:{'a' * 12}", "已经不在记录里"),
        (f"more:{'a' * 12}", "已经不在记录里"),
        (f"ask:{'a' * 12}", "不再适用"),
        ("list:opportunity:1", "没有“招商机会”"),
        ("list:park:999", "第 1/1 页"),
        ("contact", "请先看一看并同意"),
    ):
        await chat.press(message, data, stale=True)
        shown = await (chat.next_edit() if data.startswith("list") else chat.next_reply())
        assert polite in shown.text, data
        if data.partition(":")[0] in ("card", "chain", "node", "side"):
            await chat.next_reply()  # what there is instead
    vote = await chat.next_answer(await chat.press(message, f"vote:{'a' * 12}:up", stale=True))
    assert vote.text == "只有提问的人自己可以点这个按钮。"


@pytest.mark.asyncio
async def test_a_vote_is_the_askers_own(house: House) -> None:
    group = house.server.group_chat(-1009, members=[house.chat(LI).user, house.chat(WANG).user])
    await group.send_text(f"@{house.server.bot.username} {AREA}", from_user=house.chat(LI).user)
    answer = await group.next_reply()

    other = await group.press(answer, f"vote:{_answer(answer)}:up", from_user=house.chat(WANG).user)
    assert (await group.next_answer(other)).text == "只有提问的人自己可以点这个按钮。"
    own = await group.press(answer, f"vote:{_answer(answer)}:up", from_user=house.chat(LI).user)
    assert (await group.next_answer(own)).text == "谢谢您的评价！"


def _answer(message: ChatMessage) -> str:
    return next(data.split(":")[1] for data in message.callback_data if data.startswith("vote:"))

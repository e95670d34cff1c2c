"""Whoever types the bot's name in any chat is offered passages with their source, and nobody's typing is kept."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.database import open_database
from bot.desk.shelf import Holdings
from bot.parts import Parts
from bot.settings import Settings
from bot.tables import questions
from handlers.application import build_application
from knowledge.transactions import reading
from tests.botapi import parse_html
from tests.handlers.desk import Parrot
from tests.handlers.house import LI, SMITH, WANG, House
from tests.handlers.phone import Phone, phone_with

Json = dict[str, Any]


async def typed(house: House, text: str, person: int = LI, code: str = "zh-hans", offset: str = "") -> Json:
    """What is offered to a person."""
    query = await house.server.send_inline_query(house.chat(person, code).user, text, offset)
    return await house.server.inline_answer(query)


def sent(result: Json) -> str:
    """What a chosen article says."""
    return parse_html(result["input_message_content"]["message_text"])[0]


@pytest.mark.asyncio
async def test_passages_are_offered_with_section_quotation_source_and_date(house: House, settings: Settings) -> None:
    answer = await typed(house, "柳湾园")

    first = answer["results"][0]
    assert first["title"] == "竹纸产业 › 柳湾园"
    assert first["description"].startswith("柳湾园规划面积为17平方公里。")
    assert sent(first).startswith("柳湾园规划面积为17平方公里。")
    assert "来源：《竹纸产业》 › 柳湾园" in sent(first) and "资料日期：2024" in sent(first)
    assert (answer["is_personal"], answer["cache_time"]) == (True, 60)
    assert len({result["id"] for result in answer["results"]}) == len(answer["results"]) <= 20
    assert all("柳湾" in sent(result) for result in answer["results"])
    assert house.parts.questions is not None
    await asyncio.to_thread(house.parts.questions.settle)
    with reading(open_database(settings.database_file)) as connection:
        assert connection.execute(select(questions)).all() == []


@pytest.mark.asyncio
async def test_everybody_reads_the_language_and_script_that_they_type_or_chose(house: House) -> None:
    hant = (await typed(house, "柳灣園", WANG, "zh-hant"))["results"][0]
    assert hant["title"] == "竹紙產業 › 柳灣園" and "資料日期：2024" in sent(hant)
    english = (await typed(house, "willow park", SMITH, "en"))["results"][0]
    assert english["title"] == "Bamboo paper › Willow Park"
    assert "17 square kilometres" in sent(english) and "Information as of 2024" in sent(english)

    choice = await house.told(LI, "/language")
    await house.turned(LI, choice, "language:en")
    chosen = (await typed(house, "柳湾园"))["results"][0]
    assert "柳湾园规划面积为17平方公里" in sent(chosen) and "(quoted in Chinese)" in sent(chosen)


@pytest.mark.asyncio
async def test_before_the_first_word_the_lists_are_offered(house: House) -> None:
    answer = await typed(house, " ")

    assert [result["title"] for result in answer["results"]] == ["主导产业（1）", "园区（2）"]
    parks = answer["results"][1]
    assert parks["description"] == "柳湾园、杏花园"
    assert sent(parks) == "园区（2）\n• 柳湾园\n• 杏花园\n\n来源：《竹纸产业》 · 资料日期：2024"


@pytest.mark.asyncio
async def test_what_is_not_in_the_documents_leads_to_the_chat(house: House) -> None:
    answer = await typed(house, "zzz qqq")

    assert answer["results"] == [] and answer["button"]["start_parameter"] == "inline"
    assert (await house.told(LI, "/start inline")).text.startswith("您好！我是孝义")


@pytest.mark.asyncio
async def test_more_is_given_page_by_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.desk.offering.PAGE", 2)
    first = await typed(house, "柳湾园 杏花园 毛竹")
    assert len(first["results"]) == 2 and first["next_offset"] == "2"
    second = await typed(house, "柳湾园 杏花园 毛竹", offset="2")
    assert second["next_offset"] == "" and second["results"]
    ids = {result["id"] for result in first["results"]}
    assert not ids & {result["id"] for result in second["results"]}

    beyond = await typed(house, "柳湾园", offset="9000")
    assert beyond["results"] == [] and "button" not in beyond
    assert (await typed(house, "柳湾园", offset="-1; DROP"))["results"] != []


@pytest.mark.asyncio
async def test_what_was_chosen_is_no_question_in_any_chat(house: House) -> None:
    result = (await typed(house, "柳湾园"))["results"][0]
    group = house.server.group_chat(-1009, members=[house.chat(LI).user])

    await house.chat(LI).choose(result)
    await group.choose(result)

    await house.chat(LI).expect_silence(0.3)
    await group.expect_silence(0)


@pytest.mark.asyncio
async def test_a_search_that_fails_or_waits_for_too_many_gives_nothing_to_be_asked_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(Holdings, "found", fails)
        answer = await typed(house, "柳湾园")
        assert (answer["results"], answer["cache_time"]) == ([], 0)
    assert (await typed(house, "柳湾园"))["results"] != []


@pytest.mark.asyncio
async def test_a_bot_without_documents_offers_nothing() -> None:
    async with phone_with(lambda builder: build_application(builder, Parts(Parrot()))) as phone:
        await phone.receive({"update_id": 1, "inline_query": inline("标准地")})
        await phone.receive({"update_id": 2, "inline_query": inline("")})
        assert offered(phone) == [[], []]


@pytest.mark.asyncio
async def test_telegram_refusing_an_old_query_is_no_failure() -> None:
    async with phone_with(lambda builder: build_application(builder, Parts(Parrot()))) as phone:
        phone.telegram.refusals["answerInlineQuery"] = (400, "Bad Request: query is too old")
        await phone.receive({"update_id": 1, "inline_query": inline("标准地")})
        assert [call.method for call in phone.telegram.calls] == ["answerInlineQuery"]


def inline(text: str) -> Json:
    return {"id": "1", "from": {"id": LI, "is_bot": False, "first_name": "Li"}, "query": text, "offset": ""}


def offered(phone: Phone) -> list[Any]:
    return [call.params["results"] for call in phone.telegram.named("answerInlineQuery")]

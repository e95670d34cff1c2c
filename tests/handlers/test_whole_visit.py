"""A visit from the greeting to being forgotten, as visitors have it on their phones, in three languages."""

from collections import Counter
from dataclasses import dataclass

import pytest

from bot.database import open_database
from bot.secret import keyed_hash, load_secret
from bot.settings import Settings
from bot.staff import Role
from bot.tables import given_answers, questions
from knowledge.transactions import reading
from tests.botapi import ChatMessage
from tests.botapi.chats import GroupChat
from tests.handlers.desk import BY, EDITOR
from tests.handlers.house import LI, SMITH, WANG, House, house_of

STAFF_CHAT = -1007


@dataclass(frozen=True)
class Visitor:
    """Who comes, and what is seen."""

    person: int
    code: str
    greeting: str
    parks: str
    park: str
    question: str
    area: str
    followup: str
    other: str
    chain: str
    thanks: str
    consent: str
    relayed: str
    forgotten: str


ZH = Visitor(
    LI, "zh-hans", "您好！我是孝义", "园区（2）", "柳湾园", "柳湾园规划面积多大", "17平方公里", "那杏花园呢",
    "5平方公里", "毛竹", "请点一下", "同意", "招商专员答复", "已删除",
)  # fmt: skip
HANT = Visitor(
    WANG, "zh-hant", "您好！我是孝義", "園區（2）", "柳灣園", "柳灣園規劃面積多大", "17平方公里", "那杏花園呢",
    "5平方公里", "毛竹", "請點一下", "同意", "招商專員答覆", "已刪除",
)  # fmt: skip
EN = Visitor(
    SMITH, "en", "Hello! I am", "Parks (2)", "Willow Park", "How large is Willow Park?", "17 square kilometres",
    "And Apricot Park?", "5 square kilometres", "Moso bamboo", "press", "agree", "adviser answers", "Erased:",
)  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("visitor", [ZH, HANT, EN], ids=lambda one: one.code)
async def test_a_whole_visit(settings: Settings, visitor: Visitor) -> None:
    async with house_of(settings.model_copy(update={"staff_chat": STAFF_CHAT})) as house:
        assert house.parts.office is not None
        house.parts.office.staff.add(EDITOR, Role.EDITOR, "招商科", actor=BY)
        house.chat(visitor.person, visitor.code)
        staff = house.server.group_chat(STAFF_CHAT, "招商", members=[house.chat(EDITOR).user])
        await house.checked()

        await looks_around(house, visitor)
        answer = await asks(house, visitor)
        await compares(house, visitor)
        await complains(house, visitor, answer, settings)
        await is_handed_over(house, visitor, answer, staff)
        await is_forgotten(house, visitor, staff, settings)

        assert house.server.refusals == []
        assert set(answers_to_buttons(house).values()) == {1}


async def looks_around(house: House, visitor: Visitor) -> None:
    menu = await house.told(visitor.person, "/start")
    assert menu.text.startswith(visitor.greeting) and visitor.parks in labels(menu)
    listed = await house.turned(visitor.person, menu, "list:park:1")
    assert visitor.park in labels(listed) and listed.message_id == menu.message_id
    card = await house.turned(visitor.person, listed, "card:park:willow")
    assert card.text.startswith(visitor.park) and "17" in card.text and "2024" in card.text
    asked = await house.led(visitor.person, card, "ask:")
    assert asked.text == visitor.question
    replied = await house.chat(visitor.person).next_reply()
    assert visitor.area in replied.text and replied.reply_to_message_id == asked.message_id
    back = await house.turned(visitor.person, house.chat(visitor.person).current(card), "list:park:")
    assert back.text == listed.text


async def asks(house: House, visitor: Visitor) -> ChatMessage:
    answer = await house.told(visitor.person, visitor.question)
    assert visitor.area in answer.text and "2024" in answer.text
    assert visitor.other in (await house.told(visitor.person, visitor.followup)).text
    source = await house.led(visitor.person, answer, "src:")
    assert visitor.park in source.text and visitor.area in source.text and "2024" in source.text
    more = await house.led(visitor.person, answer, "more:")
    assert more.text and more.text != answer.text
    return answer


async def compares(house: House, visitor: Visitor) -> None:
    person, chat = visitor.person, house.chat(visitor.person)
    kinds = await house.told(person, "/compare")
    none = await house.turned(person, kinds, "compare:park")
    one = await house.turned(person, none, "compare:park:")
    two = await house.turned(person, one, next(data for data in one.callback_data if data.count("-") == 1))
    picture = await house.led(person, two, "side:park:")
    assert picture.file is not None and visitor.park in picture.text
    assert "17" in (await chat.next_reply()).text

    chains = await house.told(person, "/chains")
    drawn = await house.led(person, chains, "chain:paper")
    assert drawn.file is not None and drawn.file.data.startswith(b"\x89PNG")
    assert visitor.chain in (await house.led(person, drawn, "node:paper:bamboo")).text


async def complains(house: House, visitor: Visitor, answer: ChatMessage, settings: Settings) -> None:
    why = await house.led(visitor.person, answer, f"vote:{number(answer)}:down")
    assert visitor.thanks in why.text and len(why.callback_data) == 4
    noted = await house.turned(visitor.person, why, f"why:{number(answer)}:outdated")
    assert noted.callback_data == ()
    with reading(open_database(settings.database_file)) as connection:
        row = connection.execute(questions.select().where(questions.c.id == number(answer))).one()
    assert (row.vote, row.complaint, row.prompted) == (-1, "outdated", None)


async def is_handed_over(house: House, visitor: Visitor, answer: ChatMessage, staff: GroupChat) -> None:
    person, chat = visitor.person, house.chat(visitor.person)
    consent = await house.led(person, answer, "hand:")
    assert visitor.consent in consent.text
    await house.led(person, consent, "hand:agree")
    await house.told(person, "Li Ming")
    await house.told(person, "Bamboo Ltd")
    await house.told(person, "liming@example.org")
    check = await chat.next_reply()
    assert all(word in check.text for word in ("Li Ming", "Bamboo Ltd", "liming@example.org"))
    await house.led(person, check, "hand:send")

    card = await staff.next_reply()
    assert ("Li Ming" in card.text and "柳湾园" in card.text) or "willow park" in card.text
    await staff.send_text("周三上午可以面谈。", reply_to=card, from_user=house.chat(EDITOR).user)
    told = await chat.next_reply()
    assert visitor.relayed in told.text and "周三上午可以面谈。" in told.text
    assert "已转达" in (await staff.next_reply()).text


async def is_forgotten(house: House, visitor: Visitor, staff: GroupChat, settings: Settings) -> None:
    sure = await house.told(visitor.person, "/forget")
    await house.press(visitor.person, sure, "privacy:forget")
    await house.chat(visitor.person).wait_for(sure, lambda one: visitor.forgotten in one.text)
    assert "撤回了第 1 号咨询" in (await staff.next_reply()).text
    person = keyed_hash(load_secret(settings.secret_file), f"telegram:{visitor.person}")
    with reading(open_database(settings.database_file)) as connection:
        for table in (questions, given_answers):
            assert connection.execute(table.select().where(table.c.asker == person)).all() == []
    assert person.encode() not in settings.database_file.read_bytes()
    assert str(visitor.person).encode() not in settings.database_file.read_bytes()


def answers_to_buttons(house: House) -> Counter[str]:
    """How often each pressed button was answered, by the server's log."""
    pressed = [update["callback_query"]["id"] for update in house.server.updates if "callback_query" in update]
    answered = Counter(request.params["callback_query_id"] for request in house.server.calls("answerCallbackQuery"))
    assert set(answered) <= set(pressed)
    return Counter({one: answered[one] for one in pressed})


def labels(message: ChatMessage) -> list[str]:
    return [button["text"] for button in message.buttons]


def number(message: ChatMessage) -> str:
    return next(data.split(":")[1] for data in message.callback_data if data.startswith("vote:"))

"""What a visitor sees: greetings, answers, refusals, and silence where nobody asked."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.conversation import Conversation
from bot.frontdesk import Reception
from bot.parts import Parts
from bot.worker import Worker
from handlers.types import App, Builder
from handlers.visitors import Visitors
from tests.handlers.phone import BOT, GROUP, LI, WANG, Json, Phone, phone_with

AREA = "开发区总面积多大"
LANGUAGES = pytest.mark.parametrize(
    ("code", "welcome", "help_text"),
    [
        ("zh-hans", "您好！我是孝义经济开发区的招商助手", "直接用一句话提问即可"),
        ("zh", "您好！我是孝义经济开发区的招商助手", "直接用一句话提问即可"),
        (None, "您好！我是孝义经济开发区的招商助手", "直接用一句话提问即可"),
        ("zh-hant", "您好！我是孝義經濟開發區的招商助手", "直接用一句話提問即可"),
        ("zh-TW", "您好！我是孝義經濟開發區的招商助手", "直接用一句話提問即可"),
        ("zh-HK", "您好！我是孝義經濟開發區的招商助手", "直接用一句話提問即可"),
        ("en", "Hello! I am the investment assistant", "Ask in one sentence"),
        ("de", "Hello! I am the investment assistant", "Ask in one sentence"),
    ],
)


@pytest_asyncio.fixture
async def overloaded_phone(conversation: Conversation) -> AsyncIterator[Phone]:
    """A phone connected to a bot that can take no further question."""
    worker = Worker(conversation, most_waiting=0)

    def build(builder: Builder) -> App:
        application = builder.build()
        Visitors(Reception(Parts(conversation), worker)).register(application)
        return application

    async with phone_with(build) as ready:
        yield ready
    worker.close()


def bots_message() -> Json:
    return {"message_id": 900, "date": 1, "from": BOT, "chat": {"id": GROUP, "type": "supergroup"}, "text": "…"}


def wangs_message() -> Json:
    wang = {"id": WANG, "is_bot": False, "first_name": "Wang"}
    return {"message_id": 901, "date": 1, "from": wang, "chat": {"id": GROUP, "type": "supergroup"}, "text": "…"}


@pytest.mark.asyncio
@LANGUAGES
async def test_start_greets_in_the_language_of_the_visitors_telegram(
    phone: Phone, code: str | None, welcome: str, help_text: str
) -> None:
    await phone.write("/start", language=code)

    assert phone.reply.startswith(welcome)


@pytest.mark.asyncio
@LANGUAGES
async def test_help_explains_in_the_language_of_the_visitors_telegram(
    phone: Phone, code: str | None, welcome: str, help_text: str
) -> None:
    await phone.write("/help", language=code)

    assert phone.reply.startswith(help_text)


@pytest.mark.asyncio
async def test_a_question_is_answered_with_source_and_date(phone: Phone) -> None:
    await phone.write(AREA)

    answer, citation = phone.reply.split("\n\n")
    assert "62.42" in answer
    assert citation.startswith("来源：《开发区概况》") and "资料日期：2023" in citation


@pytest.mark.asyncio
async def test_a_question_in_traditional_characters_is_answered_in_them(phone: Phone) -> None:
    await phone.write("開發區總面積多大")

    assert "總面積62.42" in phone.reply
    assert "來源：" in phone.reply and "資料日期：" in phone.reply


@pytest.mark.asyncio
async def test_a_question_in_english_is_answered_in_english_whatever_the_telegram_speaks(phone: Phone) -> None:
    await phone.write("How many hydrogen refuelling stations are planned?", language="zh-hans")

    assert "100 hydrogen refuelling stations" in phone.reply
    assert "Source: " in phone.reply and "Information as of 2023" in phone.reply


@pytest.mark.asyncio
async def test_a_question_that_the_documents_do_not_answer_is_refused_without_a_source(phone: Phone) -> None:
    await phone.write("今天天气怎么样")

    assert phone.reply.startswith("已发布的资料里没有找到这个问题的答案")
    assert "来源" not in phone.reply


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "hint"), [("zh-hans", "请用文字写下您的问题"), ("zh-hant", "請用文字寫下您的問題"), ("en", "Please write")]
)
async def test_a_message_without_words_is_met_with_a_hint_in_the_visitors_language(
    phone: Phone, code: str, hint: str
) -> None:
    await phone.write("👍👍", language=code)

    assert phone.reply.startswith(hint)


@pytest.mark.asyncio
async def test_the_longest_message_that_telegram_allows_gets_a_hint(phone: Phone) -> None:
    await phone.write("园" * 4096)

    assert phone.reply.startswith("问题太长了（4096 个字符）")


@pytest.mark.asyncio
async def test_the_visitor_sees_the_bot_typing_before_the_answer(phone: Phone) -> None:
    await phone.write(AREA)

    assert [call.method for call in phone.telegram.calls] == ["sendChatAction", "sendMessage"]
    assert phone.telegram.calls[0].params["action"] == "typing"


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [400, 429, 502])
async def test_an_answer_arrives_although_telegram_refuses_the_typing_indicator(phone: Phone, status: int) -> None:
    phone.telegram.refusals["sendChatAction"] = (status, "Bad Request: no")

    await phone.write(AREA)

    assert "62.42" in phone.reply


@pytest.mark.asyncio
async def test_an_answer_arrives_although_telegram_is_slow_to_take_the_typing_indicator(phone: Phone) -> None:
    phone.telegram.delays["sendChatAction"] = asyncio.Event()

    writing = asyncio.create_task(phone.write(AREA))
    await asyncio.wait([writing], timeout=5)

    try:
        assert "62.42" in "".join(phone.replies)
    finally:
        phone.telegram.delays["sendChatAction"].set()
        await writing


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "polite"), [("zh-hans", "现在提问的人较多"), ("en", "Many people are asking right now")]
)
async def test_a_visitor_is_asked_politely_to_wait_when_too_many_are_asking(
    overloaded_phone: Phone, code: str, polite: str
) -> None:
    await overloaded_phone.write(AREA, language=code)

    assert overloaded_phone.reply.startswith(polite)


@pytest.mark.asyncio
@pytest.mark.parametrize("text", [AREA, "@someone_else " + AREA, "@my_bot_two " + AREA, "my_bot " + AREA])
async def test_the_bot_is_silent_in_a_group_where_nobody_addresses_it(phone: Phone, text: str) -> None:
    await phone.write(text, chat=GROUP)

    assert phone.telegram.calls == []


@pytest.mark.asyncio
async def test_the_bot_is_silent_where_one_visitor_replies_to_another(phone: Phone) -> None:
    await phone.write(AREA, chat=GROUP, reply_to=wangs_message())

    assert phone.telegram.calls == []


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["@my_bot " + AREA, AREA + " @my_bot", "@My_Bot " + AREA])
async def test_a_mention_in_a_group_is_answered_as_a_reply_to_the_question(phone: Phone, text: str) -> None:
    await phone.write(text, chat=GROUP)

    assert "62.42" in phone.reply
    (sent,) = phone.telegram.named("sendMessage")
    assert sent.params["chat_id"] == GROUP and "reply_parameters" in sent.params


@pytest.mark.asyncio
async def test_a_mention_by_name_without_username_is_answered(phone: Phone) -> None:
    mention = {"type": "text_mention", "offset": 0, "length": 2, "user": BOT}

    await phone.write("小义 " + AREA, chat=GROUP, entities=[mention])

    assert "62.42" in phone.reply


@pytest.mark.asyncio
async def test_a_mention_is_not_part_of_the_question(phone: Phone) -> None:
    await phone.write("@my_bot 你好", chat=GROUP)

    assert phone.reply.startswith("您好！我只回答与孝义经济开发区投资有关的问题")


@pytest.mark.asyncio
async def test_a_mention_after_emoji_is_found_where_telegram_counts_it(phone: Phone) -> None:
    await phone.write(f"🏭👩‍🔬 @my_bot {AREA}", chat=GROUP)

    assert "62.42" in phone.reply


@pytest.mark.asyncio
async def test_a_bare_mention_gets_a_hint(phone: Phone) -> None:
    await phone.write("@my_bot", chat=GROUP)

    assert phone.reply.startswith("请用文字写下您的问题")


@pytest.mark.asyncio
async def test_a_reply_to_the_bot_in_a_group_is_answered(phone: Phone) -> None:
    await phone.write(AREA, chat=GROUP, reply_to=bots_message())

    assert "62.42" in phone.reply


@pytest.mark.asyncio
async def test_a_private_answer_does_not_quote_the_question(phone: Phone) -> None:
    await phone.write(AREA)

    (sent,) = phone.telegram.named("sendMessage")
    assert "reply_parameters" not in sent.params


@pytest.mark.asyncio
@pytest.mark.parametrize("text", [AREA, "/start", "/help"])
async def test_where_nothing_is_kept_an_edited_message_is_not_answered_again(phone: Phone, text: str) -> None:
    await phone.receive(phone.update(text, kind="edited_message"))

    assert phone.telegram.calls == []


@pytest.mark.asyncio
async def test_updates_of_other_kinds_are_ignored(phone: Phone) -> None:
    sticker = phone.update("", chat=GROUP)
    del sticker["message"]["text"]

    await phone.receive(sticker)
    await phone.receive({"update_id": 7001})

    assert phone.telegram.calls == []


@pytest.mark.asyncio
async def test_a_command_for_another_bot_is_ignored(phone: Phone) -> None:
    await phone.write("/start@other_bot", chat=GROUP)

    assert phone.telegram.calls == []


@pytest.mark.asyncio
async def test_two_people_in_one_group_do_not_share_a_conversation(phone: Phone) -> None:
    await phone.write("@my_bot 氢能产业园规划投资多少", chat=GROUP, person=LI)
    await phone.write("@my_bot 那呢", chat=GROUP, person=WANG)

    first, second = phone.replies
    assert "780亿元" in first
    assert "780亿元" not in second

"""The application as a whole: what it registers, and what it survives at start."""

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings
from handlers.application import serve
from tests.handlers.phone import Phone


async def start(phone: Phone) -> None:
    """What the application does once it is connected, before updates come."""
    assert phone.application.post_init is not None
    await phone.application.post_init(phone.application)


@pytest.mark.asyncio
async def test_the_commands_are_shown_in_chinese_and_in_english(phone: Phone) -> None:
    await start(phone)

    shown = {
        call.params.get("language_code"): call.params["commands"] for call in phone.telegram.named("setMyCommands")
    }
    assert set(shown) == {"zh", "en", None}
    assert "怎样提问" in str(shown["zh"]) and "怎样提问" in str(shown[None])
    assert "How to ask" in str(shown["en"])


@pytest.mark.asyncio
async def test_every_command_that_is_shown_is_answered(phone: Phone) -> None:
    await start(phone)
    (shown, *_) = [call.params["commands"] for call in phone.telegram.named("setMyCommands")]

    for command in shown:
        await phone.write(f"/{command['command']}")

    assert len(phone.replies) == len(shown) > 0


@pytest.mark.asyncio
async def test_the_bot_starts_although_telegram_refuses_the_commands(phone: Phone) -> None:
    phone.telegram.refusals["setMyCommands"] = (429, "Too Many Requests: retry after 5")

    await start(phone)
    await phone.write("开发区总面积多大")

    assert "62.42" in phone.reply


def test_without_a_token_the_bot_does_not_start_and_says_where_to_get_one() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN is not set; @BotFather gives one"):
        serve(load_settings(), lambda: pytest.fail("opened without a token"))

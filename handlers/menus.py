"""The commands that Telegram shows: those of visitors to all, those of the staff in their own chats alone."""

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.language import Language
from bot.staff import Role
from bot.texts import say
from handlers.rights import COMMANDS
from handlers.visitors import COMMANDS as COMMANDS_OF_VISITORS

_WITH_OFFICE = COMMANDS_OF_VISITORS
_VISITORS = tuple(name for name in _WITH_OFFICE if name not in ("faq", "language"))  # where nothing is kept
_LANGUAGES = (("zh", Language.SIMPLIFIED), ("en", Language.ENGLISH), (None, Language.SIMPLIFIED))

_log = structlog.get_logger(__name__)


async def show_visitors(bot: Bot, *, with_office: bool) -> None:
    """Show everybody what anyone may do; a Telegram that refuses costs the menu, not the start."""
    try:
        for code, language in _LANGUAGES:
            names = _WITH_OFFICE if with_office else _VISITORS
            await bot.set_my_commands(_menu(names, language), language_code=code)
    except TelegramError as error:
        _log.warning("commands not registered", reason=str(error))


async def show_member(bot: Bot, user_id: int, role: Role | None) -> None:
    """Show one person what the role allows; None takes the staff's commands away.

    Telegram refuses for people who have not written to the bot yet.
    """
    scope = BotCommandScopeChat(user_id)
    try:
        for code, language in _LANGUAGES:
            if role is None:
                await bot.delete_my_commands(scope, language_code=code)
            else:
                names = [name for name, needed in COMMANDS.items() if role.includes(needed)]
                await bot.set_my_commands(_menu((*_WITH_OFFICE, *names), language), scope, language_code=code)
    except TelegramError as error:
        _log.warning("commands of a member not registered", reason=type(error).__name__)


def _menu(names: tuple[str, ...], language: Language) -> list[BotCommand]:
    return [BotCommand(name, say(f"command_{name}", language)) for name in names]

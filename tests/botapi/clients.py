"""Bots, people and buttons for tests of the test server."""

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from . import BotApiServer, User

LI, WANG = User(1001, "Li", language_code="zh-hans"), User(1002, "Wang")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def bot_of(server: BotApiServer, token: str | None = None) -> telegram.Bot:
    """PTB's bot talking to the server, with the right token or another."""
    return telegram.Bot(token or server.token, base_url=server.base_url, base_file_url=server.base_file_url)


def button(data: str, text: str = "ok") -> InlineKeyboardMarkup:
    """A keyboard of one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])

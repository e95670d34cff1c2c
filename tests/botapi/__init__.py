"""A strict Telegram Bot API server for end-to-end tests of the bot."""

from .chats import Chat, GroupChat, PrivateChat
from .entities import Entity, EntityError, detect_entities, utf16_length
from .html import parse_html
from .mishaps import Kind, Mishap
from .server import BotApiServer
from .state import CallbackAnswer, ChatMessage, Refusal, Request, StoredFile, User

__all__ = [
    "BotApiServer",
    "CallbackAnswer",
    "Chat",
    "ChatMessage",
    "Entity",
    "EntityError",
    "GroupChat",
    "Kind",
    "Mishap",
    "PrivateChat",
    "Refusal",
    "Request",
    "StoredFile",
    "User",
    "detect_entities",
    "parse_html",
    "utf16_length",
]

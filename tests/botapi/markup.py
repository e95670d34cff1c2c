"""Checks of what a bot attaches to messages: keyboards, formatted text and its command list."""

import re
from typing import Any

from .entities import Entity, EntityError, checked_link, detect_entities, trim, utf16_length
from .html import parse_html
from .names import BUTTON_ACTIONS
from .params import list_of, object_of, text_of
from .state import Json, bad_request

_UNSUPPORTED_MODES = frozenset({"markdown", "markdownv2"})
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_MAX_BUTTONS = 100


def formatted(params: Json, key: str, entities_key: str) -> tuple[str, tuple[Entity, ...]]:
    """A text parameter with its entities, parsed, trimmed and with the detected entities added."""
    text = text_of(params, key)
    mode = text_of(params, "parse_mode").lower()
    if mode == "html":
        try:
            text, entities = parse_html(text)
        except EntityError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode in _UNSUPPORTED_MODES:
        raise bad_request(f"parse_mode {params['parse_mode']} is not supported by this test server")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        entities = _given_entities(text, list_of(params, entities_key))
    text, entities = trim(text, entities)
    return text, detect_entities(text, entities)


def message_text(params: Json) -> Json:
    """The text part of a message; refuses what is empty or too long."""
    if not text_of(params, "text"):
        raise bad_request("message text is empty")
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return _with_entities("text", text, "entities", entities)


def caption(params: Json) -> Json:
    """The caption part of a media message, empty without one; refuses a long one."""
    text, entities = formatted(params, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return _with_entities("caption", text, "caption_entities", entities) if text else {}


def reply_markup(params: Json, *, inline_only: bool = False) -> Json | None:
    """The markup of a message, checked."""
    markup = object_of(params, "reply_markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = _inline_rows(markup["inline_keyboard"])
        return {"inline_keyboard": rows} if rows else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        for button in _buttons(markup["keyboard"]):
            if not (button if isinstance(button, str) else button.get("text")):
                raise bad_request("keyboard button text must be non-empty")
    elif not {"remove_keyboard", "force_reply"} & markup.keys():
        raise bad_request("object expected as reply markup")
    return markup


def commands(params: Json) -> list[Json]:
    """The command list of setMyCommands, checked."""
    listed = list_of(params, "commands")
    if len(listed) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in listed]


def language_code(params: Json) -> str:
    """The language of a bot setting: empty or two letters."""
    code = text_of(params, "language_code")
    if not re.fullmatch(r"(?:[a-z]{2})?", code):
        raise bad_request("invalid language code specified")
    return code


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: object expected")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _with_entities(key: str, text: str, entities_key: str, entities: tuple[Entity, ...]) -> Json:
    marked = {entities_key: [entity.to_wire() for entity in entities]} if entities else {}
    return {key: text, **marked}


def _given_entities(text: str, listed: list[Any]) -> tuple[Entity, ...]:
    try:
        entities = tuple(Entity.from_wire(entity) for entity in listed)
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse MessageEntity: object with type, offset and length expected") from None
    length = utf16_length(text)
    if any(entity.offset < 0 or entity.length <= 0 or entity.end > length for entity in entities):
        raise bad_request("can't parse entities: entity lies outside of the text")
    return entities


def _buttons(rows: Any) -> list[Any]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: Array of Arrays of buttons expected")
    return [button for row in rows for button in row]


def _inline_rows(rows: Any) -> list[list[Json]]:
    buttons = _buttons(rows)
    if len(buttons) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_inline_button(button)
    return [row for row in rows if row]


def _check_inline_button(button: Any) -> None:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request(f'{problem}Field "text" must be a non-empty String')
    actions = sorted(BUTTON_ACTIONS & button.keys())
    if not actions:
        raise bad_request(f"{problem}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"{problem}Exactly one action must be specified, found {', '.join(actions)}")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and checked_link(str(button["url"])) is None:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")

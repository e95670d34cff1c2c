"""The Bot API methods, apart from those that fetch updates."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from . import markup, results
from .media import bot_file, media_content
from .names import ADMIN_RIGHTS, CHAT_ACTIONS, GIFT_TYPES
from .params import integer_of, object_of, text_of
from .state import ApiError, CallbackAnswer, ChatRecord, Json, StoredFile, StoredMessage, World, bad_request

Handler = Callable[[Json], Any]

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_CONTENT_KEYS = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "link_preview_options",
)


class BotMethods:
    """What a bot may call, working on the world of a server."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Mapping[str, Handler]:
        """The methods by name."""
        return {
            "getMe": self.get_me,
            "logOut": lambda _: True,
            "close": lambda _: True,
            "sendMessage": self.send_message,
            "sendPhoto": lambda params: self._send_media("photo", params),
            "sendDocument": lambda params: self._send_media("document", params),
            "sendChatAction": self.send_chat_action,
            "editMessageText": self.edit_text,
            "editMessageCaption": self.edit_caption,
            "editMessageMedia": self.edit_media,
            "editMessageReplyMarkup": self.edit_markup,
            "deleteMessage": self.delete_message,
            "answerCallbackQuery": self.answer_callback,
            "answerInlineQuery": self.answer_inline,
            "getFile": self.get_file,
            "getChat": self.get_chat,
            "getChatMember": self.get_chat_member,
            "leaveChat": self.leave_chat,
            "setMyCommands": self.set_commands,
            "getMyCommands": self.get_commands,
            "deleteMyCommands": self.delete_commands,
            "setMyDescription": self.set_description,
            "setMyShortDescription": self.set_short_description,
        }

    def get_me(self, _params: Json) -> Json:
        """The bot itself."""
        return self._world.bot.to_wire() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.privacy_mode,
            "supports_inline_queries": self._world.inline_mode,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def send_message(self, params: Json) -> Json:
        """A text message."""
        chat = self._chat(params)
        content = markup.message_text(params)
        if preview := object_of(params, "link_preview_options"):
            content["link_preview_options"] = preview
        return self._send(chat, params, content)

    def send_chat_action(self, params: Json) -> bool:
        """A chat action, kept for the test to see."""
        chat = self._chat(params)
        action = text_of(params, "action")
        if action not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        _topic(chat, params, None)
        chat.actions.append(action)
        chat.changed.fire()
        return True

    def edit_text(self, params: Json) -> Json:
        """New text for a message of the bot; its inline keyboard goes unless given again."""
        chat, message = self._own_message(params)
        content = markup.message_text(params)
        if "text" not in message.raw:
            raise bad_request("there is no text in the message to edit")
        if preview := object_of(params, "link_preview_options"):
            content["link_preview_options"] = preview
        return self._edit(chat, message, params, content, message.file)

    def edit_caption(self, params: Json) -> Json:
        """New caption for a photo or document of the bot."""
        chat, message = self._own_message(params)
        if "text" in message.raw:
            raise bad_request("there is no caption in the message to edit")
        media = {key: message.raw[key] for key in ("photo", "document") if key in message.raw}
        return self._edit(chat, message, params, media | markup.caption(params), message.file)

    def edit_media(self, params: Json) -> Json:
        """A photo or document in place of what the message held."""
        chat, message = self._own_message(params)
        media = object_of(params, "media")
        kind = text_of(media, "type")
        if kind not in {"photo", "document"}:
            raise bad_request(f"media type {kind or '(none)'} is not supported by this test server")
        stored = bot_file(self._world, params, kind, media.get("media"))
        content = media_content(kind, stored) | markup.caption(media)
        return self._edit(chat, message, params, content, stored)

    def edit_markup(self, params: Json) -> Json:
        """Another inline keyboard, or none, under a message of the bot."""
        chat, message = self._own_message(params)
        content = {key: message.raw[key] for key in _CONTENT_KEYS if key in message.raw}
        return self._edit(chat, message, params, content, message.file)

    def delete_message(self, params: Json) -> bool:
        """A message gone; in groups others' messages only for an administrator."""
        chat = self._chat(params)
        message_id = integer_of(params, "message_id")
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request("message to delete not found")
        if not message.from_bot and chat.type != "private" and self._world.bot.id not in chat.admins:
            raise bad_request("message can't be deleted")
        del chat.messages[message_id]
        chat.deleted.append(message_id)
        chat.changed.fire()
        return True

    def answer_callback(self, params: Json) -> bool:
        """The answer to a pressed button."""
        text = text_of(params, "text") or None
        if text and len(text) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        query_id = self._world.close_query(params.get("callback_query_id"))
        answer = CallbackAnswer(query_id, text, bool(params.get("show_alert")), params.get("url"))
        self._world.answers.append(answer)
        self._world.changed.fire()
        return True

    def answer_inline(self, params: Json) -> bool:
        """The answer to an inline query."""
        results.check(params)
        query_id = self._world.close_query(params.get("inline_query_id"))
        self._world.inline_answers[query_id] = dict(params)
        self._world.changed.fire()
        return True

    def get_file(self, params: Json) -> Json:
        """Where to download a file."""
        stored = self._world.files.get(text_of(params, "file_id"))
        if stored is None:
            raise bad_request("invalid file_id")
        if stored.size > self._world.download_limit:
            raise bad_request("file is too big")
        return stored.to_wire() | {"file_path": stored.path}

    def get_chat(self, params: Json) -> Json:
        """Full information about a chat."""
        return self._chat(params).to_wire() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(GIFT_TYPES, False),
        }

    def get_chat_member(self, params: Json) -> Json:
        """What a user is in a chat."""
        chat, user_id = self._chat(params), integer_of(params, "user_id")
        user = chat.members.get(user_id) or self._world.users.get(user_id)
        if user is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        if user_id not in chat.members:
            return {"status": "left", "user": user.to_wire()}
        if user_id in chat.admins:
            rights = dict.fromkeys(ADMIN_RIGHTS, True)
            return {"status": "administrator", "user": user.to_wire(), **rights}
        return {"status": "member", "user": user.to_wire()}

    def leave_chat(self, params: Json) -> bool:
        """The bot leaves a group."""
        chat = self._chat(params)
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        chat.barred = f"Forbidden: bot is not a member of the {chat.type} chat"
        chat.members.pop(self._world.bot.id, None)
        chat.changed.fire()
        return True

    def set_commands(self, params: Json) -> bool:
        """The command list for a scope and a language."""
        self._world.commands[_command_key(params)] = markup.commands(params)
        return True

    def get_commands(self, params: Json) -> list[Json]:
        """The command list kept for exactly this scope and language."""
        return self._world.commands.get(_command_key(params), [])

    def delete_commands(self, params: Json) -> bool:
        """No command list any more for this scope and language."""
        self._world.commands.pop(_command_key(params), None)
        return True

    def set_description(self, params: Json) -> bool:
        """What an empty chat with the bot shows."""
        text = text_of(params, "description")
        if len(text) > 512:
            raise bad_request("DESCRIPTION_TOO_LONG")
        self._world.descriptions[markup.language_code(params)] = text
        return True

    def set_short_description(self, params: Json) -> bool:
        """What the bot's profile shows."""
        text = text_of(params, "short_description")
        if len(text) > 120:
            raise bad_request("ABOUT_TOO_LONG")
        self._world.short_descriptions[markup.language_code(params)] = text
        return True

    def _chat(self, params: Json) -> ChatRecord:
        chat_id = params.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        if isinstance(chat_id, str):
            names = (chat for chat in self._world.chats.values() if chat.names.get("username") == chat_id[1:])
            chat = next((found for found in names if found.type != "private"), None)
        else:
            chat = self._world.chats.get(int(chat_id))
        if chat is None:
            raise bad_request("chat not found")
        if chat.barred:
            raise ApiError(403, chat.barred)
        return chat

    def _own_message(self, params: Json) -> tuple[ChatRecord, StoredMessage]:
        if "inline_message_id" in params:
            raise bad_request("MESSAGE_ID_INVALID")
        chat = self._chat(params)
        if "message_id" not in params:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(integer_of(params, "message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if not message.from_bot:
            raise bad_request("message can't be edited")
        return chat, message

    def _send_media(self, kind: str, params: Json) -> Json:
        chat = self._chat(params)
        content = markup.caption(params)
        stored = bot_file(self._world, params, kind, params.get(kind))
        return self._send(chat, params, media_content(kind, stored) | content, stored)

    def _send(self, chat: ChatRecord, params: Json, content: Json, stored: StoredFile | None = None) -> Json:
        keyboard = markup.reply_markup(params)
        reply = _reply_target(chat, params)
        raw = chat.new_message(self._world.bot, content)
        if reply is not None:
            raw["reply_to_message"] = chat.quoted(reply)
        thread = _topic(chat, params, reply)
        if thread is not None:
            raw |= {"message_thread_id": thread, "is_topic_message": True}
        if keyboard and "inline_keyboard" in keyboard:
            raw["reply_markup"] = keyboard
        chat.store(StoredMessage(raw, keyboard, stored, from_bot=True))
        return raw

    def _edit(
        self, chat: ChatRecord, old: StoredMessage, params: Json, content: Json, stored: StoredFile | None
    ) -> Json:
        keyboard = markup.reply_markup(params, inline_only=True)
        if keyboard:
            content = content | {"reply_markup": keyboard}
        compared = (*_CONTENT_KEYS, "reply_markup")
        if {key: old.raw[key] for key in compared if key in old.raw} == content:
            raise bad_request(_NOT_MODIFIED)
        kept = {key: value for key, value in old.raw.items() if key not in compared}
        raw = kept | {"edit_date": int(time.time())} | content
        chat.store(StoredMessage(raw, keyboard, stored, from_bot=True))
        return raw


def _reply_target(chat: ChatRecord, params: Json) -> int | None:
    """The message replied to; refuses an unknown one unless the bot is content to go without."""
    wanted = object_of(params, "reply_parameters") or {
        "message_id": integer_of(params, "reply_to_message_id"),
        "allow_sending_without_reply": params.get("allow_sending_without_reply"),
    }
    message_id = integer_of(wanted, "message_id")
    if not message_id:
        return None
    if message_id in chat.messages:
        return message_id
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _topic(chat: ChatRecord, params: Json, reply: int | None) -> int | None:
    """The topic of a forum to write in: that which is named, else that of the message replied to."""
    thread = integer_of(params, "message_thread_id")
    if thread and thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread or (chat.topic_of(reply) if reply is not None else None)


def _command_key(params: Json) -> tuple[str, str]:
    scope = object_of(params, "scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), markup.language_code(params)

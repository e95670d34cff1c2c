"""The humans' side of a chat: what they send, and waiting for what the bot does there."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from .entities import detect_entities, utf16_length
from .html import parse_html
from .media import document_content, photo_content
from .state import (
    CallbackAnswer,
    ChatMessage,
    ChatRecord,
    Json,
    Signal,
    StoredFile,
    StoredMessage,
    User,
    World,
)
from .updates import UpdateQueue

T = TypeVar("T")
_SMALLEST_PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


class Chat:
    """A chat seen by the people in it; without from_user its first human member acts."""

    def __init__(self, record: ChatRecord, world: World, queue: UpdateQueue, story: Callable[[], str]) -> None:
        self._record = record
        self._world = world
        self._queue = queue
        self._story = story

    @property
    def id(self) -> int:
        """The chat_id."""
        return self._record.id

    @property
    def actions(self) -> tuple[str, ...]:
        """The chat actions the bot sent, oldest first."""
        return tuple(self._record.actions)

    @property
    def messages(self) -> tuple[ChatMessage, ...]:
        """All messages there now, oldest first, edits applied."""
        return tuple(message.view() for message in self._record.messages.values())

    @property
    def bot_messages(self) -> tuple[ChatMessage, ...]:
        """The bot's messages there now, oldest first, edits applied."""
        return tuple(message for message in self.messages if message.from_bot)

    @property
    def deleted_ids(self) -> tuple[int, ...]:
        """The message_id of everything the bot deleted."""
        return tuple(self._record.deleted)

    def current(self, message: ChatMessage) -> ChatMessage:
        """The message with all edits since; KeyError once it is deleted."""
        return self._record.messages[message.message_id].view()

    async def send_text(
        self,
        text: str,
        *,
        from_user: User | None = None,
        reply_to: ChatMessage | None = None,
        thread: int | None = None,
        forwarded_from: User | None = None,
        via_bot: User | None = None,
    ) -> ChatMessage:
        """Write a text message, with the entities Telegram would find in it, or pass on what another has written;
        in a forum, in the topic `thread`.
        """
        content = _text_content(text)
        if forwarded_from is not None:
            origin = {"type": "user", "date": int(time.time()), "sender_user": forwarded_from.to_wire()}
            content["forward_origin"] = origin
        if via_bot is not None:
            content["via_bot"] = via_bot.to_wire()
        return self._send(content, from_user, reply_to, thread=thread)

    async def send_content(self, content: Json, *, from_user: User | None = None) -> ChatMessage:
        """Send content as messages carry it, of a kind for which there is no method here."""
        return self._send(content, from_user, None)

    async def choose(self, result: Json, *, from_user: User | None = None) -> ChatMessage:
        """Send an article that the bot offered inline."""
        content = result["input_message_content"]
        text, entities = parse_html(content["message_text"])
        sent: Json = {"text": text, "via_bot": self._world.bot.to_wire()}
        if entities:
            sent["entities"] = [entity.to_wire() for entity in entities]
        return self._send(sent, from_user, None)

    async def send_document(
        self,
        data: bytes,
        file_name: str = "document.txt",
        mime_type: str = "text/plain",
        *,
        caption: str | None = None,
        file_size: int | None = None,
        from_user: User | None = None,
        reply_to: ChatMessage | None = None,
    ) -> ChatMessage:
        """Send a file; file_size pretends to a size other than that of the data."""
        stored = self._world.add_file(data, "documents", file_name, mime_type, file_size)
        return self._send(document_content(stored) | _caption(caption), from_user, reply_to, stored)

    async def send_photo(
        self,
        data: bytes = _SMALLEST_PNG,
        *,
        caption: str | None = None,
        album: str | None = None,
        from_user: User | None = None,
    ) -> ChatMessage:
        """Send a photo; those of an `album` come one by one, with its name."""
        stored = self._world.add_file(data, "photos", "photo.jpg", "image/jpeg")
        content = photo_content(stored) | _caption(caption) | ({"media_group_id": album} if album else {})
        return self._send(content, from_user, None, stored)

    async def send_sticker(self, emoji: str = "👍", *, from_user: User | None = None) -> ChatMessage:
        """Send a sticker."""
        stored = self._world.add_file(b"RIFF", "stickers", "sticker.webp", "image/webp")
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": stored.to_wire() | shape | {"emoji": emoji}}, from_user, None, stored)

    async def send_voice(
        self, data: bytes = b"OggS", duration: int = 3, *, from_user: User | None = None
    ) -> ChatMessage:
        """Send a voice message."""
        stored = self._world.add_file(data, "voice", "voice.oga", "audio/ogg")
        voice = stored.to_wire() | {"duration": duration, "mime_type": "audio/ogg"}
        return self._send({"voice": voice}, from_user, None, stored)

    async def send_contact(
        self,
        phone_number: str = "+8613800000000",
        first_name: str = "Li",
        *,
        user_id: int | None = None,
        from_user: User | None = None,
    ) -> ChatMessage:
        """Share a contact; that of a Telegram user has a user_id."""
        contact: Json = {"phone_number": phone_number, "first_name": first_name}
        known = {} if user_id is None else {"user_id": user_id}
        return self._send({"contact": contact | known}, from_user, None)

    async def edit_text(self, message: ChatMessage, text: str) -> ChatMessage:
        """Change an own text message, which queues an edited_message update."""
        old = self._record.messages[message.message_id]
        if old.from_bot:
            raise ValueError("people cannot edit the bot's messages")
        kept = {key: value for key, value in old.raw.items() if key != "entities"}
        raw = kept | _text_content(text) | {"edit_date": int(time.time())}  # also where no word is changed
        view = self._record.store(StoredMessage(raw))
        self._queue.put("edited_message", raw)
        return view

    async def press(
        self, message: ChatMessage, data: str, *, from_user: User | None = None, stale: bool = False
    ) -> str:
        """Press the button with this callback data and return the query's id.

        The button must be there now, unless stale says it is pressed on an outdated screen.
        """
        present = self._record.messages.get(message.message_id)
        shown = present.view().callback_data if present else ()
        if data not in shown and not stale:
            raise ValueError(f"message {message.message_id} has no button {data!r}, only {shown}")
        gone = {"chat": self._record.to_wire(), "message_id": message.message_id, "date": 0}
        query_id = self._world.open_query()
        query = {
            "id": query_id,
            "from": self._sender(from_user).to_wire(),
            "message": present.raw if present else gone,
            "chat_instance": str(7_000_000_000 + abs(self.id)),
            "data": data,
        }
        self._queue.put("callback_query", query)
        return query_id

    async def next_answer(self, query_id: str, timeout: float = 10) -> CallbackAnswer:
        """How the bot answered the pressed button."""

        def answered() -> CallbackAnswer | None:
            return next((answer for answer in self._world.answers if answer.query_id == query_id), None)

        return await self._until(self._world.changed, answered, timeout, f"answer to query {query_id}")

    async def next_reply(self, timeout: float = 10) -> ChatMessage:
        """The bot's next message not asked for yet, as it was when sent."""
        return await self._until(
            self._record.changed, lambda: _taken(self._record.replies), timeout, "message from the bot"
        )

    async def next_edit(self, timeout: float = 10) -> ChatMessage:
        """The bot's next edit not asked for yet, as it left the message."""
        return await self._until(self._record.changed, lambda: _taken(self._record.edits), timeout, "edit by the bot")

    async def wait_for(
        self, message: ChatMessage, condition: Callable[[ChatMessage], bool], timeout: float = 10
    ) -> ChatMessage:
        """The message once it meets the condition, through however many edits."""

        def met() -> ChatMessage | None:
            current = self.current(message)
            return current if condition(current) else None

        return await self._until(self._record.changed, met, timeout, f"change of message {message.message_id}")

    async def expect_silence(self, seconds: float = 0.5) -> None:
        """AssertionError if the bot writes or edits here within this time."""
        await asyncio.sleep(seconds)
        unread = [message.text for message in (*self._record.replies, *self._record.edits)]
        if unread:
            raise AssertionError(f"the bot was to keep silent in chat {self.id} but wrote {unread}")

    def _sender(self, from_user: User | None) -> User:
        sender = from_user or next(user for user in self._record.members.values() if not user.is_bot)
        self._world.users[sender.id] = sender
        return sender

    def _send(
        self,
        content: Json,
        from_user: User | None,
        reply_to: ChatMessage | None,
        stored: StoredFile | None = None,
        *,
        thread: int | None = None,
    ) -> ChatMessage:
        raw = self._record.new_message(self._sender(from_user), content)
        if reply_to is not None:
            raw["reply_to_message"] = self._record.quoted(reply_to.message_id)
            thread = self._record.topic_of(reply_to.message_id)
        elif thread is not None:  # what replies to nothing replies to the beginning of its topic
            raw["reply_to_message"] = self._record.quoted(thread)
        if thread is not None:
            raw |= {"message_thread_id": thread, "is_topic_message": True}
        view = self._record.store(StoredMessage(raw, file=stored))
        if self._bot_hears(raw):
            self._queue.put("message", raw)
        return view

    def _bot_hears(self, raw: Json) -> bool:
        return self._record.barred is None

    def _member_update(self, by: User, statuses: tuple[str, str]) -> None:
        old, new = (self._bot_member(status) for status in statuses)
        self._queue.put(
            "my_chat_member",
            {
                "chat": self._record.to_wire(),
                "from": by.to_wire(),
                "date": int(time.time()),
                "old_chat_member": old,
                "new_chat_member": new,
            },
        )

    def _bot_member(self, status: str) -> Json:
        ban = {"until_date": 0} if status == "kicked" else {}
        return {"status": status, "user": self._world.bot.to_wire(), **ban}

    async def _until(self, signal: Signal, ready: Callable[[], T | None], timeout: float, what: str) -> T:
        try:
            async with asyncio.timeout(timeout):
                while (result := ready()) is None:
                    await signal.wait()
                return result
        except TimeoutError:
            raise TimeoutError(f"no {what} in chat {self.id} within {timeout} s; {self._story()}") from None


class PrivateChat(Chat):
    """A chat of one person with the bot."""

    @property
    def user(self) -> User:
        """The person."""
        return self._record.members[self._record.id]

    async def block(self) -> None:
        """Block the bot: it learns of it and its requests to this chat are refused."""
        self._record.barred = "Forbidden: bot was blocked by the user"
        self._member_update(self.user, ("member", "kicked"))

    async def unblock(self) -> None:
        """Let the bot write again."""
        self._record.barred = None
        self._member_update(self.user, ("kicked", "member"))


class GroupChat(Chat):
    """A group or supergroup with the bot in it."""

    async def create_topic(self, name: str, *, by_bot: bool = False) -> int:
        """Begin a topic, where the group is a forum; the number of its thread."""
        creator = self._world.bot if by_bot else None
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        raw = self._record.new_message(self._sender(creator), created)
        thread: int = raw["message_id"]
        raw |= {"message_thread_id": thread, "is_topic_message": True}
        self._record.topics.add(thread)
        self._record.store(StoredMessage(raw))
        if not by_bot:
            self._queue.put("message", raw)
        return thread

    async def remove_bot(self, by: User | None = None) -> None:
        """Throw the bot out."""
        self._record.barred = f"Forbidden: bot was kicked from the {self._record.type} chat"
        self._record.members.pop(self._world.bot.id, None)
        self._member_update(self._sender(by), ("member", "kicked"))

    async def add_bot(self, by: User | None = None) -> None:
        """Take the bot in (again)."""
        self._record.barred = None
        self._record.members[self._world.bot.id] = self._world.bot
        self._member_update(self._sender(by), ("left", "member"))

    def _bot_hears(self, raw: Json) -> bool:
        if not self._world.privacy_mode or self._world.bot.id in self._record.admins:
            return super()._bot_hears(raw)
        name = f"@{self._world.bot.username}".lower()
        kinds = {entity["type"] for entity in raw.get("entities") or raw.get("caption_entities") or ()}
        replied = raw.get("reply_to_message", {}).get("from", {}).get("id") == self._world.bot.id
        named = "mention" in kinds and name in str(raw.get("text") or raw.get("caption") or "").lower()
        return super()._bot_hears(raw) and (replied or named or "bot_command" in kinds)


def _taken(waiting: deque[ChatMessage]) -> ChatMessage | None:
    return waiting.popleft() if waiting else None


def _text_content(text: str) -> Json:
    if not text or utf16_length(text) > 4096:
        raise ValueError("a person's message holds 1 to 4096 UTF-16 code units")
    return {"text": text} | _entities("entities", text)


def _caption(text: str | None) -> Json:
    return {"caption": text} | _entities("caption_entities", text) if text else {}


def _entities(key: str, text: str) -> Json:
    found = detect_entities(text)
    return {key: [entity.to_wire() for entity in found]} if found else {}

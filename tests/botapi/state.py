"""What the test server remembers: users, chats, messages, files and the record of requests."""

import asyncio
import copy
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from .entities import Entity

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal as the Bot API words it."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def to_wire(self) -> Json:
        """The body of the refusing response."""
        wire: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            wire["parameters"] = {"retry_after": self.retry_after}
        return wire


def bad_request(text: str) -> ApiError:
    """The usual refusal: status 400."""
    return ApiError(400, f"Bad Request: {text}")


@dataclass(frozen=True, slots=True)
class User:
    """A person or the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def to_wire(self) -> Json:
        """The user as the Bot API sends it."""
        wire: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        extras = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return wire | {key: value for key, value in extras.items() if value is not None}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file someone sent; size may be declared larger than the data held."""

    file_id: str
    file_unique_id: str
    path: str
    name: str | None
    mime_type: str | None
    size: int
    data: bytes = field(repr=False)

    def to_wire(self) -> Json:
        """The part of the description that all kinds of file share."""
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": self.size}


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as a test sees it: a snapshot that later edits do not change."""

    chat_id: int
    message_id: int
    date: int
    text: str
    entities: tuple[Entity, ...]
    reply_markup: Json | None
    reply_to_message_id: int | None
    edited: bool
    from_bot: bool
    file: StoredFile | None
    raw: Json = field(repr=False, compare=False)

    @property
    def buttons(self) -> tuple[Json, ...]:
        """The inline buttons in reading order, as sent."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return tuple(button for row in rows for button in row)

    @property
    def thread(self) -> int | None:
        """The topic of the forum in which the message is."""
        return self.raw.get("message_thread_id")

    @property
    def callback_data(self) -> tuple[str, ...]:
        """The data of the callback buttons in reading order."""
        return tuple(button["callback_data"] for button in self.buttons if "callback_data" in button)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message with the markup exactly as sent (the Bot API echoes inline keyboards only)."""

    raw: Json
    markup: Json | None = None
    file: StoredFile | None = None
    from_bot: bool = False

    def view(self) -> ChatMessage:
        """The message as a test sees it."""
        raw = copy.deepcopy(self.raw)
        marked = raw.get("entities") or raw.get("caption_entities") or ()
        reply = raw.get("reply_to_message")
        return ChatMessage(
            chat_id=raw["chat"]["id"],
            message_id=raw["message_id"],
            date=raw["date"],
            text=str(raw.get("text") or raw.get("caption") or ""),
            entities=tuple(Entity.from_wire(entity) for entity in marked),
            reply_markup=copy.deepcopy(self.markup),
            reply_to_message_id=reply["message_id"] if reply else None,
            edited="edit_date" in raw,
            from_bot=self.from_bot,
            file=self.file,
            raw=raw,
        )


class Signal:
    """Wakes everyone who waits for the next change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def fire(self) -> None:
        """Wake those who wait now."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self) -> None:
        """Sleep until the next fire()."""
        await self._event.wait()


@dataclass(slots=True)
class ChatRecord:
    """A chat on the server's side."""

    id: int
    type: str
    names: Json
    members: dict[int, User]
    admins: set[int] = field(default_factory=set)
    barred: str | None = None
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    replies: deque[ChatMessage] = field(default_factory=deque)
    edits: deque[ChatMessage] = field(default_factory=deque)
    actions: list[str] = field(default_factory=list)
    topics: set[int] = field(default_factory=set)
    changed: Signal = field(default_factory=Signal)
    last_message_id: int = 0

    def to_wire(self) -> Json:
        """The chat as messages carry it."""
        return {"id": self.id, "type": self.type, **self.names}

    def new_message(self, sender: User, content: Json) -> Json:
        """The wire form of a new message, not yet stored."""
        self.last_message_id += 1
        return {
            "message_id": self.last_message_id,
            "from": sender.to_wire(),
            "chat": self.to_wire(),
            "date": int(time.time()),
            **content,
        }

    def topic_of(self, message_id: int) -> int | None:
        """The topic of the forum in which a message is."""
        raw = self.messages[message_id].raw
        thread: int | None = raw.get("message_thread_id") if raw.get("is_topic_message") else None
        return thread

    def quoted(self, message_id: int) -> Json:
        """A message as reply_to_message carries it: without its own reply."""
        return {k: v for k, v in self.messages[message_id].raw.items() if k != "reply_to_message"}

    def store(self, message: StoredMessage) -> ChatMessage:
        """Keep a new or changed message and tell those who wait."""
        known = message.raw["message_id"] in self.messages
        self.messages[message.raw["message_id"]] = message
        view = message.view()
        if message.from_bot:
            (self.edits if known else self.replies).append(view)
        self.changed.fire()
        return view


@dataclass(frozen=True, slots=True)
class Request:
    """A request the bot made, with its parameters decoded."""

    method: str
    params: Json
    time: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was refused, and how."""

    request: Request
    status: int
    description: str


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to a pressed button."""

    query_id: str
    text: str | None
    show_alert: bool
    url: str | None


@dataclass(slots=True)
class World:
    """Everything the server remembers besides the queue of updates."""

    bot: User
    download_limit: int
    upload_limit: int
    callback_ttl: float
    privacy_mode: bool
    inline_mode: bool = True
    chats: dict[int, ChatRecord] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    open_queries: dict[str, float] = field(default_factory=dict)
    answers: list[CallbackAnswer] = field(default_factory=list)
    inline_answers: dict[str, Json] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    changed: Signal = field(default_factory=Signal)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def next_id(self) -> int:
        """A number not given out before."""
        return next(self._ids)

    def add_file(
        self, data: bytes, folder: str, name: str | None, mime: str | None, size: int | None = None
    ) -> StoredFile:
        """Keep a file under fresh identifiers."""
        number = self.next_id()
        suffix = f".{name.rsplit('.', 1)[1]}" if name and "." in name else ""
        stored = StoredFile(
            file_id=f"BQACAgTestFile{number:08d}",
            file_unique_id=f"AgADTest{number:06d}",
            path=f"{folder}/file_{number}{suffix}",
            name=name,
            mime_type=mime,
            size=len(data) if size is None else size,
            data=data,
        )
        self.files[stored.file_id] = stored
        return stored

    def open_query(self) -> str:
        """The identifier of a new callback or inline query, answerable for a while."""
        query_id = f"{4_000_000_000_000 + self.next_id()}"
        self.open_queries[query_id] = time.monotonic()
        return query_id

    def close_query(self, query_id: str | None) -> str:
        """Take the query as answered; refuse one that is unknown, answered or too old."""
        opened = self.open_queries.pop(query_id or "", None)
        if query_id is None or opened is None or time.monotonic() - opened > self.callback_ttl:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return query_id

"""Message text as Telegram reads it: HTML parsing, detected entities and UTF-16 counting."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

_VERBATIM = frozenset({"code", "pre"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_LINK_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite", "mailto", "tel"})
_DETECTORS = (
    ("url", re.compile(r"(?<!\w)(?:https?|ftp|tg|ton)://[^\s<>«»\"\u2000-\u200b\u2016-\u206f]+", re.I)),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32}|(?!@))(?![\w/<>])"),
    ),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
)


class EntityError(ValueError):
    """Text that Telegram would refuse with "can't parse entities"."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One message entity; offset and length count UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None

    @property
    def end(self) -> int:
        """Where the entity ends, in UTF-16 code units."""
        return self.offset + self.length

    def of(self, text: str) -> str:
        """The part of the message text that the entity covers."""
        return slice_utf16(text, self.offset, self.length)

    def to_wire(self) -> dict[str, Any]:
        """The entity as the Bot API sends it."""
        wire: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        extras = {"url": self.url, "language": self.language, "custom_emoji_id": self.custom_emoji_id}
        wire |= {key: value for key, value in extras.items() if value is not None}
        if self.user_id is not None:
            wire["user"] = {"id": self.user_id, "is_bot": False, "first_name": ""}
        return wire

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "Entity":
        """The entity that a Bot API object describes."""
        user = wire.get("user")
        return cls(
            type=str(wire["type"]),
            offset=int(wire["offset"]),
            length=int(wire["length"]),
            url=wire.get("url"),
            language=wire.get("language"),
            custom_emoji_id=wire.get("custom_emoji_id"),
            user_id=int(user["id"]) if user else None,
        )


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes: Telegram's unit of length."""
    return len(text) + sum(character > "\uffff" for character in text)


def slice_utf16(text: str, offset: int, length: int) -> str:
    """The piece of text at a UTF-16 offset."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def detect_entities(text: str, known: Iterable[Entity] = ()) -> tuple[Entity, ...]:
    """The known entities together with the mentions, commands, links and tags Telegram finds itself."""
    taken = [entity for entity in known if entity.type in _VERBATIM or entity.type == "text_link"]
    found: list[Entity] = []
    for kind, pattern in _DETECTORS:
        for match in pattern.finditer(text):
            matched = match.group().rstrip(".:;,('?!`") if kind == "url" else match.group()
            entity = Entity(kind, utf16_length(text[: match.start()]), utf16_length(matched))
            if not any(entity.offset < other.end and other.offset < entity.end for other in taken):
                taken.append(entity)
                found.append(entity)
    return ordered([*known, *found])


def trim(text: str, entities: Iterable[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Text without the outer blanks that Telegram strips, its entities moved along."""
    kept = text.rstrip(" \n\t\r")
    end = utf16_length(kept)
    inside = [replace(e, length=min(e.end, end) - e.offset) for e in entities if e.offset < end]
    first = min((entity.offset for entity in inside), default=end)
    lead = min(len(kept) - len(kept.lstrip(" \n\t\r")), first)
    return kept[lead:], tuple(replace(entity, offset=entity.offset - lead) for entity in inside)


def checked_link(url: str) -> str | None:
    """The link as Telegram stores it, or None where it is no link to Telegram."""
    parts = _split_link(url.strip() if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}")
    if parts is None:
        return None
    scheme, host, rest = parts
    if scheme not in {"http", "https", "ftp"}:
        return url.strip() if scheme in _LINK_SCHEMES else None
    if not re.fullmatch(r"[^\s\"<>]+\.[^\s\"<>.]+", host):
        return None
    return f"{scheme}://{host}{rest if rest.startswith('/') else '/' + rest}"


def _split_link(url: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme.lower(), parts.netloc, urlunsplit(("", "", *parts[2:]))


def ordered(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length, e.type not in _QUOTES, e.type)))


def outside_verbatim(entities: list[Entity]) -> list[Entity]:
    """Entities with everything but quotes cut away from code and pre, which hold no other formatting."""
    verbatim = [entity for entity in entities if entity.type in _VERBATIM]
    outer = [v for v in verbatim if not any(_holds(other, v) for other in verbatim if other is not v)]
    result = list(outer)
    for entity in entities:
        if entity.type in _QUOTES:
            result.append(entity)
        elif entity.type not in _VERBATIM:
            result.extend(_without(entity, outer))
    return [replace(entity, language=None) if entity.type == "code" else entity for entity in result]


def _holds(outer: Entity, inner: Entity) -> bool:
    return outer.length > inner.length and outer.offset <= inner.offset and inner.end <= outer.end


def _without(entity: Entity, holes: Iterable[Entity]) -> Iterator[Entity]:
    start = entity.offset
    for hole in sorted(holes, key=lambda hole: hole.offset):
        if hole.end <= start or hole.offset >= entity.end:
            continue
        if hole.offset > start:
            yield replace(entity, offset=start, length=hole.offset - start)
        start = max(start, hole.end)
    if start < entity.end:
        yield replace(entity, offset=start, length=entity.end - start)

"""The parse_mode=HTML parser: one pass over the source, refusing what Telegram refuses."""

import re
from dataclasses import dataclass

from .entities import Entity, EntityError, checked_link, ordered, outside_verbatim, utf16_length

_SPACE = frozenset(" \t\r\n\v\0")
_ASCII_DIGITS = frozenset("0123456789")
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_TYPES = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_VALUE_ATTRIBUTES = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
}
_VERBATIM = frozenset({"code", "pre"})
_MENTION_LINK = re.compile(r"tg://user\?id=(\d+)")


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of parse_mode=HTML source; EntityError says what Telegram would say."""
    parser = HtmlParser(source)
    text = parser.parse()
    return text, ordered(outside_verbatim(parser.entities))


def _decode_reference(source: str, position: int) -> tuple[str, int] | None:
    """The character written as an HTML reference at position and where it ends; None: keep it literally."""
    end = position + 1
    if source.startswith("#", end):
        hexadecimal = source.startswith("x", end + 1)
        start = end = end + 2 if hexadecimal else end + 1
        allowed = _HEX_DIGITS if hexadecimal else _ASCII_DIGITS
        while end < len(source) and source[end] in allowed:
            end += 1
        code = int(source[start:end] or "0", 16 if hexadecimal else 10) if end - position < 10 else 0
        if code == 0 or code >= 0x10FFFF:
            return None
        character = chr(code)
    else:
        while end < len(source) and source[end].isascii() and source[end].isalpha():
            end += 1
        if (named := _NAMED.get(source[position + 1 : end])) is None:
            return None
        character = named
    return character, end + 1 if source.startswith(";", end) else end


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    argument: str
    offset: int
    text_begin: int


class HtmlParser:
    """A single pass over the source with a stack of open tags."""

    def __init__(self, source: str) -> None:
        self.entities: list[Entity] = []
        self._source = source
        self._position = 0
        self._text: list[str] = []
        self._offset = 0
        self._open: list[_Tag] = []

    def parse(self) -> str:
        """The text; entities are then filled in."""
        while self._position < len(self._source):
            if self._source[self._position] != "<":
                self._character()
            elif self._source.startswith("/", self._position + 1):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise EntityError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        if any("\ud800" <= character <= "\udfff" for character in self._text):
            raise EntityError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return "".join(self._text)

    def _peek(self) -> str:
        return self._source[self._position] if self._position < len(self._source) else ""

    def _until(self, stops: str) -> str:
        start = self._position
        while (character := self._peek()) and character not in _SPACE and character not in stops:
            self._position += 1
        return self._source[start : self._position]

    def _skip_space(self) -> None:
        while (character := self._peek()) and character in _SPACE:
            self._position += 1

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self._source[:position].encode('utf-8', 'surrogatepass'))}"

    def _character(self) -> None:
        character, end = self._source[self._position], self._position + 1
        if character == "&":
            character, end = _decode_reference(self._source, self._position) or (character, end)
        self._text.append(character)
        self._offset += utf16_length(character)
        self._position = end

    def _start_tag(self) -> None:
        begin = self._position
        self._position += 1
        name = self._until(">").lower()
        if not self._peek():
            raise EntityError(f"Unclosed start tag {self._at(begin)}")
        if name not in _TAG_TYPES:
            raise EntityError(f'Unsupported start tag "{name}" {self._at(begin)}')
        argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        self._open.append(_Tag(name, argument, self._offset, len(self._text)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self._peek() == ">":
                self._position += 1
                return argument
            attribute = self._until("=>")
            if not attribute:
                if not self._peek():
                    raise EntityError(f"Unclosed start tag {self._at(begin)}")
                raise EntityError(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
            value = self._attribute_value(tag, attribute.lower(), begin)
            prefix = _VALUE_ATTRIBUTES.get((tag, attribute.lower()))
            if (tag, attribute.lower()) == ("blockquote", "expandable"):
                argument = "expandable"
            elif prefix is not None and value.startswith(prefix):
                argument = value.removeprefix(prefix)

    def _attribute_value(self, tag: str, attribute: str, begin: int) -> str:
        self._skip_space()
        if self._peek() != "=":
            if (tag, attribute) == ("blockquote", "expandable"):
                return ""
            raise EntityError(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" {self._at(begin)}'
            )
        self._position += 1
        self._skip_space()
        if not self._peek():
            raise EntityError(f'Unclosed start tag "{tag}" {self._at(begin)}')
        return self._quoted(begin) if self._peek() in "'\"" else self._name_token()

    def _name_token(self) -> str:
        start = self._position
        while (character := self._peek()).isascii() and (character.isalnum() or character in {".", "-"}):
            self._position += 1
        if self._peek() not in _SPACE | {">"}:
            raise EntityError(f"Unexpected end of name token {self._at(start)}")
        return self._source[start : self._position].lower()

    def _quoted(self, begin: int) -> str:
        quote, value = self._peek(), ""
        self._position += 1
        while (character := self._peek()) and character != quote:
            end = self._position + 1
            if character == "&":
                character, end = _decode_reference(self._source, self._position) or (character, end)
            value += character
            self._position = end
        self._position += 1
        if not self._peek():
            raise EntityError(f"Unclosed start tag {self._at(begin)}")
        return value

    def _end_tag(self) -> None:
        begin = self._position
        if not self._open:
            raise EntityError(f"Unexpected end tag {self._at(begin)}")
        self._position += 2
        name = self._until(">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise EntityError(f"Unclosed end tag {self._at(begin)}")
        self._position += 1
        expected = self._open[-1].name
        if name and name != expected:
            difference = f'expected "</{expected}>", found "</{name}>"'
            raise EntityError(f"Unmatched end tag {self._at(begin)}, {difference}")
        self._close(self._open.pop())

    def _close(self, tag: _Tag) -> None:
        length = self._offset - tag.offset
        if length == 0:
            return
        if tag.name == "a":
            self._close_link(tag, length)
        elif tag.name == "code" or tag.name == "pre":
            self._close_verbatim(tag, length)
        elif tag.name == "tg-emoji":
            if not re.fullmatch(r"[1-9]\d*", tag.argument):
                raise EntityError("Invalid custom emoji identifier specified")
            self.entities.append(Entity("custom_emoji", tag.offset, length, custom_emoji_id=tag.argument))
        else:
            kind = "expandable_blockquote" if tag.argument == "expandable" else _TAG_TYPES[tag.name]
            self.entities.append(Entity(kind, tag.offset, length))

    def _close_link(self, tag: _Tag, length: int) -> None:
        url = tag.argument or "".join(self._text[tag.text_begin :])
        if mention := _MENTION_LINK.fullmatch(url):
            self.entities.append(Entity("text_mention", tag.offset, length, user_id=int(mention[1])))
        elif link := checked_link(url):
            self.entities.append(Entity("text_link", tag.offset, length, url=link))

    def _close_verbatim(self, tag: _Tag, length: int) -> None:
        language = tag.argument or None
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last.offset, last.length) == (tag.offset, length)
        if last and same and last.type in _VERBATIM - {tag.name}:
            self.entities[-1] = Entity("pre", tag.offset, length, language=language or last.language)
        else:
            self.entities.append(Entity(tag.name, tag.offset, length, language=language))

"""Take out of a text what nobody sees, since it could hide words, turn their order round or command a terminal."""

import re
from typing import Any

# Marks of direction, spaces without width, soft hyphens, annotations and tags. What joins characters stays.
_UNSEEN = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SOME = 3  # controls; fewer were left by a word processor, so many are text that was read wrongly


def readable(text: str) -> str:
    """`text` without what nobody sees; line breaks other than those of files become spaces.

    Where there are several control characters, replacement characters show that something was there.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub(" ", _UNSEEN.sub("", text))
    return _CONTROL.sub("\ufffd" if len(_CONTROL.findall(text)) >= _SOME else "", text)


def readable_values(value: Any, known: dict[int, Any] | None = None) -> Any:
    """Lists and mappings with `readable` texts; those that hold themselves, or one another many times, still do."""
    known = {} if known is None else known
    if isinstance(value, str):
        return readable(value)
    if id(value) in known or not isinstance(value, list | dict):
        return known.get(id(value), value)
    if isinstance(value, list):
        items: list[Any] = []
        known[id(value)] = items
        items += [readable_values(item, known) for item in value]
        return items
    pairs: dict[Any, Any] = {}
    known[id(value)] = pairs
    pairs.update({readable_values(key, known): readable_values(one, known) for key, one in value.items()})
    return pairs

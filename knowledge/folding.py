"""Fold text for comparison: width, case, script and white space, with figures and punctuation kept apart."""

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# NFKC would turn Chinese punctuation into the comma and the colon of figures.
_BETWEEN_PUNCTUATION = re.compile(r"[^，。；：！？（）、]+")


def fold(text: str) -> str:
    """`text` in one width, lower case and Simplified script; spaces only between Latin letters, digits or marks.

    Full-width commas and stops stay as they are, so that 780，300 remains two figures.
    """
    narrow = _BETWEEN_PUNCTUATION.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    words = _to_simplified().convert(narrow.lower()).split()
    parts: list[str] = []
    for word in words:
        if parts and parts[-1][-1].isascii() and word[0].isascii():
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


@functools.cache
def _to_simplified() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")

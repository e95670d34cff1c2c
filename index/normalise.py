"""Fold what people type and what documents say into one form: width, script, case, white space."""

import functools
import re
import unicodedata

from opencc import OpenCC

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("tw2sp")


def normalise(text: str) -> str:
    """Return `text` in NFKC, Simplified Chinese (Taiwan words replaced too), lower case, single spaces.

    Control and invisible characters go; so two texts that read alike are the same string.
    """
    text = unicodedata.normalize("NFKC", text)
    text = _INVISIBLE.sub("", text)
    return _SPACES.sub(" ", to_simplified(text).lower()).strip()


def to_simplified(text: str) -> str:
    """Fold Traditional script, with Taiwan vocabulary, to Simplified."""
    return str(_to_simplified().convert(text))

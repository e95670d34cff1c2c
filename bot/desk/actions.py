"""What the front desk's buttons carry: one table of verbs and values, and the one parser that reads them."""

import hashlib
import re
from collections.abc import Mapping
from typing import TypeVar

from bot.language import Language
from bot.questions.votes import Complaint
from bot.replies import LONGEST_ACTION
from knowledge.entries import EntryKind

AUTOMATIC = "auto"
COMPARED = (EntryKind.PARK, EntryKind.INDUSTRY)

_NUMBER = "([1-9][0-9]{0,14})"
_ANSWER = "([0-9a-f]{12})"
_KIND = f"({'|'.join(EntryKind)})"
_COMPARED = f"({'|'.join(COMPARED)})"
_NAME = "((?:[a-z0-9][a-z0-9-]{0,35}|~[0-9a-f]{10}))"  # see `token`
_ENTRY = "([a-z0-9][a-z0-9-]{0,39})"
_KEY = "([0-9a-f]{12})"  # see `question_key`
_CHOICE = "((?:[0-9a-f]{5}(?:-[0-9a-f]{5}){0,4})?)"  # see `choice_key`
_PERSON = "([0-9A-Za-z_-]{1,40})"

ACTIONS: Mapping[str, str] = {
    "menu": "",
    "faq": f"(?:{_NUMBER})?",  # group of questions; the list without one
    "list": f"{_KIND}:{_NUMBER}",  # page
    "card": f"{_KIND}:{_ENTRY}",
    "chains": "",
    "chain": _NAME,  # topic
    "node": f"{_NAME}:{_NAME}",  # topic, node
    "about": f"{_NAME}:{_NAME}",  # the same: ask about it
    "compare": f"(?:{_COMPARED}(?::{_CHOICE})?)?",  # what is chosen so far
    "side": f"{_COMPARED}:{_CHOICE}",  # the comparison itself
    "src": _ANSWER,
    "more": f"{_ANSWER}(?::{_NUMBER})?",  # how many hits were shown
    "rel": f"{_ANSWER}:{_KEY}",
    "ask": _KEY,
    "vote": f"{_ANSWER}:(up|down)",
    "why": f"{_ANSWER}:({'|'.join(Complaint)})",
    "hand": _ANSWER,
    "contact": "",
    "notify": _ANSWER,
    "unnotify": _ANSWER,
    "language": f"(?:({'|'.join([*Language, AUTOMATIC])}))?",
    "privacy": f"(forget|keep):{_PERSON}",
}
"""Verb → pattern of what follows it and a colon; a verb without values stands alone."""

T = TypeVar("T")


def action(verb: str, *values: object) -> str:
    """What a button carries; `parsed` is its inverse.

    Raises ValueError for what that one would not read, or a messenger not carry.
    """
    written = ":".join([verb, *map(str, values)])
    if parsed(written) is None:
        raise ValueError(f"no button of this desk: {verb}")
    return written


def parsed(written: str) -> tuple[str, tuple[str, ...]] | None:
    """The verb and its values, empty ones for those left out; None for what no button of this desk carries."""
    if len(written.encode("utf-8", "replace")) > LONGEST_ACTION:
        return None
    verb, colon, rest = written.partition(":")
    if verb not in ACTIONS or bool(colon) != bool(rest):
        return None
    found = re.fullmatch(ACTIONS[verb], rest, re.ASCII)
    return (verb, tuple(value or "" for value in found.groups())) if found else None


def token(name: str, longest: int = 20) -> str:
    """A name as a button carries it: itself, or a hash of it where it is too long or of other characters."""
    if len(name) <= longest and re.fullmatch("[a-z0-9][a-z0-9-]*", name, re.ASCII):
        return name
    return f"~{_hash(name)[:10]}"


def question_key(text: str) -> str:
    """A known question as a button carries it, in every snapshot that knows it."""
    return _hash(text)[:12]


def choice_key(entry_id: str) -> str:
    """An entry chosen for comparison as a button carries it; among some dozens these are different."""
    return _hash(entry_id)[:5]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

"""What the front desk's buttons carry: the table of their verbs and values, and how things are named in them."""

import hashlib
import re
from collections.abc import Mapping

from bot.carried import ANSWER, NUMBER, Carried
from bot.language import Language
from bot.questions.votes import Complaint
from knowledge.entries import EntryKind

AUTOMATIC = "auto"
COMPARED = (EntryKind.PARK, EntryKind.INDUSTRY)

_KIND = f"({'|'.join(EntryKind)})"
_COMPARED = f"({'|'.join(COMPARED)})"
_NAME = "((?:[a-z0-9][a-z0-9-]{0,35}|~[0-9a-f]{10}))"  # see `token`
_ENTRY = "([a-z0-9][a-z0-9-]{0,39})"
_KEY = "([0-9a-f]{12})"  # see `question_key`
_CHOICE = "([0-9a-f]{5}(?:-[0-9a-f]{5}){0,4})"  # see `choice_key`
_PERSON = "([0-9A-Za-z_-]{1,40})"

ACTIONS: Mapping[str, str] = {
    "menu": "",
    "faq": f"(?:{NUMBER})?",  # group of questions; the list without one
    "list": f"{_KIND}:{NUMBER}",  # page
    "card": f"{_KIND}:{_ENTRY}",
    "chains": "",
    "chain": _NAME,  # topic
    "node": f"{_NAME}:{_NAME}",  # topic, node
    "about": f"{_NAME}:{_NAME}",  # the same: ask about it
    "compare": f"(?:{_COMPARED}(?::{_CHOICE})?)?",  # what is chosen so far
    "side": f"{_COMPARED}:{_CHOICE}",  # the comparison itself
    "src": ANSWER,
    "more": f"{ANSWER}(?::{NUMBER})?",  # how many hits were shown
    "rel": f"{ANSWER}:{_KEY}",
    "ask": _KEY,
    "vote": f"{ANSWER}:(up|down)",
    "why": f"{ANSWER}:({'|'.join(Complaint)})",
    "hand": ANSWER,
    "contact": "",
    "notify": ANSWER,
    "unnotify": ANSWER,
    "language": f"(?:({'|'.join([*Language, AUTOMATIC])}))?",
    "privacy": f"(forget|keep):{_PERSON}",
}
"""Verb → pattern of what follows it and a colon; a verb without values stands alone."""

_CARRIED = Carried(ACTIONS)
action = _CARRIED.action
parsed = _CARRIED.parsed


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

"""The page of the web chat and the files that it loads, read once and served from memory."""

import hashlib
import json
import re
from dataclasses import dataclass
from importlib import resources

from tornado.template import Template

from bot.language import Language
from bot.texts import catalogue

_FILES = {
    "chat.js": "text/javascript; charset=utf-8",
    "bubbles.js": "text/javascript; charset=utf-8",
    "exchange.js": "text/javascript; charset=utf-8",
    "memory.js": "text/javascript; charset=utf-8",
    "chat.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}", re.ASCII)
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the page loads; `etag` changes with it."""

    data: bytes
    content_type: str
    etag: str


def load_assets() -> dict[str, Asset]:
    """Read the page's files by name; nothing else is ever served as one."""
    folder = resources.files(__package__) / "static"
    assets = {}
    for name, content_type in _FILES.items():
        data = (folder / name).read_bytes()
        assets[name] = Asset(data, content_type, f'"{hashlib.sha256(data).hexdigest()[:32]}"')
    return assets


def load_page() -> Template:
    """Read the page's template; every value in it is escaped."""
    return Template((resources.files(__package__) / "static" / "index.html").read_text("utf-8"), name="index.html")


def fill_page(page: Template, language: Language) -> bytes:
    """The page in a language; it carries its texts in all of them."""
    texts = {one.value: _texts(one) for one in Language}
    return page.generate(language=language.value, say=texts[language.value], texts=json.dumps(texts))


def preferred_language(header: str) -> Language:
    """The language of an Accept-Language header: the first that the bot speaks, English where it speaks none of them,
    and Simplified Chinese where none is named.
    """
    named = (part.partition(";")[0].strip().lower() for part in header.split(","))
    tags = [tag for tag in named if _TAG.fullmatch(tag)]
    for tag in tags:
        if tag.startswith("en"):
            return Language.ENGLISH
        if tag.startswith("zh"):
            return Language.TRADITIONAL if _TRADITIONAL.intersection(tag.split("-")) else Language.SIMPLIFIED
    return Language.ENGLISH if tags else Language.SIMPLIFIED


def _texts(language: Language) -> dict[str, str]:
    """The page's own texts, without the mark of their area."""
    return {key.removeprefix("web_"): text for key, text in catalogue(language).items() if key.startswith("web_")}

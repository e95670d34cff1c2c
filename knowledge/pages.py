"""Read a knowledge page (Markdown with YAML front matter) into a document."""

import codecs
import datetime
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from knowledge.documents import Document
from knowledge.errors import SourceError
from knowledge.markdown import read_markdown
from knowledge.pieces import PieceKind, compose

_ISO_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_FENCE = "---"


def _as_text(value: Any) -> Any:
    """YAML reads 2023 as a number and 2023-09-30 as a date; both are written dates here."""
    return str(value) if isinstance(value, int | datetime.date) else value


def _of_the_calendar(value: str) -> str:
    """Refuse a day that its month does not have."""
    if len(value) == len("2023-09-30"):
        datetime.date.fromisoformat(value)
    return value


IsoDate = Annotated[str, BeforeValidator(_as_text), Field(pattern=_ISO_DATE), AfterValidator(_of_the_calendar)]


class FrontMatter(BaseModel):
    """The head of a page; unknown keys are refused because they are usually misspelt ones."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=1)
    topic: str = Field(min_length=1)
    language: str = Field(pattern="^(zh-Hans|zh-Hant|en)$")
    as_of: IsoDate
    source: str = Field(min_length=1)
    valid_until: IsoDate | None = None
    aliases: tuple[str, ...] = ()


def read_page(path: Path, document_id: str) -> Document:
    """Read one page.

    Raises SourceError, with file, line and reason, when the file is not UTF-8, has no or broken front matter,
    or no text.
    """
    text = read_utf8(path)
    front, body, body_line = _split_front_matter(path, text)
    content = read_markdown(body, document_id, body_line)
    title = (PieceKind.HEADING, 1, front.title)
    sections = compose(
        replace(piece, lines=("",)) if (piece.kind, piece.level, piece.text) == title else piece
        for piece in content.pieces
    )
    if not any(section.blocks for section in sections):
        raise SourceError(path, "the page has no text below its front matter", body_line)
    return Document(
        id=document_id,
        title=front.title,
        topic=front.topic,
        language=front.language,
        source=front.source,
        sections=sections,
        as_of=front.as_of,
        valid_until=front.valid_until,
        aliases=front.aliases,
        links=content.links,
    )


def read_utf8(path: Path) -> str:
    """Return the file's text; SourceError names the first line that is not UTF-8."""
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise SourceError(path, f"cannot be read ({error.strerror})") from error
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(path, "is not UTF-8 text; save it as UTF-8 and try again", line) from error


def _split_front_matter(path: Path, text: str) -> tuple[FrontMatter, str, int]:
    """Return (front matter, body, the body's first line number)."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise SourceError(path, "the page does not begin with front matter between two lines of ---", 1)
    closing = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if closing is None:
        raise SourceError(path, "the front matter has no closing ---", 1)
    try:
        values = yaml.safe_load("\n".join(lines[1:closing]))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # an impossible date is a ValueError
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)[:100] or "it cannot be parsed"
        raise SourceError(
            path, f"the front matter is not valid YAML: {problem}", mark.line + 2 if mark else 1
        ) from error
    if not isinstance(values, dict):
        raise SourceError(path, "the front matter is not a list of `key: value` lines", 2)
    try:
        front = FrontMatter.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        line = next((n + 1 for n, line in enumerate(lines[:closing]) if line.startswith(f"{key}:")), 1)
        raise SourceError(path, f"front matter `{key}`: {first['msg']}", line) from error
    return front, "\n".join(lines[closing + 1 :]), closing + 2

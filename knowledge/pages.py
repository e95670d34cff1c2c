"""Read a knowledge page (Markdown with YAML front matter) into a document."""

import codecs
import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from knowledge.documents import Document, Section
from knowledge.errors import SourceError
from knowledge.markdown import read_markdown
from knowledge.pieces import PieceKind, compose
from knowledge.validity import ISO_DATE, ends, starts

_FENCE = "---"
_ASKED = frozenset({"问法", "問法", "Asked as"})  # the section whose lists tell how people ask for the others


def _as_text(value: Any) -> Any:
    """YAML reads 2023 as a number and 2023-09-30 as a date; both are written dates here."""
    return str(value) if isinstance(value, int | datetime.date) else value


def _of_the_calendar(value: str) -> str:
    """Refuse a day that its month does not have."""
    starts(value)
    return value


IsoDate = Annotated[str, BeforeValidator(_as_text), Field(pattern=ISO_DATE), AfterValidator(_of_the_calendar)]


class FrontMatter(BaseModel):
    """The head of a page; unknown keys are refused because they are usually misspelt ones."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=1)
    topic: str = Field(min_length=1)
    language: str = Field(pattern="^(zh-Hans|zh-Hant|en)$")
    as_of: IsoDate
    source: str = Field(min_length=1)
    valid_from: IsoDate | None = None
    valid_until: IsoDate | None = None
    supersedes: str | None = Field(None, min_length=1)
    aliases: tuple[str, ...] = ()

    @field_validator("valid_until")
    @classmethod
    def _after_its_start(cls, value: str | None, info: ValidationInfo) -> str | None:
        valid_from = info.data.get("valid_from")
        if value is not None and valid_from is not None and ends(value) < starts(valid_from):
            raise ValueError(f"is before valid_from ({valid_from})")
        return value


def read_page(path: Path, document_id: str) -> Document:
    """Read one page.

    Raises SourceError, with file, line and reason, when the file is not UTF-8, has no or broken front matter,
    or no text.
    """
    text = read_utf8(path)
    front, body, body_line = _split_front_matter(path, text)
    if front.supersedes == document_id:
        raise SourceError(
            path,
            "front matter `supersedes`: a page cannot take its own place",
            _line_of("supersedes", text.split("\n")),
        )
    content = read_markdown(body, document_id, body_line)
    title = (PieceKind.HEADING, 1, front.title)
    sections = compose(
        replace(piece, lines=("",)) if (piece.kind, piece.level, piece.text) == title else piece
        for piece in content.pieces
    )
    sections = _with_asked(path, front.title, sections)
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
        valid_from=front.valid_from,
        valid_until=front.valid_until,
        supersedes=front.supersedes,
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
        line = _line_of(key, lines[:closing])
        raise SourceError(path, f"front matter `{key}`: {first['msg']}", line) from error
    return front, "\n".join(lines[closing + 1 :]), closing + 2


def _line_of(key: str, lines: Sequence[str]) -> int:
    """The 1-based line on which the front matter sets the key; 1 where it does not."""
    return next((n for n, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)


def _with_asked(path: Path, title: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Take the section 问法 ("Asked as") apart: the list below each of its headings goes to the section so named.

    The title names the text above the first heading. Raises SourceError for a heading that no other section has.
    """
    told = [section for section in sections if not _ASKED.intersection(section.heading_path[:1])]
    names = [(section.heading_path or (title,))[-1] for section in told]
    asked: dict[str, tuple[str, ...]] = {}
    for section in sections:
        if section not in told:
            name = section.heading_path[-1]
            if name not in names:
                line = section.blocks[0].line
                raise SourceError(path, f"the questions under `{name}` belong to no section of the page", line)
            asked[name] = (*asked.get(name, ()), *(text for block in section.blocks for text in block.lines))
    return tuple(replace(section, asked=asked.get(name, ())) for name, section in zip(names, told, strict=True))

"""Read a knowledge page (Markdown with YAML front matter) into a document."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from knowledge.chains import Chain
from knowledge.documents import Document, Section
from knowledge.entries import MOST_ENTRIES, Entry
from knowledge.errors import Fault, SourceError, UnreadableFileError
from knowledge.iso_dates import IsoDate
from knowledge.markdown import read_markdown
from knowledge.pieces import PieceKind, compose, seen
from knowledge.unseen import readable_values
from knowledge.validity import ends, starts

_FENCE = "---"
_ASKED = frozenset({"问法", "問法", "Asked as"})  # the section whose lists tell how people ask for the others


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
    chain: Chain | None = None
    entries: Annotated[tuple[Entry, ...], Field(max_length=MOST_ENTRIES)] = ()

    @field_validator("valid_until")
    @classmethod
    def _after_its_start(cls, value: str | None, info: ValidationInfo) -> str | None:
        valid_from = info.data.get("valid_from")
        if value is not None and valid_from is not None and ends(value) < starts(valid_from):
            raise ValueError(f"is before valid_from ({valid_from})")
        return value

    @field_validator("entries")
    @classmethod
    def _each_once(cls, value: tuple[Entry, ...]) -> tuple[Entry, ...]:
        seen: set[tuple[str, str]] = set()
        for entry in value:
            if (entry.kind, entry.id) in seen:
                raise ValueError(f"the {entry.kind} {entry.id} is there twice")
            seen.add((entry.kind, entry.id))
        return value


@dataclass(frozen=True, slots=True)
class _Page:
    """A page taken apart: its front matter, as written too, and its text with the line where that begins."""

    front: FrontMatter
    head: str
    body: str
    body_line: int


def read_page(path: Path, document_id: str) -> Document:
    """Read one page.

    Raises UnreadableFileError, with file, line and reason, when the file is not UTF-8, has no or broken front matter,
    or no text; SourceError when it cannot be opened.
    """
    page = _taken_apart(path, read_utf8(path))
    front = page.front
    if front.supersedes == document_id:
        line = _line_of(["supersedes"], page.head)
        raise _fault(path, Fault.BAD_FIELD, line, field="supersedes", problem="a page cannot take its own place")
    content = read_markdown(page.body, document_id, page.body_line)
    title = (PieceKind.HEADING, 1, front.title)
    sections = compose(
        replace(piece, lines=("",)) if (piece.kind, piece.level, piece.text) == title else piece
        for piece in map(seen, content.pieces)
    )
    sections = _with_asked(path, front.title, sections)
    if not any(section.blocks for section in sections):
        raise _fault(path, Fault.NO_BODY, page.body_line)
    _check_headings(path, page, sections)
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
        chain=front.chain,
        entries=front.entries,
    )


def read_utf8(path: Path) -> str:
    """Return the file's text.

    Raises UnreadableFileError, which names the first line that is not UTF-8, SourceError when it cannot be opened.
    """
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise SourceError(path, f"cannot be read ({error.strerror})") from error
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _fault(path, Fault.NOT_UTF8, line) from error


def _taken_apart(path: Path, text: str) -> _Page:
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise _fault(path, Fault.NO_HEAD, 1)
    closing = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if closing is None:
        raise _fault(path, Fault.OPEN_HEAD, 1)
    head = "\n".join(lines[1:closing])
    try:
        values = readable_values(yaml.safe_load(head))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # an impossible date is a ValueError
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or " ".join(str(error).split())[:100] or "it cannot be parsed"
        line = mark.line + 2 if mark else 1
        raise _fault(path, Fault.BAD_HEAD, line, problem=f"valid YAML: {problem}") from error
    if not isinstance(values, dict):
        raise _fault(path, Fault.BAD_HEAD, 2, problem="a list of `key: value` lines")
    try:
        front = FrontMatter.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise _fault(path, Fault.BAD_FIELD, _line_of(first["loc"], head), field=place, problem=first["msg"]) from error
    return _Page(front, head, "\n".join(lines[closing + 1 :]), closing + 2)


def _fault(path: Path, fault: Fault, line: int, **facts: str) -> UnreadableFileError:
    return UnreadableFileError(path, fault, line, {"line": line, **facts})


def _line_of(place: Sequence[str | int], head: str) -> int:
    """The 1-based line of the page on which its front matter sets what is at `place`, or as much of it as there is."""
    node = yaml.compose(head, yaml.SafeLoader)
    line = 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line + 2
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 2
        else:
            break
    return line


def _check_headings(path: Path, page: _Page, sections: Sequence[Section]) -> None:
    """Raise UnreadableFileError for an entry whose heading the page does not have."""
    headings = {(section.heading_path or (page.front.title,))[-1] for section in sections}
    for number, entry in enumerate(page.front.entries):
        if entry.heading is not None and entry.heading not in headings:
            line = _line_of(("entries", number, "heading"), page.head)
            raise _fault(path, Fault.NO_HEADING, line, field=f"entries.{number}.heading", heading=entry.heading)


def _with_asked(path: Path, title: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Take the section 问法 ("Asked as") apart: the list below each of its headings goes to the section so named.

    The title names the text above the first heading. Raises UnreadableFileError for a heading that no other
    section has.
    """
    told = [section for section in sections if not _ASKED.intersection(section.heading_path[:1])]
    names = [(section.heading_path or (title,))[-1] for section in told]
    asked: dict[str, tuple[str, ...]] = {}
    for section in sections:
        if section not in told:
            name = section.heading_path[-1]
            if name not in names:
                line = section.blocks[0].line
                raise _fault(path, Fault.ASKED_OF_NONE, line, heading=name)
            asked[name] = (*asked.get(name, ()), *(text for block in section.blocks for text in block.lines))
    return tuple(replace(section, asked=asked.get(name, ())) for name, section in zip(names, told, strict=True))

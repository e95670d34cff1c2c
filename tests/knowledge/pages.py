"""Pages for tests: written, read or refused, and the words that a document has."""

from pathlib import Path

import pytest

from knowledge.documents import Block, Document
from knowledge.errors import SourceError
from knowledge.pages import read_page

FRONT = {"title": "标准地", "topic": "land", "language": "zh-Hans", "as_of": '"2023"', "source": "《报告》"}


def page_text(body: str = "正文。\n", **front: str | None) -> str:
    """A page; a front-matter key given as None is left out."""
    values = FRONT | front
    head = "".join(f"{key}: {value}\n" for key, value in values.items() if value is not None)
    return f"---\n{head}---\n{body}"


def read(folder: Path, content: str | bytes, document_id: str = "zh/land") -> Document:
    """The document that a page of this content becomes."""
    path = folder / "page.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_page(path, document_id)


def refusal(folder: Path, content: str | bytes) -> SourceError:
    """Why a page of this content is refused."""
    with pytest.raises(SourceError) as caught:
        read(folder, content)
    return caught.value


def blocks(document: Document) -> list[Block]:
    """The blocks of a document, in order."""
    return [block for section in document.sections for block in section.blocks]


def words(document: Document) -> str:
    """All text of a document, headings too."""
    texts: list[str] = []
    for section in document.sections:
        texts += section.heading_path
        for block in section.blocks:
            texts += [block.head or "", *block.lines]
    return "\n".join(texts)

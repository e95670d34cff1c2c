"""Read Markdown into pieces: headings, paragraphs, lists and tables with their source lines."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.pieces import Piece, PieceKind, table_piece

_LONGEST_POINTER = 4  # characters beside the links in a line that only points elsewhere: "参见", "See"


@dataclass(frozen=True, slots=True)
class MarkdownContent:
    """The pieces of a Markdown text, and the ids of the documents that it links to."""

    pieces: tuple[Piece, ...]
    links: tuple[str, ...]


def read_markdown(text: str, document_id: str, first_line: int = 1) -> MarkdownContent:
    """Read Markdown; `first_line` is the text's first line in its file. Paragraphs that only link elsewhere are left
    out and their targets, relative to `document_id`, noted in `links`.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    links: list[str] = []
    pieces = tuple(_pieces(tokens, first_line, document_id, links))
    return MarkdownContent(pieces, tuple(dict.fromkeys(links)))


def _pieces(tokens: Sequence[Token], first_line: int, document_id: str, links: list[str]) -> Iterator[Piece]:
    position = 0
    while position < len(tokens):
        token = tokens[position]
        line = first_line + (token.map[0] if token.map else 0)
        end = _closing(tokens, position)
        if token.type == "heading_open":
            text = _inline_text(tokens[position + 1])
            yield Piece(PieceKind.HEADING, (text,), line, level=int(token.tag[1:]))
        elif token.type == "paragraph_open":
            inline = tokens[position + 1]
            text = _inline_text(inline)
            if text and not _only_points_elsewhere(inline, text, document_id, links):
                yield Piece(PieceKind.TEXT, (text,), line)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            items = tuple(_items(tokens[position : end + 1], document_id, links))
            if items:
                yield Piece(PieceKind.LIST, items, line)
        elif token.type == "table_open":
            yield table_piece(_rows(tokens[position : end + 1]), line)
        elif token.type in ("fence", "code_block"):
            yield Piece(PieceKind.TEXT, (token.content.strip(),), line)
        elif token.type == "blockquote_open":
            position += 1  # its paragraphs are read as any others
            continue
        position = end + 1


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The index of the token that closes the one at `opening`, or `opening` itself."""
    if tokens[opening].nesting < 1:
        return opening
    depth = 0
    for position in range(opening, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def _items(tokens: Sequence[Token], document_id: str, links: list[str]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            text = _inline_text(token)
            if text and not _only_points_elsewhere(token, text, document_id, links):
                yield text
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield token.content.strip()


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline_text(token))
    return rows


def _inline_text(inline: Token) -> str:
    """The words of an inline token without markup; a soft break between Chinese characters leaves no space."""
    parts = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    text = "".join(parts).strip()
    text = re.sub(r"(?<=[\u3000-\uffef])\n|\n(?=[\u3000-\uffef])", "", text)
    return text.replace("\n", " ")


def _only_points_elsewhere(inline: Token, text: str, document_id: str, links: list[str]) -> bool:
    """Note the documents that `inline` links to; True when it holds little else than links."""
    linked = 0
    inside = False
    for child in inline.children or ():
        if child.type == "link_open":
            inside = True
            href = unquote(str(child.attrGet("href") or "")).split("#")[0]
            if href.endswith(".md") and "://" not in href:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(document_id), href))
                links.append(target.removesuffix(".md"))
        elif child.type == "link_close":
            inside = False
        elif inside:
            linked += len(child.content)
    return linked > 0 and len(text) - linked <= _LONGEST_POINTER

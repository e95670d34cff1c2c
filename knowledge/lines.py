"""Make paragraphs of the lines that a page was set in, and leave its running heads and page numbers out."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.numbering import LONGEST_HEADING, is_contents_entry, read_mark
from knowledge.pieces import Piece, PieceKind
from knowledge.plain import join_lines

_PAGE_NUMBER = re.compile(  # nothing that was taken is given back: blanks would be tried in every division
    r"\A[-—–―·.\s]*+(?:第|page)?\s*+(?:\d{1,4}|[ivxlc]{1,6})\s*+(?:页|頁)?"
    r"(?:\s*+(?:[/|,，of共]++|第)\s*+(?:第)?\s*+\d{1,4}\s*+(?:页|頁)?)?[-—–―·.\s]*+",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•●○■□◆◇▪▶➢·\uf0b7\uf06c\uf0d8]\s*(?=\S)")
_BETWEEN_HAN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \u3000]+(?=[\u2e80-\u9fff\uff00-\uffef])")
_ENDS = tuple("。；;：:！!？?.")
_LONGEST_PAGE_NUMBER = 30  # characters
_EDGE = 2  # lines at the top and bottom of a page that may be a running head


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page; lengths in points (or pixels), `top` from the page's upper edge."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int
    after_table: bool = False


def read_lines(lines: Sequence[Line], *, sizes_tell: bool = True) -> list[Piece]:
    """The paragraphs, items and headings of set lines, given in reading order; a piece's `line` counts the lines.

    A larger size makes a heading where `sizes_tell`. A scan's sizes are only measured, so there a line must be much
    larger, alone and without a number, which tells more.
    """
    if not lines:
        return []
    body = _body_size(lines)
    larger = sorted({round(line.size) for line in lines if sizes_tell and _is_larger(line, body)}, reverse=True)
    pieces: list[Piece] = []
    margin = _right_margins(lines)
    leading = _leading(lines)
    number = 1
    for group in _paragraphs(lines, body, margin, leading, sizes_tell=sizes_tell):
        text = _set_right(join_lines([line.text for line in group]))
        first, at = group[0], number
        number += len(group)
        if not text or is_contents_entry(text):
            continue
        bullet = _BULLET.match(text)
        is_heading = _is_set_as_heading(group, text, body) if sizes_tell else _stands_out(group, text, body)
        if is_heading:
            level = 1 + larger.index(round(first.size)) if sizes_tell else 1
            pieces.append(Piece(PieceKind.HEADING, (text,), at, first.page, level=min(level, 6)))
        elif bullet is not None:
            pieces.append(Piece(PieceKind.ITEM, (text[bullet.end() :],), at, first.page))
        else:
            pieces.append(Piece(PieceKind.TEXT, (text,), at, first.page))
    return pieces


def _is_set_as_heading(group: Sequence[Line], text: str, body: float) -> bool:
    return _is_larger(group[0], body) and len(text) <= 2 * LONGEST_HEADING and not text.endswith(("。", "；"))


def _stands_out(group: Sequence[Line], text: str, body: float) -> bool:
    alone = len(group) == 1 and len(text) <= LONGEST_HEADING and not text.endswith((*_ENDS, "，", ","))
    return alone and group[0].size > 1.25 * body and read_mark(text) is None


def without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines without page numbers and without what stands at the edge of most pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges = {
        page: [*on_page[:_EDGE], *(on_page[_EDGE:][-_EDGE:])]
        for page, on_page in ((page, sorted(on, key=lambda line: line.top)) for page, on in pages.items())
    }
    counts = Counter(key for edge in edges.values() for key in {_repeating(line) for line in edge})
    most = 2 if len(pages) < 5 else max(3, len(pages) // 2)
    dropped = {
        id(line)
        for edge in edges.values()
        for line in edge
        if (len(line.text) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line.text))
        or (counts[_repeating(line)] >= most and read_mark(line.text) is None)
    }
    return [line for line in lines if id(line) not in dropped]


def _repeating(line: Line) -> str:
    """What stays the same of a running head from page to page: its words, roughly its place."""
    words = re.sub(r"\d+", "#", line.text)
    return f"{words}@{round(line.top / 12)}"


def _paragraphs(
    lines: Sequence[Line], body: float, margin: dict[int, float], leading: float, *, sizes_tell: bool
) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and _begins_anew(group[-1], line, group[0], body, margin, leading, sizes_tell=sizes_tell):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins_anew(
    previous: Line, line: Line, first: Line, body: float, margin: dict[int, float], leading: float, *, sizes_tell: bool
) -> bool:
    """Whether a paragraph begins with `line`: by its number, size, indent, the gap above it or a short line before."""
    if line.after_table:
        return True
    if (
        sizes_tell
        and abs(previous.size - line.size) > 0.12 * body
        and (_is_larger(previous, body) or _is_larger(line, body))
    ):
        return True
    mark = read_mark(line.text)
    if _BULLET.match(line.text) or (mark is not None and mark.spaced):
        return True
    ends_short = previous.right < margin[previous.page] - 2.2 * body
    if mark is not None and (ends_short or previous.text.endswith(_ENDS)):
        return True
    if line.page != previous.page:
        return ends_short or previous.text.endswith(("。", "；", "："))
    if line.top - previous.top > 1.35 * leading and line.top - previous.bottom > 0.5 * body:
        return True
    indented = line.left > previous.left + 1.2 * body and (previous is first or line.left > first.left + 0.5 * body)
    return ends_short or (indented and previous.text.endswith(_ENDS))


def _body_size(lines: Sequence[Line]) -> float:
    """The size in which most characters are set."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size * 2) / 2] += len(line.text)
    return max(counts.most_common(1)[0][0], 1.0)


def _is_larger(line: Line, body: float) -> bool:
    return line.size > 1.12 * body


def _right_margins(lines: Sequence[Line]) -> dict[int, float]:
    """Where full lines end on each page; a page without any takes the widest of all."""
    widest = max(line.right for line in lines)
    ends: dict[int, list[float]] = {}
    for line in lines:
        ends.setdefault(line.page, []).append(line.right)
    return {page: widest if len(rights) < 6 else max(rights) for page, rights in ends.items()}


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance from one line to the next within a paragraph."""
    steps = [
        below.top - line.top
        for line, below in pairwise(lines)
        if line.page == below.page and below.top > line.bottom - line.size / 2
    ]
    if not steps:
        return 1.0
    return statistics.median_low(sorted(steps)[: max(1, len(steps) * 2 // 3)])


def _set_right(text: str) -> str:
    """The text without the gaps that justified Chinese shows; the one after a number stays."""
    mark = read_mark(text)
    if mark is None or not mark.rest:
        return _BETWEEN_HAN.sub("", text)
    before = text[: len(text) - len(mark.rest)] if text.endswith(mark.rest) else ""
    return before + _BETWEEN_HAN.sub("", mark.rest) if before else text

"""Chinese official numbering (第一章, 第一条, 一、, （一）): read a paragraph's mark and see structure in a run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from knowledge.pieces import Piece, PieceKind

LONGEST_HEADING = 40  # characters; a longer numbered line is a sentence, not a heading

_DIGITS = "〇零一二两三四五六七八九十百千\\d"
_PART = re.compile(
    rf"第\s?([{_DIGITS}]{{1,7}})\s?(编|篇|章|节|条)((?:之[一二三四五六七八九十]{{1,2}})?)(?=$|[^款项目])"
)
_POINT = re.compile(
    r"(?P<chinese>[一二三四五六七八九十百]{1,4})[、.．]"
    r"|[（(]\s?(?P<bracketed>[一二三四五六七八九十百]{1,4})\s?[)）][、.．]?"
    r"|(?P<dotted>\d{1,2}(?:[.．]\d{1,2}){1,3})(?:[.．、]\s*|\s+)(?=\D)"
    r"|(?P<decimal>\d{1,2})(?:、|[.．)）](?!\d))"
    r"|[（(](?P<small>\d{1,2})[)）]"
    r"|(?P<circled>[①-⑳])"
)
_CAPTION = re.compile(r"【([^】]{1,20})】|（([^）。；，]{1,20})）|\[([^\]]{1,20})\]")
_PROSE_AFTER = re.compile(r"[的至和与或及、，。；：第]|规定|規定|所")  # "第八条规定的…" is a sentence about an article
_LEADERS = re.compile(r"[.．…·]{4,}\s*\d{0,4}$")
_LONGEST_ENTRY = 200  # characters; a longer paragraph is no line of a table of contents
_SENTENCE_END = tuple("。；;，,！!？?")
_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


class Rank(IntEnum):
    """How deep a mark stands: a smaller rank holds the greater ones below it."""

    PART = 1
    CHAPTER = 2
    DIVISION = 3
    ARTICLE = 4
    CHINESE = 5
    BRACKETED = 6
    DECIMAL = 7
    DOTTED = 8
    SMALL = 9
    CIRCLED = 10


_RANKS = {
    "编": Rank.PART, "篇": Rank.PART, "章": Rank.CHAPTER, "节": Rank.DIVISION, "条": Rank.ARTICLE,
    "chinese": Rank.CHINESE, "bracketed": Rank.BRACKETED, "decimal": Rank.DECIMAL, "dotted": Rank.DOTTED,
    "small": Rank.SMALL, "circled": Rank.CIRCLED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """The number that a paragraph begins with: its rank, its text (`第一条`), its value and what follows it."""

    rank: Rank
    label: str
    value: int
    rest: str
    spaced: bool  # white space, a bracket or nothing stands between the label and the rest


def chinese_number(text: str) -> int:
    """The value of a Chinese or Arabic number below 10,000 (`二十三`, `一百零五`, `23`)."""
    if text.isdecimal():
        return int(text)
    if not any(character in _POWERS for character in text):
        return int("".join(str(_VALUES[character]) if character in _VALUES else character for character in text))
    total, digit = 0, 0
    for character in text:
        if character in _POWERS:
            total += (digit or 1) * _POWERS[character]
            digit = 0
        else:
            digit = _VALUES[character] if character in _VALUES else int(character)
    return total + digit


def read_mark(text: str) -> Mark | None:
    """The mark at the beginning of `text`, None where it begins with none."""
    text = text.strip()
    found = _PART.match(text)
    if found is not None:
        after = text[found.end() :]
        label = re.sub(r"\s", "", found.group())
        return Mark(
            _RANKS[found[2]],
            label,
            chinese_number(found[1]),
            after.strip(),
            not after or after[0] in " \t\u3000（【[:：",
        )
    found = _POINT.match(text)
    if found is None or found.lastgroup is None:
        return None
    number = found[found.lastgroup]
    if found.lastgroup == "circled":
        value = ord(number) - ord("①") + 1
    elif found.lastgroup == "dotted":
        value = int(re.split("[.．]", number)[-1])
    else:
        value = chinese_number(number)
    return Mark(_RANKS[found.lastgroup], found.group().strip(), value, text[found.end() :].strip(), True)


def is_contents_entry(text: str) -> bool:
    """Whether a line belongs to a table of contents: leaders and a page number end it (总则……3)."""
    return len(text) <= _LONGEST_ENTRY and _LEADERS.search(text) is not None


def structured(pieces: Sequence[Piece], *, styled: bool) -> list[Piece]:
    """See headings, articles and list items in numbered paragraphs.

    `styled` says that the file marks headings itself: then only articles (第X条) are made sections, below the
    file's own headings, and other numbered paragraphs are list items. Entries of a table of contents are left out.
    """
    pieces = [piece for piece in pieces if piece.kind is not PieceKind.TEXT or not is_contents_entry(piece.text)]
    marks = [read_mark(piece.text) if piece.kind is PieceKind.TEXT else None for piece in pieces]
    shaped: list[Piece] = []
    last_article = 0
    in_article = False
    deepest_style = 0
    for position, (piece, mark) in enumerate(zip(pieces, marks, strict=True)):
        if piece.kind is PieceKind.HEADING:
            in_article, deepest_style = False, piece.level
            heading = read_mark(piece.text)
            if heading is not None and heading.rank is Rank.ARTICLE:
                in_article, last_article = True, heading.value
            shaped.append(piece)
        elif mark is None:
            shaped.append(piece)
        elif mark.rank is Rank.ARTICLE:
            if not _begins_article(mark, last_article):
                shaped.append(piece)
                continue
            last_article, in_article = mark.value, True
            caption, rest = _caption(mark.rest)
            heading_text = f"{mark.label} {caption}" if caption else mark.label
            level = deepest_style + 1 if styled else int(Rank.ARTICLE)
            shaped.append(replace(piece, kind=PieceKind.HEADING, level=level, lines=(heading_text,)))
            if rest:
                shaped.append(replace(piece, lines=(rest,)))
        elif mark.rank < Rank.ARTICLE:
            if styled or not _begins_part(mark):
                shaped.append(piece)
                continue
            in_article = False
            if mark.rank is not Rank.DIVISION and not _continues(mark, last_article):
                last_article = 0
            text = f"{mark.label} {mark.rest}"
            shaped.append(replace(piece, kind=PieceKind.HEADING, level=int(mark.rank), lines=(text,)))
        elif not styled and not in_article and _short(mark.rest) and _holds_what_follows(pieces, marks, position):
            shaped.append(replace(piece, kind=PieceKind.HEADING, level=int(mark.rank)))
        elif _stands_in_a_run(marks, position):
            shaped.append(replace(piece, kind=PieceKind.ITEM))
        else:
            shaped.append(piece)
    return shaped


def _begins_article(mark: Mark, last: int) -> bool:
    """Whether 第X条 begins an article here rather than a sentence that mentions one."""
    if mark.spaced:
        return True
    return mark.value == last + 1 and not _PROSE_AFTER.match(mark.rest)


def _begins_part(mark: Mark) -> bool:
    """Whether 第X章 heads what follows: it is short and no sentence; OCR may have lost the space after it."""
    return _short(mark.rest) and (mark.spaced or not _PROSE_AFTER.match(mark.rest))


def _continues(mark: Mark, last_article: int) -> bool:
    """Articles are counted through a statute's chapters; after 第一章 a new count begins."""
    return mark.value > 1 and last_article > 0


def _caption(rest: str) -> tuple[str, str]:
    """Split `（立法目的）为了…` or `【立法目的】为了…` into the article's caption and its text."""
    found = _CAPTION.match(rest)
    if found is None or not rest[found.end() :].strip():
        return "", rest
    return next(group for group in found.groups() if group is not None).strip(), rest[found.end() :].strip()


def _short(text: str) -> bool:
    return 0 < len(text) <= LONGEST_HEADING and not text.endswith((*_SENTENCE_END, ":", "："))


def _holds_what_follows(pieces: Sequence[Piece], marks: Sequence[Mark | None], position: int) -> bool:
    """Whether text, a list, a table or a deeper number stands between this number and its next sibling."""
    mark = marks[position]
    if mark is None or position + 1 >= len(pieces):
        return False
    if pieces[position + 1].kind is PieceKind.HEADING:
        return False
    following = marks[position + 1]
    return following is None or following.rank > mark.rank


def _stands_in_a_run(marks: Sequence[Mark | None], position: int) -> bool:
    """Whether a neighbour carries the number before or after this one, so that the two are a list."""
    mark = marks[position]
    neighbours = [marks[at] for at in (position - 1, position + 1) if 0 <= at < len(marks)]
    return mark is not None and any(
        other is not None
        and ((other.rank is mark.rank and abs(other.value - mark.value) == 1) or other.rank > mark.rank)
        for other in neighbours
    )

"""Read plain text of any encoding that a Chinese office writes into pieces, a paragraph each."""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.numbering import read_mark
from knowledge.pieces import Piece, PieceKind

_MARKS = (  # UTF-32 first: its mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BULLET = re.compile(r"[•●○■□◆◇▪▶➢·*–—-]\s+(?=\S)|[•●■◆▪➢](?=\S)")
_WIDEST_WRAP = 100  # columns; longer lines are paragraphs as they are
_NARROWEST_WRAP = 50
_RAGGED = 8  # columns that a wrapped line may fall short of the longest
_LONGEST_HEADING = 20  # characters of a heading that nothing but its place marks
_TERMINAL = tuple("。；;：:！!？?.…」”)）")


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode `data` strictly and normalise its line ends.

    A byte order mark is believed first, then `declared` (a web page's charset), then UTF-8, UTF-16 without a mark,
    GB18030 and Big5 are tried. Raises UnicodeDecodeError where none of them fits.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _unified(data.decode(name))
    for name in _candidates(data, declared):
        try:
            return _unified(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return _unified(data.decode("utf-8"))


def read_plain(text: str) -> list[Piece]:
    """The paragraphs and bulleted items of a plain text; lines that an editor wrapped are joined.

    In running prose without numbers, a short line between paragraphs is a heading, and a paragraph that a page's end
    broke off is joined with the one after it.
    """
    lines = text.split("\n")
    pieces = list(_paragraphs(lines, _wrapped_at(lines)))
    return _prose(pieces) if _is_prose(pieces) else pieces


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    if declared:
        # Pages that say gb2312 hold GBK characters as a rule; GB18030 contains both.
        yield "gb18030" if declared.lower().replace("_", "-") in ("gb2312", "gbk", "gb-2312", "x-gbk") else declared
    yield "utf-8"
    zeros = data[:2000].count(0)
    if zeros > len(data[:2000]) // 10:
        yield "utf-16-be" if data[:2000:2].count(0) > data[1:2000:2].count(0) else "utf-16-le"
    gb, big5 = _common_share(data, "gb18030", "gb2312", 0xB0, 0xD7), _common_share(data, "big5", "big5", 0xA4, 0xC6)
    yield from ("gb18030", "big5") if gb >= big5 else ("big5", "gb18030")


def _common_share(data: bytes, encoding: str, level: str, first: int, last: int) -> float:
    """The share of Han characters that are common ones (level 1 of the character set); -1 where it does not decode."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    han = [character for character in text[:5000] if ord(character) > 0x7F]
    common = sum(first <= character.encode(level, "replace")[0] <= last for character in han)
    return common / len(han) if han else 0.0


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\x00", "")


def _is_prose(pieces: Sequence[Piece]) -> bool:
    """Whether nearly all paragraphs are sentences, none begins with a number, and they are enough to tell."""
    whole = [piece.text for piece in pieces if len(piece.text) > _LONGEST_HEADING]
    ended = sum(text.endswith(_TERMINAL) for text in whole)
    return len(whole) >= 5 and ended >= 0.8 * len(whole) and all(read_mark(piece.text) is None for piece in pieces)


def _prose(pieces: Sequence[Piece]) -> list[Piece]:
    shaped: list[Piece] = []
    for at, piece in enumerate(pieces):
        previous = shaped[-1] if shaped else None
        after = pieces[at + 1].text if at + 1 < len(pieces) else ""
        is_short = len(piece.text) <= _LONGEST_HEADING and not piece.text.endswith(_TERMINAL)
        if previous is None or previous.kind is not PieceKind.TEXT or piece.kind is not PieceKind.TEXT:
            shaped.append(piece)
        elif _is_broken_off(previous.text):
            shaped[-1] = replace(previous, lines=(join_lines([previous.text, piece.text]),))
        elif is_short and previous.text.endswith(_TERMINAL) and len(after) > _LONGEST_HEADING:
            shaped.append(replace(piece, kind=PieceKind.HEADING, level=1))
        else:
            shaped.append(piece)
    return shaped


def _is_broken_off(text: str) -> bool:
    return len(text) > _LONGEST_HEADING and not text.endswith(_TERMINAL)


def columns(text: str) -> int:
    """The width of `text` in a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _wrapped_at(lines: Sequence[str]) -> int | None:
    """The column at which an editor wrapped the lines, None where each line is a paragraph."""
    widths = sorted(columns(line.rstrip()) for line in lines if line.strip())
    if len(widths) < 6 or not _NARROWEST_WRAP <= widths[-1] <= _WIDEST_WRAP:
        return None
    full = sum(width >= widths[-1] - _RAGGED for width in widths)
    return widths[-1] if full >= len(widths) // 3 else None


def _paragraphs(lines: Sequence[str], wrapped_at: int | None) -> Iterator[Piece]:
    number = 0
    while number < len(lines):
        first = number + 1
        parts = [lines[number].strip()]
        while (
            wrapped_at is not None
            and number + 1 < len(lines)
            and _runs_on(lines[number], lines[number + 1], wrapped_at)
        ):
            number += 1
            parts.append(lines[number].strip())
        number += 1
        text = join_lines(parts)
        if not text:
            continue
        bullet = _BULLET.match(text)
        if bullet is not None and text[bullet.end() :].strip():
            yield Piece(PieceKind.ITEM, (text[bullet.end() :].strip(),), first)
        else:
            yield Piece(PieceKind.TEXT, (text,), first)


def _runs_on(line: str, following: str, wrapped_at: int) -> bool:
    begins_anew = (
        not following.strip() or following[0] in " \t\u3000" or _BULLET.match(following) or read_mark(following)
    )
    return bool(line.strip()) and not begins_anew and columns(line.rstrip()) >= wrapped_at - _RAGGED


def join_lines(parts: Sequence[str]) -> str:
    """Join the lines of one paragraph: with a space between words, without one beside Chinese."""
    text = ""
    for part in parts:
        part = " ".join(part.split())
        apart = text and part and text[-1] < "\u2e80" and part[0] < "\u2e80"
        text += f" {part}" if apart else part
    return text

"""Break text into lines, Chinese and English, by whatever measure its letters have."""

import re
from collections.abc import Callable

_UNIT = "(?:吨|噸|座|辆|輛|元|度|户|戶|人|%)"
_UNITS = (
    rf"(?:\s?[多余餘]?(?:[万萬亿億千百]+{_UNIT}?|{_UNIT}))?"
    r"(?:\s(?:thousand|million|billion))?(?:\s(?:t/h|t|GW|kWh|kgce)\b)?"
)
# What no line break cuts: a number with its unit, a word, or one character.
_PIECE = re.compile(rf"[0-9][0-9.,]*[A-Za-z²³/]*{_UNITS}|[A-Za-zÀ-ɏ0-9.,;:+%'’&°²³]+[-/–]?|\s+|.", re.DOTALL)
_CLINGS_BEHIND = "，。、；：！？）】》〉”’」』％,.;:!?)]}%…"  # never begins a line
_CLINGS_BEFORE = "（【《〈“‘「『([{"  # never ends one


def pieces(text: str) -> list[str]:
    """The text in pieces between which a line may break; a bracket or stop clings to what it belongs to."""
    found: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if found and (piece[0] in _CLINGS_BEHIND or found[-1][-1] in _CLINGS_BEFORE):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def wrap(text: str, room: float, width: Callable[[str], float]) -> tuple[str, ...]:
    """Break the text into lines of at most `room`, as `width` measures each character.

    A piece is cut only where it is wider than a whole line; a character that is wider than that stands alone. Each
    white space is one blank; there is one line at least.
    """
    lines: list[str] = []
    line = ""
    used = 0.0
    for piece in pieces(" ".join(text.split())):
        if line and used + sum(map(width, piece.rstrip())) > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
            piece = piece.lstrip()
        for character in piece:
            wide = width(character)
            if line and used + wide > room and not character.isspace():
                lines.append(line.rstrip())
                line, used = "", 0.0
            line += character
            used += wide
    return (*lines, line.rstrip()) if line.strip() or not lines else tuple(lines)

"""Set entries of the lists side by side, parks or industries: as monospaced text and as a picture."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.directory import Card
from bot.drawing import INK, MUTED, Box, Canvas, Line, Ruler, height_of
from bot.language import Language
from bot.texts import say
from bot.wrapping import wrap
from knowledge.concerns import shortened

MOST = 5  # entries side by side
TEXT_WIDTH = 42  # columns of a phone's monospaced text
_NARROWEST = 12  # columns of a cell; below that every fact is a paragraph of its own
_WIDTH, _MARGIN, _LABELS, _CELL = 1080.0, 36.0, 210.0, 250.0  # pixels; a cell at least
_TITLE, _NAME, _VALUE, _SMALL, _NOTE = 46.0, 34.0, 31.0, 29.0, 26.0
_PADDING = 16.0
_HEADER, _STRIPE, _RULE = "#1b4a80", "#eff4fa", "#b9c7d6"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of all entries, in their order."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The entries' names, what is said of each, and below it the date, the sources and what a dash means."""

    language: Language
    title: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the picture's table, and its text, which begins at its upper left, `_PADDING` inside."""

    box: Box
    lines: tuple[Line, ...]


def compare(cards: Sequence[Card], language: Language) -> Comparison:
    """Set two to five cards side by side; a fact that a card does not have is shown as not known.

    Raises ValueError for another number of cards, or one of them twice.
    """
    if not 2 <= len(cards) <= MOST or len({(card.kind, card.id) for card in cards}) < len(cards):
        raise ValueError(f"two to {MOST} different entries can be compared, not {len(cards)}")
    labels = dict.fromkeys(fact.label for card in cards for fact in card.facts)
    rows = tuple(Row(label, tuple(_value(card, label, language) for card in cards)) for label in labels)
    notes = _notes(cards, language)
    unknown = say("comparison_unknown", language)
    if any(unknown in row.values for row in rows):
        notes = (say("comparison_note", language), *notes)
    names = tuple(card.name for card in cards)
    title = say("comparison_title", language, names=say("names_between", language).join(names))
    return Comparison(language, title, names, rows, notes)


def comparison_text(comparison: Comparison, width: int = TEXT_WIDTH) -> str:
    """The comparison as monospaced text of `width` columns, in which a Chinese character takes two.

    It is a table where its cells are wide enough to be read, else a paragraph for each fact.
    """
    labels = max((display_width(row.label) for row in comparison.rows), default=0)
    labels = min(labels, width // 4)
    cell = (width - labels) // len(comparison.names) - 3
    lines = _paragraphs(comparison, width) if cell < _NARROWEST else _table(comparison, labels, cell)
    notes = [line for note in comparison.notes for line in wrap(note, width, _columns)]
    return "\n".join([*lines, "", *notes])


def draw_comparison(comparison: Comparison) -> bytes:
    """The comparison as a PNG file. Takes a fraction of a second: never call it in the event loop."""
    ruler = Ruler()
    width = _picture_width(comparison)
    title = ruler.lines(shortened(comparison.title, 120), _TITLE, width - 2 * _MARGIN)
    table = cells(comparison, _MARGIN + height_of(title) + 20, ruler)
    notes = [
        line
        for note in comparison.notes
        for line in ruler.lines(shortened(note, 300), _NOTE, width - 2 * _MARGIN, MUTED)
    ]
    bottom = table[-1][0].box.bottom
    canvas = Canvas(width, bottom + 28 + height_of(notes) + _MARGIN)
    canvas.lines(title, _MARGIN, _MARGIN)
    for number, row in enumerate(table):
        first = row[0].box
        fill = _HEADER if number == 0 else _STRIPE if number % 2 else "#ffffff"
        canvas.box(Box(_MARGIN, first.y, width - 2 * _MARGIN, first.height), fill)
        for cell in row:
            canvas.lines(cell.lines, cell.box.x + _PADDING, cell.box.y + _PADDING)
        for cell in row[1:]:
            canvas.box(Box(cell.box.x - 1, cell.box.y, 2, cell.box.height), _RULE)
    canvas.box(Box(_MARGIN, bottom, width - 2 * _MARGIN, 2), _RULE)
    canvas.lines(notes, _MARGIN, bottom + 28)
    return canvas.png()


def cells(comparison: Comparison, top: float, ruler: Ruler) -> list[tuple[Cell, ...]]:
    """The rows of the picture's table from `top` down, the names first; those of a row are equally high."""
    column = (_picture_width(comparison) - 2 * _MARGIN - _LABELS) / len(comparison.names)
    written = [("", comparison.names), *((row.label, row.values) for row in comparison.rows)]
    table = []
    for number, (label, values) in enumerate(written):
        size, ink = (_NAME, "#ffffff") if number == 0 else (_VALUE, INK)
        texts = [
            ruler.lines(label, _SMALL, _LABELS - 2 * _PADDING, MUTED),
            *(ruler.lines(value, size, column - 2 * _PADDING, ink) for value in values),
        ]
        height = max(map(height_of, texts)) + 2 * _PADDING
        lefts = [_MARGIN, *(_MARGIN + _LABELS + at * column for at in range(len(values)))]
        widths = [_LABELS, *(column for _ in values)]
        table.append(
            tuple(Cell(Box(x, top, wide, height), lines) for x, wide, lines in zip(lefts, widths, texts, strict=True))
        )
        top += height
    return table


def display_width(text: str) -> int:
    """The columns that a text takes in a monospaced font."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _value(card: Card, label: str, language: Language) -> str:
    told = []
    for fact in card.facts:
        if fact.label == label:
            value = fact.value
            if fact.as_of is not None:
                value = say("comparison_dated", language, value=value, date=fact.as_of)
            told.append(value)
    return say("comparison_also", language).join(told) or say("comparison_unknown", language)


def _notes(cards: Sequence[Card], language: Language) -> tuple[str, ...]:
    """The dates of the information, by name where they differ, and the sources."""
    dates = {card.name: card.reference.as_of for card in cards if card.reference.as_of is not None}
    if len(set(dates.values())) > 1 or len(dates) < len(cards):
        between = say("names_between", language)
        told = between.join(say("comparison_dated", language, value=name, date=as_of) for name, as_of in dates.items())
    else:
        told = next(iter(dates.values()))
    sources = dict.fromkeys(card.reference.source for card in cards)
    notes = [say("picture_date", language, date=told)] if told else []
    return (*notes, *(say("picture_source", language, source=source) for source in sources))


def _picture_width(comparison: Comparison) -> float:
    return max(_WIDTH, 2 * _MARGIN + _LABELS + len(comparison.names) * _CELL)


def _table(comparison: Comparison, labels: int, cell: int) -> list[str]:
    widths = [labels, *(cell for _ in comparison.names)]
    rule = "─┼─".join("─" * width for width in widths)
    lines = _row(["", *comparison.names], widths)
    for row in comparison.rows:
        lines += [rule, *_row([row.label, *row.values], widths)]
    return lines


def _row(texts: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [wrap(text, width, _columns) for text, width in zip(texts, widths, strict=True)]
    lines = []
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        padded = [part + " " * (width - display_width(part)) for part, width in zip(parts, widths, strict=True)]
        lines.append(" │ ".join(padded).rstrip())
    return lines


def _paragraphs(comparison: Comparison, width: int) -> list[str]:
    lines: list[str] = []
    for row in comparison.rows:
        lines += [""] if lines else []
        lines += wrap(row.label, width, _columns)
        for name, value in zip(comparison.names, row.values, strict=True):
            told = say("comparison_line", comparison.language, name=name, value=value)
            wrapped = wrap(told, width - 2, _columns)
            lines += [f"· {wrapped[0]}", *(f"  {line}" for line in wrapped[1:])]
    return lines

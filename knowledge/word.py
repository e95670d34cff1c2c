"""Read a Word document (.docx, .docm) into pieces; its styles, automatic numbers and merged cells are understood."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.grid import Cell, filled_rows, header_depth
from knowledge.numbering import read_mark
from knowledge.pieces import Piece, PieceKind, table_piece

_HEADING_NAME = re.compile(r"(?:heading|标题|標題)\s?([1-9])$", re.IGNORECASE)
_TITLE_NAMES = frozenset({"title", "标题", "標題"})
_CONTENTS_NAME = re.compile(r"toc\s?\d|目录\s?\d", re.IGNORECASE)
_LIST_NAME = re.compile(r"list|列表|项目符号", re.IGNORECASE)
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "instrText", "delText", "pPr", "rPr", "rt"})
_MOST_COLUMNS = 63  # in one table of Word's; a file that claims more is mistaken
_NO_HEADING = 9  # the outline level that Word gives body text
_CHINESE_FORMATS = frozenset(
    "chineseCounting chineseCountingThousand ideographDigital japaneseCounting taiwaneseCountingThousand "
    "chineseLegalSimplified taiwaneseCounting japaneseDigitalTenThousand".split()
)


@dataclass(slots=True)
class _Style:
    name: str
    based_on: str | None
    outline: int | None
    numbering: tuple[str, int] | None


@dataclass(slots=True)
class _Level:
    """One level of an automatic numbering: its format, its text (`第%1条`) and where it starts."""

    format: str
    text: str
    start: int


@dataclass(slots=True)
class _Numbering:
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next_label(self, number_id: str, level: int) -> str | None:
        """The label that Word prints before the next paragraph of this list; empty for a bullet, None for no list."""
        levels = self.levels.get(number_id)
        if levels is None or level not in levels:
            return None
        counts = self.counts.setdefault(number_id, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if levels[level].format in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shape = levels.get(at)
            return _counted(counts.get(at, shape.start if shape else 1), shape.format if shape else "decimal")

        return re.sub(r"%(\d)", number, levels[level].text).strip()


def read_word(path: Path) -> list[Piece]:
    """The pieces of the document, in order; a piece's `line` counts its paragraphs and tables.

    Deleted text of tracked changes, field codes, headers and footers are left out; nothing that the document
    points to is fetched. Raises KeyError, zipfile.BadZipFile or lxml's XMLSyntaxError for a damaged file.
    """
    with zipfile.ZipFile(path) as archive:
        main = _main_part(archive)
        folder = posixpath.dirname(main)
        body = _parsed(archive, main)
        styles = _styles(archive, f"{folder}/styles.xml")
        numbering = _numbering(archive, f"{folder}/numbering.xml")
    return list(_Walk(styles, numbering).read(body))


class _Walk:
    """A walk through the document's body that counts its paragraphs and its automatic numbers."""

    def __init__(self, styles: dict[str, _Style], numbering: _Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._line = 0

    def read(self, element: Any) -> Iterator[Piece]:
        for child in element:
            name = _name(child)
            if name == "p":
                self._line += 1
                yield from self._paragraph(child)
                for box in _boxes(child):
                    yield from self.read(box)
            elif name == "tbl":
                self._line += 1
                yield from self._table(child)
            elif name not in _SKIPPED:
                yield from self.read(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        text = _text(paragraph)
        properties = _child(paragraph, "pPr")
        chain = list(self._chain(_value(properties, "pStyle")))
        if not text or any(_CONTENTS_NAME.match(style.name) for style in chain[:1]):
            return
        label = self._label(properties, chain)
        level = _outline(properties, chain)
        if label:
            text = _labelled(label, text, is_heading=level is not None)
        line = self._line
        if level is None and any(style.name.lower() in _TITLE_NAMES for style in chain[:1]):
            yield Piece(PieceKind.HEADING, (text,), line, level=0)
        elif level is not None:
            yield Piece(PieceKind.HEADING, (text,), line, level=level + 1)
        elif label is not None and (mark := read_mark(text)) is not None and mark.label == label:
            yield Piece(PieceKind.TEXT, (text,), line)  # numbering.structured decides what it is
        elif label is not None or any(_LIST_NAME.match(style.name) for style in chain[:1]):
            yield Piece(PieceKind.ITEM, (text,), line)
        else:
            yield Piece(PieceKind.TEXT, (text,), line)

    def _label(self, properties: Any, chain: list[_Style]) -> str | None:
        own = _numbered(properties)
        inherited = next((style.numbering for style in chain if style.numbering is not None), None)
        number_id, level = own or inherited or ("0", 0)
        return None if number_id == "0" else self._numbering.next_label(number_id, level)

    def _chain(self, style_id: str | None) -> Iterator[_Style]:
        """The style and those that it is based on; a circle of them ends after twenty."""
        for _ in range(20):
            style = self._styles.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = style.based_on

    def _table(self, table: Any) -> Iterator[Piece]:
        cells: list[Cell] = []
        open_above: dict[int, int] = {}  # column → index in `cells` of the cell that a vertical merge goes on
        rows = [row for row in _through(table) if _name(row) == "tr"]
        for row_number, row in enumerate(rows):
            column = min(max(_number(_value(_child(row, "trPr"), "gridBefore")) or 0, 0), _MOST_COLUMNS)
            for cell in (cell for cell in _through(row) if _name(cell) == "tc"):
                properties = _child(cell, "tcPr")
                width = min(max(_number(_value(properties, "gridSpan")) or 1, 1), _MOST_COLUMNS)
                merge = _child(properties, "vMerge")
                if merge is not None and _attribute(merge, "val") != "restart" and column in open_above:
                    above = cells[open_above[column]]
                    cells[open_above[column]] = Cell(
                        above.row, above.column, row_number - above.row + 1, above.width, above.text
                    )
                else:
                    parts = [_text(paragraph) for paragraph in cell.iter() if _name(paragraph) == "p"]
                    cells.append(Cell(row_number, column, 1, width, " ".join(part for part in parts if part)))
                    if merge is None:
                        open_above.pop(column, None)
                    else:
                        open_above[column] = len(cells) - 1
                column += width
        filled = filled_rows(cells)
        if not filled:
            return
        if len(filled[0]) == 1:  # a frame around text, not a table
            yield from (Piece(PieceKind.TEXT, (row[0],), self._line) for row in filled)
        else:
            yield table_piece(filled, self._line, header_rows=header_depth(cells))


def _labelled(label: str, text: str, *, is_heading: bool) -> str:
    """The text with its automatic number where that is part of what is cited (第五条, （二）), not a plain count."""
    mark = read_mark(f"{label} {text}")
    if mark is None or (re.fullmatch(r"\d+[.、)）]?", label) and not is_heading):
        return text
    return f"{label}{'' if label[-1] in '、）)' else ' '}{text}"


def _counted(value: int, shape: str) -> str:
    """The number in one of Word's formats; those that no office here uses are written in digits."""
    if shape in _CHINESE_FORMATS:
        digits = "零一二三四五六七八九"
        tens, units = divmod(value, 10)
        if value < 10:
            return digits[value]
        if value < 100:
            return ("" if tens == 1 else digits[tens]) + "十" + (digits[units] if units else "")
        hundreds, rest = divmod(value, 100)
        below = "" if rest == 0 else "零" + digits[rest] if rest < 10 else _tens(rest)
        return digits[hundreds % 10] + "百" + below
    if shape in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr((ord("a") if shape == "lowerLetter" else ord("A")) + value - 1)
    if shape in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    return str(value)


def _tens(value: int) -> str:
    """10 to 99 as it is written after a hundred: 一百一十五."""
    digits = "零一二三四五六七八九"
    return digits[value // 10] + "十" + (digits[value % 10] if value % 10 else "")


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in _parsed(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _styles(archive: zipfile.ZipFile, name: str) -> dict[str, _Style]:
    if name not in archive.namelist():
        return {}
    styles = {}
    for style in _parsed(archive, name):
        if _name(style) == "style":
            properties = _child(style, "pPr")
            styles[_attribute(style, "styleId") or ""] = _Style(
                _value(style, "name") or "",
                _value(style, "basedOn"),
                _number(_value(properties, "outlineLvl")),
                _numbered(properties),
            )
    return styles


def _numbering(archive: zipfile.ZipFile, name: str) -> _Numbering:
    numbering = _Numbering()
    if name not in archive.namelist():
        return numbering
    abstract: dict[str, dict[int, _Level]] = {}
    for element in _parsed(archive, name):
        if _name(element) == "abstractNum":
            abstract[_attribute(element, "abstractNumId") or ""] = {
                _number(_attribute(level, "ilvl")) or 0: _Level(
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    _number(_value(level, "start")) or 1,
                )
                for level in element
                if _name(level) == "lvl"
            }
        elif _name(element) == "num":
            levels = abstract.get(_value(element, "abstractNumId") or "")
            if levels is not None:
                numbering.levels[_attribute(element, "numId") or ""] = levels
    return numbering


def _outline(properties: Any, chain: list[_Style]) -> int | None:
    """The paragraph's outline level, 0 for the outermost heading; None for body text."""
    levels = [_number(_value(properties, "outlineLvl")), *(style.outline for style in chain)]
    level = next((level for level in levels if level is not None), None)
    if level is None:
        named = next((found for style in chain if (found := _HEADING_NAME.fullmatch(style.name))), None)
        level = int(named[1]) - 1 if named is not None else None
    return level if level is not None and level < _NO_HEADING else None


def _numbered(properties: Any) -> tuple[str, int] | None:
    numbering = _child(properties, "numPr")
    if numbering is None:
        return None
    return _value(numbering, "numId") or "0", _number(_value(numbering, "ilvl")) or 0


def _text(paragraph: Any) -> str:
    """The paragraph's words: inserted text counts, deleted text and the boxes drawn beside it do not."""
    parts: list[str] = []
    pending = [paragraph]
    while pending:
        element = pending.pop()
        name = _name(element)
        if name in _SKIPPED:
            continue
        if name == "t":
            parts.append(element.text or "")
        elif name in ("tab", "br", "cr"):
            parts.append(" ")
        elif name == "noBreakHyphen":
            parts.append("-")
        pending.extend(reversed(element))
    return " ".join("".join(parts).split())


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, without the copies kept for old programs."""
    pending = [paragraph]
    while pending:
        element = pending.pop()
        name = _name(element)
        if name == "txbxContent":
            yield element
        elif name not in ("Fallback", "del", "moveFrom"):
            pending.extend(reversed(element))


def _through(element: Any) -> Iterator[Any]:
    """The element's children, those of content controls and insertions among them."""
    for child in element:
        if _name(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _through(child)
        else:
            yield child


def _name(element: Any) -> str:
    """The element's name without its namespace: strict and transitional files differ in that alone."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "del"


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if _name(child) == name), None) if element is not None else None


def _attribute(element: Any, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _value(element: Any, name: str) -> str | None:
    child = _child(element, name)
    return _attribute(child, "val") if child is not None else None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.lstrip("-").isdecimal() else None

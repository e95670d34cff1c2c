"""Draw the figures of a period as one picture that can be read on a phone."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from PIL.ImageFont import FreeTypeFont


@dataclass(frozen=True, slots=True)
class Number:
    """One figure that is shown large, with what it counts below."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Day:
    """How many questions of a day were answered, and how many were left open."""

    day: date
    answered: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How often something was asked, or asked about."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under a heading, most first; `warning` colours them as what asks for work."""

    heading: str
    bars: Sequence[Bar]
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, in the words of one language."""

    title: str
    subtitle: str
    numbers: Sequence[Number]
    days_heading: str
    days: Sequence[Day]
    answered: str
    unanswered: str
    lists: Sequence[Bars]


_WIDTH = 1080  # pixels; a phone shows it a third as wide
_DPI = 100
_MARGIN = 60
_INK, _PALE, _GRID, _PAPER = "#1d2733", "#66727f", "#dfe4ea", "#ffffff"
_BLUE, _ORANGE = "#2f6db5", "#e08a2e"  # told apart by the colour-blind too
_TITLE, _LARGE, _HEADING, _TEXT = 46, 58, 34, 29  # heights of letters in pixels
_DAYS_HEIGHT = 330
_WORDING_ROW, _LABEL_ROW = 92, 58
_GAP = 44
_LABEL_ROOM = 350  # for labels beside their bars
_COUNT_ROOM = 100  # for the numbers behind the bars
_LONGEST_TEXT = 200  # characters that are measured before they are cut
_MOST_DATES = 7
_STEPS = (1, 2, 5)  # of the scale, times powers of ten


def draw(picture: Picture) -> bytes:
    """Return the picture as PNG, 1080 pixels wide and as high as it needs to be.

    It takes about a second of processor time and is for a worker thread; only one may draw at a time.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [one for one in picture.lists if one.bars]
    blocks = [_HEADING + 26 + _row(one) * len(one.bars) for one in shown]
    top = _MARGIN + _TITLE + 20 + _TEXT + _GAP + (_LARGE + 16 + _TEXT) + _GAP
    height = top + _HEADING + 40 + _DAYS_HEIGHT + 60 + sum(blocks) + _GAP * len(blocks) + _MARGIN
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=_PAPER)
    canvas = FigureCanvasAgg(figure)
    sheet = _Sheet(figure, height)
    sheet.write(_MARGIN, _MARGIN, picture.title, _TITLE)
    sheet.write(_MARGIN, _MARGIN + _TITLE + 20, picture.subtitle, _TEXT, _PALE)
    _numbers(sheet, top - _GAP - (_LARGE + 16 + _TEXT), picture.numbers)
    _days(sheet, top, picture)
    at = top + _HEADING + 40 + _DAYS_HEIGHT + 60 + _GAP
    for one, block in zip(shown, blocks, strict=True):
        _bars(sheet, at, one)
        at += block + _GAP
    file = io.BytesIO()
    canvas.print_png(file)
    return file.getvalue()


class _Sheet:
    """A figure measured in pixels from its upper left corner."""

    def __init__(self, figure: "Figure", height: int) -> None:
        self.figure = figure
        self.height = height

    def write(
        self, x: float, y: float, text: str, size: int, colour: str = _INK, align: str = "left", middle: bool = False
    ) -> None:
        self.figure.text(
            x / _WIDTH,
            1 - y / self.height,
            _drawable(text),
            fontproperties=_font(size),
            color=colour,
            ha=align,
            va="center_baseline" if middle else "top",
            parse_math=False,
        )

    def axes(self, x: float, y: float, width: float, height: float) -> "Axes":
        box = (x / _WIDTH, 1 - (y + height) / self.height, width / _WIDTH, height / self.height)
        axes: Axes = self.figure.add_axes(box)
        axes.set_facecolor("none")
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, pad=8)
        return axes


def _numbers(sheet: _Sheet, y: float, numbers: Sequence[Number]) -> None:
    column = (_WIDTH - 2 * _MARGIN) / max(len(numbers), 1)
    for at, number in enumerate(numbers):
        x = _MARGIN + at * column
        sheet.write(x, y, number.value, _LARGE, _BLUE)
        sheet.write(x, y + _LARGE + 16, number.label, _TEXT, _PALE)


def _days(sheet: _Sheet, y: float, picture: Picture) -> None:
    sheet.write(_MARGIN, y, picture.days_heading, _HEADING)
    _legend(sheet, y, picture)
    axes = sheet.axes(_MARGIN + 50, y + _HEADING + 40, _WIDTH - 2 * _MARGIN - 50, _DAYS_HEIGHT)
    places = range(len(picture.days))
    answered = [one.answered for one in picture.days]
    unanswered = [one.unanswered for one in picture.days]
    axes.bar(places, answered, color=_BLUE, width=0.72)
    axes.bar(places, unanswered, bottom=answered, color=_ORANGE, width=0.72)
    highest = max([a + b for a, b in zip(answered, unanswered, strict=True)], default=0)
    step = _step(highest)
    axes.set_ylim(0, max(highest * 1.05, 1))
    axes.set_xlim(-0.6, max(len(picture.days) - 0.4, 0.6))
    axes.set_axisbelow(True)
    axes.yaxis.grid(True, color=_GRID, linewidth=1.5)
    heights = list(range(0, max(highest, 1) + 1, step))
    axes.set_yticks(heights, [str(one) for one in heights], fontproperties=_font(_TEXT - 3), color=_PALE)
    every = max(1, math.ceil(len(picture.days) / _MOST_DATES))
    dated = [(at, one.day) for at, one in enumerate(picture.days) if (len(picture.days) - 1 - at) % every == 0]
    names = [f"{day.month}/{day.day}" for _, day in dated]
    axes.set_xticks([at for at, _ in dated], names, fontproperties=_font(_TEXT - 3), color=_PALE)


def _step(highest: int) -> int:
    """The distance of the scale's lines, of which there are at most five."""
    ten = 1
    while ten * _STEPS[-1] * 5 < highest:
        ten *= 10
    return next(step * ten for step in _STEPS if step * ten * 5 >= highest)


def _legend(sheet: _Sheet, y: float, picture: Picture) -> None:
    x = float(_WIDTH - _MARGIN)
    for label, colour in ((picture.unanswered, _ORANGE), (picture.answered, _BLUE)):
        sheet.write(x, y + 4, label, _TEXT, _PALE, "right")
        x -= _width(label, _TEXT) + 12
        sheet.write(x, y + 4, "■", _TEXT, colour, "right")
        x -= _width("■", _TEXT) + 28


def _row(bars: Bars) -> int:
    return _WORDING_ROW if _is_long(bars) else _LABEL_ROW


def _is_long(bars: Bars) -> bool:
    """Whether the labels need a line of their own, above their bars."""
    return any(_width(_drawable(bar.label[:_LONGEST_TEXT]), _TEXT) > _LABEL_ROOM for bar in bars.bars)


def _bars(sheet: _Sheet, y: float, bars: Bars) -> None:
    sheet.write(_MARGIN, y, bars.heading, _HEADING)
    above, row, colour = _is_long(bars), _row(bars), _ORANGE if bars.warning else _BLUE
    left = _MARGIN if above else _MARGIN + _LABEL_ROOM + 20
    width = _WIDTH - _MARGIN - _COUNT_ROOM - left
    most = max(bar.count for bar in bars.bars)
    top = y + _HEADING + 26
    axes = sheet.axes(left, top, width, row * len(bars.bars))
    places = [at + (0.76 if above else 0.5) for at in range(len(bars.bars))]
    axes.barh(places, [bar.count for bar in bars.bars], height=(22 if above else 32) / row, color=colour)
    axes.set_xlim(0, max(most, 1))
    axes.set_ylim(len(bars.bars), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    for at, bar in enumerate(bars.bars):
        middle = top + places[at] * row
        end = left + width * bar.count / max(most, 1)
        sheet.write(end + 14, middle, str(bar.count), _TEXT, _INK, middle=True)
        if above:
            sheet.write(_MARGIN, top + at * row + 14, _cut(bar.label, _TEXT, _WIDTH - 2 * _MARGIN), _TEXT)
        else:
            sheet.write(_MARGIN, middle, bar.label, _TEXT, middle=True)


@cache
def _font(size: int) -> "FontProperties":
    """The font, Chinese in both scripts and Latin, with letters `size` pixels high."""
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    return FontProperties(fname=str(sans_path()), size=size * 72 / _DPI)


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font
    from pylopdf_fonts_zh_cn import sans_path

    return frozenset(FT2Font(str(sans_path())).get_charmap())


def _drawable(text: str) -> str:
    """`text` on one line, without what the font has no drawing of, such as emoji."""
    return " ".join("".join(one for one in text if one.isspace() or ord(one) in _glyphs()).split())


@cache
def _ruler(size: int) -> "FreeTypeFont":
    from PIL import ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    return ImageFont.truetype(str(sans_path()), size, layout_engine=ImageFont.Layout.BASIC)


def _width(text: str, size: int) -> float:
    """In pixels."""
    return float(_ruler(size).getlength(text))


def _cut(text: str, size: int, room: float) -> str:
    """`text`, shortened to `room` pixels."""
    text = _drawable(text[:_LONGEST_TEXT])
    if _width(text, size) <= room:
        return text
    while text and _width(f"{text}…", size) > room:
        text = text[:-1].rstrip()
    return f"{text}…"

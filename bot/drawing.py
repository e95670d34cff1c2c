"""What pictures are drawn with: text that is measured and wrapped, boxes, lines and a canvas that becomes a PNG."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.wrapping import pieces, wrap

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font
    from matplotlib.patches import PathPatch

LEADING = 1.34  # height of a line over the size of its type
INK, MUTED, PAPER = "#16202c", "#4a5868", "#ffffff"
_DPI = 100
_POINTS = 72 / _DPI  # of a pixel
_ASCENT = 0.88  # of the type's size, from the top of the letters to the line they stand on
_LONGEST = 9_900  # pixels, width and height together; Telegram takes photos of up to 10,000
_LACKING = "〓"  # what printers put where a character is missing from the case


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: `size` in pixels, `colour` as #rrggbb."""

    text: str
    size: float
    colour: str = INK

    @property
    def height(self) -> float:
        """The room that it takes from top to bottom, in pixels."""
        return self.size * LEADING


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the canvas, in pixels from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Between its left and its right edge."""
        return self.x + self.width / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: "Box") -> bool:
        """Whether the other lies within this one."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


class Ruler:
    """Measures and breaks text set in the pictures' font. For one thread at a time."""

    def __init__(self) -> None:
        self._advances: dict[str, float] = {}

    def printable(self, text: str) -> str:
        """The text on one line, with a mark in place of what the font lacks."""
        return "".join(
            character if ord(character) in self._characters else _LACKING for character in " ".join(text.split())
        )

    def width(self, text: str, size: float) -> float:
        """How wide the text is at a size, in pixels."""
        return sum(map(self._advance, text)) * size

    def longest_piece(self, text: str, size: float) -> float:
        """The width of the widest piece of the text that should not be cut, in pixels."""
        return max((self.width(piece.strip(), size) for piece in pieces(text)), default=0.0)

    def wrap(self, text: str, size: float, width: float) -> tuple[str, ...]:
        """Break the text into lines no wider than `width` pixels; a word is cut only where it is wider than that."""
        return wrap(self.printable(text), width / size, self._advance)

    def lines(self, text: str, size: float, width: float, colour: str = INK) -> tuple[Line, ...]:
        """The same as lines to be drawn."""
        return tuple(Line(line, size, colour) for line in self.wrap(text, size, width))

    def _advance(self, character: str) -> float:
        """The character's width over the type's size."""
        if character not in self._advances:
            # Hinting widens a letter by a fraction of a pixel at small sizes; the margin of a box takes that.
            self._advances[character] = self._font.load_char(ord(character)).linearHoriAdvance / 65536 / 100
        return self._advances[character]

    @cached_property
    def _font(self) -> "FT2Font":
        from matplotlib.ft2font import FT2Font
        from pylopdf_fonts_zh_cn import sans_path

        font = FT2Font(str(sans_path()))
        font.set_size(100, 72)  # 100 pixels, so that an advance is a percentage
        return font

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset(self._font.get_charmap())


class Canvas:
    """A picture of `width` × `height` pixels that is being drawn; what comes later covers what came before."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.font_manager import FontProperties
        from pylopdf_fonts_zh_cn import sans_path

        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        axes = self._figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.autoscale(False)
        self._axes = axes
        self._font = FontProperties(fname=str(sans_path()))
        self._order = 0

    def box(self, box: Box, fill: str, border: str | None = None, radius: float = 0, thickness: float = 0) -> None:
        """A filled box with rounded corners; lengths in pixels."""
        from matplotlib.patches import FancyBboxPatch

        style = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
        patch = FancyBboxPatch(
            (box.x, box.y),
            box.width,
            box.height,
            boxstyle=style,
            facecolor=fill,
            edgecolor=border or fill,
            linewidth=thickness * _POINTS,
            zorder=self._next(),
        )
        self._axes.add_patch(patch)

    def lines(self, lines: Sequence[Line], x: float, y: float, align: str = "left") -> None:
        """Lines of text below each other from `y` on; `x` is their left edge, middle or right edge, as `align` says."""
        for line in lines:
            self._axes.text(
                x,
                y + (line.height - line.size) / 2 + line.size * _ASCENT,
                line.text,
                fontproperties=self._font,
                fontsize=line.size * _POINTS,
                color=line.colour,
                horizontalalignment=align,
                verticalalignment="baseline",
                parse_math=False,
                zorder=self._next(),
            )
            y += line.height

    def arrow(self, points: Sequence[tuple[float, float]], colour: str, thickness: float, head: float) -> None:
        """A line downwards through the points, straight between every other two and bent between the rest; lengths
        in pixels. It ends in a head of `head` pixels.
        """
        from matplotlib.patches import Polygon

        x, y = points[-1]
        self._axes.add_patch(self._path([*points[:-1], (x, y - head * 0.8)], colour, thickness))
        corners = [(x, y), (x - head * 0.55, y - head), (x + head * 0.55, y - head)]
        self._axes.add_patch(Polygon(corners, closed=True, facecolor=colour, linewidth=0, zorder=self._next()))

    def png(self) -> bytes:
        """The picture as a PNG file, smaller where it would be too long to be sent."""
        file = io.BytesIO()
        width, height = self._figure.get_size_inches() * _DPI
        self._figure.savefig(file, format="png", dpi=_DPI * min(1, _LONGEST / (width + height)))
        return file.getvalue()

    def _path(self, points: Sequence[tuple[float, float]], colour: str, thickness: float) -> "PathPatch":
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        vertices, codes = [points[0]], [Path.MOVETO]
        for at, (x, y) in enumerate(points[1:]):
            before_x, before_y = points[at]
            if at % 2:
                vertices.append((x, y))
                codes.append(Path.LINETO)
            else:
                middle = (before_y + y) / 2
                vertices += [(before_x, middle), (x, middle), (x, y)]
                codes += [Path.CURVE4] * 3
        return PathPatch(
            Path(vertices, codes),
            facecolor="none",
            edgecolor=colour,
            linewidth=thickness * _POINTS,
            zorder=self._next(),
        )

    def _next(self) -> int:
        self._order += 1
        return self._order


def height_of(lines: Sequence[Line]) -> float:
    """How high lines below each other are, in pixels."""
    return sum(line.height for line in lines)

"""Draw the map of an industry chain, readable on a phone: the stages from top to bottom, arrows from node to node."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.directory import ChainMap
from bot.drawing import INK, MUTED, PAPER, Box, Canvas, Line, Ruler, height_of
from bot.language import Language
from bot.texts import say
from knowledge.chains import Node, Stage
from knowledge.concerns import shortened

WIDTH = 1080.0  # pixels, of all maps
_MARGIN = 36.0
_TITLE, _LABEL, _FIGURE, _SMALL, _NOTE = 50.0, 34.0, 32.0, 28.0, 26.0  # sizes of type, in pixels
_SMALLEST = 20.0
_STAGE_WIDTH = 172.0  # of the column with the stages' names
_LEFT = _MARGIN + _STAGE_WIDTH + 48  # the boxes stand between these; beside them arrows pass
_RIGHT = WIDTH - _MARGIN - 48
_GAP = 44.0  # between boxes of a row, where arrows pass
_WIDEST_BOX = 420.0
_PADDING = 18.0  # between a box and its text
_BAND_PADDING = 26.0  # between a stage and its boxes
_CHANNEL = 62.0  # between two stages, and between two rows of one
_MOST_IN_ROW = 3
_TRACK = 13.0  # between arrows that pass through the same gap
_HEAD = 20.0
_THICKNESS = 4.0
_FIGURE_INK = "#8a2b06"
# Of a stage: the band, its border, and the ink of its name.
COLOURS = (
    ("#e8f1fb", "#2f6db3", "#1b4a80"),
    ("#e9f6ec", "#2e8048", "#1c5c31"),
    ("#fdf3e1", "#b0741a", "#75490a"),
    ("#f4ecf9", "#7d4fa3", "#573277"),
    ("#e6f5f5", "#23808a", "#135a62"),
)


@dataclass(frozen=True, slots=True)
class NodeBox:
    """A node's box, and its text, which stands in the middle of it."""

    node: Node
    box: Box
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A stage: its area, its name, and the rows of its boxes, of which each row's are equally high."""

    area: Box
    name: tuple[Line, ...]
    rows: tuple[tuple[NodeBox, ...], ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge: from the bottom of one box, past the rows between, to the top of another.

    `points` alternate: bent from the first to the second, straight to the third, bent to the fourth, and so on.
    """

    start: str
    end: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, in pixels; `head` is below the upper edge, `foot` below the last band."""

    height: float
    head: tuple[Line, ...]
    bands: tuple[Band, ...]
    arrows: tuple[Arrow, ...]
    foot: tuple[Line, ...]

    @property
    def boxes(self) -> tuple[NodeBox, ...]:
        """All nodes' boxes."""
        return tuple(box for band in self.bands for row in band.rows for box in row)


def draw_chain(chain_map: ChainMap, language: Language) -> bytes:
    """The map as a PNG file, 1080 pixels wide. Takes a fraction of a second: never call it in the event loop."""
    layout = lay_out(chain_map, language, Ruler())
    canvas = Canvas(WIDTH, layout.height)
    canvas.lines(layout.head, _MARGIN, _MARGIN)
    for number, band in enumerate(layout.bands):
        fill, border, ink = COLOURS[number % len(COLOURS)]
        canvas.box(band.area, fill, radius=18)
        canvas.box(Box(band.area.x, band.area.y, 10, band.area.height), border, radius=5)
        name = [Line(line.text, line.size, ink) for line in band.name]
        middle = band.area.y + (band.area.height - height_of(name)) / 2
        canvas.lines(name, band.area.x + 26, middle)
    inks = {box.node.id: colour for box, colour in zip(layout.boxes, _borders(layout), strict=True)}
    for arrow in layout.arrows:  # in the colour of where it comes from, so that the eye can follow it
        canvas.arrow(arrow.points, inks[arrow.start], _THICKNESS, _HEAD)
    for placed in layout.boxes:
        box = placed.box
        canvas.box(box, PAPER, inks[placed.node.id], radius=12, thickness=3)
        canvas.lines(placed.lines, box.middle, box.y + (box.height - height_of(placed.lines)) / 2, "center")
    canvas.lines(layout.foot, _MARGIN, layout.height - _MARGIN - height_of(layout.foot))
    return canvas.png()


def _borders(layout: Layout) -> list[str]:
    """The colour of each box's border, that of its stage."""
    return [
        COLOURS[number % len(COLOURS)][1] for number, band in enumerate(layout.bands) for row in band.rows for _ in row
    ]


def lay_out(chain_map: ChainMap, language: Language, ruler: Ruler) -> Layout:
    """Place the stages, boxes and arrows of a map."""
    head = _head(chain_map, language, ruler)
    top = _MARGIN + height_of(head) + 24
    bands: list[Band] = []
    for stage in chain_map.chain.stages:
        band = _band(stage, top, language, ruler)
        bands.append(band)
        top = band.area.bottom + _CHANNEL
    foot = _foot(chain_map, language, ruler)
    height = top - _CHANNEL + 28 + height_of(foot) + _MARGIN
    return Layout(height, head, tuple(bands), _arrows(chain_map.chain.edges, bands), foot)


def _head(chain_map: ChainMap, language: Language, ruler: Ruler) -> tuple[Line, ...]:
    room = WIDTH - 2 * _MARGIN
    title = say("map_title", language, industry=shortened(chain_map.title, 60))
    lines = ruler.lines(title, _TITLE, room)
    if chain_map.chain.lead:
        lead = say("map_lead", language, names=say("names_between", language).join(chain_map.chain.lead))
        lines += ruler.lines(lead, _LABEL, room, MUTED)
    return lines


def _foot(chain_map: ChainMap, language: Language, ruler: Ruler) -> tuple[Line, ...]:
    reference = chain_map.reference
    texts = [say("map_note", language)]
    if reference.as_of is not None:
        texts.append(say("picture_date", language, date=reference.as_of))
    texts.append(say("picture_source", language, source=shortened(reference.source, 200)))
    return tuple(line for text in texts for line in ruler.lines(text, _NOTE, WIDTH - 2 * _MARGIN, MUTED))


def _band(stage: Stage, top: float, language: Language, ruler: Ruler) -> Band:
    columns = _columns(stage, ruler)
    rows: list[tuple[NodeBox, ...]] = []
    y = top + _BAND_PADDING
    for nodes in _in_rows(stage.nodes, columns):
        row = _row(nodes, y, language, ruler)
        rows.append(row)
        y = row[0].box.bottom + _CHANNEL
    bottom = y - _CHANNEL + _BAND_PADDING
    room = _STAGE_WIDTH - 26
    size = min(_SMALL, _SMALL * room / max(ruler.longest_piece(stage.label, _SMALL), 1))
    name = ruler.lines(stage.label, max(size, _SMALLEST), room)
    lacking = height_of(name) + 2 * _BAND_PADDING - (bottom - top)
    if lacking > 0:
        rows = [tuple(_moved(placed, lacking / 2) for placed in row) for row in rows]
        bottom += lacking
    return Band(Box(_MARGIN, top, WIDTH - 2 * _MARGIN, bottom - top), name, tuple(rows))


def _moved(placed: NodeBox, down: float) -> NodeBox:
    box = placed.box
    return NodeBox(placed.node, Box(box.x, box.y + down, box.width, box.height), placed.lines)


def _columns(stage: Stage, ruler: Ruler) -> int:
    """How many boxes stand side by side: as many as no word need be cut for."""
    widest = max(_widest_piece(node, ruler) for node in stage.nodes)
    most = min(_MOST_IN_ROW, len(stage.nodes))
    return next((n for n in range(most, 1, -1) if widest <= _box_width(n) - 2 * _PADDING), 1)


def _widest_piece(node: Node, ruler: Ruler) -> float:
    texts = [(node.label, _LABEL), (node.figure or "", _FIGURE), *((name, _SMALL) for name in node.enterprises)]
    return max(ruler.longest_piece(text, size) for text, size in texts)


def _in_rows(nodes: Sequence[Node], columns: int) -> list[Sequence[Node]]:
    """The nodes in rows that differ in length by one at most."""
    count = -(-len(nodes) // columns)
    lengths = [len(nodes) // count + (row < len(nodes) % count) for row in range(count)]
    starts = [sum(lengths[:row]) for row in range(count)]
    return [nodes[start : start + length] for start, length in zip(starts, lengths, strict=True)]


def _box_width(columns: int) -> float:
    return min(_WIDEST_BOX, (_RIGHT - _LEFT - (columns - 1) * _GAP) / columns)


def _row(nodes: Sequence[Node], y: float, language: Language, ruler: Ruler) -> tuple[NodeBox, ...]:
    """Boxes side by side, in the middle of the room for them."""
    width = _box_width(len(nodes))
    texts = [_lines(node, width - 2 * _PADDING, language, ruler) for node in nodes]
    height = max(map(height_of, texts)) + 2 * _PADDING
    gap = _GAP if len(nodes) > 2 else _RIGHT - _LEFT - len(nodes) * width  # two stand at the edges
    gap = min(gap, 2 * _GAP)
    x = (_LEFT + _RIGHT - len(nodes) * width - (len(nodes) - 1) * gap) / 2
    return tuple(
        NodeBox(node, Box(x + number * (width + gap), y, width, height), lines)
        for number, (node, lines) in enumerate(zip(nodes, texts, strict=True))
    )


def _lines(node: Node, width: float, language: Language, ruler: Ruler) -> tuple[Line, ...]:
    lines = ruler.lines(node.label, _LABEL, width, INK)
    if node.figure is not None:
        figure = node.figure
        if node.as_of is not None:
            figure = say("comparison_dated", language, value=figure, date=node.as_of)
        lines += ruler.lines(figure, _FIGURE, width, _FIGURE_INK)
    if node.enterprises:
        names = say("names_between", language).join(node.enterprises)
        lines += ruler.lines(say("map_enterprises", language, names=names), _SMALL, width, MUTED)
    return lines


def _arrows(edges: Sequence[tuple[str, str]], bands: Sequence[Band]) -> tuple[Arrow, ...]:
    rows = [row for band in bands for row in band.rows]
    place = {placed.node.id: (number, placed.box) for number, row in enumerate(rows) for placed in row}
    ways = {(start, end): _way(place[start], place[end], rows) for start, end in edges}
    # Arrows of one box pass a row on one track, those of another beside it.
    sharing: dict[tuple[int, float], list[str]] = {}
    for (start, _), way in ways.items():
        for passed in way:
            users = sharing.setdefault(passed, [])
            if start not in users:
                users.append(start)
    arrows = []
    for (start, end), way in ways.items():
        leaving = [(_first(way, place[other][1]), other) for (one, other), way in ways.items() if one == start]
        coming = [(_last(way, place[one][1]), one) for (one, other), way in ways.items() if other == end]
        points = [(_port(place[start][1], leaving, end), place[start][1].bottom)]
        for number, gap in way:
            users = sharing[number, gap]
            step = min(_TRACK, (_GAP - 8) / len(users))
            x = gap + (users.index(start) - (len(users) - 1) / 2) * step
            row = rows[number][0].box
            points += [(x, row.y), (x, row.bottom)]
        points.append((_port(place[end][1], coming, start), place[end][1].y))
        arrows.append(Arrow(start, end, tuple(points)))
    return tuple(arrows)


def _way(start: tuple[int, Box], end: tuple[int, Box], rows: Sequence[Sequence[NodeBox]]) -> list[tuple[int, float]]:
    """The rows that an arrow passes, and the middle of the gap in each that lies nearest to the straight line."""
    (first, box), (last, goal) = start, end
    way = []
    for number in range(first + 1, last):
        straight = box.middle + (goal.middle - box.middle) * (number - first) / (last - first)
        distances = {gap: abs(gap - straight) for gap in _gaps(rows[number])}
        way.append((number, min(distances, key=distances.__getitem__)))
    return way


def _first(way: Sequence[tuple[int, float]], end: Box) -> float:
    return way[0][1] if way else end.middle


def _last(way: Sequence[tuple[int, float]], start: Box) -> float:
    return way[-1][1] if way else start.middle


def _port(box: Box, others: Sequence[tuple[float, str]], other: str) -> float:
    """Where on its box an arrow begins or ends: those that come from the left, or go there, stand on the left."""
    order = [name for _, name in sorted(others)]
    return box.x + box.width * (order.index(other) + 1) / (len(order) + 1)


def _gaps(row: Sequence[NodeBox]) -> list[float]:
    """The middles of the gaps through which arrows pass a row: beside its boxes and between them."""
    between = [(one.box.right + other.box.x) / 2 for one, other in pairwise(row)]
    return [row[0].box.x - _GAP / 2, *between, row[-1].box.right + _GAP / 2]

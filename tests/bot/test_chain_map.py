"""On a chain's map nothing covers anything else, and every arrow ends where it should."""

import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chain_map import COLOURS, WIDTH, Arrow, Layout, draw_chain, lay_out
from bot.directory import ChainMap, Directory, Reference
from bot.drawing import INK, MUTED, PAPER, Box, Line, Ruler, height_of
from bot.language import Language
from knowledge.chains import Chain
from knowledge.readers import PAGES, find_sources, read_documents
from tests.knowledge.chains import chain, chains

RULER = Ruler()


def map_of(chain: Chain) -> ChainMap:
    return ChainMap("coal", "煤化工", chain, Reference("zh/coal", "煤化工", "煤化工", "《报告》", "2023", "zh-Hans"))


def laid_out(chain: Chain, language: Language = Language.SIMPLIFIED) -> Layout:
    return lay_out(map_of(chain), language, RULER)


def width(lines: tuple[Line, ...]) -> float:
    return max((RULER.width(line.text, line.size) for line in lines), default=0)


def course(arrow: Arrow) -> list[tuple[float, float]]:
    """Points close together along an arrow as it is drawn."""
    points = []
    for at, ((x, y), (to_x, to_y)) in enumerate(zip(arrow.points, arrow.points[1:], strict=False)):
        middle = (y + to_y) / 2
        for t in (step / 10 for step in range(11)):
            if at % 2:
                points.append((x + (to_x - x) * t, y + (to_y - y) * t))
            else:
                weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
                corners = ((x, y), (x, middle), (to_x, middle), (to_x, to_y))
                points.append(
                    (
                        sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)),
                        sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)),
                    )
                )
    return points


def inside(box: Box, x: float, y: float) -> bool:
    return box.x + 0.01 < x < box.right - 0.01 and box.y + 0.01 < y < box.bottom - 0.01


def assert_sound(layout: Layout, chain: Chain) -> None:
    boxes = layout.boxes
    assert [placed.node for placed in boxes] == list(chain.nodes)
    for number, placed in enumerate(boxes):
        assert not any(placed.box.overlaps(other.box) for other in boxes[number + 1 :])
        assert width(placed.lines) <= placed.box.width - 20
        assert height_of(placed.lines) <= placed.box.height - 20
    for number, band in enumerate(layout.bands):
        assert all(band.area.holds(placed.box) for row in band.rows for placed in row)
        assert not any(band.area.overlaps(other.area) for other in layout.bands[number + 1 :])
        left = min(placed.box.x for row in band.rows for placed in row)
        assert band.area.x + 26 + width(band.name) <= left - 24 and height_of(band.name) <= band.area.height
    assert width(layout.head) <= WIDTH - 72 and width(layout.foot) <= WIDTH - 72
    assert height_of(layout.head) + 36 <= layout.bands[0].area.y
    assert layout.bands[-1].area.bottom <= layout.height - 36 - height_of(layout.foot)


@given(chain=chains(), language=st.sampled_from(Language))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_chain_no_box_covers_another_and_every_text_fits_its_box(chain: Chain, language: Language) -> None:
    assert_sound(laid_out(chain, language), chain)


@given(chain=chains())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_an_arrow_leads_from_its_box_to_the_other_and_through_none(chain: Chain) -> None:
    layout = laid_out(chain)
    boxes = {placed.node.id: placed.box for placed in layout.boxes}

    assert [(arrow.start, arrow.end) for arrow in layout.arrows] == list(chain.edges)
    for arrow in layout.arrows:
        (x, y), (to_x, to_y) = arrow.points[0], arrow.points[-1]
        assert boxes[arrow.start].x < x < boxes[arrow.start].right and y == boxes[arrow.start].bottom
        assert boxes[arrow.end].x < to_x < boxes[arrow.end].right and to_y == boxes[arrow.end].y
        assert len(arrow.points) % 2 == 0
        names = max(band.area.x + 26 + width(band.name) for band in layout.bands)
        for x, y in course(arrow):
            assert not any(inside(box, x, y) for box in boxes.values())
            assert names < x < WIDTH - 36


def test_arrows_of_two_boxes_pass_a_row_side_by_side_and_those_of_one_together() -> None:
    layout = laid_out(chain("a b", "c d", "e f g", edges="a-f a-g b-f"))
    passing = {(arrow.start, arrow.end): arrow.points[1:3] for arrow in layout.arrows}

    assert passing["a", "f"] == passing["a", "g"]
    assert passing["b", "f"][0][0] != passing["a", "f"][0][0]


def test_five_nodes_stand_in_rows_of_three_and_two() -> None:
    (band,) = laid_out(chain("a b c d e")).bands
    assert [len(row) for row in band.rows] == [3, 2]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("band", "border", "ink"), COLOURS)
def test_type_and_arrows_stand_out(band: str, border: str, ink: str) -> None:
    assert contrast(ink, band) >= 4.5
    assert min(contrast(border, ground) for ground in (PAPER, *(fill for fill, _, _ in COLOURS))) >= 3
    assert min(contrast(INK, PAPER), contrast(MUTED, PAPER)) >= 4.5


# The office's own maps

REAL = Directory(read_documents(find_sources([PAGES])).documents, date(2026, 11, 24))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("topic", ["hydrogen", "carbon", "aluminium", "liquor"])
def test_the_map_of_each_industry_is_sound_and_no_word_of_it_is_cut(topic: str, language: Language) -> None:
    real = REAL.chain(topic, language)
    assert real is not None
    layout = lay_out(real, language, RULER)

    assert_sound(layout, real.chain)
    if language is Language.ENGLISH:
        for placed in layout.boxes:
            written = {word for line in placed.lines for word in line.text.replace("-", "- ").split()}
            assert set(placed.node.label.replace("-", "- ").split()) <= written


def test_a_map_becomes_a_picture_a_phone_shows_upright() -> None:
    from PIL import Image

    real = REAL.chain("hydrogen", Language.TRADITIONAL)
    assert real is not None
    picture = Image.open(io.BytesIO(draw_chain(real, Language.TRADITIONAL)))

    assert picture.format == "PNG" and picture.width == WIDTH < picture.height
    assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 50

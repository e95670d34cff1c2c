"""Text is measured as it is drawn, and a canvas becomes a picture."""

import io
import warnings

import pytest

from bot.drawing import Box, Canvas, Line, Ruler, height_of


@pytest.mark.parametrize(
    "text", ["氢能产业20万吨", "鏈主企業：鵬飛集團", "Wavering AV Today, “one body”", "100,000 t/h"]
)
@pytest.mark.parametrize("size", [20, 34, 50])
def test_text_is_as_wide_as_it_is_drawn(text: str, size: int) -> None:
    canvas = Canvas(1000, 100)
    canvas.lines([Line(text, size)], 0, 0)

    drawn = canvas._axes.texts[0].get_window_extent()
    measured = Ruler().width(text, size)  # without kerning, which moves letters closer
    assert drawn.width * 0.99 <= measured <= drawn.width * 1.04
    assert 100 - drawn.y1 >= -1 and 100 - drawn.y0 <= height_of([Line(text, size)]) + 1


def test_what_the_font_lacks_is_marked_and_drawn_without_complaint() -> None:
    ruler = Ruler()
    assert ruler.printable("煤😀\x00焦\n $x$") == "煤〓〓焦 $x$"

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas = Canvas(300, 100)
        canvas.lines(ruler.lines("煤😀 $x^2$", 30, 280), 10, 10)
        canvas.png()


def test_a_canvas_becomes_a_png_of_its_size() -> None:
    from PIL import Image

    canvas = Canvas(320, 200)
    canvas.box(Box(10, 20, 100, 50), "#ff0000")
    canvas.arrow([(200, 20), (250, 180)], "#0000ff", 4, 20)
    picture = Image.open(io.BytesIO(canvas.png())).convert("RGB")

    assert picture.size == (320, 200)
    assert picture.getpixel((60, 45)) == (255, 0, 0) and picture.getpixel((5, 5)) == (255, 255, 255)
    assert picture.getpixel((250, 170)) == (0, 0, 255)


def test_boxes_that_only_touch_do_not_overlap() -> None:
    box = Box(0, 0, 10, 10)
    assert not box.overlaps(Box(10, 0, 5, 5)) and box.overlaps(Box(9, 9, 5, 5))
    assert box.holds(Box(0, 0, 10, 10)) and not box.holds(Box(5, 5, 6, 5))


def test_a_canvas_too_long_for_a_messenger_becomes_a_smaller_picture() -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(Canvas(1080, 18_720).png()))
    assert 9_800 < sum(picture.size) <= 10_000 and picture.height / picture.width == pytest.approx(18_720 / 1080, 0.01)

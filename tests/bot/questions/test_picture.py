"""The picture of a period: a PNG that is as wide as a phone and holds whatever it is given."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.questions.picture import Bar, Bars, Day, Number, Picture, draw

BLUE, ORANGE = (47, 109, 181), (224, 138, 46)
PICTURE = Picture(
    title="近7天的提问",
    subtitle="2026-03-05 – 2026-03-11",
    numbers=[Number("12", "提问"), Number("75%", "已答复")],
    days_heading="每日提问",
    days=[Day(date(2026, 3, 5) + timedelta(days=at), at, at % 2) for at in range(7)],
    answered="已答复",
    unanswered="未答复",
    lists=[
        Bars("问得最多", [Bar("工业用地一亩多少钱，办手续要多久，需要准备哪些材料", 5), Bar("开发区总面积多大", 3)])
    ],
)


def drawn(picture: Picture) -> "Image.Image":
    image = Image.open(io.BytesIO(draw(picture)))
    assert image.format == "PNG"
    return image.convert("RGB")


def count(image: "Image.Image", colour: tuple[int, int, int]) -> int:
    return sum(number for number, one in image.getcolors(image.width * image.height) or () if one == colour)


def test_a_picture_is_as_wide_as_a_phone_and_longer_with_more_to_show() -> None:
    short, long = drawn(PICTURE), drawn(replace(PICTURE, lists=[*PICTURE.lists, Bars("语言", [Bar("英文", 2)])]))

    assert short.width == long.width == 1080
    assert short.height < long.height < 10 * short.width


def test_days_show_what_was_answered_and_what_was_not() -> None:
    nothing_open = replace(PICTURE, days=[replace(day, unanswered=0) for day in PICTURE.days])

    assert count(drawn(PICTURE), ORANGE) > 2 * count(drawn(nothing_open), ORANGE)


def test_the_longest_bar_is_that_of_the_largest_count() -> None:
    alike = replace(PICTURE, lists=[Bars("问得最多", [Bar("甲", 5), Bar("乙", 5)])])
    uneven = replace(PICTURE, lists=[Bars("问得最多", [Bar("甲", 5), Bar("乙", 1)])])

    assert count(drawn(alike), BLUE) > count(drawn(uneven), BLUE)


def test_chinese_is_drawn_in_a_font_that_has_it() -> None:
    # Two characters that a font lacks would look alike: as the same empty box, or as nothing.
    assert drawn(replace(PICTURE, title="氢")).tobytes() != drawn(replace(PICTURE, title="龍")).tobytes()
    assert drawn(replace(PICTURE, title="")).tobytes() != drawn(replace(PICTURE, title="龍")).tobytes()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("wording", ["😀", "$x^2$ ${", "W" * 500, "\n\t\x00", "\\frac{", "字" * 300, "", "ﷺ" * 20])
def test_whatever_people_ask_can_be_drawn(wording: str) -> None:
    assert drawn(replace(PICTURE, lists=[Bars("问得最多", [Bar(wording, 1)])])).width == 1080


@pytest.mark.filterwarnings("error")
def test_a_period_without_questions_can_be_drawn() -> None:
    empty = replace(PICTURE, days=[Day(date(2026, 3, 5), 0, 0)], lists=[Bars("问得最多", [])], numbers=[])

    assert drawn(empty).width == 1080


@pytest.mark.filterwarnings("error")
def test_large_numbers_can_be_drawn() -> None:
    days = [Day(date(2026, 3, 5) + timedelta(days=at), 10**7 * at, 3) for at in range(90)]

    assert drawn(replace(PICTURE, days=days, lists=[Bars("问", [Bar("问", 10**9)])])).width == 1080

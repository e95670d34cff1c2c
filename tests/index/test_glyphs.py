"""Characters that people mistake for one another look alike to the program too."""

import pytest

from index.glyphs import likeness


@pytest.mark.parametrize(("a", "b"), [("洒", "酒"), ("淮", "准"), ("未", "末"), ("铅", "铝")])
def test_characters_that_differ_by_a_stroke_or_two_are_alike(a: str, b: str) -> None:
    assert likeness(a, b) > 0.8


@pytest.mark.parametrize(("a", "b"), [("土", "地"), ("酒", "园"), ("一", "口")])
def test_characters_that_differ_in_most_strokes_are_not(a: str, b: str) -> None:
    assert likeness(a, b) < 0.6


def test_likeness_is_mutual_and_greatest_with_itself() -> None:
    assert likeness("洒", "酒") == pytest.approx(likeness("酒", "洒"))
    assert likeness("洒", "洒") == pytest.approx(1.0)


@pytest.mark.parametrize("odd", [" ", "\u200b", "\U00020000", "a"])
def test_a_character_that_is_blank_or_not_in_the_font_harms_nothing(odd: str) -> None:
    assert -1.001 <= likeness(odd, "酒") <= 1.001

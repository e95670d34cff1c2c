"""A question tells what it asks of a thing, in Chinese and English alike."""

import pytest

from bot.questions.aspects import Aspect, asking_spans, aspects_of
from index.normalise import normalise


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("园子要砸多少钱进去", {Aspect.INVESTMENT}),
        ("How much was invested in the park?", {Aspect.INVESTMENT}),
        ("園子的產值", {Aspect.OUTPUT_VALUE}),
        ("the park's yearly output value", {Aspect.OUTPUT_VALUE}),
        ("一亩地要投资多少钱", {Aspect.PRICE}),
        ("园子在哪里", {Aspect.PLACE}),
        ("园子有哪些", set()),
        ("investment office", set()),
    ],
)
def test_what_is_asked_for_is_told_by_the_wording(text: str, aspects: set[Aspect]) -> None:
    assert aspects_of(normalise(text)) == aspects


def test_the_words_that_ask_are_found_in_their_place() -> None:
    assert [("园子的产值多少")[start:end] for start, end in asking_spans("园子的产值多少")] == ["产值"]


def test_a_long_text_is_searched_through_in_no_time() -> None:
    for piece in ("投", "what ", "处理", "1", "generat", "how many "):
        asking_spans(piece * (100_000 // len(piece)))

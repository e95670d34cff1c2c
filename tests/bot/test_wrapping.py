"""Text breaks where a reader would break it, and no line is too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wrapping import wrap


def columns(character: str) -> int:
    return 2 if ord(character) > 255 else 1


def wrapped(text: str, room: int) -> list[str]:
    return list(wrap(text, room, columns))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("煤焦化", 4, ["煤焦", "化"]),
        ("Coke oven gas", 9, ["Coke oven", "gas"]),
        ("年产20万吨焦炭", 8, ["年产", "20万吨焦", "炭"]),
        ("約870萬噸", 8, ["約", "870萬噸"]),
        ("风光电5GW以上", 8, ["风光电", "5GW以上"]),
        ("Capacity 8.7 million t", 20, ["Capacity", "8.7 million t"]),
        ("煤焦，化工", 4, ["煤", "焦，", "化工"]),
        ("煤焦（化）", 6, ["煤焦", "（化）"]),
        ("zero-carbon", 7, ["zero-", "carbon"]),
        ("incomprehensible", 6, ["incomp", "rehens", "ible"]),
        ("", 6, [""]),
        (" 煤 \n\t 焦 ", 6, ["煤 焦"]),
        ("煤焦", 1, ["煤", "焦"]),
    ],
)
def test_a_line_breaks_between_words_and_keeps_a_number_with_its_unit(text: str, room: int, lines: list[str]) -> None:
    assert wrapped(text, room) == lines


@given(text=st.text(max_size=80) | st.text("煤焦，（）10.5万吨 Coke-oven", max_size=80), room=st.integers(2, 30))
def test_no_line_is_too_long_and_no_letter_is_lost(text: str, room: int) -> None:
    lines = wrapped(text, room)

    assert all(sum(map(columns, line)) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())

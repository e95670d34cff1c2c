"""What is shown of a text is short and keeps the place concerned in view."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.concerns import shortened


def test_a_short_text_is_shown_whole_without_white_space_around_it() -> None:
    assert shortened(" 土地 ") == "土地"


def test_a_long_text_is_cut_at_its_end() -> None:
    assert shortened("地" * 30, 10) == "地" * 9 + "…"


def test_the_place_concerned_stays_in_view() -> None:
    assert shortened("甲" * 100 + "此处" + "乙" * 100, 20, around=100) == "…" + "甲" * 9 + "此处" + "乙" * 7 + "…"


@given(st.text(max_size=300), st.integers(3, 100), st.integers(0, 400))
def test_never_longer_than_asked(text: str, longest: int, around: int) -> None:
    assert len(shortened(text, longest, around)) <= longest

"""Figures are read as numbers with a unit, however they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.folding import fold
from knowledge.quantities import Quantity, contradict, find_quantities


def read(text: str) -> list[tuple[Decimal, str]]:
    return [(quantity.value, quantity.unit) for quantity in find_quantities(fold(text))]


def one(text: str) -> Quantity:
    (quantity,) = find_quantities(fold(text))
    return quantity


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("780亿元", "78000000000", "元"),
        ("七百八十亿元", "78000000000", "元"),
        ("７８０ 億元", "78000000000", "元"),
        ("0.078万亿元", "78000000000", "元"),
        ("78 billion yuan", "78000000000", "元"),
        ("3亿5千万元", "350000000", "元"),
        ("三亿五千万元", "350000000", "元"),
        ("1,234,567吨", "1234567", "吨"),
        ("两千万吨", "20000000", "吨"),
        ("三点五万人", "35000", "人"),
        ("百分之三十", "30", "%"),
        ("30％", "30", "%"),
        ("5GW", "5000000", "kw"),
        ("62.42平方公里", "62420000", "㎡"),
        ("2亿多度", "200000000", "kwh"),
        ("七百多亿元", "70000000000", "元"),
        ("十二户", "12", "家"),
        ("一百零五家", "105", "家"),
    ],
)
def test_one_quantity_in_many_writings(written: str, value: str, unit: str) -> None:
    assert read(f"规划投资{written}。") == [(Decimal(value), unit)]


@pytest.mark.parametrize(
    "text",
    ["2023年9月30日", "第12条", "前三位", "一区五园", "电话13812345678", "10-20亩", "5%至8%", "数百家", "500强", ""],
)
def test_dates_ordinals_ranges_and_bare_numbers_are_no_quantities(text: str) -> None:
    assert read(text) == []


def test_a_full_width_comma_parts_two_figures() -> None:
    assert read("有企业12家，300人") == [(Decimal(12), "家"), (Decimal(300), "人")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("62.4平方公里", "62.42平方公里"),
        ("3.5万人", "35012人"),
        ("约780亿元", "783亿元"),
        ("2亿多度", "2.3亿度"),
        ("100亩", "66666.7平方米"),
        ("7百亿元", "七百亿元"),
        ("780亿元", "780亿吨"),
    ],
)
def test_rounding_and_other_units_contradict_nothing(left: str, right: str) -> None:
    assert not contradict(one(left), one(right)) and not contradict(one(right), one(left))


@pytest.mark.parametrize(
    ("left", "right"), [("780亿元", "870亿元"), ("约780亿元", "870亿元"), ("780亿元", "780万元"), ("62.4亩", "62.5亩")]
)
def test_other_figures_contradict(left: str, right: str) -> None:
    assert contradict(one(left), one(right)) and contradict(one(right), one(left))


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 10,000 as people write it: 一百零五."""
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


@given(st.integers(2, 9999), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_chinese_and_arabic_writing_give_the_same_value(number: int, scale: tuple[str, int]) -> None:
    name, factor = scale
    expected = [(Decimal(number * factor), "元")]
    assert read(f"投资{chinese(number)}{name}元") == read(f"投资{number:,}{name}元") == expected


@given(st.text(alphabet="0123456789,.万亿千百十一二三多余约-至%元吨 家百分之点", max_size=60))
def test_anything_is_read_without_failing_and_inside_the_text(text: str) -> None:
    folded = fold(text)
    for quantity in find_quantities(folded):
        assert 0 <= quantity.start < quantity.end <= len(folded)
        assert quantity.value >= 0 and quantity.step > 0


@pytest.mark.parametrize("piece", ["1", "1,234", "一", "百", "1亿", "约", "780亿元"])
def test_a_hundred_thousand_characters_are_read(piece: str) -> None:
    assert len(find_quantities(piece * (100_000 // len(piece)))) <= 100_000 // len(piece)

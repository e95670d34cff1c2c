"""Entries stand side by side, and what is not known of one is said to be so."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.comparison import Comparison, Row, cells, compare, comparison_text, display_width, draw_comparison
from bot.directory import Card, Reference
from bot.drawing import Ruler, height_of
from bot.language import Language
from knowledge.entries import EntryKind, Fact

RULER = Ruler()
ZH, EN = Language.SIMPLIFIED, Language.ENGLISH


def card(name: str, *facts: str, as_of: str | None = "2023", source: str = "《报告》") -> Card:
    """A card of facts like `产能=10万吨` or `产能=10万吨@2024`."""
    parts = [fact.partition("=") for fact in facts]
    told = tuple(Fact(label, value.partition("@")[0], value.partition("@")[2] or None) for label, _, value in parts)
    return Card(
        EntryKind.PARK, name, name, "parks", told, Reference("zh/parks", "园区", "园区", source, as_of, "zh-Hans")
    )


def test_facts_of_one_label_stand_in_one_row() -> None:
    comparison = compare([card("甲", "产能=10万吨", "投资=2亿元"), card("乙", "产能=5万吨@2022", "就业=3人")], ZH)

    assert comparison.title == "对比：甲、乙" and comparison.names == ("甲", "乙")
    assert comparison.rows == (
        Row("产能", ("10万吨", "5万吨（2022）")),
        Row("投资", ("2亿元", "—")),
        Row("就业", ("—", "3人")),
    )
    assert comparison.notes == ("“—”表示资料未说明。", "资料日期：2023", "来源：《报告》")


def test_two_facts_of_one_label_are_both_told() -> None:
    comparison = compare([card("甲", "产能=1", "产能=2"), card("乙", "产能=3")], EN)
    assert comparison.rows == (Row("产能", ("1; 2", "3")),)


def test_dates_and_sources_that_differ_are_told_apart() -> None:
    notes = compare([card("甲", "a=1"), card("乙", "a=2", as_of="2024", source="《年报》")], ZH).notes
    assert notes == ("资料日期：甲（2023）、乙（2024）", "来源：《报告》", "来源：《年报》")


def test_entries_without_date_have_none_told() -> None:
    assert compare([card("甲", "a=1", as_of=None), card("乙", "a=2", as_of=None)], ZH).notes == ("来源：《报告》",)
    assert "甲（2023）" in compare([card("甲", "a=1"), card("乙", "a=2", as_of=None)], ZH).notes[0]


@pytest.mark.parametrize("names", [[], ["甲"], ["甲", "甲"], list("甲乙丙丁戊己")])
def test_one_entry_or_too_many_or_the_same_twice_cannot_be_compared(names: list[str]) -> None:
    with pytest.raises(ValueError, match="two to 5 different entries"):
        compare([card(name) for name in names], ZH)


def test_the_text_is_a_table_whose_columns_stand_below_each_other() -> None:
    text = comparison_text(compare([card("甲园", "产能=焦炭10万吨和焦油5万吨"), card("Park B", "产能=no")], ZH), 42)

    assert text.split("\n") == [
        "     │ 甲园             │ Park B",
        "─────┼──────────────────┼─────────────────",
        "产能 │ 焦炭10万吨和焦油 │ no",
        "     │ 5万吨            │",
        "",
        "资料日期：2023",
        "来源：《报告》",
    ]


def test_many_entries_are_told_fact_by_fact() -> None:
    text = comparison_text(compare([card(name, "产能=10万吨") for name in "甲乙丙丁戊"], ZH))
    assert text.startswith("产能\n· 甲：10万吨\n· 乙：10万吨\n") and "│" not in text


@pytest.mark.parametrize(
    ("text", "width"), [("煤a", 3), ("", 0), ("é", 1), ("e\u0301", 1), ("（）", 4), ("한", 2), ("a\u200b", 1)]
)
def test_a_chinese_character_takes_two_columns(text: str, width: int) -> None:
    assert display_width(text) == width


TEXTS = st.text("煤焦氢万吨 Coke，（）10", min_size=1, max_size=40)
COMPARISONS = st.integers(2, 5).flatmap(
    lambda count: st.builds(
        Comparison,
        st.sampled_from(Language),
        TEXTS,
        st.lists(TEXTS, min_size=count, max_size=count).map(tuple),
        st.lists(st.builds(Row, TEXTS, st.lists(TEXTS, min_size=count, max_size=count).map(tuple)), max_size=4).map(
            tuple
        ),
        st.lists(TEXTS, max_size=2).map(tuple),
    )
)


@given(comparison=COMPARISONS, width=st.integers(20, 80))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_no_line_of_the_text_is_wider_than_asked_for(comparison: Comparison, width: int) -> None:
    assert max(map(display_width, comparison_text(comparison, width).split("\n"))) <= width


@given(comparison=COMPARISONS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_every_text_of_the_picture_fits_its_cell_and_no_cell_covers_another(comparison: Comparison) -> None:
    table = cells(comparison, 100, RULER)
    flat = [cell for row in table for cell in row]

    assert len(table) == len(comparison.rows) + 1
    for number, cell in enumerate(flat):
        assert max(RULER.width(line.text, line.size) for line in cell.lines) <= cell.box.width - 30
        assert height_of(cell.lines) <= cell.box.height - 30
        assert not any(cell.box.overlaps(other.box) for other in flat[number + 1 :])


@pytest.mark.parametrize(("count", "width"), [(2, 1080), (5, 1532)])
def test_a_comparison_becomes_a_picture(count: int, width: int) -> None:
    from PIL import Image

    comparison = compare([card(name, "产能=10万吨") for name in "甲乙丙丁戊"[:count]], ZH)
    picture = Image.open(io.BytesIO(draw_comparison(comparison)))
    assert picture.format == "PNG" and picture.width == width

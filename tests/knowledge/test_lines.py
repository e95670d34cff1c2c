"""Set lines become paragraphs; what only belongs to the page is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lines import Line, read_lines, without_running_heads
from knowledge.pieces import PieceKind


def line(text: str, top: float, right: float = 500, size: float = 12, page: int = 1, left: float = 60) -> Line:
    return Line(text, left, right, top, top + size, size, page)


def full(text: str, top: float, page: int = 1) -> Line:
    return line(text, top, page=page)


def test_full_lines_run_on_and_a_short_one_ends_the_paragraph() -> None:
    lines = [
        full("园区实行预约登记", 0),
        line("制度。", 18, right=120),
        full("企业应当依法设立", 36),
        line("。", 54, right=80),
    ]
    assert [piece.text for piece in read_lines(lines)] == ["园区实行预约登记制度。", "企业应当依法设立。"]


def test_a_number_begins_a_paragraph_after_a_full_line() -> None:
    lines = [full("材料包括下列各项内容：", 0), full("（一）营业执照复印件；", 18), full("（二）研究报告。", 36)]
    assert len(read_lines(lines)) == 3


def test_words_of_other_scripts_keep_their_spaces() -> None:
    lines = [full("The zone keeps a register", 0), full("of firms that moved in", 18)]
    assert [piece.text for piece in read_lines(lines)] == ["The zone keeps a register of firms that moved in"]


def test_a_larger_line_is_a_heading_of_a_set_page() -> None:
    lines = [line("租金标准", 0, right=150, size=18), full("租金每季度缴纳一次，逾期不候", 40), full("其余同前", 58)]
    assert read_lines(lines)[0].kind is PieceKind.HEADING


def test_the_last_word_of_a_scanned_paragraph_is_no_heading_however_large_it_measures() -> None:
    lines = [full("结合行业特点制定并报园区管理处", 0), line("批准。", 18, right=90, size=17)]
    assert [piece.text for piece in read_lines(lines, sizes_tell=False)] == ["结合行业特点制定并报园区管理处批准。"]


@pytest.mark.parametrize(
    "number", ["12", "- 12 -", "— 12 —", "第 12 页", "第12页 共30页", "12/30", "Page 12 of 30", "xii"]
)
def test_page_numbers_are_left_out(number: str) -> None:
    lines = [full("正文一行", 100), full("正文二行", 118), line(number, 800, right=300)]
    assert [kept.text for kept in without_running_heads(lines)] == ["正文一行", "正文二行"]


@pytest.mark.parametrize("text", ["2023年", "62.42平方公里", "12栋厂房", "第12条"])
def test_figures_of_the_text_are_no_page_numbers(text: str) -> None:
    assert without_running_heads([full("正文", 100), line(text, 800)])[1].text == text


def test_what_stands_at_the_same_edge_of_every_page_is_left_out_and_chapters_are_not() -> None:
    lines = []
    for page in range(1, 5):
        lines += [line("示范园管理处", 20, page=page), line(f"第{page}章 甲", 60, page=page)]
        lines += [full(f"{'甲乙丙丁'[page - 1]}{at}正文", 100 + 18 * at, page) for at in range(6)]
    kept = [line.text for line in without_running_heads(lines)]
    assert "示范园管理处" not in kept and len(kept) == 28


@given(
    st.lists(
        st.tuples(st.text(max_size=40), st.floats(0, 800), st.floats(0, 600), st.floats(0, 40), st.integers(1, 4)),
        max_size=20,
    ),
    st.booleans(),
)
def test_any_lines_are_read_without_fail(values: list[tuple[str, float, float, float, int]], sizes_tell: bool) -> None:
    lines = [line(text, top, right, size, page) for text, top, right, size, page in values]
    assert all(piece.text for piece in read_lines(without_running_heads(lines), sizes_tell=sizes_tell))

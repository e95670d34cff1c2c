"""A web page gives what it says: no navigation, no script, nothing hidden; layout tables are no tables."""

from pathlib import Path

import pytest

from knowledge.documents import BlockKind, Document
from knowledge.errors import Fault, UnreadableFileError
from knowledge.readers import read_source


def page(folder: Path, body: str, head: str = "") -> Document:
    file = folder / "a.html"
    file.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read_source(file, "x")


def lines(document: Document) -> list[str]:
    return [line for section in document.sections for block in section.blocks for line in block.lines]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>脚本</script>", "<style>样式</style>", "<nav>导航</nav>", "<footer>页脚</footer>", "<p hidden>藏</p>",
        "<div style='display: none'>藏</div>", "<!-- 注释 -->", "<template>模板</template>", "<button>按</button>",
    ],
)  # fmt: skip
def test_what_a_visitor_does_not_read_is_left_out(tmp_path: Path, hidden: str) -> None:
    assert lines(page(tmp_path, f"<h1>指南</h1>{hidden}<p>正文。</p>")) == ["正文。"]


def test_inline_markup_and_breaks_leave_words_and_paragraphs_whole(tmp_path: Path) -> None:
    document = page(
        tmp_path, "<h1>指南</h1><p>租金<b>12</b>元。<br>每季<a href='x'>缴纳</a>。</p>散文。<div>又一段。</div>"
    )
    assert lines(document) == ["租金12元。", "每季缴纳。", "散文。", "又一段。"]


def test_spans_fill_rows_and_columns(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>区</th><th colspan=2>价</th></tr><tr><td rowspan=2>东</td><td>1</td><td>2</td></tr>"
        "<tr><td>3</td><td>4</td></tr></table>"
    )
    (block,) = page(tmp_path, f"<h1>表</h1>{table}").sections[0].blocks
    assert (block.head, block.lines) == ("区 | 价 | 价", ("东 | 1 | 2", "东 | 3 | 4"))


def test_a_table_for_layout_is_read_as_text(tmp_path: Path) -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    document = page(tmp_path, f"<h1>页</h1><table><tr><td><p>左栏。</p></td><td>{inner}</td></tr></table>")
    kinds = [block.kind for block in document.sections[0].blocks]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.TABLE]


def test_absurd_spans_do_no_harm(tmp_path: Path) -> None:
    row = "<tr><td rowspan=99999999 colspan=99999999>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr>"
    assert "甲" in str(page(tmp_path, f"<h1>表</h1><table>{row}</table>"))


def test_items_in_items_are_items(tmp_path: Path) -> None:
    document = page(tmp_path, "<h1>单</h1><p>材料：</p><ul><li>甲<ul><li>乙</li></ul></li><li><p>丙</p></li></ul>")
    (block,) = document.sections[0].blocks
    assert (block.kind, block.head, block.lines) == (BlockKind.LIST, "材料：", ("甲", "乙", "丙"))


def test_the_title_stands_in_for_a_missing_first_heading(tmp_path: Path) -> None:
    document = page(tmp_path, "<h2>租金</h2><p>每月缴纳。</p>", "<title>指南</title>")
    assert (document.title, document.sections[0].heading_path) == ("指南", ("租金",))


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "GB18030", "big5", "utf-8"])
def test_the_charset_that_a_page_declares_is_respected(tmp_path: Path, charset: str) -> None:
    file = tmp_path / "a.htm"
    text = f"<html><head><meta charset='{charset}'></head><body><h1>園區</h1><p>中文內容。</p></body></html>"
    file.write_bytes(text.encode("gb18030" if charset == "gb2312" else charset))
    assert read_source(file, "x").title == "園區"


def test_a_page_nested_as_editors_nest_is_read(tmp_path: Path) -> None:
    assert lines(page(tmp_path, f"<h1>深</h1>{'<div>' * 300}底。{'</div>' * 300}<p>完。</p>")) == ["底。", "完。"]


@pytest.mark.parametrize("depth", [2_000, 100_000])
def test_a_page_nested_beyond_reason_is_refused_rather_than_cut(tmp_path: Path, depth: int) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        page(tmp_path, f"<h1>深</h1>{'<div>' * depth}底。{'</div>' * depth}<p>完。</p>")
    assert caught.value.fault is Fault.UNREADABLE

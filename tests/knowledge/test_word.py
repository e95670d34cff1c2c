"""Word's automatic numbers, insertions, merged cells and text boxes are read as Word shows them."""

from pathlib import Path

from knowledge.documents import BlockKind, Document
from knowledge.readers import read_source
from tests.knowledge import rendering


def word(folder: Path, body: str, numbering: str = "") -> Document:
    """A document whose body is this XML."""
    whole = rendering.render_word(folder / "whole.docx", (), "标题")

    def with_body(name: str, content: bytes) -> bytes:
        if name == "word/document.xml":
            head, _, rest = content.partition(b"<w:sectPr")
            return head + body.encode() + b"<w:sectPr" + rest
        if name == "word/numbering.xml" and numbering:
            return content.replace(b"</w:numbering>", numbering.encode() + b"</w:numbering>")
        return content

    return read_source(rendering.rewritten(whole, folder / "a.docx", with_body, {}), "x")


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(document: Document) -> list[str]:
    return [line for section in document.sections for block in section.blocks for line in block.lines]


def numbered(level_text: str, number_format: str) -> str:
    return (
        '<w:abstractNum w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{number_format}"/><w:lvlText w:val="{level_text}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    )


IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'


def test_articles_that_word_numbers_itself_are_articles(tmp_path: Path) -> None:
    body = "".join(paragraph(f"{name}方负责。", IN_LIST) for name in "甲乙")
    document = word(tmp_path, body, numbered("第%1条", "chineseCountingThousand"))
    assert [section.heading_path for section in document.sections] == [("第一条",), ("第二条",)]
    assert lines(document) == ["甲方负责。", "乙方负责。"]


def test_items_that_word_numbers_keep_the_number_that_is_cited(tmp_path: Path) -> None:
    body = paragraph("材料如下：") + "".join(paragraph(text, IN_LIST) for text in ("执照；", "方案。"))
    document = word(tmp_path, body, numbered("（%1）", "chineseCounting"))
    (block,) = document.sections[0].blocks
    assert (block.kind, block.head, block.lines) == (BlockKind.LIST, "材料如下：", ("（一）执照；", "（二）方案。"))


def test_inserted_text_counts_and_deleted_text_does_not(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>租金</w:t></w:r><w:ins><w:r><w:t>12</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>99</w:delText></w:r></w:del><w:r><w:t>元</w:t></w:r></w:p>"
    )
    assert lines(word(tmp_path, body)) == ["租金12元"]


def test_content_controls_and_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('框内文字。')}</w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('控件文字。')}</w:sdtContent></w:sdt>"
        f"<w:p><w:r><w:t>旁边。</w:t></w:r><w:r><mc:AlternateContent "
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(word(tmp_path, body)) == ["控件文字。", "旁边。", "框内文字。"]


def test_a_header_of_two_rows_is_joined(tmp_path: Path) -> None:
    table = rendering.Part(
        "表",
        1,
        table=(("项目", "产量", ""), ("", "甲", "乙"), ("煤", "1", "2")),
        merged=((0, 0, 1, 0), (0, 1, 0, 2)),
    )
    document = read_source(rendering.render_word(tmp_path / "a.docx", (table,)), "x")
    (block,) = document.sections[0].blocks
    assert (block.head, block.lines) == ("项目 | 产量 甲 | 产量 乙", ("煤 | 1 | 2",))


def test_a_table_of_one_cell_is_a_frame_around_text(tmp_path: Path) -> None:
    frame = rendering.Part("说明", 1, table=(("本表由园区填写。",),))
    document = read_source(rendering.render_word(tmp_path / "a.docx", (frame,)), "x")
    assert document.sections[0].blocks[0].kind is BlockKind.PARAGRAPH


def test_outline_levels_make_headings_without_styles(tmp_path: Path) -> None:
    body = paragraph("总则", '<w:outlineLvl w:val="0"/>') + paragraph("正文。")
    assert word(tmp_path, body).sections[0].heading_path == ("总则",)


def test_plain_paragraphs_are_structured_by_their_numbers(tmp_path: Path) -> None:
    body = "".join(paragraph(text) for text in ("第一章 总则", "第一条 甲方负责。", "第二章 附则", "第二条 乙方负责。"))
    assert [section.heading_path for section in word(tmp_path, body).sections] == [
        ("第一章 总则", "第一条"),
        ("第二章 附则", "第二条"),
    ]


def test_broken_numbers_in_the_markup_do_no_harm(tmp_path: Path) -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    cells = cell.format('<w:gridSpan w:val="x"/><w:vMerge/>', "甲") + cell.format(
        '<w:gridSpan w:val="2000000000"/>', "乙"
    )
    assert "甲" in "".join(lines(word(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")))

"""Slides are read from top to bottom; what is hidden or only for the speaker is not."""

from pathlib import Path
from typing import Any

from knowledge.documents import BlockKind, Document, Remark, RemarkKind
from knowledge.readers import read_source


def slides(folder: Path, *fills: Any) -> Document:
    """A presentation with a title-only slide for each of `fills`, which fills it."""
    from pptx import Presentation

    presentation = Presentation()
    for number, fill in enumerate(fills, start=1):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = f"第{number}页"
        fill(slide)
    presentation.save(str(folder / "a.pptx"))
    return read_source(folder / "a.pptx", "x")


def box(slide: Any, text: str, top: int) -> Any:
    from pptx.util import Cm

    shape = slide.shapes.add_textbox(Cm(2), Cm(top), Cm(10), Cm(1))
    shape.text_frame.text = text
    return shape


def lines(document: Document) -> list[str]:
    return [line for section in document.sections for block in section.blocks for line in block.lines]


def test_boxes_are_read_from_the_top_down(tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        box(slide, "下面。", 10)
        box(slide, "上面。", 5)

    assert lines(slides(tmp_path, fill)) == ["上面。", "下面。"]


def test_boxes_in_groups_are_read(tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        slide.shapes.add_group_shape([box(slide, "组内。", 5)])

    assert lines(slides(tmp_path, fill)) == ["组内。"]


def test_hidden_slides_and_speakers_notes_are_not_read(tmp_path: Path) -> None:
    def shown(slide: Any) -> None:
        box(slide, "公开。", 5)
        slide.notes_slide.notes_text_frame.text = "讲稿。"

    def hidden(slide: Any) -> None:
        box(slide, "内部。", 5)
        slide.element.set("show", "0")

    document = slides(tmp_path, shown, hidden)
    assert lines(document) == ["公开。"]
    assert document.remarks == (Remark(RemarkKind.HIDDEN_SLIDE, "2"),)


def test_a_merged_header_fills_its_columns(tmp_path: Path) -> None:
    from pptx.util import Cm

    def fill(slide: Any) -> None:
        table = slide.shapes.add_table(3, 3, Cm(2), Cm(5), Cm(10), Cm(3)).table
        for at, row in enumerate([("项目", "产量", ""), ("", "甲", "乙"), ("煤", "1", "2")]):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))

    (block,) = slides(tmp_path, fill).sections[0].blocks
    assert (block.kind, block.page) == (BlockKind.TABLE, 1)
    assert (block.head, block.lines) == ("项目 | 产量 甲 | 产量 乙", ("煤 | 1 | 2",))

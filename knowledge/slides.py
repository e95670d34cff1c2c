"""Read a presentation (.pptx, .pptm) into pieces: a slide's title is a heading, its number the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.documents import Remark, RemarkKind
from knowledge.grid import Cell, filled_rows, header_depth
from knowledge.pieces import Piece, PieceKind, table_piece


def read_slides(path: Path) -> tuple[list[Piece], list[Remark]]:
    """The pieces of every slide that is shown, and a remark for each that is hidden. Speaker's notes are left out:
    they were not written to be published. Linked media are not fetched.
    """
    from pptx import Presentation

    pieces: list[Piece] = []
    remarks: list[Remark] = []
    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        if slide.element.get("show") == "0":
            remarks.append(Remark(RemarkKind.HIDDEN_SLIDE, str(number)))
            continue
        pieces += _slide(slide, number)
    return pieces, remarks


def _slide(slide: Any, number: int) -> Iterator[Piece]:
    title = slide.shapes.title
    heading = " ".join(title.text_frame.text.split()) if title is not None and title.has_text_frame else ""
    # Number 1: the first slide's title is the document's; an untitled slide ends the section before it.
    yield Piece(PieceKind.HEADING, (heading,), number, number, level=1)
    for shape in _shapes(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False):
            yield from _table(shape.table, number)
        elif shape.has_text_frame:
            yield from _frame(shape, number)


def _shapes(shapes: Any) -> Iterator[Any]:
    """The shapes as they are read, from top to bottom and left to right; groups are opened."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _frame(shape: Any, number: int) -> Iterator[Piece]:
    from pptx.enum.shapes import PP_PLACEHOLDER

    if shape.is_placeholder and shape.placeholder_format.type in (
        PP_PLACEHOLDER.SLIDE_NUMBER,
        PP_PLACEHOLDER.DATE,
        PP_PLACEHOLDER.FOOTER,
    ):
        return
    bulleted_frame = shape.is_placeholder and shape.placeholder_format.type in (
        PP_PLACEHOLDER.BODY,
        PP_PLACEHOLDER.OBJECT,
        PP_PLACEHOLDER.VERTICAL_BODY,
    )
    paragraphs = [paragraph for paragraph in shape.text_frame.paragraphs if paragraph.text.strip()]
    for paragraph in paragraphs:
        own = paragraph._p.pPr  # python-pptx tells bullets in no other way
        names = {child.tag.rpartition("}")[2] for child in own} if own is not None else set()
        bulleted = bool(names & {"buChar", "buAutoNum", "buBlip"}) or (
            bulleted_frame and "buNone" not in names and len(paragraphs) > 1
        )
        text = " ".join(paragraph.text.split())
        is_lead_in = text.endswith((":", "："))
        yield Piece(PieceKind.ITEM if bulleted and not is_lead_in else PieceKind.TEXT, (text,), number, number)


def _table(table: Any, number: int) -> Iterator[Piece]:
    cells = [
        Cell(
            row_number,
            column,
            cell.span_height if cell.is_merge_origin else 1,
            cell.span_width if cell.is_merge_origin else 1,
            " ".join(cell.text.split()),
        )
        for row_number, row in enumerate(table.rows)
        for column, cell in enumerate(row.cells)
        if not cell.is_spanned
    ]
    filled = filled_rows(cells)
    if filled:
        yield table_piece(filled, number, number, header_depth(cells))

"""The same text in every format becomes the same document, with its pages, sheets and slides."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.document_json import document_from_json, document_to_json
from knowledge.documents import BlockKind, Document
from knowledge.readers import read_source
from knowledge.scan import ocr_is_installed
from tests.knowledge import rendering
from tests.knowledge.rendering import PARTS, TITLE, Part, filled_table

RENDERERS: dict[str, Callable[[Path], Path]] = {
    "md": rendering.render_markdown,
    "html": rendering.render_html,
    "docx": rendering.render_word,
    "pptx": rendering.render_slides,
    "xlsx": rendering.render_spreadsheet,
    "pdf": rendering.render_pdf,
}

ID = f"uploads/{TITLE}"

needs_ocr = pytest.mark.skipif(not ocr_is_installed(), reason="requirements-ocr.txt is not installed")
needs_office = pytest.mark.skipif(rendering.office() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module", params=[*RENDERERS, pytest.param("doc", marks=needs_office)])
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("formats")
    if request.param == "doc":
        word = rendering.render_word(folder / f"{TITLE}.docx")
        return read_source(rendering.render_old_word(folder / f"{TITLE}.doc", word), ID)
    return read_source(RENDERERS[request.param](folder / f"{TITLE}.{request.param}"), ID)


def suffix(document: Document) -> str:
    return document.source.rpartition(".")[2]


def heading_path(document: Document, part: Part) -> tuple[str, ...]:
    """Slides and sheets have no headings within headings."""
    flat = suffix(document) in ("pptx", "xlsx")
    return (part.heading,) if flat or part.level == 1 else ("入园条件", part.heading)


def test_it_is_named_and_placed_like_any_document(document: Document) -> None:
    assert (document.id, document.title, document.topic) == (ID, TITLE, "documents")
    assert (document.language, document.as_of) == ("zh-Hans", None)


def test_its_headings_form_paths(document: Document) -> None:
    assert [section.heading_path for section in document.sections] == [heading_path(document, part) for part in PARTS]


def test_its_lists_stay_lists_below_what_leads_in(document: Document) -> None:
    lists = [block for section in document.sections for block in section.blocks if block.kind is BlockKind.LIST]
    assert [block.lines for block in lists] == [PARTS[1].items]
    assert lists[0].head == PARTS[1].paragraphs[0]


def test_its_table_has_its_header_and_the_merged_cell_in_every_row(document: Document) -> None:
    tables = [block for section in document.sections for block in section.blocks if block.kind is BlockKind.TABLE]
    assert [(block.head, list(block.lines)) for block in tables] == [("楼栋 | 层高 | 月租金", filled_table(PARTS[2]))]


def test_its_paragraphs_are_whole_and_nothing_else_is_read(document: Document) -> None:
    paragraphs = [
        line
        for section in document.sections
        for block in section.blocks
        for line in ([block.head] if block.kind is BlockKind.LIST else block.lines)
        if block.kind is not BlockKind.TABLE
    ]
    assert paragraphs == [paragraph for part in PARTS for paragraph in part.paragraphs]


def test_it_knows_its_pages_where_the_format_has_them(document: Document) -> None:
    pages = [section.blocks[0].page for section in document.sections]
    expected = {"pdf": [1, 1, 2, 3], "pptx": [2, 3, 4, 5]}
    assert pages == expected.get(suffix(document), [None] * 4)


def test_it_is_the_same_after_a_journey_as_json(document: Document) -> None:
    assert document_from_json(document_to_json(document)) == document


def test_text_without_styles_is_structured_by_its_numbers(tmp_path: Path) -> None:
    document = read_source(rendering.render_text(tmp_path / "guide.txt"), "guide")
    assert (document.title, document.language) == (TITLE, "zh-Hans")
    assert [section.heading_path for section in document.sections] == [
        ("一、入园条件",),
        ("一、入园条件", "（一）申请材料"),
        ("二、租金标准",),
        ("三、联系方式",),
    ]


@needs_ocr
def test_a_scan_is_read_with_its_pages(tmp_path: Path) -> None:
    scan = rendering.render_scan(tmp_path / "scan.pdf", PARTS[:2])

    document = read_source(scan, "scan")

    text = "".join(line for section in document.sections for block in section.blocks for line in block.lines)
    assert PARTS[0].paragraphs[0] in text
    assert {block.page for section in document.sections for block in section.blocks} == {1, 2}

"""A PDF's lines become paragraphs, its ruled tables tables; what cannot be read is refused with the reason."""

from pathlib import Path

import pytest

from knowledge import scan
from knowledge.documents import BlockKind, Document, Remark, RemarkKind
from knowledge.errors import Fault, UnreadableFileError
from knowledge.intake import Limits
from knowledge.readers import read_source
from tests.knowledge import rendering
from tests.knowledge.rendering import Part

LONG = "柳湾示范园面向新材料和节能装备企业，实行预约登记制度，由服务大厅统一受理申请并在规定期限内答复，" * 5


def pdf(folder: Path, *parts: Part) -> Document:
    return read_source(rendering.render_pdf(folder / "a.pdf", parts), "x")


def refusal(path: Path, limits: Limits | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_source(path, "x", limits)
    return caught.value


def protected(folder: Path, user: str, owner: str) -> Path:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(folder / "a.pdf"), encrypt=StandardEncryption(user, owner))
    canvas.drawString(72, 700, "The zone keeps a register of firms.")
    canvas.save()
    return folder / "a.pdf"


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "ocr_is_installed", lambda: False)


def test_lines_are_joined_to_paragraphs_without_spaces(tmp_path: Path) -> None:
    section = pdf(tmp_path, Part("说明", 1, (LONG + "完。", "另起一段。"))).sections[-1]
    assert [block.lines[0] for block in section.blocks] == [LONG + "完。", "另起一段。"]


def test_a_paragraph_goes_on_over_the_page_and_is_cited_where_it_begins(tmp_path: Path) -> None:
    paragraphs = tuple(f"{LONG}第{number}完。" for number in range(9))
    (section,) = pdf(tmp_path, Part("说明", 1, paragraphs)).sections
    assert tuple(block.lines[0] for block in section.blocks) == paragraphs
    assert {block.page for block in section.blocks} == {1, 2}


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    parts = [Part(f"标题{number}", 1, (f"第{number}段的正文在这里。",)) for number in range(5)]
    assert "管理处" not in str(pdf(tmp_path, *parts).sections) and "- 2 -" not in str(pdf(tmp_path, *parts).sections)


def test_articles_are_sections_below_their_chapters(tmp_path: Path) -> None:
    chapter = Part("第一章 总则", 1, ("第一条 " + LONG + "完。", "第二条 材料如下：", "（一）执照；", "（二）方案。"))
    document = pdf(tmp_path, chapter, Part("第二章 附则", 1, ("第三条 自2024年5月1日起施行。",)))
    assert [section.heading_path for section in document.sections] == [
        ("第一章 总则", "第一条"),
        ("第一章 总则", "第二条"),
        ("第二章 附则", "第三条"),
    ]
    (items,) = document.sections[1].blocks
    assert (items.kind, items.lines, document.as_of) == (BlockKind.LIST, ("（一）执照；", "（二）方案。"), "2024-05-01")


def test_a_table_that_goes_on_over_the_page_keeps_its_header(tmp_path: Path) -> None:
    rows = tuple((f"{number}栋", f"{number}元") for number in range(60))
    document = pdf(tmp_path, Part("租金", 1, table=(("楼栋", "租金"), *rows)))
    tables = [block for section in document.sections for block in section.blocks]
    assert [(block.head, block.page) for block in tables] == [("楼栋 | 租金", 1), ("楼栋 | 租金", 2)]
    assert [line for block in tables for line in block.lines] == [" | ".join(row) for row in rows]


def test_a_merged_header_fills_its_columns(tmp_path: Path) -> None:
    table = (("项目", "产量", ""), ("", "甲", "乙"), ("煤", "1", "2"))
    part = Part("表", 1, table=table, merged=((0, 0, 1, 0), (0, 1, 0, 2)))
    block = pdf(tmp_path, part).sections[-1].blocks[-1]
    assert (block.head, block.lines) == ("项目 | 产量 甲 | 产量 乙", ("煤 | 1 | 2",))


def test_a_pdf_that_needs_a_password_to_open_is_refused(tmp_path: Path) -> None:
    error = refusal(protected(tmp_path, "open", "own"))
    assert error.fault is Fault.ENCRYPTED and "password" in error.reason


def test_a_pdf_that_anyone_may_open_is_read(tmp_path: Path) -> None:
    assert "register" in str(read_source(protected(tmp_path, "", "own"), "x"))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj", b"%PDF-" + bytes(900)]
)
def test_a_damaged_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert refusal(tmp_path / "a.pdf").fault is Fault.DAMAGED


def test_a_pdf_of_too_many_pages_is_refused_with_their_number(tmp_path: Path) -> None:
    parts = tuple(Part(f"标题{number}", 1, ("正文在这里。",)) for number in range(4))
    error = refusal(rendering.render_pdf(tmp_path / "a.pdf", parts), Limits(text_pages=3))
    assert (error.fault, error.facts) == (Fault.TOO_MANY_PAGES, {"pages": 4, "limit": 3, "what": "pages"})


def test_a_scan_of_500_pages_is_refused_with_their_number(tmp_path: Path) -> None:
    error = refusal(rendering.render_blank_scan(tmp_path / "a.pdf", 500))
    assert (error.fault, error.facts) == (Fault.TOO_MANY_PAGES, {"pages": 500, "limit": 60, "what": "scanned pages"})


@pytest.mark.usefixtures("without_ocr")
def test_a_scan_without_ocr_is_refused_with_what_to_install(tmp_path: Path) -> None:
    error = refusal(rendering.render_blank_scan(tmp_path / "a.pdf", 3))
    assert error.fault is Fault.NEEDS_OCR and "pip install -r requirements-ocr.txt" in error.reason


@pytest.mark.usefixtures("without_ocr")
def test_a_page_that_is_a_picture_among_others_is_named(tmp_path: Path) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "The zone keeps a register of firms.")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()

    assert read_source(tmp_path / "a.pdf", "x").remarks == (Remark(RemarkKind.UNREADABLE_PAGE, "2"),)

"""One text of our own rendered in every format that offices send, so that readers can be held against each other."""

import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it; `table` has its header row first, `merged` names (first row, first column,
    last row, last column), 0-based, the first cell holding the value.
    """

    heading: str
    level: int
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()


TITLE = "柳湾示范园入园指南"
PARTS = (
    Part(
        "入园条件", 1, ("柳湾示范园面向新材料和节能装备企业，实行预约登记制度。入园企业应当依法设立，信用记录良好。",)
    ),
    Part(
        "申请材料",
        2,
        ("申请入园需要提交下列材料：",),
        ("营业执照复印件", "项目可行性研究报告", "环境影响说明"),
    ),
    Part(
        "租金标准",
        1,
        ("厂房按面积计租，租金每季度缴纳一次。",),
        table=(
            ("楼栋", "层高", "月租金"),
            ("甲栋", "8米", "每平方米12元"),
            ("", "6米", "每平方米10元"),
            ("乙栋", "5米", "每平方米9元"),
        ),
        merged=((1, 0, 2, 0),),
    ),
    Part("联系方式", 1, ("园区服务大厅在柳湾路6号一层，工作日开放。",)),
)


def filled_table(part: Part) -> list[str]:
    """The rows below the header as a reader should give them."""
    return [" | ".join(row) for row in _filled(part)]


def _filled(part: Part) -> list[list[str]]:
    rows = [list(row) for row in part.table]
    for top, left, bottom, right in part.merged:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                rows[row][column] = part.table[top][left]
    return rows[1:]


def render_markdown(path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE) -> Path:
    lines = [f"# {title}", ""]
    for part in parts:
        lines += [f"{'#' * (part.level + 1)} {part.heading}", ""]
        for paragraph in part.paragraphs:
            lines += [paragraph, ""]
        lines += [f"- {item}" for item in part.items] + [""]
        if part.table:
            lines += [_pipes(part.table[0]), _pipes(("---",) * len(part.table[0]))]
            lines += [_pipes(tuple(row.split(" | "))) for row in filled_table(part)] + [""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _pipes(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def render_text(
    path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE, encoding: str = "gb18030", end: str = "\r\n"
) -> Path:
    """Plain text in an old encoding; headings are numbered, as offices without styles do, tables have no form."""
    path.write_bytes(end.join([title, *_numbered_lines(parts)]).encode(encoding))
    return path


def chinese(number: int) -> str:
    """The number, below 100, in Chinese."""
    tens, units = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return f"{'' if tens < 2 else digits[tens]}{'十' if tens else ''}{digits[units] if units or not tens else ''}"


def _numbered_lines(parts: tuple[Part, ...]) -> list[str]:
    lines: list[str] = []
    counts = [0, 0]
    for part in parts:
        counts[part.level - 1] += 1
        counts[part.level :] = [0] * (2 - part.level)
        number = chinese(counts[part.level - 1])
        lines.append(f"{number}、{part.heading}" if part.level == 1 else f"（{number}）{part.heading}")
        lines += [f"\u3000\u3000{paragraph}" for paragraph in part.paragraphs]
        lines += [f"{at}. {item}" for at, item in enumerate(part.items, start=1)]
        lines += ["　".join(row) for row in (part.table[0], *_filled(part))] if part.table else []
    return lines


def render_html(
    path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE, charset: str = "gb2312", encoding: str = "gb18030"
) -> Path:
    kind = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    rows = [
        f"<html><head>{kind}<title>{title}－门户</title>",
        "<style>p {color: red}</style><script>var hidden = '脚本';</script></head><body>",
        f"<nav><a href='/'>首页导航</a></nav><h1>{title}</h1>",
    ]
    for part in parts:
        rows.append(f"<h{part.level + 1}>{part.heading}</h{part.level + 1}>")
        rows += [f"<p>{html.escape(paragraph)}</p>" for paragraph in part.paragraphs]
        rows.append("<ul>" + "".join(f"<li>{item}</li>" for item in part.items) + "</ul>" if part.items else "")
        rows.append(_html_table(part) if part.table else "")
    path.write_bytes("\n".join([*rows, "<footer>页脚版权</footer></body></html>"]).encode(encoding))
    return path


def _html_table(part: Part) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in part.merged}
    hidden = _covered(part)
    rows = []
    for at, row in enumerate(part.table):
        cells = []
        for column, text in enumerate(row):
            if (at, column) not in hidden:
                down, across = spans.get((at, column), (1, 1))
                cells.append(f'<td rowspan="{down}" colspan="{across}">{text}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _covered(part: Part) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in part.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - {(top, left) for top, left, _, _ in part.merged}


def render_word(path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE) -> Path:
    from docx import Document

    document = Document()
    document.add_paragraph(title, style="Title")
    for part in parts:
        document.add_heading(part.heading, part.level)
        for paragraph in part.paragraphs:
            document.add_paragraph(paragraph)
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
        if part.table:
            table = document.add_table(len(part.table), len(part.table[0]))
            for at, row in enumerate(part.table):
                for column, text in enumerate(row):
                    table.cell(at, column).text = text
            for top, left, bottom, right in part.merged:
                merged = table.cell(top, left).merge(table.cell(bottom, right))
                merged.text = part.table[top][left]
    document.save(str(path))
    return path


def render_slides(path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE) -> Path:
    """The title on a slide of its own, then a slide for every part."""
    from pptx import Presentation
    from pptx.util import Cm

    presentation = Presentation()
    cover = presentation.slides.add_slide(presentation.slide_layouts[0])
    cover.shapes.title.text = title
    for part in parts:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = part.heading
        frame = slide.placeholders[1].text_frame
        frame.text = "\n".join((*part.paragraphs, *part.items))
        if part.table:
            shape = slide.shapes.add_table(len(part.table), len(part.table[0]), Cm(2), Cm(12), Cm(20), Cm(5))
            for at, row in enumerate(part.table):
                for column, text in enumerate(row):
                    shape.table.cell(at, column).text = text
            for top, left, bottom, right in part.merged:
                shape.table.cell(top, left).merge(shape.table.cell(bottom, right))
    presentation.save(str(path))
    return path


def render_spreadsheet(path: Path, parts: tuple[Part, ...] = PARTS) -> Path:
    """A sheet for every part; paragraphs and items in cells of their own, a blank row above the table."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    for part in parts:
        sheet = workbook.create_sheet(part.heading)
        for text in (*part.paragraphs, *part.items):
            sheet.append([text])
        if part.table:
            first = sheet.max_row + 2
            for at, row in enumerate(part.table):
                for column, text in enumerate(row, start=1):
                    sheet.cell(first + at, column, text or None)
            for top, left, bottom, right in part.merged:
                sheet.merge_cells(
                    start_row=first + top, start_column=left + 1, end_row=first + bottom, end_column=right + 1
                )
    workbook.save(path)
    return path


def render_pdf(path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE, head: str = "柳湾示范园管理处") -> Path:
    """A set document: larger headings, ruled tables, a running head and page numbers, a new page for each outermost
    heading.
    """
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def style(size: int, indent: int = 0) -> Any:
        return ParagraphStyle(
            f"s{size}{indent}", fontName="STSong-Light", fontSize=size, leading=size * 1.5, wordWrap="CJK",
            firstLineIndent=indent, spaceBefore=6, spaceAfter=6,
        )  # fmt: skip

    def edge(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(72, 810, head)
        canvas.drawCentredString(297, 30, f"- {document.page} -")

    story: list[Any] = [Paragraph(title, style(22))]
    for number, part in enumerate(parts):
        if number and part.level == 1:
            story.append(PageBreak())
        story.append(Paragraph(part.heading, style(18 - 2 * part.level)))
        story += [Paragraph(paragraph, style(11, 22)) for paragraph in part.paragraphs]
        story += [Paragraph(f"● {item}", style(11)) for item in part.items]
        if part.table:
            spans = [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in part.merged]
            grid = [("FONT", (0, 0), (-1, -1), "STSong-Light", 11), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
            story.append(Table(part.table, style=[*grid, *spans]))
    SimpleDocTemplate(str(path), title="untitled").build(story, onFirstPage=edge, onLaterPages=edge)
    return path


def render_scan(path: Path, parts: tuple[Part, ...] = PARTS, title: str = TITLE) -> Path:
    """A4 pages at 150 dots per inch as a scanner gives them: grey, a little noisy, no text; a page for every part."""
    import pylopdf_fonts_zh_cn
    from PIL import Image, ImageDraw, ImageFont

    font_file = Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf")
    pages = []
    for number, part in enumerate(parts):
        page = Image.effect_noise((1240, 1754), 12).point(lambda value: min(255, value + 110))
        draw = ImageDraw.Draw(page)
        down = 120

        def write(text: str, size: int, draw: Any = draw) -> None:
            nonlocal down
            font = ImageFont.truetype(str(font_file), size)
            across = 1000 // size
            for start in range(0, len(text), across):
                draw.text((120, down), text[start : start + across], font=font, fill=20)
                down += int(size * 1.6)
            down += 16

        if number == 0:
            write(title, 46)
        write(part.heading, 34)
        for text in (*part.paragraphs, *(f"● {item}" for item in part.items)):
            write(text, 25)
        for row in (part.table[0], *_filled(part)) if part.table else ():
            write("　".join(row), 25)
        pages.append(page)
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=150)
    return path


def render_blank_scan(path: Path, pages: int) -> Path:
    """A scan of many pages, each a small picture."""
    from PIL import Image

    sheets = [Image.new("L", (60, 80), 200) for _ in range(pages)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:])
    return path


def office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def render_old_word(path: Path, word: Path) -> Path:
    """A .docx saved as .doc by LibreOffice."""
    command = [office() or "", "--headless", "--convert-to", "doc", "--outdir", str(path.parent), str(word)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return word.with_suffix(".doc").rename(path)


def rewritten(path: Path, target: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes]) -> Path:
    """A zip archive whose entries `change` may alter (None leaves one out), with `extra` entries added."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                archive.writestr(name, content)
        for name, content in extra.items():
            archive.writestr(name, content)
    return target


def ole_file(streams: dict[str, bytes]) -> bytes:
    """An OLE file of the smallest kind that holds these streams, as encrypted and old Office files are."""
    sector, names = 512, list(streams)
    bodies = [content.ljust(-(-max(len(content), 4096) // sector) * sector, b"\0") for content in streams.values()]
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [fat_mark]
    directory_sectors = -(-(len(names) + 1) * 128 // sector)
    fat += [*range(2, directory_sectors + 1), end]
    starts = []
    for body in bodies:
        starts.append(len(fat))
        count = len(body) // sector
        fat += [*range(len(fat) + 1, len(fat) + count), end]
    out = io.BytesIO()
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + (0x3E).to_bytes(2, "little") + b"\x03\0\xfe\xff\x09\0\x06\0"
    )
    header += b"\0" * 10
    for value in (1, 1, 0, 4096, end, 0, end, 0):
        header += value.to_bytes(4, "little")
    header += b"".join(value.to_bytes(4, "little") for value in [0] + [free] * 108)
    out.write(header)
    out.write(b"".join(value.to_bytes(4, "little") for value in fat).ljust(sector, b"\xff"))
    entries = [_ole_entry("Root Entry", 5, end, 0, child=1 if names else free)]
    for at, (name, start, body) in enumerate(zip(names, starts, bodies, strict=True), start=1):
        entries.append(_ole_entry(name, 2, start, len(body), right=at + 1 if at < len(names) else free))
    out.write(b"".join(entries).ljust(directory_sectors * sector, b"\0"))
    out.write(b"".join(bodies))
    return out.getvalue()


def _ole_entry(name: str, kind: int, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    coded = name.encode("utf-16-le") + b"\0\0"
    entry = coded.ljust(64, b"\0") + len(coded).to_bytes(2, "little") + bytes([kind, 1])
    entry += (0xFFFFFFFF).to_bytes(4, "little") + right.to_bytes(4, "little") + child.to_bytes(4, "little")
    return entry + b"\0" * 36 + start.to_bytes(4, "little") + size.to_bytes(8, "little")

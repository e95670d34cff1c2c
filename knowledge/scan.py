"""Read scanned pages by OCR: rendered with pdfium, recognised by rapidocr, whose models are inside its package."""

import contextlib
import importlib.util
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.lines import Line

_DOTS_PER_INCH = 150
_POINTS_PER_INCH = 72
_LONGEST_SIDE = 2400  # pixels; a page the size of a poster is not rendered at its size
_LEAST_SCORE = 0.5  # below this rapidocr guesses at stains


def ocr_is_installed() -> bool:
    """Whether what `requirements-ocr.txt` lists is there; nothing is loaded."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def read_scan(path: Path, pages: Sequence[int]) -> list[Line]:
    """The lines of the given 1-based pages of a PDF, in points; 4 to 7 seconds a page on one core."""
    import pypdfium2

    engine = _engine()
    lines: list[Line] = []
    with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
        for number in pages:
            page = document[number - 1]
            scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _LONGEST_SIDE / max(*page.get_size(), 1.0))
            image = page.render(scale=scale).to_numpy()
            lines += _recognised(engine(image[:, :, :3]), number, scale)
            page.close()
    return lines


def _engine() -> Any:
    """The recogniser without its classifier of upside-down lines, which turned upright ones over."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
        }
    )


def _recognised(result: Any, page: int, scale: float) -> Iterator[Line]:
    """The recognised lines from top to bottom, pieces of one line joined from left to right."""
    if result.boxes is None:
        return
    words = [
        _word(box, text, page, scale)
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _LEAST_SCORE and text.strip()
    ]
    rows: list[list[Line]] = []
    for word in sorted(words, key=lambda word: word.top + word.bottom):
        if rows and rows[-1][-1].top < (word.top + word.bottom) / 2 < rows[-1][-1].bottom:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: word.left)
        yield Line(
            " ".join(word.text for word in row),
            row[0].left,
            row[-1].right,
            min(word.top for word in row),
            max(word.bottom for word in row),
            statistics.median(word.size for word in row),
            page,
        )


def _word(box: Any, text: str, page: int, scale: float) -> Line:
    """What was recognised in one box of four corners."""
    across, down = [float(point[0]) / scale for point in box], [float(point[1]) / scale for point in box]
    return Line(text.strip(), min(across), max(across), min(down), max(down), max(down) - min(down), page)

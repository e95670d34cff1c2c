"""The targets of fuzzing: each takes bytes and fails where anything but the right value or a typed error comes out."""

import contextlib
import functools
import hashlib
import itertools
import json
import os
import re
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from knowledge.documents import Document
from knowledge.errors import SourceError

ROOT = Path(__file__).parent.parent.parent
_OURS = re.compile(
    r"(?:localhost|chat\.example\.cn|127(?:\.\d+){3}|\[[0-9a-f:.]+\])(?::\d+)?", re.ASCII | re.IGNORECASE
)
_MOST_REFERENCES = 100_000  # of one PDF of a few kilobytes
HEAD = "---\ntitle: 甲\ntopic: land\nlanguage: zh-Hans\nas_of: '2023'\nsource: 乙\n---\n\n正文。\n"


@dataclass(frozen=True, slots=True)
class Target:
    """What is tried, and inputs to begin with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


@functools.cache
def _folder() -> Path:
    """Where files of this process go; in memory where there is such a place."""
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="fuzz-", dir=base))


def _read(suffix: str, data: bytes) -> Document | None:
    """Read a file as the sandbox does; our own code must not stumble where a library did not."""
    from knowledge.readers import read_source

    path = _folder() / f"a{suffix}"
    path.write_bytes(data)
    try:
        return read_source(path, "a")
    except SourceError as caught:
        error = caught
    assert "\n" not in error.reason
    cause = error.__cause__
    if isinstance(cause, IndexError | KeyError | AttributeError | TypeError | AssertionError):
        innermost = traceback.extract_tb(cause.__traceback__)[-1]
        if innermost.filename.startswith(str(ROOT / "knowledge")):
            raise AssertionError(f"{suffix}: {cause!r} at {innermost.filename}:{innermost.lineno}") from cause
    return None


def _split(document: Document) -> None:
    """Every passage of a document is short, of its text, and without what nobody sees."""
    from knowledge.document_json import document_from_json, document_to_json
    from knowledge.passages import split_document
    from knowledge.unseen import readable

    passages = split_document(document)
    assert passages and len({passage.id for passage in passages}) == len(passages)
    for passage in passages:
        assert passage.text.strip() and readable(passage.text) == passage.text
    assert document_from_json(document_to_json(document)) == document


def _text(data: bytes) -> None:
    for suffix in (".txt", ".md", ".html"):
        document = _read(suffix, data)
        if document is not None:
            _split(document)


def _page(data: bytes) -> None:
    document = _read(".md", b"---\n" + data)
    if document is not None:
        _split(document)


def _part(suffix: str, part: str, data: bytes) -> None:
    """An Office file in which one part holds the data."""
    from tests.knowledge.rendering import rewritten

    path = _folder() / f"made{suffix}"
    rewritten(_whole(suffix), path, lambda name, content: data if name == part else content, {})
    document = _read(suffix, path.read_bytes())
    if document is not None:
        _split(document)


@functools.cache
def _whole(suffix: str) -> Path:
    from tests.knowledge import rendering

    render = {".docx": rendering.render_word, ".xlsx": rendering.render_spreadsheet, ".pptx": rendering.render_slides}
    return render[suffix](_folder() / f"whole{suffix}")


PARTS = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml", ".pptx": "ppt/slides/slide1.xml"}


def _part_seeds(suffix: str) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(_whole(suffix)) as archive:
        return [archive.read(PARTS[suffix])]


def _pdf(data: bytes) -> None:
    with patch("knowledge.scan.ocr_is_installed", lambda: False), _ended_in_circles():
        document = _read(".pdf", data)
    if document is not None:
        _split(document)


@contextlib.contextmanager
def _ended_in_circles() -> Iterator[None]:
    """End what goes round in references that lead back to themselves, as pdfminer does: in the bot the time limit of
    the reading process does (tests/knowledge/test_sandbox.py)."""
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdftypes import PDFObjRef

    resolve, steps = PDFObjRef.resolve, itertools.count()

    def counted(reference: PDFObjRef, default: object = None) -> object:
        if next(steps) > _MOST_REFERENCES:
            raise PDFException("references go round in circles")
        return resolve(reference, default)

    with patch.object(PDFObjRef, "resolve", counted):
        yield


def _pdf_seeds() -> list[bytes]:
    from reportlab.pdfgen.canvas import Canvas

    path = _folder() / "seed.pdf"
    canvas = Canvas(str(path), pageCompression=0)
    canvas.drawString(100, 700, "1. Planned area: 17 square kilometres.")
    canvas.grid([100, 200, 300], [500, 520, 540])
    canvas.drawString(110, 505, "area")
    canvas.showPage()
    canvas.save()
    return [path.read_bytes()]


def _question(data: bytes) -> None:
    from bot.followup import leaves_topic, points_back
    from bot.language import Language, detect_language, in_script
    from bot.question import understand
    from bot.questions.masking import mask
    from bot.smalltalk import wants_more, without_search
    from handlers.rendering import LONGEST_MESSAGE, split_text, utf16_length
    from index.normalise import normalise

    text = data.decode("utf-8", "replace")[:4000]
    normal = normalise(text)
    assert "\n" not in normal and normal == normal.strip()
    in_script(text, detect_language(text))
    understand(text)
    without_search(text, Language.ENGLISH, 500)
    (leaves_topic(normal), points_back(normal), wants_more(normal))
    mask(text)
    assert all(utf16_length(piece) <= LONGEST_MESSAGE for piece in split_text(text))


def _buttons(data: bytes) -> None:
    from bot.desk import actions as desk
    from bot.handover import actions as handover
    from handlers import rights

    text = data.decode("utf-8", "replace")
    pressed = desk.parsed(text)
    staff = rights.parsed(text)
    handed = handover.parsed(text)
    if pressed is not None:
        assert len(text.encode()) <= 64 and text.split(":")[0] == pressed[0]
    if staff is not None:
        assert rights.button_data(staff[0], *staff[1]) == text and pressed is None
    if handed is not None:
        assert handover.action(handed.press, handed.answer or handed.enquiry or "") == text


def _settings(data: bytes) -> None:
    from bot.errors import SettingsError
    from bot.settings import load_settings

    path = _folder() / ".env"
    path.write_bytes(data)
    with patch.dict(os.environ, clear=True), contextlib.suppress(SettingsError):
        assert load_settings(path).longest_question <= 4000


def _web(data: bytes) -> None:
    from tornado.httputil import HTTPHeaders

    from bot.replies import LONGEST_ACTION
    from handlers.web.addresses import network
    from handlers.web.calls import read_call
    from handlers.web.door import Door
    from handlers.web.page import preferred_language
    from handlers.web.visits import Visits

    text = data.decode("latin-1")
    for kind in ("ask", "press", "command"):
        call = read_call(kind, data)
        assert call is None or (call.kind == kind and len(call.action.encode()) <= LONGEST_ACTION)
    preferred_language(text)
    door = Door("127.0.0.1", "https://chat.example.cn")
    assert not door.answers_to(text) or _OURS.fullmatch(text)
    assert door.lets_call(text, "evil") == (text in {"http://evil", "https://evil", "https://chat.example.cn"})
    headers = HTTPHeaders()
    headers["X-Forwarded-For"] = text.replace("\r", "").replace("\n", "").replace("\x00", "")
    network(door.visitor("127.0.0.1", headers))
    assert Visits(b"s" * 32, lambda: 1_800_000_000.0).renewed(text) is None


def _snapshot(data: bytes) -> None:
    """A snapshot of which one file holds the data, with checksums that fit."""
    from index.errors import SnapshotError
    from index.snapshot import SnapshotStore

    folder, name, files = _stored()
    which = files[data[0] % len(files)] if data else files[0]
    path, manifest = folder / name / which, folder / name / "manifest.json"
    whole, told = path.read_bytes(), manifest.read_text("utf-8")
    try:
        path.write_bytes(data[1:])
        if which != "manifest.json":
            values = json.loads(told)
            values["files"][which] = hashlib.sha256(data[1:]).hexdigest()
            manifest.write_text(json.dumps(values), encoding="utf-8")
        with contextlib.suppress(SnapshotError):
            SnapshotStore(folder).load("dice", 16)
    finally:
        path.write_bytes(whole)
        manifest.write_text(told, encoding="utf-8")


@functools.cache
def _stored() -> tuple[Path, str, list[str]]:
    from index.search import build_index
    from index.snapshot import SnapshotStore
    from tests.handlers.desk import Dice
    from tests.index.builders import passage

    store = SnapshotStore(_folder() / "snapshots")
    name = store.publish(build_index([passage("柳湾园规划面积17平方公里。")], Dice()), "x").name
    of_json = ("manifest.json", "passages.jsonl", "vocabulary.json", "calibration.json", "words.json", "windows.npy")
    return store.folder, name, [file for file in of_json if (store.folder / name / file).is_file()]


def _snapshot_seeds() -> list[bytes]:
    folder, name, files = _stored()
    return [bytes([at]) + (folder / name / file).read_bytes() for at, file in enumerate(files)]


def _office(suffix: str) -> Target:
    return Target(functools.partial(_part, suffix, PARTS[suffix]), functools.partial(_part_seeds, suffix))


def _written(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [text.encode() for text in texts]


TARGETS: Mapping[str, Target] = {
    "text": Target(
        _text,
        _written("# 柳湾园\n\n- 面积17平方公里：\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n", "一、总则\n（一）面积\n"),
    ),
    "page": Target(_page, _written(HEAD[4:], HEAD[4:-5] + "## 问法\n\n### 甲\n\n- 多大\n")),
    "word": _office(".docx"),
    "spreadsheet": _office(".xlsx"),
    "slides": _office(".pptx"),
    "pdf": Target(_pdf, _pdf_seeds),
    "question": Target(
        _question, _written("柳湾园规划面积多大", "我叫王敏，电话13812345678", "What about 2023, and it?")
    ),
    "buttons": Target(
        _buttons, _written("publish:0123456789", "list:park:1", "hand:add:12", "rollback:1:2", "side:park:0a1b2")
    ),
    "settings": Target(
        _settings, _written("BOT_THREADS=2\nTELEGRAM_BOT_TOKEN='x'\n", 'BOT_OWNER_IDS="1,2"\nBOT_DIGEST=mon 09:00')
    ),
    "web": Target(
        _web, _written('{"text": "面积"}', '{"action": "menu"}', '{"name": "start"}', "127.0.0.1:8080", "[::1]")
    ),
    "snapshot": Target(_snapshot, _snapshot_seeds),
}


def past(name: str) -> Iterator[bytes]:
    """Inputs that a target failed on once."""
    for path in sorted((Path(__file__).parent / "corpus" / name).glob("*")):
        yield path.read_bytes()

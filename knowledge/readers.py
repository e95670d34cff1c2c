"""Find source files and turn each into a document, by what it holds."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.dates import stated_date
from knowledge.documents import Block, Document, Remark, RemarkKind
from knowledge.errors import Fault, SourceError, UnreadableFileError
from knowledge.intake import KINDS, Kind, Limits, examine
from knowledge.language import language_of
from knowledge.markdown import read_markdown
from knowledge.numbering import read_mark, structured
from knowledge.pages import read_page
from knowledge.pieces import LONGEST_TITLE, Piece, PieceKind, compose, seen

PAGES = Path(__file__).parent / "pages"
TOPIC = "documents"
_FENCE = b"---"
_SENTENCE_ENDS = ("。", "；", ".", ";")
_TITLE_WITHIN = 4  # pieces; a document's number or sender may stand above its title
_HEAD_NOTE = re.compile(
    r"^附件\s?[\d一二三四五六七八九十]*[:：]?$|[〔\[]\d{4}[〕\]]\s?\d+\s?号$"
)  # what stands above a title

ReadFile = Callable[[Path, str], Document]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a set of files: the documents, and the files that could not be read."""

    documents: tuple[Document, ...]
    failures: tuple[SourceError, ...]


def find_sources(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return (file, document id) for every readable file among `paths` and below its folders.

    An id is the file's path below the folder it was found in, without suffix (`zh/land`). Hidden files and the
    lock files of an office program (`~$…`) are passed over.
    Raises SourceError for a path that does not exist or a file of a kind that no reader knows.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if _is_source(file))
            found += [(file, file.relative_to(path).with_suffix("").as_posix()) for file in files]
        elif not path.exists():
            raise SourceError(path, "does not exist")
        elif path.suffix.lower() not in KINDS:
            kinds = ", ".join(sorted(KINDS))
            raise SourceError(path, f"is of a kind that cannot be read; readable are {kinds}")
        else:
            found.append((path, path.stem))
    return found


def _is_source(path: Path) -> bool:
    return path.suffix.lower() in KINDS and not path.name.startswith((".", "~$")) and path.is_file()


def read_documents(sources: Iterable[tuple[Path, str]], read: ReadFile | None = None) -> Reading:
    """Read every source; one that fails is reported in `failures` and does not stop the others.

    `read` turns a file into a document, `read_source` in this process unless given.
    """
    read = read or read_source
    documents: dict[str, Document] = {}
    failures: list[SourceError] = []
    for path, document_id in sources:
        if document_id in documents:
            failures.append(UnreadableFileError(path, Fault.SAME_NAME, facts={"document": document_id}))
            continue
        try:
            documents[document_id] = read(path, document_id)
        except SourceError as error:
            failures.append(error)
    return Reading(tuple(documents.values()), tuple(failures))


def read_source(path: Path, document_id: str, limits: Limits | None = None) -> Document:
    """Read one file of any known format in this process; a stranger's file belongs in `sandbox.read_file`.

    Raises SourceError, for what is wrong with the file as a whole UnreadableFileError.
    """
    limits = limits or Limits()
    intake = examine(path, limits)
    if intake.kind is Kind.MARKDOWN and _has_front_matter(path):
        return read_page(path, document_id)
    try:
        content = _content(path, document_id, intake.kind, limits)
    except (SourceError, MemoryError):
        raise
    except RecursionError as error:
        raise UnreadableFileError(path, Fault.UNREADABLE) from error
    except Exception as error:  # whatever a parser stumbles on is the file's fault; the cause stays for the log
        if _is_want_of_memory(error):
            raise MemoryError from error
        raise UnreadableFileError(path, Fault.DAMAGED) from error
    remarks = [Remark(RemarkKind.MACROS_IGNORED)] if intake.has_macros else []
    return _document(path, document_id, content, remarks)


def _is_want_of_memory(error: BaseException | None) -> bool:
    """Whether a parser's error goes back to memory that it was not given; libxml2 says so in words alone."""
    while error is not None:
        if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False


@dataclass(frozen=True, slots=True)
class _Content:
    """What a format's reader made of a file; `styled` says that it marks its headings itself."""

    pieces: Sequence[Piece]
    styled: bool
    remarks: Sequence[Remark] = ()
    links: tuple[str, ...] = ()


def _content(path: Path, document_id: str, kind: Kind, limits: Limits) -> _Content:
    if kind is Kind.MARKDOWN:
        markdown = read_markdown(_decoded(path), document_id)
        return _Content(markdown.pieces, _has_headings(markdown.pieces), links=markdown.links)
    if kind is Kind.HTML:
        from knowledge.webpage import decode_webpage, read_webpage

        try:
            pieces = read_webpage(decode_webpage(path.read_bytes()))
        except UnicodeDecodeError as error:
            raise UnreadableFileError(path, Fault.UNREADABLE) from error
        return _Content(pieces, _has_headings(pieces))
    if kind is Kind.WORD:
        return _word(path)
    if kind is Kind.OLD_WORD:
        return _old_word(path, limits)
    if kind is Kind.SPREADSHEET:
        from knowledge.spreadsheet import read_spreadsheet

        pieces, remarks = read_spreadsheet(path)
        named = Piece(PieceKind.HEADING, (_file_name(document_id),), level=0)  # a workbook is known by its file's name
        return _Content([named, *pieces] if pieces else [], styled=True, remarks=remarks)
    if kind is Kind.SLIDES:
        from knowledge.slides import read_slides

        pieces, remarks = read_slides(path)
        return _Content(pieces, styled=True, remarks=remarks)
    if kind is Kind.PDF:
        return _pdf(path, limits)
    from knowledge.plain import read_plain

    return _Content(read_plain(_decoded(path)), styled=False)


def _word(path: Path) -> _Content:
    from knowledge.word import read_word

    pieces = read_word(path)
    return _Content(pieces, _has_headings(pieces))


def _old_word(path: Path, limits: Limits) -> _Content:
    from knowledge.legacy import convert_to_docx

    folder = Path(tempfile.mkdtemp(prefix="office-"))
    try:
        return _word(convert_to_docx(path, folder, limits.seconds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pdf(path: Path, limits: Limits) -> _Content:
    from knowledge.pdf import read_pdf, survey
    from knowledge.scan import ocr_is_installed, read_scan

    pages = survey(path, limits.text_pages)
    scanned = len(pages.scanned)
    if scanned > limits.scanned_pages:
        facts: dict[str, str | int] = {"pages": scanned, "limit": limits.scanned_pages, "what": "scanned pages"}
        raise UnreadableFileError(path, Fault.TOO_MANY_PAGES, facts=facts)
    can_read_scans = ocr_is_installed()
    if scanned == pages.count and not can_read_scans:
        raise UnreadableFileError(path, Fault.NEEDS_OCR, facts={"pages": scanned})
    pieces, unread = read_pdf(path, pages, read_scan if can_read_scans else None)
    remarks = [Remark(RemarkKind.UNREADABLE_PAGE, str(number)) for number in unread]
    headings = [piece for piece in pieces if piece.kind is PieceKind.HEADING]
    set_larger = len(headings) > 2 or any(read_mark(piece.text) is not None for piece in headings)
    return _Content(pieces, set_larger and scanned * 2 < pages.count, remarks)


def _has_headings(pieces: Sequence[Piece]) -> bool:
    """Whether the file marks headings below its title."""
    headings = [piece for piece in pieces if piece.kind is PieceKind.HEADING and piece.level > 0]
    return len(headings) > 1


def _decoded(path: Path) -> str:
    from knowledge.plain import decode

    data = path.read_bytes()
    try:
        return decode(data)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableFileError(path, Fault.UNREADABLE, line) from error


def _has_front_matter(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(200).removeprefix(b"\xef\xbb\xbf").rstrip() == _FENCE


def _document(path: Path, document_id: str, content: _Content, remarks: list[Remark]) -> Document:
    title, pieces = _titled([seen(piece) for piece in content.pieces], _file_name(document_id))
    sections = compose(structured(pieces, styled=content.styled))
    texts = [line for section in sections for block in section.blocks for line in _texts(block)]
    if not texts:
        raise UnreadableFileError(path, Fault.NO_TEXT)
    return Document(
        id=document_id,
        title=title,
        topic=TOPIC,
        language=language_of(title + "".join(texts[:500])),
        source=path.name,
        sections=sections,
        as_of=stated_date([title, *texts]),
        links=content.links,
        remarks=(*content.remarks, *remarks),
    )


def _texts(block: Block) -> tuple[str, ...]:
    return (block.head, *block.lines) if block.head else block.lines


def _file_name(document_id: str) -> str:
    """The name that a document's file came by; where it lies now may be called otherwise."""
    return document_id.rpartition("/")[2]


def _titled(pieces: list[Piece], stem: str) -> tuple[str, list[Piece]]:
    """The document's title and the pieces without it.

    It is what the file itself marks as title, else a first heading or a short first line; a chapter (第一章) or a
    sentence is none, and then the file's name stands for it. A heading with others beside it stays a heading too.
    """
    for at, piece in enumerate(pieces):
        if piece.kind is PieceKind.HEADING and piece.level == 0:
            return piece.text[:LONGEST_TITLE], pieces[:at] + pieces[at + 1 :]
    sole = _sole_outermost(pieces)
    if sole is not None:
        return pieces[sole].text[:LONGEST_TITLE], pieces[:sole] + pieces[sole + 1 :]
    first = pieces[0] if pieces else None
    if first is None or first.kind not in (PieceKind.HEADING, PieceKind.TEXT) or not first.text:
        return stem[:LONGEST_TITLE], pieces
    if read_mark(first.text) is not None or _HEAD_NOTE.search(first.text) or stated_date([first.text]) is not None:
        return stem[:LONGEST_TITLE], pieces
    if first.kind is PieceKind.HEADING:
        return first.text[:LONGEST_TITLE], pieces
    if len(first.text) > LONGEST_TITLE or first.text.endswith(_SENTENCE_ENDS):
        return stem[:LONGEST_TITLE], pieces
    return first.text, pieces[1:] or pieces


def _sole_outermost(pieces: Sequence[Piece]) -> int | None:
    """Where the one heading above all others stands, if near the top with no sentence above it.

    Below a plain first line it is the title only where it has headings below it, or was set larger on a page.
    """
    headings = [at for at, piece in enumerate(pieces) if piece.kind is PieceKind.HEADING]
    if not headings:
        return None
    first, others = headings[0], [pieces[at].level for at in headings[1:]]
    piece = pieces[first]
    if first >= _TITLE_WITHIN or any(level <= piece.level for level in others) or read_mark(piece.text) is not None:
        return None
    if any(above.text.endswith(_SENTENCE_ENDS) or len(above.text) > LONGEST_TITLE for above in pieces[:first]):
        return None
    return first if first == 0 or others or piece.page is not None else None

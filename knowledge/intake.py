"""Look at a file before it is read: its name, its size, what it really holds and whether it would burst."""

import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.errors import Fault, UnreadableFileError
from knowledge.plain import decode

_LONGEST_NAME = 120  # characters; with three bytes each still within what file systems allow
_MB = 1_000_000
_CHUNK = 1 << 20

_RESERVED = re.compile(r'[<>:"|?*\\/]')
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MACROS = ("word/vbaProject.bin", "xl/vbaProject.bin", "ppt/vbaProject.bin")


class Kind(StrEnum):
    """A format that can be read."""

    MARKDOWN = "Markdown"
    TEXT = "plain text"
    HTML = "a web page"
    WORD = "a Word document"
    SPREADSHEET = "a workbook"
    SLIDES = "a presentation"
    PDF = "a PDF"
    OLD_WORD = "an old Word document"


KINDS: dict[str, Kind] = {
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".docx": Kind.WORD,
    ".docm": Kind.WORD,
    ".xlsx": Kind.SPREADSHEET,
    ".xlsm": Kind.SPREADSHEET,
    ".pptx": Kind.SLIDES,
    ".pptm": Kind.SLIDES,
    ".pdf": Kind.PDF,
    ".doc": Kind.OLD_WORD,
}

_WRITTEN = frozenset({Kind.MARKDOWN, Kind.TEXT, Kind.HTML})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold and its reader may take.

    Memory counts address space; OCR and LibreOffice, which reserve it freely, have `large_memory_bytes`.
    """

    file_bytes: int = 20 * _MB
    unpacked_bytes: int = 200 * _MB
    archive_entries: int = 10_000
    compression: int = 200  # times; only files that unpack to more than 20 MB are held to it
    text_pages: int = 2_000
    scanned_pages: int = 60
    memory_bytes: int = 2_000 * _MB
    large_memory_bytes: int = 6_000 * _MB
    seconds: float = 60.0
    seconds_a_page: float = 0.5
    seconds_a_scan: float = 20.0


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file turned out to be."""

    kind: Kind
    has_macros: bool = False


def safe_name(name: str) -> str:
    """A file name without path parts, control and direction marks, leading dots or reserved characters.

    The suffix stays; a name of which nothing is left becomes `document`. Longer ones are cut to 120 characters.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(character for character in name if unicodedata.category(character) not in _UNPRINTED)
    name = _RESERVED.sub("_", " ".join(name.split())).strip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot or not suffix.isalnum() or len(suffix) > 10:
        stem, suffix = name, ""
    stem = stem.strip(". ") or "document"
    suffix = f".{suffix.lower()}" if suffix else ""
    return stem[: _LONGEST_NAME - len(suffix)].rstrip(". ") + suffix


_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def examine(path: Path, limits: Limits | None = None) -> Intake:
    """Check a file before any reader sees it.

    Raises UnreadableFileError: UNKNOWN_TYPE, EMPTY, TOO_LARGE, WRONG_TYPE where the content is not of the kind that
    the name says, ENCRYPTED, DAMAGED or BOMB.
    """
    limits = limits or Limits()
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise _unknown(path, path.suffix.lower() or "no suffix")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_CHUNK)
    except OSError as error:
        raise UnreadableFileError(path, Fault.UNREADABLE) from error
    if size == 0:
        raise UnreadableFileError(path, Fault.EMPTY)
    if size > limits.file_bytes:
        facts = {"size_mb": -(-size // _MB), "limit_mb": limits.file_bytes // _MB}
        raise UnreadableFileError(path, Fault.TOO_LARGE, facts=facts)
    found: Kind | str
    macros = False
    if head.startswith(b"PK\x03\x04") or (head.startswith(b"PK") and zipfile.is_zipfile(path)):
        found, macros = _in_archive(path, limits)
    elif head.startswith(_OLE):
        found = _in_ole(path)
    elif b"%PDF-" in head[:1024]:
        found = Kind.PDF
    else:
        found = _in_text(head, kind)
    if found is not kind:
        raise UnreadableFileError(path, Fault.WRONG_TYPE, facts={"suffix": path.suffix.lower(), "found": str(found)})
    return Intake(kind, macros)


def _unknown(path: Path, found: str) -> UnreadableFileError:
    return UnreadableFileError(path, Fault.UNKNOWN_TYPE, facts={"found": found, "known": ", ".join(sorted(KINDS))})


def _in_archive(path: Path, limits: Limits) -> tuple[Kind | str, bool]:
    """What a zip archive is, after making sure that it unpacks whole and to no more than the limits.

    Sizes are read from the central directory first and counted while unpacking again, since a directory can lie.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            claimed = sum(entry.file_size for entry in entries)
            packed = max(path.stat().st_size, 1)
            dense = claimed > 20 * _MB and claimed > limits.compression * packed
            if len(entries) > limits.archive_entries or claimed > limits.unpacked_bytes or dense:
                raise UnreadableFileError(path, Fault.BOMB)
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableFileError(path, Fault.ENCRYPTED)
            unpacked = 0
            for entry in entries:
                with archive.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > limits.unpacked_bytes:
                            raise UnreadableFileError(path, Fault.BOMB)
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(path, Fault.DAMAGED) from error
    return _office_kind(names), any(name in names for name in _MACROS)


def _office_kind(names: set[str]) -> Kind | str:
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", Kind.WORD), ("xl/", Kind.SPREADSHEET), ("ppt/", Kind.SLIDES)):
            if any(name.startswith(folder) and name.endswith(".xml") for name in names):
                return "a binary workbook" if "xl/workbook.bin" in names else kind
    return "an OpenDocument file" if {"mimetype", "content.xml"} <= names else "a zip archive"


def _in_ole(path: Path) -> Kind | str:
    """What an OLE file is: old Office formats, and new ones under a password."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {entry[0] for entry in ole.listdir()}
            if "EncryptedPackage" in streams:
                raise UnreadableFileError(path, Fault.ENCRYPTED)
            if "WordDocument" in streams:
                flags = ole.openstream("WordDocument").read(12)[10:12]
                if flags and flags[1] & 1:  # FibBase.fEncrypted
                    raise UnreadableFileError(path, Fault.ENCRYPTED)
                return Kind.OLD_WORD
            if streams & {"Workbook", "Book"}:
                return "an old workbook (.xls)"
            return "an old presentation (.ppt)" if "PowerPoint Document" in streams else "an unknown Office file"
    except OSError as error:
        raise UnreadableFileError(path, Fault.DAMAGED) from error


_PICTURES = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"BM", "a picture"),
    (b"II*\x00", "a picture"), (b"MM\x00*", "a picture"), (b"{\\rtf", "rich text (.rtf)"), (b"Rar!", "a rar archive"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"\x1f\x8b", "a gzip archive"), (b"\x7fELF", "a program"),
)  # fmt: skip


def _in_text(head: bytes, kind: Kind) -> Kind | str:
    """What a file that is neither archive, OLE nor PDF is: text is taken for the written format that its name says."""
    for magic, found in _PICTURES:
        if head.startswith(magic) and (magic != b"BM" or 0 in head[:32]):
            return found
    try:
        text = decode(head)
    except UnicodeDecodeError:
        text = head[:4096].decode("latin-1")
    strange = sum(ch < " " and ch not in "\t\n\r\f\x1b" for ch in text[:4096])
    if strange > max(2, len(text[:4096]) // 50):
        return "data that is no text"
    if kind is Kind.PDF or kind not in _WRITTEN:
        return Kind.HTML if _HTML.search(text[:4096]) else Kind.TEXT
    return kind

"""What can be wrong with a source file or the catalogue, named so that it can be mended."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path


class KnowledgeError(Exception):
    """Base of everything that the knowledge room raises."""


class DatabaseFault(StrEnum):
    """Why the database did not do what it was asked."""

    BUSY = "busy"  # another process has been writing for longer than one waits
    FULL = "full"  # the disk
    DAMAGED = "damaged"  # the file is no database, or a broken one
    NEWER = "newer"  # a later version of this program has changed the file's form
    UNREACHABLE = "unreachable"  # the file or its folder cannot be opened, read or written
    FAILED = "failed"  # anything else


class DatabaseError(KnowledgeError):
    """The application's database failed; nothing of what was being written has been kept.

    Attribute: `fault`.
    """

    def __init__(self, fault: DatabaseFault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


class CatalogueError(KnowledgeError):
    """The catalogue does not hold what was asked for, or not in the state that this needs."""


class DuplicateDocumentError(CatalogueError):
    """A published document holds this very content already.

    Attributes: `document_id`, `title` and `number` (the version) of the document that holds it.
    """

    def __init__(self, document_id: str, title: str, number: int) -> None:
        self.document_id = document_id
        self.title = title
        self.number = number
        super().__init__(f"the same content is published already: {document_id} ({title}), version {number}")


class PublicationConflictError(CatalogueError):
    """Somebody else has published since this publication was planned; plan it again."""


class SourceError(KnowledgeError):
    """A file cannot become a document.

    Attributes: `path`, `line` (1-based, None where the fault has no line) and `reason`.
    """

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {reason}")


class Fault(StrEnum):
    """Why a file of any format cannot be read; the chat has a sentence for each in its user's language."""

    EMPTY = "empty"
    NO_TEXT = "no_text"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_TYPE = "unknown_type"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    TOO_MANY_PAGES = "too_many_pages"
    NEEDS_OCR = "needs_ocr"
    NEEDS_OFFICE = "needs_office"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    UNREADABLE = "unreadable"
    # A page's
    NOT_UTF8 = "not_utf8"
    NO_HEAD = "no_head"
    OPEN_HEAD = "open_head"
    BAD_HEAD = "bad_head"
    BAD_FIELD = "bad_field"
    NO_BODY = "no_body"
    NO_HEADING = "no_heading"
    ASKED_OF_NONE = "asked_of_none"
    SAME_NAME = "same_name"
    NO_PAGES = "no_pages"


# The names in braces are the facts that a fault is raised with.
_REASONS: dict[Fault, str] = {
    Fault.EMPTY: "the file holds no text: it is 0 bytes long; send it again",
    Fault.NO_TEXT: "the file holds no text that can be read",
    Fault.WRONG_TYPE: "is named {suffix} but holds {found}; rename it or save it in the format of its name",
    Fault.UNKNOWN_TYPE: "is of a kind that cannot be read ({found}); save it as one of {known}",
    Fault.ENCRYPTED: "is protected by a password; save a copy without one and send that",
    Fault.DAMAGED: "is damaged or incomplete; open it, save it anew and send that",
    Fault.TOO_LARGE: "is {size_mb} MB, more than the {limit_mb} MB that can be read; split it or take its pictures out",
    Fault.BOMB: "unpacks to far more than a document holds; save it anew from the program it was made with",
    Fault.TOO_MANY_PAGES: "has {pages} {what}, more than the {limit} that can be read; split it",
    Fault.NEEDS_OCR: "is a scan of {pages} pages without text; to read scans run `pip install -r requirements-ocr.txt`",
    Fault.NEEDS_OFFICE: "is in the old .doc format, which needs LibreOffice; install it, or save the file as .docx",
    Fault.TIMEOUT: "took longer than {seconds} seconds to read and was stopped; split it or save it in another format",
    Fault.MEMORY: "needs more memory than reading may use; split it or take its pictures out",
    Fault.UNREADABLE: "cannot be read; open it, save it anew or in another format and send that",
    Fault.NOT_UTF8: "is not UTF-8 text; save it as UTF-8 and try again",
    Fault.NO_HEAD: "the page does not begin with front matter between two lines of ---",
    Fault.OPEN_HEAD: "the front matter has no closing ---",
    Fault.BAD_HEAD: "the front matter is not {problem}",
    Fault.BAD_FIELD: "front matter `{field}`: {problem}",
    Fault.NO_BODY: "the page has no text below its front matter",
    Fault.NO_HEADING: "front matter `{field}`: the page has no text below a heading `{heading}`",
    Fault.ASKED_OF_NONE: "the questions under `{heading}` belong to no section of the page",
    Fault.SAME_NAME: "a second file would become the document `{document}`; give it its own name",
    Fault.NO_PAGES: "holds no page that can be read, so nothing would be left",
}


class UnreadableFileError(SourceError):
    """A file of any format that no document can be made of.

    Attributes: `fault`, and `facts`, the values that its message names (`pages`, `limit`, `found` …).
    """

    def __init__(
        self, path: Path, fault: Fault, line: int | None = None, facts: Mapping[str, str | int] | None = None
    ) -> None:
        self.fault = fault
        self.facts: dict[str, str | int] = dict(facts or {})
        super().__init__(path, _REASONS[fault].format_map(self.facts), line)

"""What can be wrong with a source file, named so that its author can mend it."""

from enum import StrEnum
from pathlib import Path


class KnowledgeError(Exception):
    """Base of everything that the knowledge room raises."""


class Fault(StrEnum):
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

    def __init__(self, fault: Fault, message: str) -> None:
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

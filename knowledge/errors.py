"""What can be wrong with a source file, named so that its author can mend it."""

from pathlib import Path


class KnowledgeError(Exception):
    """Base of everything that the knowledge room raises."""


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

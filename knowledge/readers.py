"""Find source files and turn each into a document, by its suffix."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.errors import SourceError
from knowledge.pages import read_page, read_utf8

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a set of files: the documents, and the files that could not be read."""

    documents: tuple[Document, ...]
    failures: tuple[SourceError, ...]


def read_text(path: Path, document_id: str) -> Document:
    """Read plain UTF-8 text: its first line is the title, blank lines part paragraphs.

    Raises SourceError when the file is not UTF-8 or holds no text.
    """
    lines = read_utf8(path).split("\n")
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, (line.strip(),), number)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )
    if not blocks:
        raise SourceError(path, "the file holds no text")
    chinese = any("\u4e00" <= character <= "\u9fff" for character in blocks[0].lines[0])
    return Document(
        id=document_id,
        title=blocks[0].lines[0][:80],
        topic="documents",
        language="zh-Hans" if chinese else "en",
        source=path.name,
        sections=(Section((), blocks[1:] or blocks),),
    )


READERS: dict[str, Callable[[Path, str], Document]] = {".md": read_page, ".txt": read_text}


def find_sources(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return (file, document id) for every readable file among `paths` and below its folders.

    An id is the file's path below the folder it was found in, without suffix (`zh/land`).
    Raises SourceError for a path that does not exist or a file of a kind that no reader knows.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.suffix.lower() in READERS)
            found += [(file, file.relative_to(path).with_suffix("").as_posix()) for file in files]
        elif not path.exists():
            raise SourceError(path, "does not exist")
        elif path.suffix.lower() not in READERS:
            kinds = ", ".join(sorted(READERS))
            raise SourceError(path, f"is of a kind that cannot be read; readable are {kinds}")
        else:
            found.append((path, path.stem))
    return found


def read_documents(sources: Iterable[tuple[Path, str]]) -> Reading:
    """Read every source; one that fails is reported in `failures` and does not stop the others."""
    documents: dict[str, Document] = {}
    failures: list[SourceError] = []
    for path, document_id in sources:
        if document_id in documents:
            failures.append(SourceError(path, f"a second file would become the document `{document_id}`"))
            continue
        try:
            documents[document_id] = READERS[path.suffix.lower()](path, document_id)
        except SourceError as error:
            failures.append(error)
    return Reading(tuple(documents.values()), tuple(failures))

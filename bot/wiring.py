"""Put the parts together: settings in, a working conversation out."""

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.calibration import calibrate
from bot.conversation import Conversation
from bot.errors import BotError
from bot.secret import load_secret
from bot.session import Sessions
from bot.settings import Settings
from index.embedding import SentenceTransformerModel, load_model
from index.normalise import normalise
from index.search import Searcher, build_index
from index.snapshot import Manifest, SnapshotStore
from index.vocabulary import mine_vocabulary
from index.words import passage_text
from knowledge.errors import SourceError
from knowledge.passages import split_documents
from knowledge.readers import find_sources, read_documents

# A heading that may be a name: one piece, no phrase.
_NAME = re.compile(r"(?!.*[的与和及])[\u4e00-\u9fffa-z0-9]{2,10}")

Progress = Callable[[int, int], None]


class InvalidSourcesError(BotError):
    """Some files cannot be read; `failures` says which and why. Nothing was published."""

    def __init__(self, failures: Sequence[SourceError]) -> None:
        self.failures = tuple(failures)
        super().__init__("; ".join(str(failure) for failure in failures))


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: the snapshot that is current now, whether it is new, and the files left out."""

    manifest: Manifest
    published: bool
    documents: int
    failures: tuple[SourceError, ...]


def open_model(settings: Settings, notice: Callable[[str], None] = lambda _: None) -> SentenceTransformerModel:
    """Load the embedding model that the settings name; ModelError where there is none."""
    return load_model(
        settings.embedding_model,
        settings.models_dir,
        settings.embedding_dtype,
        settings.thread_count,
        notice,
    )


def open_conversation(
    settings: Settings, model: SentenceTransformerModel, *, lasting_sessions: bool = False
) -> Conversation:
    """Open the current snapshot for conversation; SnapshotError where none can be served.

    With `lasting_sessions` conversations go on after a restart; else every start begins anew.
    """
    _, index = SnapshotStore(settings.snapshots_dir).load(model.name, model.dimensions)
    searcher = Searcher(index, model)
    searcher.search("预热 warm up")  # the first call of torch and FAISS takes far longer than any other
    idle_seconds = settings.session_idle_minutes * 60
    if lasting_sessions:
        sessions = Sessions(idle_seconds, time.time, settings.sessions_file, load_secret(settings.secret_file))
    else:
        sessions = Sessions(idle_seconds, time.monotonic)
    return Conversation(searcher, sessions, settings.longest_question)


def refresh(
    settings: Settings,
    model: SentenceTransformerModel,
    paths: Sequence[Path] = (),
    *,
    skip_invalid: bool = False,
    only_if_changed: bool = False,
    progress: Progress | None = None,
) -> Refreshed:
    """Build a snapshot from `paths`, or from the pages folder, and publish it.

    Raises SourceError when a path is missing or nothing can be read, InvalidSourcesError when some file cannot
    be read and `skip_invalid` is not set; what was published before stays. With `only_if_changed`, a current
    snapshot of the very same files and model is kept.
    """
    folders = list(paths) or [settings.pages_dir]
    sources = find_sources(folders)
    store = SnapshotStore(settings.snapshots_dir)
    digest = _digest(sources)
    reading = read_documents(sources)
    if reading.failures and not skip_invalid:
        raise InvalidSourcesError(reading.failures)
    if not reading.documents:
        raise SourceError(folders[0], "holds no page that can be read")
    if only_if_changed:
        manifest = _unchanged(store, digest, model)
        if manifest is not None:
            return Refreshed(manifest, False, len(reading.documents), reading.failures)
    passages = split_documents(reading.documents)
    names = {normalise(name) for document in reading.documents for name in (document.title, *document.aliases)}
    headings = {normalise(heading) for passage in passages for heading in passage.heading_path}
    names |= {heading for heading in headings if _NAME.fullmatch(heading)}
    vocabulary = mine_vocabulary(map(passage_text, passages), names)
    index = build_index(passages, model, progress, vocabulary)
    index = replace(index, calibration=calibrate(Searcher(index, model)).values())
    return Refreshed(store.publish(index, digest), True, len(reading.documents), reading.failures)


def _unchanged(store: SnapshotStore, digest: str, model: SentenceTransformerModel) -> Manifest | None:
    """The current snapshot if it is whole and would come out the same, else None."""
    from index.errors import SnapshotError

    try:
        manifest, _ = store.load(model.name, model.dimensions)
    except SnapshotError:
        return None
    return manifest if manifest.sources == digest else None


def _digest(sources: Sequence[tuple[Path, str]]) -> str:
    """A digest of the sources' document ids and contents."""
    total = hashlib.sha256()
    for file, document_id in sorted(sources):
        total.update(f"{document_id}{file.suffix}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()

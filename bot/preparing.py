"""Prepare a publication: read what changed, build its snapshot beside the served one, and preview what it changes."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import structlog
from filelock import Timeout

from bot.calibration import calibrate
from bot.conversation import Conversation
from bot.errors import BusyError, InvalidSourcesError, NothingToPublishError
from bot.proposals import ChangedAnswer, ChangedDocument, Preview, Proposal, Sample
from bot.publishing import Publisher
from bot.session import Sessions
from bot.settings import Settings
from index.cache import CachedModel
from index.embedding import EmbeddingModel
from index.errors import SnapshotError
from index.normalise import normalise
from index.search import Searcher, SearchIndex, build_index
from index.vocabulary import mine_vocabulary
from index.words import passage_text
from knowledge import sandbox
from knowledge.changes import ChangeKind, DocumentChange, changed_lists, compare
from knowledge.concerns import shortened
from knowledge.documents import Document
from knowledge.errors import DuplicateDocumentError, Fault, SourceError, UnreadableFileError
from knowledge.intake import Kind, Limits, examine, safe_name
from knowledge.passages import Passage, split_documents
from knowledge.publications import Reason
from knowledge.readers import find_sources, read_documents, read_source
from knowledge.review import KnownText, review
from knowledge.versions import Origin, State, Version

UPLOADS = "uploads/"
_READER = "1"  # changes where the readers would make another document of the same file
_LONGEST_SAMPLE = 160
_SAMPLES = 3
_SAVED_QUESTIONS = 80
_LITTLE = 0.05  # share of changed passages up to which the judgement need not be calibrated anew
_FILE_BYTES = 200_000_000  # a file on the server may be larger than what Telegram carries

Progress = Callable[[str, int, int], None]
"""Told the stage (reading, embedding, calibrating, asking), how much of it is done and of how much."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to add: where it lies, and the name that it came by."""

    path: Path
    name: str


class Preparer:
    """Prepares proposals for one data folder; `model` embeds, `progress` is told how far it is.

    One proposal is prepared at a time: another Preparer, in any process, waits up to `wait_seconds` and then
    raises BusyError.
    """

    def __init__(
        self,
        settings: Settings,
        publisher: Publisher,
        model: EmbeddingModel,
        progress: Progress = lambda _stage, _done, _total: None,
        today: Callable[[], date] = date.today,
        wait_seconds: float = 0.0,
    ) -> None:
        self._settings = settings
        self._publisher = publisher
        self._model = CachedModel(model, settings.embeddings_file)
        self._progress = progress
        self._today = today
        self._wait_seconds = wait_seconds

    def pages(
        self, actor: str, *, skip_invalid: bool = False, with_preview: bool = True, only_new: bool = False
    ) -> Proposal:
        """Prepare the pages folder as it is now: pages added, changed and removed since they were published.

        With `only_new`, what staff took back stays as they left it: a page that was published before just as it is
        in the folder is not published again, and after a rollback none is removed.
        Raises SourceError when no page can be read, InvalidSourcesError when some cannot and `skip_invalid` is not
        set, NothingToPublishError when all is as published and the snapshot is sound.
        """
        with self._alone():
            folder = self._settings.pages_dir
            sources = find_sources([folder])
            if not sources:
                raise UnreadableFileError(folder, Fault.NO_PAGES)
            present = {
                version.document_id: version
                for version in self._publisher.catalogue.current()
                if version.origin is Origin.PAGES
            }
            hashes = {document_id: _hash(path) for path, document_id in sources}
            changed = [
                (path, document_id)
                for path, document_id in sources
                if document_id not in present or present[document_id].content_hash != hashes[document_id]
                if not (only_new and self._was_published(document_id, hashes[document_id]))
            ]
            gone = [] if only_new and self._rolled_back() else sorted(present.keys() - hashes.keys())
            self._progress("reading", 0, len(changed))
            reading = read_documents(changed, self._read_page)
            if reading.failures and not skip_invalid:
                raise InvalidSourcesError(reading.failures)
            if not reading.documents and len(reading.failures) == len(sources):
                raise UnreadableFileError(folder, Fault.NO_PAGES)
            paths = {document_id: path for path, document_id in changed}
            drafts: list[Version] = []
            with self._given_up_on_failure(drafts, actor):
                for document in reading.documents:
                    drafts.append(
                        self._publisher.catalogue.add_draft(
                            document,
                            origin=Origin.PAGES,
                            content_hash=hashes[document.id],
                            file_name=paths[document.id].name,
                            size=paths[document.id].stat().st_size,
                            actor=actor,
                            leaving=gone,
                        )
                    )
                return self._propose(
                    drafts, gone, actor, Reason.REFRESH, reading.documents, reading.failures, with_preview=with_preview
                )

    def files(
        self, uploads: Sequence[Upload], actor: str, *, skip_invalid: bool = False, with_preview: bool = True
    ) -> Proposal:
        """Prepare files to be added, or to take the place of what came by the same name before.

        Each is read in a process of its own. Raises SourceError or InvalidSourcesError where they cannot be read,
        DuplicateDocumentError where all of them are published already.
        """
        with self._alone():
            read: list[tuple[Document, Upload]] = []
            failures: list[SourceError] = []
            limits = Limits(file_bytes=_FILE_BYTES)
            taken: set[str] = set()
            for done, upload in enumerate(uploads):
                self._progress("reading", done, len(uploads))
                document_id = UPLOADS + Path(safe_name(upload.name)).stem
                try:
                    if document_id in taken:
                        raise UnreadableFileError(upload.path, Fault.SAME_NAME, facts={"document": document_id})
                    taken.add(document_id)
                    document = sandbox.read_file(upload.path, document_id, limits, self._scratch())
                    read.append((replace(document, source=_source_name(document, upload)), upload))
                except SourceError as error:
                    failures.append(error)
            if failures and (not skip_invalid or not read):
                raise failures[0] if len(uploads) == 1 else InvalidSourcesError(failures)
            drafts: list[Version] = []
            duplicate: DuplicateDocumentError | None = None
            with self._given_up_on_failure(drafts, actor):
                for document, upload in read:
                    try:
                        drafts.append(self._draft(document, upload, actor))
                    except DuplicateDocumentError as error:
                        duplicate = error
                if not drafts and duplicate is not None:
                    raise duplicate
                kept = {draft.document_id for draft in drafts}
                documents = tuple(document for document, _ in read if document.id in kept)
                return self._propose(drafts, (), actor, Reason.PUBLISH, documents, failures, with_preview=with_preview)

    def retirement(self, document_ids: Sequence[str], actor: str, *, with_preview: bool = True) -> Proposal:
        """Prepare the documents' withdrawal; CatalogueError where one is not published."""
        with self._alone():
            self._publisher.catalogue.current_without(*document_ids)
            return self._propose((), document_ids, actor, Reason.RETIRE, (), (), with_preview=with_preview)

    def _was_published(self, document_id: str, content_hash: str) -> bool:
        """Whether a document was once published with this very content."""
        return any(
            version.content_hash == content_hash and version.state in (State.REPLACED, State.RETIRED)
            for version in self._publisher.catalogue.versions(document_id)
        )

    def _rolled_back(self) -> bool:
        """Whether the latest publication went back to an earlier one."""
        return any(latest.reason is Reason.ROLLBACK for latest in self._publisher.catalogue.publications(1))

    def _read_page(self, path: Path, document_id: str) -> Document:
        """Pages are the operator's own text and read here; any other file in the folder in a process of its own."""
        if examine(path).kind is Kind.MARKDOWN:
            return read_source(path, document_id)
        return sandbox.read_file(path, document_id, scratch=self._scratch())

    def _draft(self, document: Document, upload: Upload, actor: str) -> Version:
        return self._publisher.catalogue.add_draft(
            document,
            origin=Origin.UPLOAD,
            content_hash=_hash(upload.path),
            file_name=safe_name(upload.name),
            stored_as=self._publisher.storage.store(upload.path, Path(upload.name).suffix),
            size=upload.path.stat().st_size,
            actor=actor,
        )

    def _scratch(self) -> Path:
        self._publisher.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._publisher.scratch

    def _propose(
        self,
        drafts: Sequence[Version],
        gone: Sequence[str],
        actor: str,
        reason: Reason,
        documents: Sequence[Document],
        failures: Sequence[SourceError],
        *,
        with_preview: bool,
    ) -> Proposal:
        """Build the snapshot of what would be published and keep it as a proposal."""
        catalogue, store = self._publisher.catalogue, self._publisher.store
        after = self._publisher.published
        previous = self._previous()
        if not drafts and not gone and previous is not None:
            raise NothingToPublishError("the documents are as they are published already")
        versions = [
            version
            for version in catalogue.current_with(*(draft.id for draft in drafts))
            if version.document_id not in set(gone)
        ]
        version_ids = [version.id for version in versions]
        if not version_ids:
            raise UnreadableFileError(self._settings.pages_dir, Fault.NO_PAGES)
        passages = split_documents(catalogue.read(version_ids))
        index = self._built(passages, previous)
        lists = self._changed_lists(drafts)
        preview = self._preview(previous, index, lists, documents, failures, with_preview=with_preview)
        # A snapshot that belongs to no proposal yet would be taken for a leftover.
        with self._publisher.alone():
            manifest = store.write(index, _digest(versions))
            try:
                return self._publisher.proposals.add(
                    manifest.name, version_ids, preview, after=after, reason=reason, actor=actor
                )
            except BaseException:
                store.remove(manifest.name)
                raise

    @contextmanager
    def _given_up_on_failure(self, drafts: Sequence[Version], actor: str) -> Iterator[None]:
        """Give up the drafts added so far when anything fails."""
        try:
            yield
        except BaseException:
            self._publisher.give_up(tuple(draft.id for draft in drafts), actor)
            raise

    def _previous(self) -> SearchIndex | None:
        """The index that is served, None where there is none that this model can use."""
        try:
            _, index = self._publisher.store.load(self._model.name, self._model.dimensions)
        except SnapshotError as error:
            _log.info("snapshot is built from nothing", reason=str(error))
            return None
        return index if self._publisher.published == self._publisher.store.current() else None

    def _built(self, passages: Sequence[Passage], previous: SearchIndex | None) -> SearchIndex:
        names = {normalise(name) for passage in passages for name in (passage.title, *passage.aliases)}
        headings = {normalise(heading) for passage in passages for heading in passage.heading_path}
        names |= {heading for heading in headings if _is_name(heading)}
        vocabulary = mine_vocabulary(map(passage_text, passages), names)
        index = build_index(
            passages, self._model, lambda done, total: self._progress("embedding", done, total), vocabulary, previous
        )
        known = {passage.id for passage in previous.passages} if previous is not None else set()
        changed = len(known ^ {passage.id for passage in passages})
        if previous is not None and previous.calibration and changed <= _LITTLE * len(passages):
            return replace(index, calibration=previous.calibration)
        judgement = calibrate(
            Searcher(index, self._model), lambda done, total: self._progress("calibrating", done, total)
        )
        return replace(index, calibration=judgement.values())

    def _changed_lists(self, drafts: Sequence[Version]) -> frozenset[str]:
        """The documents whose chain or entries the drafts change."""
        names = {draft.document_id for draft in drafts}
        catalogue = self._publisher.catalogue
        replaced = [version.id for version in catalogue.current() if version.document_id in names]
        return changed_lists(catalogue.read(replaced), catalogue.read(draft.id for draft in drafts))

    def _preview(
        self,
        previous: SearchIndex | None,
        index: SearchIndex,
        lists: frozenset[str],
        documents: Sequence[Document],
        failures: Sequence[SourceError],
        *,
        with_preview: bool,
    ) -> Preview:
        before = previous.passages if previous is not None else ()
        changes = compare(before, index.passages, lists)
        told = tuple(
            _changed_document(change) for change in changes.documents if change.kind is not ChangeKind.UNCHANGED
        )
        reasons = tuple(f"{failure.path.name}: {failure.reason}" for failure in failures)
        if not with_preview:
            return Preview(told, len(index.passages), failures=reasons)
        reviewed = review(documents, KnownText(before), self._today())
        answers, asked = self._answers(previous, index) if previous is not None else ((), 0)
        return Preview(told, len(index.passages), reviewed.concerns, reviewed.unlisted, answers, asked, reasons)

    def _answers(self, previous: SearchIndex, index: SearchIndex) -> tuple[tuple[ChangedAnswer, ...], int]:
        """Ask the saved questions before and after; return those answered otherwise, and how many were asked."""
        questions = saved_questions(previous, self._settings.saved_questions_file)
        before, after = (
            Conversation(Searcher(one, self._model), Sessions(1, lambda: 0.0), self._settings.longest_question)
            for one in (previous, index)
        )
        changed = []
        for done, question in enumerate(questions, start=1):
            was, will_be = before.answer(question).text, after.answer(question).text
            if was != will_be:
                shown = (shortened(text, _LONGEST_SAMPLE) for text in (was, will_be))
                changed.append(ChangedAnswer(question, *shown))
            self._progress("asking", done, len(questions))
        return tuple(changed), len(questions)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with self._publisher.preparing(self._wait_seconds):
                yield
        except Timeout as error:
            raise BusyError("another refresh is under way; wait until it has finished and try again") from error


def saved_questions(index: SearchIndex, file: Path) -> tuple[str, ...]:
    """Return the questions to be asked before and after: those in `file`, a line each, then one a section."""
    own = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    asked = [passage.asked[0] for passage in index.passages if passage.asked]
    questions = dict.fromkeys(line.strip() for line in (*own, *asked) if line.strip())
    step = max(1, -(-len(questions) // _SAVED_QUESTIONS))
    return tuple(questions)[::step]


def _changed_document(change: DocumentChange) -> ChangedDocument:
    samples = [
        *(Sample(pair.after.heading, _shown(pair.before), _shown(pair.after)) for pair in change.changed),
        *(Sample(passage.heading, None, _shown(passage)) for passage in change.added),
        *(Sample(passage.heading, _shown(passage), None) for passage in change.removed),
    ]
    return ChangedDocument(
        change.document_id,
        change.title,
        change.kind.value,
        len(change.added),
        len(change.changed),
        len(change.removed),
        change.unchanged,
        tuple(samples[:_SAMPLES]),
        change.lists,
    )


def _shown(passage: Passage) -> str:
    return shortened(passage.text, _LONGEST_SAMPLE)


def _is_name(heading: str) -> bool:
    """Whether a heading may be a name: one piece, no phrase."""
    return 2 <= len(heading) <= 10 and heading.isalnum() and not set("的与和及") & set(heading)


def _source_name(document: Document, upload: Upload) -> str:
    """A file's source is the name that it came by, where it does not say of itself what it is from."""
    return safe_name(upload.name) if document.source == upload.path.name else document.source


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() + f"-{_READER}"


def _digest(versions: Sequence[Version]) -> str:
    total = hashlib.sha256()
    for version in versions:
        total.update(f"{version.document_id}\0{version.content_hash}\0".encode())
    return total.hexdigest()

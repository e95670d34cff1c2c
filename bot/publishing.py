"""Publish, discard and roll back what has been prepared: quick, without the model, whole or not at all."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import Engine

from bot.errors import BusyError, ProposalError
from bot.proposals import Proposal, Proposals, ProposalState
from bot.settings import Settings
from bot.storage import Storage
from index.errors import SnapshotError
from index.snapshot import KEPT, SnapshotStore
from knowledge import sandbox
from knowledge.catalogue import Catalogue
from knowledge.errors import CatalogueError
from knowledge.publications import Publication

LONGEST_OPEN = timedelta(days=7)  # of a proposal: what was looked over longer ago is prepared and looked over again
_WAIT_SECONDS = 30.0  # for another publication, which takes a moment

_log = structlog.get_logger(__name__)


class Publisher:
    """Makes proposals current. The catalogue decides what is published; the snapshot store follows it."""

    def __init__(
        self, settings: Settings, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.catalogue = Catalogue(engine, clock)
        self.proposals = Proposals(engine, clock)
        self.store = SnapshotStore(settings.snapshots_dir)
        self.storage = Storage(settings.documents_dir)
        self.scratch = settings.scratch_dir
        self._data_dir = settings.data_dir
        self._clock = clock

    @property
    def published(self) -> str | None:
        """The snapshot of the latest publication, None before the first."""
        latest = self.catalogue.publications(1)
        return latest[0].snapshot if latest else None

    def publish(self, proposal_id: str, actor: str) -> Publication:
        """Make a proposal current; a running bot serves it within a second.

        Raises ProposalError where it is published or discarded already, PublicationConflictError where something
        else was published since it was prepared, SnapshotError where its snapshot is damaged.
        """
        with self.alone():
            proposal = self._open(proposal_id)
            self.store.manifest(proposal.snapshot)
            publication = self.catalogue.record_publication(
                proposal.snapshot, proposal.version_ids, actor, proposal.reason, after=proposal.after
            )
            self.store.serve(proposal.snapshot)
            self.proposals.close(proposal_id, ProposalState.PUBLISHED)
            self._drop_stale()
            self._prune()
        _log.info("published", snapshot=proposal.snapshot, reason=proposal.reason.value, proposal=proposal_id)
        return publication

    def discard(self, proposal_id: str, actor: str) -> Proposal:
        """Give a proposal up, with its drafts and its snapshot; ProposalError where it is open no more."""
        with self.alone():
            proposal = self._open(proposal_id)
            self.proposals.close(proposal_id, ProposalState.DISCARDED)
            self.give_up(proposal.version_ids, actor)
            self.store.remove(proposal.snapshot)
        return proposal

    def rollback(self, snapshot: str | None, actor: str, after: str | None = None) -> Publication:
        """Serve an earlier snapshot again, the one before the latest unless given, with the catalogue as it was then.

        `after` is the snapshot that was current when the person chose; where another one is by now, nothing is done.

        Raises CatalogueError where there is none such, PublicationConflictError where something was published since,
        SnapshotError where it is damaged or kept no more.
        """
        with self.alone():
            latest = self.catalogue.publications(2)
            if snapshot is None:
                if len(latest) < 2:
                    raise CatalogueError("there is no earlier publication to go back to")
                snapshot = latest[1].snapshot
            self.store.manifest(snapshot)
            publication = self.catalogue.restore(
                snapshot, actor, after=after or (latest[0].snapshot if latest else None)
            )
            self.store.serve(snapshot)
            self._drop_stale()
        _log.info("rolled back", snapshot=snapshot)
        return publication

    def give_up(self, version_ids: tuple[int, ...], actor: str) -> None:
        """Discard those of the versions that are drafts still."""
        for version_id in version_ids:
            with contextlib.suppress(CatalogueError):
                self.catalogue.discard(version_id, actor)

    def tidy(self) -> None:
        """Make good what a process that was killed left: the snapshot served, temporary files, orphaned originals.

        Proposals that nobody has published for LONGEST_OPEN are discarded.
        """
        with self.alone():
            published = self.published
            if published is not None and published != self._served() and published in self.store.names():
                # One of another format or damaged is no hindrance: the next refresh builds it anew.
                with contextlib.suppress(SnapshotError):
                    self.store.serve(published)
                    _log.warning("served snapshot mended", snapshot=published)
            self._drop_stale()
            self._prune()
        self.storage.remove_leftovers()
        with contextlib.suppress(Timeout), self.preparing(0):
            # Nobody prepares: what looks left behind is.
            self._give_up_orphans()
            self.storage.collect_garbage(self.catalogue.stored_names())
            if self.scratch.is_dir():
                sandbox.clear_scratch(self.scratch)

    def preparing(self, wait_seconds: float) -> FileLock:
        """The lock to be held while preparing; Timeout when another process does so for longer than that."""
        return preparing(self._data_dir, wait_seconds)

    def _served(self) -> str | None:
        with contextlib.suppress(SnapshotError):
            return self.store.current()
        return None

    def _give_up_orphans(self) -> None:
        """Discard the drafts of preparations that were killed."""
        waiting = {version_id for proposal in self.proposals.open() for version_id in proposal.version_ids}
        for draft in self.catalogue.drafts():
            if draft.id not in waiting:
                self.give_up((draft.id,), draft.added_by)

    def _open(self, proposal_id: str) -> Proposal:
        proposal = self.proposals.get(proposal_id)
        if proposal.state is not ProposalState.OPEN:
            raise ProposalError("the proposal has been published or discarded already")
        return proposal

    def _drop_stale(self) -> None:
        """Discard the proposals that something else was published before, which they would undo, and the forgotten."""
        latest = self.catalogue.publications(KEPT * 3)
        published = latest[0].snapshot if latest else None
        recorded = {publication.snapshot for publication in latest}
        for proposal in self.proposals.open():
            if proposal.snapshot in recorded:  # killed between the record and the proposal's end
                self.proposals.close(proposal.id, ProposalState.PUBLISHED)
            elif proposal.after != published or self._clock() - proposal.created_at > LONGEST_OPEN:
                self.proposals.close(proposal.id, ProposalState.DISCARDED)
                self.give_up(proposal.version_ids, proposal.actor)
                self.store.remove(proposal.snapshot)

    def _prune(self) -> None:
        published = [publication.snapshot for publication in self.catalogue.publications(KEPT * 3)]
        waiting = [proposal.snapshot for proposal in self.proposals.open()]
        self.store.prune({*list(dict.fromkeys(published))[:KEPT], *waiting})

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else publishes meanwhile, in any process; BusyError where somebody does for too long."""
        return alone(self._data_dir)


def preparing(data_dir: Path, wait_seconds: float) -> FileLock:
    """The lock to be held while preparing; Timeout when another process does so for longer than that."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLock(data_dir / ".preparing.lock", timeout=wait_seconds, mode=0o600)


@contextlib.contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Nobody publishes or undoes meanwhile, in any process; BusyError where somebody does for too long."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(data_dir / ".publishing.lock", timeout=_WAIT_SECONDS, mode=0o600):
            yield
    except Timeout as error:
        raise BusyError("somebody else is publishing; try again in a minute") from error

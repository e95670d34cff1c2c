"""What is ready to be published and waits for somebody to say so: a snapshot, its preview and who prepared it."""

import functools
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Engine, Row, insert, select, update

from bot.errors import ProposalError
from bot.tables import proposals
from knowledge.concerns import Concern, ConcernKind
from knowledge.publications import Reason
from knowledge.transactions import reading, writing


@dataclass(frozen=True, slots=True)
class Sample:
    """A passage as it was and as it will be, shortened; None where it is added or removed."""

    heading: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """What happens to one document: `kind` is added, changed or removed; the numbers count its passages.

    `lists` tells whether the chain or the entries of one that is there already are others.
    """

    document_id: str
    title: str
    kind: str
    added: int
    changed: int
    removed: int
    unchanged: int
    samples: tuple[Sample, ...] = ()
    lists: bool = False


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A saved question that would be answered otherwise than now."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a publication would change.

    `asked` is how many saved questions were asked before and after, `answers` those that change, `failures` the
    files that could not be read and are left out, a sentence each; `unlisted` counts the concerns not listed.
    """

    documents: tuple[ChangedDocument, ...]
    passages: int
    concerns: tuple[Concern, ...] = ()
    unlisted: tuple[tuple[ConcernKind, int], ...] = ()
    answers: tuple[ChangedAnswer, ...] = ()
    asked: int = 0
    failures: tuple[str, ...] = ()


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A snapshot that was written and is not served; `after` is the one that was published when it was prepared."""

    id: str
    state: ProposalState
    snapshot: str
    after: str | None
    reason: Reason
    version_ids: tuple[int, ...]
    preview: Preview
    actor: str
    created_at: datetime


class Proposals:
    """The proposals in a database; every method raises DatabaseError when the database fails."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def add(
        self,
        snapshot: str,
        version_ids: Sequence[int],
        preview: Preview,
        *,
        after: str | None,
        reason: Reason,
        actor: str,
    ) -> Proposal:
        """Keep a proposal until it is published or discarded."""
        proposal = Proposal(
            secrets.token_hex(5),
            ProposalState.OPEN,
            snapshot,
            after,
            reason,
            tuple(sorted(version_ids)),
            preview,
            actor,
            self._clock(),
        )
        with writing(self._engine) as connection:
            connection.execute(
                insert(proposals).values(
                    id=proposal.id,
                    state=proposal.state.value,
                    snapshot=snapshot,
                    after=after,
                    reason=reason.value,
                    version_ids=json.dumps(proposal.version_ids),
                    preview=_adapter().dump_json(preview).decode(),
                    actor=actor,
                    created_at=proposal.created_at,
                )
            )
        return proposal

    def get(self, proposal_id: str) -> Proposal:
        """The proposal with this id; ProposalError where there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(select(proposals).where(proposals.c.id == proposal_id)).one_or_none()
        if row is None:
            raise ProposalError("there is no such proposal (any more)")
        return _proposal(row)

    def open(self) -> tuple[Proposal, ...]:
        """The proposals that wait, newest first."""
        query = (
            select(proposals)
            .where(proposals.c.state == ProposalState.OPEN.value)
            .order_by(proposals.c.created_at.desc())
        )
        with reading(self._engine) as connection:
            return tuple(map(_proposal, connection.execute(query)))

    def close(self, proposal_id: str, state: ProposalState) -> None:
        """Say what became of an open proposal; ProposalError where it is open no more."""
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(proposals)
                .where(proposals.c.id == proposal_id, proposals.c.state == ProposalState.OPEN.value)
                .values(state=state.value)
            )
            if changed.rowcount != 1:
                raise ProposalError("the proposal has been published or discarded already")


def _proposal(row: Row[tuple[object, ...]]) -> Proposal:
    return Proposal(
        id=row.id,
        state=ProposalState(row.state),
        snapshot=row.snapshot,
        after=row.after,
        reason=Reason(row.reason),
        version_ids=tuple(json.loads(row.version_ids)),
        preview=_adapter().validate_json(row.preview),
        actor=row.actor,
        created_at=row.created_at,
    )


@functools.cache
def _adapter() -> TypeAdapter[Preview]:
    return TypeAdapter(Preview)

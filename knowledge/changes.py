"""What a publication would change: the passages added, changed, removed and kept, document by document."""

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.documents import Document
from knowledge.passages import Passage

_ALIKE = 0.5  # of the pairs of characters; passages less alike are not one passage changed
_SAME_HEADING = 0.1  # what standing under the same heading adds to the likeness
_NEAR = 12  # places up and down in the document in which a changed passage is looked for
_FEW = 2500  # pairs of passages, up to which all are compared
_LONGEST = 2000  # characters of a passage that are compared


class ChangeKind(StrEnum):
    """What happens to a document."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage as it was and as it will be."""

    before: Passage
    after: Passage


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What happens to one document and its passages, in the document's order; `unchanged` counts the passages kept.

    `lists` tells whether its chain or its entries are others. A document of which only these, its dates, title or
    source are others is CHANGED without any passage listed.
    """

    document_id: str
    title: str
    kind: ChangeKind
    added: tuple[Passage, ...] = ()
    changed: tuple[PassageChange, ...] = ()
    removed: tuple[Passage, ...] = ()
    unchanged: int = 0
    lists: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What happens to every document: those before in their order, then those that are added."""

    documents: tuple[DocumentChange, ...]

    def of(self, kind: ChangeKind) -> tuple[DocumentChange, ...]:
        """The documents to which this happens."""
        return tuple(document for document in self.documents if document.kind is kind)

    @property
    def added(self) -> int:
        """How many passages are added."""
        return sum(len(document.added) for document in self.documents)

    @property
    def changed(self) -> int:
        """How many passages are changed."""
        return sum(len(document.changed) for document in self.documents)

    @property
    def removed(self) -> int:
        """How many passages are removed."""
        return sum(len(document.removed) for document in self.documents)

    @property
    def unchanged(self) -> int:
        """How many passages stay as they are."""
        return sum(document.unchanged for document in self.documents)


def changed_lists(before: Iterable[Document], after: Iterable[Document]) -> frozenset[str]:
    """The ids of the documents of which `after` holds another chain or other entries than `before`."""
    old = {document.id: (document.chain, document.entries) for document in before}
    return frozenset(one.id for one in after if one.id in old and old[one.id] != (one.chain, one.entries))


def compare(before: Sequence[Passage], after: Sequence[Passage], lists: Collection[str] = ()) -> Changes:
    """What changes where `after` takes the place of `before`; `lists` as `changed_lists` gives them.

    Passages of the same id are the same; of the others, those of one document that are alike and near each other are
    one passage changed. Linear in the passages.
    """
    old, new = _by_document(before), _by_document(after)
    names = dict.fromkeys((*old, *new))
    return Changes(tuple(_document(name, old.get(name, []), new.get(name, []), name in lists) for name in names))


def _by_document(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    documents: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        documents[passage.document_id].append(passage)
    return documents


def _document(name: str, before: list[Passage], after: list[Passage], lists: bool) -> DocumentChange:
    kept = {passage.id for passage in before} & {passage.id for passage in after}
    gone = [passage for passage in before if passage.id not in kept]
    come = [passage for passage in after if passage.id not in kept]
    pairs = _pairs(gone, come)
    old, new = {pair.before.id for pair in pairs}, {pair.after.id for pair in pairs}
    if not before:
        kind = ChangeKind.ADDED
    elif not after:
        kind = ChangeKind.REMOVED
    elif gone or come or lists or _described(before[0]) != _described(after[0]):
        kind = ChangeKind.CHANGED
    else:
        kind = ChangeKind.UNCHANGED
    return DocumentChange(
        name,
        (after or before)[0].title,
        kind,
        tuple(passage for passage in come if passage.id not in new),
        pairs,
        tuple(passage for passage in gone if passage.id not in old),
        len(kept),
        lists,
    )


def _described(passage: Passage) -> tuple[object, ...]:
    """What a document says of itself; it is the same in all its passages."""
    return (
        passage.title,
        passage.topic,
        passage.language,
        passage.source,
        passage.as_of,
        passage.valid_from,
        passage.valid_until,
        passage.supersedes,
        passage.aliases,
    )


def _pairs(gone: Sequence[Passage], come: Sequence[Passage]) -> tuple[PassageChange, ...]:
    """Match each new passage with the old one most like it, each once, the likest first."""
    old, new = [_pieces(passage) for passage in gone], [_pieces(passage) for passage in come]
    near = max(len(gone), len(come)) if len(gone) * len(come) <= _FEW else _NEAR
    ranked: list[tuple[float, int, int]] = []
    for place, passage in enumerate(come):
        # counted from the beginning and from the end, so that one long insertion does not part the rest
        spots = {
            spot
            for middle in (place, place + len(gone) - len(come))
            for spot in range(max(0, middle - near), min(len(gone), middle + near + 1))
        }
        for spot in spots:
            likeness = _likeness(old[spot], new[place])
            likeness += _SAME_HEADING * (gone[spot].heading_path == passage.heading_path)
            if likeness >= _ALIKE:
                ranked.append((-likeness, place, spot))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, spot in sorted(ranked):
        if place not in matched and spot not in taken:
            matched[place] = spot
            taken.add(spot)
    return tuple(PassageChange(gone[spot], come[place]) for place, spot in sorted(matched.items()))


def _pieces(passage: Passage) -> frozenset[str]:
    """The pairs of characters of a passage."""
    text = passage.text[:_LONGEST]
    return frozenset(map("".join, itertools.pairwise(text))) or frozenset((text,))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of pieces in common, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other))

"""The wordings of each group that others are compared with, and the group that a question belongs to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from bot.language import Language
from bot.questions.sameness import THRESHOLD, Asked, Sameness
from index.growing import GrowingIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_WORDINGS = 12  # a group's; more would slow comparing down and tell little
_CANDIDATES = 60  # nearest wordings whose groups are looked at
_GROUPS = 8  # those of the nearest wordings that are compared, for each vector
_TYPICAL = 5  # a question belongs where the few wordings nearest to it, not only one, are the same
_LONG = 0.004  # how much of centrality a character outweighs: of two wordings the shorter is the clearer


@dataclass(slots=True, eq=False)
class Wording:
    """One way to put a group's question; `question` is the id of the one it came from, None for what is left of a
    group whose questions are gone. `vectors` (n, d) are by the model of the comparison."""

    question: str | None
    group: int
    text: str
    wording: str
    language: Language
    uses: int
    vectors: "NDArray[np.float32]" = field(repr=False)


class Wordings:
    """Some wordings of each group, found by their vectors and compared by their meaning; not thread-safe."""

    def __init__(self, sameness: Sameness) -> None:
        self._sameness = sameness
        self._index: GrowingIndex | None = None
        self._rows: list[Wording] = []  # by number in the index
        self._groups: dict[int, list[Wording]] = defaultdict(list)
        self._read: dict[Wording, Asked] = {}

    def use(self, sameness: Sameness) -> None:
        """Compare as other documents, embedded by the same model, understand the questions."""
        self._sameness = sameness
        self._read.clear()

    def of(self, group: int) -> list[Wording]:
        """Return the wordings kept of a group."""
        return self._groups[group]

    def has_room(self, group: int) -> bool:
        """Whether the group keeps fewer wordings than it may."""
        return len(self._groups[group]) < MOST_WORDINGS

    def add(self, wording: Wording, asked: Asked | None = None) -> None:
        """Keep a wording; `asked` spares reading it again."""
        if self._index is None:
            self._index = GrowingIndex(wording.vectors.shape[1])
        self._rows += [wording] * len(self._index.add(wording.vectors))
        self._groups[wording.group].append(wording)
        if asked is not None:
            self._read[wording] = asked

    def group_of(self, asked: Asked, threshold: float = THRESHOLD) -> int | None:
        """Return the group that a question belongs to, None where it is new."""
        scores = {group: self._likeness(asked, group) for group in self._near(asked.vectors)}
        best = max(scores, key=lambda group: (scores[group], -group), default=None)
        return best if best is not None and scores[best] >= threshold else None

    def twins(self, groups: Iterable[int], threshold: float) -> Iterator[tuple[int, int]]:
        """Yield (group to keep, group to add to it) for those of `groups` that turn out to be another one."""
        for group in groups:
            own = self._groups.get(group, [])
            if not own:
                continue
            others = self._near(np.concatenate([wording.vectors for wording in own])) - {group}
            scores = {
                other: sum(self._likeness(self._asked(wording), other) for wording in own) / len(own)
                for other in others
            }
            best = max(scores, key=lambda other: (scores[other], -other), default=None)
            if best is not None and scores[best] >= threshold:
                kept, gone = sorted((group, best), key=lambda one: (-self._uses(one), one))
                self._move(gone, kept)
                yield kept, gone

    def representative(self, group: int) -> Wording:
        """Return the wording that is used most; of several the most central, the shorter rather than the longer."""
        kept = self._groups[group]
        centre = np.mean([wording.vectors[-1] for wording in kept], axis=0)
        return max(
            kept, key=lambda wording: (wording.uses, float(wording.vectors[-1] @ centre) - _LONG * len(wording.text))
        )

    def _near(self, vectors: "NDArray[np.float32]") -> set[int]:
        if self._index is None:
            return set()
        return {
            group
            for numbers in self._index.nearest(vectors, _CANDIDATES)
            for group in islice(dict.fromkeys(self._rows[number].group for number in numbers), _GROUPS)
        }

    def _likeness(self, asked: Asked, group: int) -> float:
        """The mean probability that the question is the same as those of the group's wordings nearest to it."""
        kept = self._groups[group]
        nearest = sorted(kept, key=lambda one: -float((one.vectors @ asked.vectors.T).max()))[:_TYPICAL]
        return sum(self._sameness.same(asked, self._asked(one)) for one in nearest) / len(nearest)

    def _asked(self, wording: Wording) -> Asked:
        if wording not in self._read:
            self._read[wording] = self._sameness.asked(wording.text, wording.vectors)
        return self._read[wording]

    def _uses(self, group: int) -> int:
        return sum(wording.uses for wording in self._groups[group])

    def _move(self, gone: int, kept: int) -> None:
        for wording in self._groups.pop(gone):
            wording.group = kept
            self._groups[kept].append(wording)

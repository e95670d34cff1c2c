"""Find sentences that repeat, nearly word for word, those of other documents."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.folding import fold
from knowledge.passages import Passage, Unit, UnitKind

_SHINGLE = 3  # characters
_SKETCH = 8  # the smallest shingle hashes of a sentence; two that share most of their shingles share one of these
_SHORTEST = 12  # characters; shorter sentences and rows repeat without meaning anything
_SHARED = 2  # of these hashes, below which two sentences are not compared
_NEAREST = 10  # sentences that are compared, those with the most hashes in common
_ALIKE = 0.7  # of the shingles of both
_CROWD = 40  # sentences that share one hash; beyond that, further ones are not looked at

_MARKS = re.compile(r"[\W_]+")
_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class _Known:
    passage: Passage
    unit: Unit
    letters: str


class KnownSentences:
    """The sentences, items and rows of passages, looked up by likeness.

    Built once in time linear in the passages; a lookup costs in proportion to the sentence alone.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._exact: dict[str, list[_Known]] = defaultdict(list)
        self._by_hash: dict[int, list[_Known]] = defaultdict(list)
        for passage in passages:
            for unit, letters in comparable(passage):
                known = _Known(passage, unit, letters)
                same = self._exact[letters]
                if len(same) < _CROWD:
                    same.append(known)
                if len(same) > 1:  # its likeness is found through the first
                    continue
                for value in _sketch(letters):
                    crowd = self._by_hash[value]
                    if len(crowd) < _CROWD:
                        crowd.append(known)

    def find(self, letters: str, apart_from: frozenset[str]) -> tuple[Passage, Unit] | None:
        """The passage and unit most like the folded `letters`, in a document not among `apart_from`."""
        for known in self._exact.get(letters, ()):
            if known.passage.document_id not in apart_from:
                return known.passage, known.unit
        shared: Counter[int] = Counter()
        met: dict[int, _Known] = {}
        for value in _sketch(letters):
            for known in self._by_hash.get(value, ()):
                if known.passage.document_id not in apart_from:
                    shared[id(known)] += 1
                    met[id(known)] = known
        best: tuple[float, _Known] | None = None
        for key, hashes in shared.most_common(_NEAREST):
            if hashes < min(_SHARED, len(letters) - _SHINGLE):
                break
            likeness = _likeness(letters, met[key].letters)
            if likeness >= _ALIKE and (best is None or likeness > best[0]):
                best = likeness, met[key]
        return (best[1].passage, best[1].unit) if best is not None else None


def comparable(passage: Passage) -> Sequence[tuple[Unit, str]]:
    """The units of a passage that are long enough to be a repetition, with their letters and digits, folded."""
    pairs = [
        (unit, _MARKS.sub("", fold(unit.text)))
        for unit in passage.units
        if unit.kind not in (UnitKind.LEAD, UnitKind.HEADER) and len(unit.text) >= _SHORTEST
    ]
    return [(unit, letters) for unit, letters in pairs if len(letters) >= _SHORTEST]


def _shingles(letters: str) -> set[str]:
    return {letters[start : start + _SHINGLE] for start in range(len(letters) - _SHINGLE + 1)}


def _sketch(letters: str) -> list[int]:
    """A bottom-k sketch (Broder 1997): the smallest hashes of the shingles."""
    return sorted({zlib.crc32(shingle.encode()) for shingle in _shingles(letters)})[:_SKETCH]


def _likeness(one: str, other: str) -> float:
    """The share of shingles that both have, 0 where their figures differ: then they do not say the same."""
    if min(len(one), len(other)) < _ALIKE * max(len(one), len(other)):
        return 0.0
    if Counter(_FIGURES.findall(one)) != Counter(_FIGURES.findall(other)):
        return 0.0
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / len(first | second)

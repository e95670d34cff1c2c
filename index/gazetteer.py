"""Tell places from other words: what jieba's dictionary takes for one, set right by CC-CEDICT."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rjieba

_PLACE = "ns"  # jieba's part of speech
_WORD = re.compile(r"[\u4e00-\u9fff]{2,6}")
# What CC-CEDICT calls those that a proper name stands for.
_KINDS = re.compile(
    r"\b(?:city|county|prefecture|province|district|capital|town|township|country|island|municipality|banner|state"
    r"|republic|region)\b"
)
_SHORTEST = 2
_NO_ENDING = frozenset("里边上下内外得的地")  # what the shortest names of places do not end with
_ENDING_SO = frozenset({"延边", "乍得"})  # but these


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Where CC-CEDICT knows better than jieba: `places` that jieba takes for something else, `others` that are none."""

    places: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def is_place(self, word: str, tag: str) -> bool:
        """Whether a word with jieba's part of speech names a place; 河里 or 海边 name none, and 东 is no name."""
        if word in self.places:
            return True
        if tag != _PLACE or len(word) < _SHORTEST or word in self.others:
            return False
        return len(word) > _SHORTEST or word[-1] not in _NO_ENDING or word in _ENDING_SO


NO_GAZETTEER = Gazetteer()


def mine_gazetteer(entries: Iterable[Mapping[str, Any]]) -> Gazetteer:
    """Return what the `entries` of CC-CEDICT set right.

    A place is what a capitalised reading explains as a city, county or the like and no other reading explains; a word
    without a capitalised reading is none.
    """
    readings: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in entries:
        if _WORD.fullmatch(entry["simplified"]):
            readings[entry["simplified"]].append(entry)
    jieba = rjieba.Jieba()
    places: set[str] = set()
    others: set[str] = set()
    for word, found in readings.items():
        taken = jieba.tag(word, True)
        taken_for_place = len(taken) == 1 and taken[0][1] == _PLACE
        names = [entry for entry in found if entry["pinyin"][:1].isupper()]
        if taken_for_place and not names:
            others.add(word)
        elif not taken_for_place and len(names) == len(found) and any(map(_explains_place, names)):
            places.add(word)
    return Gazetteer(frozenset(places), frozenset(others))


def _explains_place(entry: Mapping[str, Any]) -> bool:
    return any(map(_KINDS.search, entry["definitions"]))

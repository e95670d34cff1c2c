"""Synonyms between the words that people ask with and those that documents are written in."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from index.normalise import normalise

_FILE = Path(__file__).with_name("thesaurus.txt")


class Thesaurus:
    """Groups of words with one meaning; a word's synonyms are those of all groups that hold it."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._synonyms: dict[str, tuple[str, ...]] = {}
        for group in groups:
            words = tuple(dict.fromkeys(group))
            for word in words:
                others = (other for other in words if other != word)
                self._synonyms[word] = tuple(dict.fromkeys((*self._synonyms.get(word, ()), *others)))

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Return the synonyms of a normalised word, none for a word of no group."""
        return self._synonyms.get(word, ())


@cache
def general_thesaurus() -> Thesaurus:
    """The vocabulary of investment promotion that comes with the program."""
    lines = (line.split("#")[0].strip() for line in _FILE.read_text(encoding="utf-8").splitlines())
    return Thesaurus([normalise(word) for word in line.split(",")] for line in lines if line)

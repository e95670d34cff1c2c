"""Weigh a query's words by rarity and find them, or their synonyms, in passages."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexical import LexicalIndex
from index.normalise import normalise
from index.thesaurus import Thesaurus
from index.tokens import Tokenizer
from index.windows import context_line
from knowledge.passages import Passage

_HAN = re.compile(r"[\u3400-\u9fff]")
_SYNONYM_CREDIT = 0.9
_LEAST_PART = 0.5  # a word counts as partly present from this share of its character bigrams on


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A content word of a query with its synonyms.

    `weight` is the idf of the word or its commonest synonym among the passages, so that a word which the
    documents never use weighs most; `known` tells whether any passage may hold it.
    """

    text: str
    synonyms: tuple[str, ...]
    weight: float
    known: bool


class Lexicon:
    """Query words as one index knows them."""

    def __init__(self, lexical: LexicalIndex, tokenizer: Tokenizer, thesaurus: Thesaurus) -> None:
        self._lexical = lexical
        self._tokenizer = tokenizer
        self._thesaurus = thesaurus

    def words(self, text: str) -> tuple[QueryWord, ...]:
        """Return the content words of normalised `text`, each once, in order."""
        return tuple(self._word(word) for word in dict.fromkeys(self._tokenizer.cut(text)))

    def _word(self, word: str) -> QueryWord:
        synonyms = self._thesaurus.synonyms(word)
        size = self._lexical.size
        frequency = max(self.frequency(form) for form in (word, *synonyms))
        weight = math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
        return QueryWord(word, synonyms, weight, frequency > 0)

    def frequency(self, form: str) -> int:
        """Number of passages that hold `form`; for one that is no term, at most how many may hold it."""
        parts = [self._tokenizer.stem(part) for part in form.split()]
        pieces = [piece for part in parts for piece in self._pieces(part)]
        return min((self._lexical.frequency(piece) for piece in pieces), default=0)

    def _pieces(self, part: str) -> list[str]:
        if len(part) <= 2 or not _HAN.search(part) or self._lexical.frequency(part):
            return [part]
        return bigrams(part)

    def presence(self, word: QueryWord, text: str) -> float:
        """Return in [0, 1] how far normalised `text` holds the word: 1 itself, 0.9 a synonym, less for parts."""
        if self._holds(text, word.text):
            return 1.0
        if any(self._holds(text, synonym) for synonym in word.synonyms):
            return _SYNONYM_CREDIT
        if len(word.text) < 3 or not _HAN.search(word.text):
            return 0.0
        pieces = bigrams(word.text)
        share = sum(piece in text for piece in pieces) / len(pieces)
        return share * _SYNONYM_CREDIT if share >= _LEAST_PART else 0.0

    def coverage(self, words: Sequence[QueryWord], text: str) -> float:
        """Return in [0, 1] the share of the words, by weight, that normalised `text` holds; 0 for no words."""
        total = sum(word.weight for word in words)
        if total <= 0:
            return 0.0
        return sum(word.weight * self.presence(word, text) for word in words) / total

    def _holds(self, text: str, form: str) -> bool:
        """Whether normalised `text` holds `form`; English words match whole and by stem."""
        if _HAN.search(form):
            return form in text
        stems = " ".join(self._tokenizer.stem(part) for part in form.split())
        return f" {stems} " in self._tokenizer.stemmed(text)


def bigrams(text: str) -> list[str]:
    """Return the overlapping pairs of characters of `text`."""
    return [text[n : n + 2] for n in range(len(text) - 1)]


def passage_text(passage: Passage) -> str:
    """All that a passage says of itself: title, headings, aliases and text, normalised."""
    return f"{context_line(passage)}{normalise(' '.join(passage.aliases))} {normalise(passage.text)}"

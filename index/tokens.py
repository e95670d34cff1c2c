"""Cut normalised text into the terms of the lexical index: words in search mode and character bigrams."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

import rjieba

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN_RUN = re.compile(r"[a-z0-9]+(?:[.,&/-][a-z0-9]+)*%?")
_WORD = re.compile(r"(?:[\u3400-\u4dbf\u4e00-\u9fffa-z0-9]|(?<=[a-z0-9])[.,](?=[0-9])|(?<=[a-z0-9])%)+", re.IGNORECASE)
_ENGLISH_ENDING = re.compile(r"(?:ies|ing|ed|es|s|e|y)$")
MINED = "nz"  # part of speech given to the documents' own words: other proper noun

_LEAST_FREQUENCY = 300  # in jieba's dictionary: 搞党建有 is to fall into 搞, 党建 and 有

_REMEMBERED = 1 << 16  # words: at start, each is looked at as often as the documents use it
_STOP_WORDS_FILE = Path(__file__).with_name("stopwords.txt")


@cache
def stop_words() -> frozenset[str]:
    """Words that ask or join and say nothing of the subject, Chinese and English."""
    lines = _STOP_WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Tokenizer:
    """jieba's search-mode segmentation (run by rjieba) plus character bigrams.

    `vocabulary` are the documents' own words (names, titles, aliases), which segmentation then keeps whole.
    """

    def __init__(self, vocabulary: Iterable[str] = ()) -> None:
        self._jieba = rjieba.Jieba()
        for word in filter(_HAN_RUN.search, vocabulary):  # a Latin one would be cut out of longer words
            self._jieba.add_word(word, max(self._jieba.suggest_freq(word), _LEAST_FREQUENCY), MINED)

    def segments(self, text: str, *, guess: bool = True) -> list[str]:
        """Return all tokens of normalised `text`, stop words and punctuation too; joined they are `text`.

        `guess` lets jieba's hidden Markov model make words of characters that no dictionary word covers.
        """
        return list(self._jieba.cut(text, guess))

    def cut(self, text: str) -> list[str]:
        """Return the content words of normalised `text` without overlap, English ones unstemmed."""
        return [word for word, _ in self.tagged(text)]

    def tagged(self, text: str, ignored: Sequence[tuple[int, int]] = ()) -> list[tuple[str, str]]:
        """Return the content words of normalised `text` with jieba's part-of-speech tags (`n`, `ns`, `v`, …).

        What lies within the `ignored` [start, end) spans is left out, and no word reaches across them.
        """
        return [
            (part, tag)
            for piece in _outside(text, ignored)
            for word, tag in self._jieba.tag(piece, True)
            for part in word.split("-")
            if _is_content(part)
        ]

    @staticmethod
    def is_ordinary(word: str) -> bool:
        """Whether jieba's own dictionary holds the word, whatever the documents' vocabulary adds to it."""
        return bool(rjieba.has_word(word))

    def in_dictionary(self, word: str) -> bool:
        """Whether jieba's dictionary, or the documents' own vocabulary, holds the word."""
        return bool(self._jieba.has_word(word))

    def words(self, text: str) -> list[str]:
        """Return the content words in search mode: long words are followed by the words inside them."""
        return [self.stem(word) for word in self._jieba.cut_for_search(text, True) if _is_content(word)]

    def long_words(self, text: str) -> set[str]:
        """Return the words of two characters and more in search mode that jieba's dictionary holds, unstemmed."""
        return {word for word in self._jieba.cut_for_search(text, True) if len(word) > 1 and self.is_ordinary(word)}

    def terms(self, text: str) -> list[str]:
        """Return words and character bigrams of normalised `text`; bigrams never span punctuation."""
        terms = self.words(text)
        for run in _HAN_RUN.findall(text):
            terms += [run[n : n + 2] for n in range(len(run) - 1)]
        return terms

    @staticmethod
    def stem(word: str) -> str:
        """Drop the plainest English endings, so that `parks` finds `park` and `industries` `industry`."""
        if len(word) > 3 and word.isascii() and word.isalpha():
            return _ENGLISH_ENDING.sub("", word)
        return word

    @staticmethod
    @lru_cache(maxsize=4096)
    def stemmed(text: str) -> str:
        """Return the Latin words of `text`, stemmed and spaced, with a space at both ends."""
        words = (Tokenizer.stem(part) for run in _LATIN_RUN.findall(text) for part in re.split(r"[&/-]", run))
        return f" {' '.join(words)} "


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The pieces of `text` between the spans, which are in order and do not overlap."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return [text[start:end] for start, end in zip(ends, starts, strict=True) if start < end]


@lru_cache(maxsize=_REMEMBERED)
def _is_content(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and word not in stop_words()

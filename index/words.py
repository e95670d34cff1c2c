"""Weigh a query's words by rarity and find them, or their synonyms, in passages."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pypinyin import lazy_pinyin

from index.gazetteer import NO_GAZETTEER, Gazetteer
from index.lexical import LexicalIndex
from index.normalise import normalise
from index.thesaurus import Thesaurus
from index.tokens import MINED, Tokenizer
from index.vocabulary import COMPANY_ENDINGS, MOST_TRADES
from index.windows import context_line
from knowledge.passages import Passage

_HAN = re.compile(r"[\u3400-\u9fff]")
_SYNONYM_CREDIT = 0.9
_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_NAME_ENDINGS = COMPANY_ENDINGS | {"大学"}
_LATIN = re.compile(r"[a-z]+")
_ZONE = re.compile(r"(?:经济(?:技术)?)?开发区$|经开区$")
_ALL_HAN = re.compile(r"[\u3400-\u9fff]+")
_MOST_GLOSSED = 2  # words of a Chinese term in English text that may be a name
_LEAST_TOGETHER, _MOST_TOGETHER = 3, 6  # characters
_ASPECTS = frozenset("了过着到")  # "have invested" is "invest"
_NAME_TAGS = frozenset({"nr", "nrt", "nz"})
_OF_TRADES = frozenset({"n", "a"})  # 新材料 is an adjective and a noun
_COMMONPLACE = 0.1  # a place named in a larger share of the passages tells nothing of where a thing is
_TITLE = 4  # characters from which one of the documents' own words is the name of a thing
_GUESSED = 2
_NAME_LENGTHS = (2, 3)
_AFTER_NAME = frozenset("等的")  # 东义、信发等企业
_NUMERALS = frozenset("一二两三四五六七八九十百千万亿")  # 万人 is no name, but counts
_TELLING_WEIGHT = 2.0  # 公司 and 开发区, of which all documents speak, have less
_LEAST_PART = 0.5  # a word counts as partly present from this share of its character bigrams on


# How much a word says of the subject, by the first letter of jieba's part of speech; nouns and names say most.
_SUBSTANCE = {"n": 1.0, "e": 1.0, "j": 1.0, "l": 0.8, "i": 0.8, "b": 0.8, "s": 0.6, "v": 0.5, "a": 0.5, "t": 0.5}
_LEAST_SUBSTANCE = 0.15
_NOUN, _VERB = "n", "v"  # what an English word is taken for


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A content word of a query with its synonyms.

    `weight` is the idf of the word or its commonest synonym among the passages, so that a word which the
    documents never use weighs most, times what its part of speech says of the subject; `known` tells whether
    any passage may hold it; `name` whether it is an unknown place or organisation; `subject` whether it is a noun
    or name, so that a question may be about it.
    """

    text: str
    synonyms: tuple[str, ...]
    weight: float
    known: bool
    name: bool = False
    subject: bool = True

    @property
    def telling(self) -> bool:
        """Whether it is a noun rare enough among the documents to tell by itself what a question is about."""
        return self.subject and self.weight >= _TELLING_WEIGHT


class Lexicon:
    """Query words as one index knows them."""

    def __init__(
        self,
        lexical: LexicalIndex,
        tokenizer: Tokenizer,
        thesaurus: Thesaurus,
        names: frozenset[str] = frozenset(),
        gazetteer: Gazetteer = NO_GAZETTEER,
        verbs: frozenset[str] = frozenset(),
    ) -> None:
        self._lexical = lexical
        self._tokenizer = tokenizer
        self._thesaurus = thesaurus
        self._names = names
        self._latin_names: dict[str, list[str]] = {}  # as English text writes them
        for name in sorted(names):
            self._latin_names.setdefault("".join(lazy_pinyin(name)), []).append(name)
        self._gazetteer = gazetteer
        self._verbs = verbs

    @property
    def heaviest(self) -> float:
        """The weight of a noun that no passage holds, the greatest there is."""
        return math.log(1 + (self._lexical.size + 0.5) / 0.5)

    def words(self, text: str, ignored: Sequence[tuple[int, int]] = ()) -> tuple[QueryWord, ...]:
        """Return the content words of normalised `text` outside the `ignored` spans, each once, in order.

        A word that is unknown but holds a known one (办手续) gives way to its parts.
        """
        words: dict[str, QueryWord] = {}
        for text_, tag in self._joined(self._tokenizer.tagged(text, ignored), text.replace("-", " ")):
            for part in self._parts(text_):
                words.setdefault(part, self._word(part, tag))
        return tuple(words.values())

    def _joined(self, tagged: Sequence[tuple[str, str]], text: str) -> list[tuple[str, str]]:
        """The tagged words of `text` with terms of two words that the thesaurus knows made one; Chinese ones only where
        the documents do not use both by themselves."""
        joined: list[tuple[str, str]] = []
        for word, tag in tagged:
            before = joined[-1][0] if joined else ""
            term = f"{before}{' ' if word.isascii() else ''}{word}"
            alike = before and before.isascii() == word.isascii()
            parted = not word.isascii() and self.frequency(before) and self.frequency(word)
            if alike and not parted and term in text and self._thesaurus.synonyms(term):
                joined[-1] = (term, tag)
            else:
                joined.append((word, tag))
        return joined

    def _word(self, word: str, tag: str) -> QueryWord:
        synonyms = self._thesaurus.synonyms(word)
        size = self._lexical.size
        frequency = max(self.frequency(form) for form in (word, *synonyms))
        rarity = math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
        if word.isascii():
            tag = _VERB if self._tokenizer.stem(word) in self._verbs else _NOUN
        substance = _SUBSTANCE.get(tag[:1], _LEAST_SUBSTANCE)
        return QueryWord(
            word,
            synonyms,
            rarity * substance,
            known=frequency > 0,
            name=self._is_foreign(word, tag, frequency),
            subject=tag[:1] in "nejl",
        )

    def _is_foreign(self, word: str, tag: str, frequency: int) -> bool:
        """Whether the dictionary knows the word as a place or organisation and the documents do not know it."""
        place = tag == "nt" or self._gazetteer.is_place(word, tag)
        ordinary = word in self._gazetteer.places or self._tokenizer.is_ordinary(word)
        return place and frequency == 0 and len(word) > 1 and ordinary

    def _known(self, word: str) -> bool:
        return bool(self._lexical.frequency(word) or self._thesaurus.synonyms(word))

    def names(self, text: str) -> tuple[str, ...]:
        """Return the documents' proper names, in Chinese, that normalised `text` holds in either script, in order of
        appearance."""
        found = {name: text.index(name) for name in self._names if name in text}
        for word in _LATIN.finditer(text):
            for name in self._latin_names.get(word.group(), ()):
                found.setdefault(name, word.start())
        return tuple(sorted((name for name in found if not self._thesaurus.synonyms(name)), key=found.__getitem__))

    def topics(self, text: str) -> tuple[str, ...]:
        """Return the names in normalised `text`: proper names, in Latin letters too, titles, headings and aliases of
        the documents."""
        return tuple(
            dict.fromkeys(
                word
                for word, tag in self._tokenizer.tagged(text)
                if word in self._names or word in self._latin_names or (tag == MINED and len(word) >= _TITLE)
            )
        )

    def particular(self, text: str) -> tuple[str, ...]:
        """Return what in normalised `text` only some passages can be about: names, in Latin letters too, words of the
        documents' own that no dictionary has, and places that are not those which all documents are about."""
        tagged = self._tokenizer.tagged(text)
        own = (
            word
            for word, tag in tagged
            if (tag == MINED and not self._tokenizer.is_ordinary(word) and not self._thesaurus.synonyms(word))
            or (self._gazetteer.is_place(word, tag) and not self._is_commonplace(word))
        )
        return tuple(dict.fromkeys(word for word in (*self.topics(text), *own) if not self._is_of_all(word)))

    def _is_of_all(self, word: str) -> bool:
        """Whether a word names the zone that all documents are about, however short: 孝义经开区."""
        zone = _ZONE.search(word)
        return zone is not None and (zone.start() == 0 or self._is_commonplace(word[: zone.start()]))

    def holds_name(self, text: str, known: str = "") -> bool:
        """Whether normalised `text` holds a proper name of the documents, or of a person, that is not in `known`."""
        others = set(self.names(text)).difference(self.names(known))
        return bool(others) or any(tag == "nr" and word not in known for word, tag in self._tokenizer.tagged(text))

    def holds_place(self, text: str) -> bool:
        """Whether normalised `text` names a place that is not the one which all documents are about."""
        return any(
            self._gazetteer.is_place(word, tag) and not self._is_commonplace(word)
            for word, tag in self._tokenizer.tagged(text)
        )

    def _is_commonplace(self, place: str) -> bool:
        return self.frequency(place) >= self._lexical.size * _COMMONPLACE

    def is_word(self, word: str) -> bool:
        """Whether language or documents know the word: dictionary, thesaurus or index."""
        return self._tokenizer.in_dictionary(word) or self._known(word)

    def _parts(self, word: str) -> list[str]:
        """The word itself, or, where it is unknown, the longest known word in it and what is left."""
        if not _HAN.search(word) or self._known(word) or self.frequency(word):
            return [word]
        if word[-1] in _ASPECTS and self._known(word[:-1]):
            return [word[:-1]]
        if len(word) == _GUESSED and not self._tokenizer.in_dictionary(word) and all(map(self._known, word)):
            return list(word)  # two words of one character that the segmentation took for a name
        for length in range(len(word) - 1, 1, -1):
            for start in range(len(word) - length + 1):
                inner = word[start : start + length]
                if self._known(inner):
                    rest = (word[:start], word[start + length :])
                    return [inner, *(part for part in rest if len(part) > 1)]
        return [word]

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


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The words that the documents use, with two that stand together as one, and their names of companies and the
    like."""

    used: frozenset[str]
    names: frozenset[str]


def document_words(passages: Sequence[Passage], tokenizer: Tokenizer) -> DocumentWords:
    """Return the words of the documents that `passages` make up; takes about 0.1 ms a passage."""
    documents: dict[str, list[str]] = {}
    for passage in passages:
        documents.setdefault(passage.document_id, []).append(passage_text(passage))
    english = {passage.document_id for passage in passages if passage.language == "en"}
    texts = [" ".join(parts) for parts in documents.values()]
    tagged = [tokenizer.tagged(text) for text in texts]
    used = {word for pairs in tagged for word, _ in pairs}
    used.update(*map(tokenizer.long_words, texts))
    for pairs, text in zip(tagged, texts, strict=True):
        used.update(_together([word for word, _ in pairs], text))
    own = [
        _glossed(text, tokenizer) if document in english else pairs
        for pairs, text, document in zip(tagged, texts, documents, strict=True)
    ]
    return DocumentWords(frozenset(used), _standing_alone(proper_names(own, tokenizer), texts, tokenizer))


def _glossed(text: str, tokenizer: Tokenizer) -> list[tuple[str, str]]:
    """The tagged words of the short Chinese terms in an English text, which may be names; longer ones are phrases."""
    terms = (tokenizer.tagged(run) for run in _ALL_HAN.findall(text))
    return [pair for pairs in terms if len(pairs) <= _MOST_GLOSSED for pair in pairs]


def _together(words: Sequence[str], text: str) -> Iterator[str]:
    """Two Chinese words in turn that stand together in `text`, as one: of a slip in so many characters it is sure
    which word was meant."""
    for first, second in pairwise(words):
        joined = first + second
        if _LEAST_TOGETHER <= len(joined) <= _MOST_TOGETHER and _ALL_HAN.fullmatch(joined) and joined in text:
            yield joined


def proper_names(documents: Iterable[Sequence[tuple[str, str]]], tokenizer: Tokenizer) -> frozenset[str]:
    """Return the names of companies and the like in `documents`, given as the tokenizer's tagged words.

    A name is a word of two or three characters that stands before 集团, 公司 or 大学, with only its trade between, and
    that no dictionary has but as somebody's name, or that no dictionary has and more than one document.
    """
    named: set[str] = set()
    uses: Counter[str] = Counter()
    for tagged in documents:
        unusual = {word for word, tag in tagged if not tokenizer.is_ordinary(word)}
        named.update(
            word
            for place, (word, tag) in enumerate(tagged)
            if (word in unusual and _ends_as_name(tagged[place + 1 : place + 2]))
            or (tag in _NAME_TAGS and _ends_as_name(tagged[place + 1 : place + 2 + MOST_TRADES]))
        )
        uses.update(unusual)
    named |= {word for word, count in uses.items() if count > 1 and word[0] not in _NUMERALS}
    return frozenset(word for word in named if _NAME.fullmatch(word))


def _standing_alone(names: frozenset[str], texts: Iterable[str], tokenizer: Tokenizer) -> frozenset[str]:
    """Those of the `names` that stand by themselves somewhere, or as a company's does: 科创 in “科创中国” does not."""
    found: set[str] = set()
    for text in texts:
        for run in _ALL_HAN.findall(text):
            if not any(run[at : at + long] in names for long in _NAME_LENGTHS for at in range(len(run) - long + 1)):
                continue
            tagged = [pair for pair in tokenizer.tagged(run) if pair[1] != "ns"]
            found.update(
                word
                for place, (word, _) in enumerate(tagged)
                if word in names and _ends_as_name(tagged[place + 1 : place + 2 + MOST_TRADES])
            )
            first = tagged[0][0] if tagged else ""
            after = run.partition(first)[2] if first else ""
            if first in names and (not after or after[0] in _AFTER_NAME):
                found.add(first)
    return frozenset(found)


def _ends_as_name(following: Sequence[tuple[str, str]]) -> bool:
    """Whether the tagged words go on as a company's name does: its trade, then 集团, 公司 or the like."""
    for word, tag in following:
        if word in _NAME_ENDINGS:
            return True
        if tag not in _OF_TRADES:
            return False
    return False


def bigrams(text: str) -> list[str]:
    """Return the overlapping pairs of characters of `text`."""
    return [text[n : n + 2] for n in range(len(text) - 1)]


def shared(text: str, other: str) -> float:
    """Return in [0, 1] the share of `text`'s pairs of characters that `other` holds; both are normalised."""
    pairs = set(bigrams(text))
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def passage_text(passage: Passage) -> str:
    """All that a passage says of itself: title, headings, aliases and text, normalised."""
    return f"{context_line(passage)}{normalise(' '.join(passage.aliases))} {normalise(passage.text)}"


def asked_text(passage: Passage) -> str:
    """The questions that a passage is known to be asked by, normalised, in one text."""
    return normalise(" ".join(passage.asked))

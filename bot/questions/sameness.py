"""Judge whether two questions ask the same, in whichever words, script or language."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from pypinyin import lazy_pinyin

from bot.bridge import in_chinese
from bot.judgement import GENERAL
from bot.language import CHINESE_PAGES, Language, detect_language
from bot.measures import Measure
from bot.patterns import Kind
from bot.question import merged, understand
from bot.questions.aspects import Aspect, asking_spans, aspects_of
from index.normalise import normalise
from index.search import Searcher
from index.words import Lexicon, QueryWord

if TYPE_CHECKING:
    from numpy.typing import NDArray

THRESHOLD = 0.5
_CONFLICTING = 0.01  # the probability left where two questions cannot be the same
_RARE = 1.0
_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_POSSESSIVE = re.compile(r"['’]s\b")
_SPELT = re.compile(r"[a-z]{4,}")
_HAS_NAME = re.compile(r"(?:园|基地|厂|中心|集团|公司)$")  # a heading that names a thing


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared with others.

    `text` is the question as it was asked or interpreted, `plain` normalised, `chinese` the same with English put
    into the documents' Chinese, word by word, `sound` that in pinyin; `words` are its content words, from the Chinese,
    `things` those of them that say what it is about, not what is asked of that.
    `embedding` is the query vector (d,) of `plain` and `bridged` that of `chinese`, of length 1, by the model named.
    `subjects` are the things and companies it names that the documents know, `section` where these come nearest to
    it, "" for nowhere.
    """

    text: str
    plain: str
    chinese: str
    sound: str
    language: Language
    kind: Kind
    measures: frozenset[Measure]
    aspects: frozenset[Aspect]
    years: frozenset[str]
    subjects: frozenset[str]
    section: str
    words: tuple[QueryWord, ...] = field(repr=False)
    things: tuple[QueryWord, ...] = field(repr=False)
    embedding: "NDArray[np.float32]" = field(repr=False, compare=False)
    bridged: "NDArray[np.float32]" = field(repr=False, compare=False)
    model: str

    @property
    def foreign(self) -> bool:
        """Whether it is in another language than the documents that most is known from."""
        return self.language is Language.ENGLISH

    @property
    def vectors(self) -> "NDArray[np.float32]":
        """The vectors (n, d) by which it is found: one for each of its languages."""
        return np.stack([self.embedding, self.bridged] if self.foreign else [self.embedding])


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for and against two questions being the same.

    `closeness` is the cosine of their embeddings in the distance of what usually does and does not answer; between
    English and Chinese it is 0, `foreign` 1 and `abroad` the closeness of their Chinese wordings. Within 0 to 1 are
    `covered` and `both_covered`, the greater and the lesser weighted share of one question's words that the other
    holds; `kind`, `measures` and `aspects` whether they ask for the same, 0.5 where one does not tell; `untold`,
    `unnamed` and `undated` whether only one tells an aspect, a subject, a year; `section` whether the documents come
    nearest to both in one section, `apart` whether they do not and the questions are of different things.
    """

    closeness: float
    abroad: float
    foreign: float
    covered: float
    both_covered: float
    kind: float
    measures: float
    aspects: float
    untold: float
    unnamed: float
    undated: float
    section: float
    apart: float


# Fitted on paraphrases and near misses: `python -m tests.benchmarks.fit_sameness` prints these.
_BIAS = -8.32
_WEIGHTS: Mapping[str, float] = {
    "closeness": 1.81,
    "abroad": 1.04,
    "foreign": 1.65,
    "covered": 2.25,
    "both_covered": 1.44,
    "kind": 1.23,
    "measures": 2.54,
    "aspects": 2.34,
    "untold": -2.26,
    "unnamed": -0.76,
    "undated": -2.66,
    "section": 1.63,
    "apart": -1.22,
}


class Sameness:
    """Compares questions as the documents of one searcher understand them; stateless, so threads may share it."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        calibration = searcher.index.calibration
        self._far = calibration.get("far", GENERAL.far)
        self._near = calibration.get("near", GENERAL.near)
        self._things = _things(searcher)

    @property
    def model(self) -> str:
        """The name of the model whose embeddings are compared."""
        return self._searcher.model.name

    @property
    def dimensions(self) -> int:
        """Length d of the embeddings."""
        return self._searcher.model.dimensions

    def cut(self, text: str) -> list[str]:
        """Return the content words of normalised `text`."""
        return self._searcher.tokenizer.cut(text)

    def asked(self, text: str, vectors: "NDArray[np.float32] | None" = None) -> Asked:
        """Read a question; its `vectors` (n, d), where they are known from this model, spare the embedding."""
        searcher = self._searcher
        question = understand(searcher.spelling.mend(understand(text).text))
        language = detect_language(text)
        foreign = language is Language.ENGLISH
        chinese = question.text
        if foreign:
            chinese = normalise(in_chinese(_POSSESSIVE.sub("", question.text), searcher.glossary))
        if vectors is None:
            embedding = searcher.embed(question.text)
            bridged = searcher.embed(understand(chinese).text) if foreign else embedding
        else:
            embedding, bridged = vectors[0], vectors[-1]
        read = understand(chinese)
        asking = merged((*read.frames, *asking_spans(read.text)))
        words = searcher.lexicon.words
        return Asked(
            text=text,
            plain=question.text,
            chinese=chinese,
            sound="".join(lazy_pinyin(chinese)),
            language=language,
            kind=question.kind,
            measures=frozenset(question.measures),
            aspects=aspects_of(question.text),
            years=frozenset(question.years),
            subjects=self._subjects(chinese),
            section=self._section(chinese, bridged),
            words=tuple(map(_in_han, words(read.text, read.frames))),
            things=tuple(_in_han(word) for word in words(read.text, asking) if _is_thing(word)),
            embedding=embedding,
            bridged=bridged,
            model=self.model,
        )

    def same(self, one: Asked, other: Asked) -> float:
        """Return the probability, in [0, 1], that two questions ask the same."""
        if one.plain == other.plain:
            return 1.0
        if conflict(one, other):
            return _CONFLICTING
        likeness = self.likeness(one, other)
        score = _BIAS + sum(weight * getattr(likeness, name) for name, weight in _WEIGHTS.items())
        return 1 / (1 + math.exp(-score))

    def likeness(self, one: Asked, other: Asked) -> Likeness:
        """Compare two questions."""
        abroad = one.foreign != other.foreign
        mine, theirs = (one.bridged, other.bridged) if abroad else (one.embedding, other.embedding)
        cosine = float(mine @ theirs) if one.model == other.model else self._far
        closeness = (cosine - self._far) / (self._near - self._far)
        lexicon = self._searcher.lexicon
        shares = sorted((_held(one.words, other, lexicon), _held(other.words, one, lexicon)))
        section = one.section == other.section != ""
        shared = _held(one.things, other, lexicon) or _held(other.things, one, lexicon)
        return Likeness(
            closeness=0.0 if abroad else closeness,
            abroad=closeness if abroad else 0.0,
            foreign=float(abroad),
            covered=shares[1],
            both_covered=shares[0],
            kind=_agreement({one.kind} - {Kind.OPEN}, {other.kind} - {Kind.OPEN}),
            measures=_agreement(one.measures, other.measures),
            aspects=_agreement(one.aspects, other.aspects),
            untold=float(bool(one.aspects) != bool(other.aspects)),
            unnamed=float(bool(one.subjects) != bool(other.subjects)),
            undated=float(bool(one.years) != bool(other.years)),
            section=float(section),
            apart=float(bool(one.things and other.things) and not (section or shared)),
        )

    def _section(self, chinese: str, vector: "NDArray[np.float32]") -> str:
        """Where the Chinese documents come nearest to a question."""
        hits = self._searcher.rank(chinese, vector, 1, CHINESE_PAGES)
        return "\n".join((hits[0].passage.document_id, *hits[0].passage.heading_path[-1:])) if hits else ""

    def _subjects(self, chinese: str) -> frozenset[str]:
        """The things and companies named; those with several names by one of them."""
        lexicon = self._searcher.lexicon
        named = (*lexicon.topics(chinese), *lexicon.names(chinese))
        return frozenset(
            self._things.get(name, name) for name in named if name in self._things or _NAME.fullmatch(name)
        )


def conflict(one: Asked, other: Asked) -> bool:
    """Whether two questions cannot be the same: of other years or other subjects, or for something else."""
    return (
        _apart(one.aspects, other.aspects)
        or (_apart(one.measures, other.measures) and not one.aspects & other.aspects)
        or _apart(one.years, other.years)
        or _apart(one.subjects, other.subjects)
    )


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _agreement(one: "frozenset[str] | set[Kind]", other: "frozenset[str] | set[Kind]") -> float:
    """1 where both ask for the same, 0 for something else, 0.5 where one or both do not tell."""
    if not one and not other:
        return 0.5
    return len(one & other) / len(one | other) if one and other else 0.5


def _held(words: Sequence[QueryWord], other: Asked, lexicon: Lexicon) -> float:
    """The weighted share, in [0, 1], of one question's words that the other holds; it holds an English name too by the
    Chinese one that sounds like it."""
    total = held = 0.0
    for word in words:
        total += word.weight
        if _SPELT.fullmatch(word.text) and word.text in other.sound:
            held += word.weight
        else:
            held += word.weight * lexicon.presence(word, other.chinese)
    return held / total if total else 0.0


def _is_thing(word: QueryWord) -> bool:
    """Whether the documents know a word as that of something, rarer than the zone and its companies."""
    return word.known and word.subject and word.weight >= _RARE


def _in_han(word: QueryWord) -> QueryWord:
    """The word with its Chinese synonyms only: what it is looked for in is Chinese, and English ones are slow to
    find."""
    return replace(word, synonyms=tuple(one for one in word.synonyms if not one.isascii()))


def _things(searcher: Searcher) -> dict[str, str]:
    """The names of things with the one by which each is known here: a document's title for its aliases."""
    things: dict[str, str] = {}
    for passage in searcher.index.passages:
        title = normalise(passage.title)
        things |= dict.fromkeys((title, *map(normalise, passage.aliases)), title)
    for passage in searcher.index.passages:
        for heading in map(normalise, passage.heading_path):
            if _HAS_NAME.search(heading):
                things.setdefault(heading, heading)
    return things

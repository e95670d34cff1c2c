"""Rank passages for a query: dense and lexical scores, fused."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.bilingual import Glossary
from index.embedding import EmbeddingModel
from index.fusion import fuse
from index.lexical import LexicalIndex
from index.normalise import normalise
from index.spelling import Spelling
from index.thesaurus import Thesaurus, general_thesaurus
from index.tokens import Tokenizer
from index.vectors import VectorIndex
from index.vocabulary import NO_VOCABULARY, Vocabulary
from index.windows import cut_windows
from index.words import DocumentWords, Lexicon, asked_text, document_words, passage_text
from knowledge.passages import Passage
from knowledge.validity import Validity, ends, starts, status, superseded_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_WEIGHT = 0.6
NEAREST_WINDOWS = 200
LEXICAL_CANDIDATES = 100
_REMEMBERED_QUERIES = 1024  # an answer takes up to four, and whoever groups the questions comes a little later
_REMEMBERED_DAYS = 16
_ASKED_KEPT = 3
_DAYS_TRIED = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    `score` is the fused score in [0, 1], comparable only within one query; `dense` the mean of the query's
    cosines with the passage and with its best unit, or, if greater, the cosine with the nearest of the questions
    that its section is known to be asked by; `lexical` the BM25 score. `unit_scores` holds the cosine of the query
    with each unit of the passage, `asked` those known questions that are nearest, best first, with their cosines.
    """

    passage: Passage
    score: float
    dense: float
    lexical: float
    unit_scores: tuple[float, ...]
    asked: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """All passages with their vectors and terms, as one snapshot holds them.

    `windows` (w, 2) int32 gives for each vector its passage's number and its unit's number (-1 for the whole
    passage, -2 for one of the questions that it is asked by). `calibration` is what whoever judges hits measured on
    these passages; the index does not read it. `words` are the documents', found anew at each start where they are not
    kept.
    """

    passages: tuple[Passage, ...]
    windows: "NDArray[np.int32]"
    vectors: VectorIndex
    lexical: LexicalIndex
    vocabulary: Vocabulary
    model: str
    calibration: Mapping[str, float] = field(default_factory=dict)
    words: DocumentWords | None = None


def build_index(
    passages: Sequence[Passage],
    model: EmbeddingModel,
    progress: Callable[[int, int], None] | None = None,
    vocabulary: Vocabulary = NO_VOCABULARY,
    previous: SearchIndex | None = None,
) -> SearchIndex:
    """Embed and index `passages`; ValueError when there are none.

    `vocabulary` is what was mined from them. `progress` is told (done, total) of the windows to embed: those of
    passages that the `previous` index of the same model holds unchanged are taken from it.
    """
    if not passages:
        raise ValueError("there are no passages to index")
    windows, vectors = _embedded(passages, model, progress, previous)
    tokenizer = Tokenizer(vocabulary.words)
    terms = [tokenizer.terms(f"{passage_text(passage)} {asked_text(passage)}") for passage in passages]
    return SearchIndex(
        passages=tuple(passages),
        windows=windows,
        vectors=VectorIndex.build(vectors),
        lexical=LexicalIndex.build(terms),
        vocabulary=vocabulary,
        model=model.name,
        words=document_words(passages, tokenizer),
    )


def _embedded(
    passages: Sequence[Passage],
    model: EmbeddingModel,
    progress: Callable[[int, int], None] | None,
    previous: SearchIndex | None,
) -> "tuple[NDArray[np.int32], NDArray[np.float32]]":
    """Return (passage and unit numbers (w, 2), vectors (w, d)) of all windows, in the order of `cut_windows`."""
    known: dict[tuple[object, ...], NDArray[np.int64]] = {}
    if previous is not None and previous.model == model.name:
        starts = _window_starts(previous)
        known = {
            _embedded_of(passage): np.arange(starts[number], starts[number + 1])
            for number, passage in enumerate(previous.passages)
        }
    new = [number for number, passage in enumerate(passages) if _embedded_of(passage) not in known]
    cut = cut_windows([passages[number] for number in new])
    embedded = model.encode_passages([window.text for window in cut], progress)
    ends = np.searchsorted([window.passage for window in cut], np.arange(len(new) + 1))
    fresh = {number: slice(ends[place], ends[place + 1]) for place, number in enumerate(new)}
    places: list[NDArray[np.int32]] = []
    vectors: list[NDArray[np.float32]] = []
    for number, passage in enumerate(passages):
        if number in fresh:
            units = np.array([window.unit for window in cut[fresh[number]]], dtype=np.int32)
            vectors.append(embedded[fresh[number]])
        else:
            assert previous is not None
            rows = known[_embedded_of(passage)]
            units = previous.windows[rows, 1]
            vectors.append(previous.vectors.rows(rows))
        places.append(np.column_stack([np.full(len(units), number, dtype=np.int32), units]))
    return np.concatenate(places), np.concatenate(vectors)


def _embedded_of(passage: Passage) -> tuple[object, ...]:
    """All of a passage that its windows are cut from."""
    return passage.title, passage.heading_path, passage.units, passage.asked


def _window_starts(index: SearchIndex) -> "NDArray[np.int64]":
    """Where each passage's windows begin (p + 1,): they are cut passage by passage."""
    return np.searchsorted(index.windows[:, 0], np.arange(len(index.passages) + 1))


class Searcher:
    """Answers queries from one index; stateless after construction, so threads may share it."""

    def __init__(
        self,
        index: SearchIndex,
        model: EmbeddingModel,
        dense_weight: float = DENSE_WEIGHT,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        thesaurus = thesaurus or general_thesaurus()
        if model.name != index.model:
            raise ValueError(f"the index was built with {index.model}, not with {model.name}")
        self.index = index
        self.model = model
        self.tokenizer = Tokenizer(index.vocabulary.words)
        words = index.words or document_words(index.passages, self.tokenizer)
        vocabulary = index.vocabulary
        self.lexicon = Lexicon(
            index.lexical, self.tokenizer, thesaurus, words.names, vocabulary.gazetteer, vocabulary.verbs
        )
        ordinary = words.used | set(index.vocabulary.english)
        self.spelling = Spelling(
            words.used, lambda word: word in ordinary or self.lexicon.is_word(word), self.tokenizer
        )
        self.glossary = Glossary(index.vocabulary.terms, thesaurus, lambda word: index.lexical.frequency(word) > 0)
        self._dense_weight = dense_weight
        self._embed = lru_cache(maxsize=_REMEMBERED_QUERIES)(self._embed_now)
        self._holding = lru_cache(maxsize=_REMEMBERED_DAYS)(self._holding_now)
        self._superseded = lru_cache(maxsize=_REMEMBERED_DAYS)(self._superseded_now)
        self._starts = _window_starts(index)

    @cached_property
    def _languages(self) -> "NDArray[np.str_]":
        return np.array([passage.language for passage in self.index.passages])

    @cached_property
    def _documents(self) -> "NDArray[np.str_]":
        return np.array([passage.document_id for passage in self.index.passages])

    def search(
        self,
        query: str,
        limit: int = 10,
        languages: frozenset[str] | None = None,
        hidden: frozenset[str] = frozenset(),
        on: date | None = None,
    ) -> list[Hit]:
        """Return up to `limit` hits, best first; of passages in `languages` only, where given.

        Documents whose ids are `hidden`, and those that do not hold `on` a day, are treated as if they did not
        exist.
        """
        text = normalise(query)
        if not text:
            return []
        return self.rank(text, self.embed(text), limit, languages, hidden, on)

    def holds(self, passage: Passage, on: date) -> bool:
        """Whether the passage's document holds on a day: neither expired nor superseded nor yet to come."""
        gone = passage.document_id in self._superseded(on)
        return status(passage.valid_from, passage.valid_until, gone, on) is Validity.CURRENT

    def days_of(self, year: int) -> tuple[date, ...]:
        """Return the days of a year, last first, of which each document that held in it holds on one: its last day,
        and those on which some document ends or is superseded."""
        days = {date(year, 12, 31)}
        for passage in self.index.passages:
            if passage.valid_until is not None:
                days.add(ends(passage.valid_until))
            if passage.supersedes is not None and passage.valid_from is not None:
                begins = starts(passage.valid_from)
                days.add(max(begins, date.min + timedelta(days=1)) - timedelta(days=1))
        return tuple(sorted((day for day in days if day.year == year), reverse=True)[:_DAYS_TRIED])

    def topics(self, languages: frozenset[str], limit: int) -> list[str]:
        """Return the titles of the `limit` documents in `languages` that say most."""
        sizes = Counter(passage.title for passage in self.index.passages if passage.language in languages)
        return [title for title, _ in sizes.most_common(limit)]

    def embed(self, text: str) -> "NDArray[np.float32]":
        """Return the query vector (d,) of normalised `text`; the last ones are remembered."""
        return self._embed(text)

    def _embed_now(self, text: str) -> "NDArray[np.float32]":
        vectors = self.model.encode_queries([text])
        return np.asarray(vectors[0], dtype=np.float32)

    def rank(
        self,
        text: str,
        query_vector: "NDArray[np.float32]",
        limit: int,
        languages: frozenset[str] | None = None,
        hidden: frozenset[str] = frozenset(),
        on: date | None = None,
    ) -> list[Hit]:
        """Rank for normalised `text` and its vector (d,)."""
        lexical = self.index.lexical.scores(self.tokenizer.terms(text))
        candidates = self._candidates(query_vector, lexical, self._allowed(languages, hidden, on))
        if len(candidates) == 0:
            return []
        cosines = self._cosines(query_vector, candidates)
        dense = np.array(
            [_dense_score(values, self._sizes[number]) for number, values in zip(candidates, cosines, strict=True)],
            dtype=np.float32,
        )
        scores = fuse(dense, lexical[candidates], self._dense_weight)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [
            Hit(
                passage=self.index.passages[candidates[place]],
                score=float(scores[place]),
                dense=float(dense[place]),
                lexical=float(lexical[candidates[place]]),
                unit_scores=tuple(map(float, cosines[place][: self._sizes[candidates[place]]])),
                asked=self._asked(int(candidates[place]), cosines[place]),
            )
            for place in best
        ]

    def _candidates(
        self,
        query_vector: "NDArray[np.float32]",
        lexical: "NDArray[np.float32]",
        allowed: "NDArray[np.bool_] | None",
    ) -> "NDArray[np.int64]":
        """Return the numbers (c,) of the passages worth fusing: those of the nearest windows and the
        lexically best, among the `allowed` (p,) ones."""
        windows = None if allowed is None else allowed[self.index.windows[:, 0]]
        numbers, _ = self.index.vectors.nearest(query_vector, NEAREST_WINDOWS, windows)
        chosen = np.zeros(len(lexical), dtype=bool)
        chosen[self.index.windows[numbers, 0]] = True
        if allowed is not None:
            lexical = np.where(allowed, lexical, 0)
        count = min(LEXICAL_CANDIDATES, len(lexical))
        strongest = np.argpartition(-lexical, count - 1)[:count]
        chosen[strongest[lexical[strongest] > 0]] = True
        return np.flatnonzero(chosen)

    def _allowed(
        self, languages: frozenset[str] | None, hidden: frozenset[str], on: date | None
    ) -> "NDArray[np.bool_] | None":
        """Which passages (p,) may be found; None for all."""
        if languages is None and not hidden and (on is None or not self._dated):
            return None
        allowed = np.ones(len(self.index.passages), dtype=bool)
        if on is not None and self._dated:
            allowed &= self._holding(on)
        if languages is not None:
            allowed &= np.isin(self._languages, list(languages))
        if hidden:
            allowed &= ~np.isin(self._documents, list(hidden))
        return allowed

    @cached_property
    def _dated(self) -> bool:
        """Whether any document holds for a time only."""
        return any(passage.valid_from or passage.valid_until or passage.supersedes for passage in self.index.passages)

    def _holding_now(self, on: date) -> "NDArray[np.bool_]":
        """Which passages (p,) hold on a day."""
        return np.array([self.holds(passage, on) for passage in self.index.passages])

    def _superseded_now(self, on: date) -> frozenset[str]:
        replacements = {(passage.supersedes, passage.valid_from) for passage in self.index.passages}
        return superseded_on(replacements, on)

    def _cosines(
        self, query_vector: "NDArray[np.float32]", passages: "NDArray[np.int64]"
    ) -> "list[NDArray[np.float32]]":
        """Cosines of the query with each passage's windows, in the order of `cut_windows`."""
        first, last = self._starts[passages], self._starts[passages + 1]
        windows = np.concatenate([np.arange(a, b, dtype=np.int64) for a, b in zip(first, last, strict=True)])
        cosines = self.index.vectors.cosines(query_vector, windows)
        return np.split(cosines, np.cumsum(last - first)[:-1])

    @cached_property
    def _sizes(self) -> "NDArray[np.int64]":
        """Number of units of each passage (p,)."""
        return np.array([len(passage.units) for passage in self.index.passages])

    def _asked(self, number: int, cosines: "NDArray[np.float32]") -> tuple[tuple[str, float], ...]:
        """The questions that a passage is known to be asked by which are nearest to the query."""
        questions = self.index.passages[number].asked
        if not questions:
            return ()
        nearest = cosines[-len(questions) :]
        best = np.argsort(-nearest, kind="stable")[:_ASKED_KEPT]
        return tuple((questions[place], float(nearest[place])) for place in best)


def _dense_score(cosines: "NDArray[np.float32]", units: int) -> float:
    """Mean of the best unit's cosine and the whole passage's, or the nearest known question's if that is greater.

    `cosines` are those of the `units` units, of the whole if there are several, of the known questions.
    """
    whole = cosines[units if units > 1 else 0]
    told = (float(cosines[:units].max()) + float(whole)) / 2
    asked = cosines[units + (units > 1) :]
    return max(told, float(asked.max())) if len(asked) else told

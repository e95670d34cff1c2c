"""Rank the sentences, list items and table rows of the hits by how well each answers the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.measures import Measure
from bot.patterns import ASKS_WHETHER, COMING, HEADING_FOR, NOW, PLANNED, Kind
from bot.question import Question, gives
from index.normalise import normalise
from index.search import Hit
from index.windows import context_line
from index.words import Lexicon, QueryWord
from knowledge.passages import UnitKind

# `listed` is what the form counts for who asks for a list: a sentence beside it may hold more of the question's words.
_WEIGHTS = {
    "coverage": 0.5,
    "closeness": 0.15,
    "typed": 0.2,
    "listed": 0.35,
    "passage": 0.35,
    "cited": 0.15,
    "said": 0.05,
}
_WITH_CONTEXT = 0.7  # of a unit's coverage, what counts title and headings as said in it
_OTHERS = 0.05  # taken from a unit that tells of companies or the like that neither question nor headings name
_PLANNED = 0.2  # taken from a plan where it is asked whether something is so already
_COMING = 0.1  # given to a plan where it is asked what is to come
_HEADING_FOR = 0.08  # and from what tells where a thing is going, where it is asked how it is now
_OWN_DOCUMENT = 0.05  # given to what stands in a document on the very thing asked about
_OF_ONE_THING = frozenset({Kind.QUANTITY, Kind.DATE, Kind.PLACE, Kind.YES_NO})
# What a question puts between quotation marks.
_CITED = re.compile(r"[“「『《\"]([^“”「」『』《》\"]{2,20})[”」』》\"]")
# The things that a sentence lists, with what stands in brackets after each.
_ITEM = re.compile(r"(?:[^、,和()]|\([^()]*\))+")
_LAST_AND = re.compile(r" and (?=[^,()]*$)")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_SEVERAL = 2
_HELD = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a hit with what speaks for it, each in [0, 1]."""

    hit: Hit
    unit: int
    coverage: float
    typed: float
    score: float


def rank_units(
    question: Question, words: Sequence[QueryWord], hits: Sequence[Hit], lexicon: Lexicon
) -> list[Candidate]:
    """Return the units of the hits, best first."""
    places = [(hit, unit) for hit in hits for unit in range(len(hit.passage.units))]
    if not places:
        return []
    cited = _CITED.findall(question.text)
    said = _said(question, words)
    cosines = [hit.unit_scores[unit] for hit, unit in places]
    low, high = min(cosines), max(cosines)
    contexts: dict[str, tuple[str, frozenset[str]]] = {}
    figure_of_zone = bool(question.measures) and not any(word.telling for word in words)
    candidates = []
    for (hit, unit), cosine in zip(places, cosines, strict=True):
        text = normalise(hit.passage.units[unit].text)
        if hit.passage.id not in contexts:
            about = _context(hit)
            contexts[hit.passage.id] = about, frozenset(lexicon.names(f"{question.text} {about}"))
        context, named = contexts[hit.passage.id]
        alone, within = lexicon.coverage(words, text), lexicon.coverage(words, f"{context} {text}")
        coverage = _WITH_CONTEXT * within + (1 - _WITH_CONTEXT) * alone
        typed = gives(
            question,
            text,
            listed=_listed(hit, unit),
            named=question.kind in (Kind.NAME, Kind.LIST)
            and lexicon.holds_name(text, question.text)
            and not (question.kind is Kind.NAME and _names_others_only(text, words, lexicon)),
            placed=question.kind is Kind.PLACE and lexicon.holds_place(text),
        )
        score = (
            _WEIGHTS["coverage"] * coverage
            + _WEIGHTS["closeness"] * (cosine - low) / max(high - low, 1e-6)
            + _WEIGHTS["listed" if question.kind is Kind.LIST else "typed"] * typed
            + _WEIGHTS["passage"] * hit.score
            + _WEIGHTS["cited"] * (sum(name in text for name in cited) / max(len(cited), 1))
            + _WEIGHTS["said"] * (said is not None and lexicon.presence(said, text))
            - _PLANNED * (_asks_whether_so(question) and PLANNED.search(text) is not None)
            + _COMING * (COMING.search(question.text) is not None and PLANNED.search(text) is not None)
            - _HEADING_FOR * (_asks_of_now(question) and HEADING_FOR.search(text) is not None)
            + _OWN_DOCUMENT * (figure_of_zone and any(alias in question.text for alias in hit.passage.aliases))
            - _OTHERS * (question.kind in _OF_ONE_THING and not named.issuperset(lexicon.names(text)))
        )
        candidates.append(Candidate(hit, unit, coverage, typed, score))
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _names_others_only(text: str, words: Sequence[QueryWord], lexicon: Lexicon) -> bool:
    """Whether a text lists things, tells in brackets whose several are, and not whose the one asked about is."""
    items = _ITEM.findall(_LAST_AND.sub(", ", text))
    told = [item for item in items if any(map(lexicon.names, _IN_BRACKETS.findall(item)))]
    if len(told) < _SEVERAL:
        return False
    rest = " ".join(item for item in items if item not in told)
    asked = [word for word in words if word.subject and lexicon.presence(word, rest) < _HELD]
    return not any(lexicon.presence(word, item) >= _HELD for word in asked for item in told)


def _said(question: Question, words: Sequence[QueryWord]) -> QueryWord | None:
    """What a yes-no question says of its subject: the last word before it asks, which tells one sentence from the
    next where all are about the subject."""
    if question.kind is not Kind.YES_NO:
        return None
    told = ASKS_WHETHER.split(question.text, maxsplit=1)[0]
    return next((word for word in reversed(words) if word.known and word.text in told), None)


def _asks_whether_so(question: Question) -> bool:
    """Whether it is asked if something is so already, or of which level it is: what is planned tells neither."""
    planned = PLANNED.search(question.text) is not None
    return question.kind is Kind.YES_NO and not planned and (question.done or bool(question.levels))


def _asks_of_now(question: Question) -> bool:
    """Whether it is asked how something is now, as is asked with a tonnage unless it says otherwise."""
    return NOW.search(question.text) is not None or (
        Measure.MASS in question.measures and PLANNED.search(question.text) is None
    )


def _listed(hit: Hit, unit: int) -> bool:
    """Whether a unit belongs to a list or table, so that the whole of it can be quoted."""
    return hit.passage.units[unit].kind is not UnitKind.SENTENCE


def _context(hit: Hit) -> str:
    """What every unit of a passage is about: title, headings, aliases."""
    return f"{context_line(hit.passage)}{normalise(' '.join(hit.passage.aliases))}"

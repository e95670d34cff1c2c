"""Judge whether the documents answer a question: evidence in, probability out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bot.patterns import ASKS_PERSON, YEAR, Kind, Measure
from bot.question import Question
from bot.selection import Candidate, Quote
from index.normalise import normalise
from index.search import Hit
from index.words import Lexicon, QueryWord, passage_text

THRESHOLD = 0.4
_CONTRADICTED = 0.05  # the probability left where the question asks for what the quotation cannot be about
_NEVER_IMPLIED = frozenset({Measure.PRICE, Measure.CONTACT, Measure.DISTANCE})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a quotation, each about 0 to 1.

    `closeness` is the best unit's cosine with the question, stretched so that 0.75 is 0 and 0.95 is 1; `lead`
    how far that is above the other documents'; `coverage` and `unit_coverage` the weighted shares of the
    question's words in passage and quotation; `missing` the weight of the weightiest word that the passage
    lacks; `typed` whether the quotation has the form asked for; `margin` how far the fused score stands above the
    next document's.
    """

    closeness: float
    lead: float
    coverage: float
    unit_coverage: float
    missing: float
    unit_missing: float
    typed: float
    margin: float


def weigh(
    words: Sequence[QueryWord],
    hits: Sequence[Hit],
    chosen: Sequence[Candidate],
    quotes: Sequence[Quote],
    lexicon: Lexicon,
) -> Evidence:
    """Collect the evidence for quoting `quotes`, picked as `chosen`, in answer to a question."""
    best = chosen[0].hit
    others = [hit for hit in hits if hit.passage.document_id != best.passage.document_id]
    quoted = normalise(" ".join(quote.text for quote in quotes))
    whole = " ".join(passage_text(quote.hit.passage) for quote in quotes)
    heads = " ".join(
        normalise(" ".join((quote.hit.passage.title, *quote.hit.passage.heading_path, *quote.hit.passage.aliases)))
        for quote in quotes
    )
    quotation = f"{heads} {quoted}"
    return Evidence(
        closeness=(max(best.unit_scores) - 0.75) / 0.2,
        lead=(max(best.unit_scores) - max((max(hit.unit_scores) for hit in others), default=0.75)) / 0.1,
        coverage=lexicon.coverage(words, whole),
        unit_coverage=lexicon.coverage(words, quotation),
        missing=_weightiest_absent(words, whole, lexicon),
        unit_missing=_weightiest_absent(words, quotation, lexicon),
        typed=sum(candidate.typed for candidate in chosen) / len(chosen),
        margin=best.score - max((hit.score for hit in others), default=0.0),
    )


def _weightiest_absent(words: Sequence[QueryWord], text: str, lexicon: Lexicon) -> float:
    absent = (word.weight * (1 - lexicon.presence(word, text)) for word in words)
    return max(absent, default=0.0) / lexicon.heaviest


@dataclass(frozen=True, slots=True)
class Judgement:
    """A logistic regression over Evidence."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, evidence: Evidence) -> float:
        """Return the probability, in [0, 1], that the quotation answers the question."""
        score = self.bias + sum(self.weights[name] * value for name, value in asdict(evidence).items())
        return 1 / (1 + math.exp(-score))


# Fitted on questions that the pages answer and near ones that they do not:
# `python -m tests.benchmarks.fit_judgement` prints these.
GENERAL = Judgement(
    bias=-3.77,
    weights={
        "closeness": 2.39,
        "lead": 1.49,
        "coverage": 2.03,
        "unit_coverage": 1.66,
        "missing": -0.91,
        "unit_missing": 0.0,
        "typed": 1.43,
        "margin": 1.34,
    },
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Why a quotation cannot answer: the `years` it has nothing of, or the `names` that no document mentions."""

    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    form: bool = False

    def __bool__(self) -> bool:
        return bool(self.years or self.names or self.form)

    def limit(self, probability: float) -> float:
        """The probability with the contradiction taken into account."""
        return min(probability, _CONTRADICTED) if self else probability


def _other_zone(word: QueryWord, text: str) -> bool:
    """Whether an unknown word stands before "development zone": a zone that is not this one."""
    if word.known or len(word.text) < 2:
        return False
    return any(f"{word.text}{zone}" in text for zone in ("开发区", "经开区", "高新区", "经济开发区", "新区"))


def contradiction(
    question: Question, words: Sequence[QueryWord], evidence: Evidence, quotes: Sequence[Quote]
) -> Contradiction:
    """Find what rules an answer out, however close it reads.

    These are a year that neither the quotation nor, where it names none, its document's date has; a place,
    organisation or development zone that the documents do not know; the holder of an office that the quotation
    does not name; a date, place, price, contact or distance that it does not give.
    """
    quoted = " ".join(normalise(quote.text) for quote in quotes)
    held = set(YEAR.findall(quoted)) or {(quote.hit.passage.as_of or "")[:4] for quote in quotes}
    office = ASKS_PERSON.search(question.text)
    nameless = office is not None and not any(group in quoted for group in office.groups() if group)
    asks_form = question.kind in (Kind.DATE, Kind.PLACE, Kind.NAME) or bool(question.measures)
    return Contradiction(
        years=tuple(year for year in question.years if year not in held),
        names=tuple(word.text for word in words if word.name or _other_zone(word, question.text)),
        form=nameless or (asks_form and evidence.typed == 0.0),
    )

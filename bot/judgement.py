"""Judge whether the documents answer a question: evidence in, probability out."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bot.question import Question
from bot.selection import Candidate, Quote, type_match
from index.normalise import normalise
from index.search import Hit
from index.words import Lexicon, QueryWord, passage_text

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")

# A logistic regression over Evidence, fitted by tests/benchmarks/fit_judgement.py.
BIAS = -6.0
WEIGHTS: Mapping[str, float] = {
    "closeness": 3.0,
    "coverage": 4.0,
    "unit_coverage": 4.0,
    "unknown": -4.0,
    "typed": 2.0,
    "year": 1.0,
    "margin": 1.0,
}
THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against the best candidate.

    `closeness` is the best unit's cosine with the question, stretched so that 0.75 is 0 and 0.95 is 1;
    `coverage` and `unit_coverage` the weighted shares of the question's words in passage and unit; `unknown` the
    weighted share that no passage holds; `typed` whether the quotation holds what is asked for; `year` -1 where
    a year is asked for that the quotation lacks, 1 where it has it, 0 where none is asked for; `margin` how far
    the best fused score stands above the second document's.
    """

    closeness: float
    coverage: float
    unit_coverage: float
    unknown: float
    typed: float
    year: float
    margin: float


def weigh(
    question: Question,
    words: Sequence[QueryWord],
    hits: Sequence[Hit],
    best: Candidate,
    quotes: Sequence[Quote],
    lexicon: Lexicon,
) -> Evidence:
    """Collect the evidence for quoting `quotes` in answer to a question."""
    total = sum(word.weight for word in words) or 1.0
    quoted = normalise(" ".join(quote.text for quote in quotes))
    whole = " ".join(passage_text(quote.hit.passage) for quote in quotes)
    heads = " ".join(
        normalise(" ".join((quote.hit.passage.title, *quote.hit.passage.heading_path, *quote.hit.passage.aliases)))
        for quote in quotes
    )
    other = next((hit.score for hit in hits if hit.passage.document_id != best.hit.passage.document_id), 0.0)
    return Evidence(
        closeness=(max(best.hit.unit_scores) - 0.75) / 0.2,
        coverage=lexicon.coverage(words, whole),
        unit_coverage=lexicon.coverage(words, f"{heads} {quoted}"),
        unknown=sum(word.weight for word in words if not word.known) / total,
        typed=type_match(question, quoted),
        year=_year_match(question, whole, best.hit),
        margin=best.hit.score - other,
    )


def _year_match(question: Question, text: str, hit: Hit) -> float:
    if not question.years:
        return 0.0
    present = set(_YEAR.findall(text)) | {(hit.passage.as_of or "")[:4]}
    return 1.0 if all(year in present for year in question.years) else -1.0


def probability(evidence: Evidence) -> float:
    """Return the probability, in [0, 1], that the quotation answers the question."""
    score = BIAS + sum(WEIGHTS[name] * value for name, value in asdict(evidence).items())
    return 1 / (1 + math.exp(-score))

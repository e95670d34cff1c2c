"""Judge whether the documents answer a question: evidence in, probability out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from bot.candidates import Candidate
from bot.selection import Quote
from index.normalise import normalise
from index.search import Hit
from index.words import Lexicon, QueryWord, passage_text, shared

THRESHOLD = 0.36  # weighed on what strangers asked: of the answers just below it half were wrong
_SAME = 0.7  # share of a quotation's pairs of characters


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a quotation.

    `closeness` is the question's cosine with the best unit or known question, `lead` how far that is above the other
    documents'; the rest is within 0 to 1: `coverage` and `unit_coverage` the weighted shares of the question's words
    in passage and quotation, `missing` and `unit_missing` the weight of the weightiest word that these lack; `typed`
    whether the quotation has the form asked for; `margin` how far the fused score stands above that of the next
    document which says something else.
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
    quoted = normalise(" ".join(quote.text for quote in quotes))
    # Two documents that say the same confirm each other; only one that says something else casts doubt.
    others = [
        hit
        for hit in hits
        if hit.passage.document_id != best.passage.document_id and not tells(passage_text(hit.passage), quoted)
    ]
    asked = " ".join(normalise(question) for quote in quotes for question, _ in quote.hit.asked)
    whole = " ".join((*(passage_text(quote.hit.passage) for quote in quotes), asked))
    heads = " ".join(
        normalise(" ".join((quote.hit.passage.title, *quote.hit.passage.heading_path, *quote.hit.passage.aliases)))
        for quote in quotes
    )
    quotation = f"{heads} {asked} {quoted}"
    closeness = _closeness(best)
    return Evidence(
        closeness=closeness,
        lead=closeness - max(map(_closeness, others), default=closeness),
        coverage=lexicon.coverage(words, whole),
        unit_coverage=lexicon.coverage(words, quotation),
        missing=_weightiest_absent(words, whole, lexicon),
        unit_missing=_weightiest_absent(words, quotation, lexicon),
        typed=sum(candidate.typed for candidate in chosen) / len(chosen),
        margin=best.score - max((hit.score for hit in others), default=0.0),
    )


def tells(text: str, quoted: str) -> bool:
    """Whether normalised `text` says, as far as its wording shows, what normalised `quoted` says."""
    return shared(quoted, text) >= _SAME


def _closeness(hit: Hit) -> float:
    """The greatest cosine of the question with a unit of the passage or a question that it is known to be asked by."""
    return max((*hit.unit_scores, *(cosine for _, cosine in hit.asked[:1])))


def _weightiest_absent(words: Sequence[QueryWord], text: str, lexicon: Lexicon) -> float:
    absent = (word.weight * (1 - lexicon.presence(word, text)) for word in words)
    return max(absent, default=0.0) / lexicon.heaviest


@dataclass(frozen=True, slots=True)
class Judgement:
    """A logistic regression over Evidence.

    `far` and `near` are the cosines that questions usually have with what does not and what does answer them in
    these documents, which differ from one embedding model to another: closeness and lead count in their distance.
    """

    bias: float
    weights: Mapping[str, float]
    far: float
    near: float

    def probability(self, evidence: Evidence) -> float:
        """Return the probability, in [0, 1], that the quotation answers the question."""
        score = self.bias + sum(self.weights[name] * value for name, value in self.features(evidence).items())
        return 1 / (1 + math.exp(-score))

    def values(self) -> dict[str, float]:
        """Return all numbers by name, for storing."""
        return {"bias": self.bias, "far": self.far, "near": self.near, **self.weights}

    @classmethod
    def from_values(cls, values: Mapping[str, float]) -> "Judgement":
        """Restore what `values` gave; KeyError where one is missing."""
        weights = {field.name: values[field.name] for field in fields(Evidence)}
        return cls(values["bias"], weights, values["far"], values["near"])

    def features(self, evidence: Evidence) -> dict[str, float]:
        """Return the evidence as the regression takes it, by name."""
        span = self.near - self.far
        return asdict(evidence) | {
            "closeness": (evidence.closeness - self.far) / span,
            "lead": evidence.lead / span,
        }


# Fitted on questions that the pages answer and near ones that they do not:
# `python -m tests.benchmarks.fit_judgement` prints these.
GENERAL = Judgement(
    bias=-3.02,
    weights={
        "closeness": 0.73,
        "lead": 0.19,
        "coverage": 2.09,
        "unit_coverage": 2.01,
        "missing": -0.47,
        "unit_missing": -0.41,
        "typed": 1.23,
        "margin": 4.44,
    },
    far=0.878,
    near=0.914,
)

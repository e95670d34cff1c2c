"""Judge whether the documents answer a question: evidence in, probability out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from bot.measures import Measure
from bot.patterns import (
    ANSWERED_DONE,
    ASKED_THING,
    ASKS_COMPANIES,
    ASKS_EXISTENCE,
    ASKS_PERSON,
    CLAIMS_YEAR,
    COMPLETION,
    INDUSTRY_OR_PARK,
    OF_A_KIND,
    PHASE,
    PLANNED,
    YEAR,
    Kind,
)
from bot.question import Question, counts
from bot.selection import Candidate, Quote
from index.normalise import normalise
from index.search import Hit
from index.words import Lexicon, QueryWord, asked_text, passage_text, shared
from knowledge.passages import Passage
from knowledge.validity import valid_in_year

THRESHOLD = 0.45
_CONTRADICTED = 0.05  # the probability left where the question asks for what the quotation cannot be about
_MENTIONED = 0.5
_STRANGE_LATIN, _STRANGE_HAN = 4, 2  # characters from which an unknown word is no slip
_NOTHING_SAID = 0.03  # share of the question's words below which the quotation tells of something else
_SAME = 0.7  # share of a quotation's pairs of characters
# The phases of projects, in English or by number, by their Chinese numeral.
_PHASES = {"one": "一", "two": "二", "three": "三", "first": "一", "second": "二", "third": "三"} | dict(
    zip(("i", "ii", "iii", "1", "2", "3", "4", "5"), "一二三一二三四五", strict=True)
)


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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Why a quotation cannot answer.

    The `years` it has nothing of, the `names` that no document mentions, or that it has not the `form` asked for.
    """

    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    form: bool = False

    def __bool__(self) -> bool:
        return bool(self.years or self.names or self.form)

    def limit(self, probability: float) -> float:
        """The probability with the contradiction taken into account."""
        return min(probability, _CONTRADICTED) if self else probability


def _known_of(quotes: Sequence[Quote]) -> str:
    """All that is said in the quoted passages or known to be asked of them."""
    return " ".join(f"{passage_text(quote.hit.passage)} {asked_text(quote.hit.passage)}" for quote in quotes)


def _unmentioned(question: Question, words: Sequence[QueryWord], quotes: Sequence[Quote], lexicon: Lexicon) -> bool:
    """Whether the quotations say nothing of the things that the question counts or lists."""
    asked = ASKED_THING.search(question.text)
    if asked is None or question.kind is Kind.NAME or Measure.PEOPLE in question.measures:
        return False
    named = asked["thing"] or asked["thing_en"]
    thing = next((word for word in words if word.subject and named.startswith(word.text)), None)
    return thing is not None and lexicon.presence(thing, _known_of(quotes)) < _MENTIONED


def _foreign(word: QueryWord, text: str) -> bool:
    """Whether an unknown word says of which kind or name a park, company or the like is: none of the documents'."""
    place = text.find(word.text)
    if word.known or place < 0 or len(word.text) < 2:
        return False
    rest = text[place + len(word.text) :].lstrip()
    return word.subject and OF_A_KIND.match(rest) is not None


def _phases(text: str) -> set[str]:
    """The phases of projects that a normalised text names, by their Chinese numeral."""
    found = (next(filter(None, groups)) for groups in PHASE.findall(text))
    return {_PHASES.get(phase, phase) for phase in found}


def _unheard_of(question: Question, words: Sequence[QueryWord]) -> bool:
    """Whether it is asked if there is something that no document and no dictionary of the trade knows."""
    if ASKS_EXISTENCE.search(question.text) is None:
        return False
    least = {True: _STRANGE_LATIN, False: _STRANGE_HAN}
    return any(word.subject and not word.known and len(word.text) >= least[word.text.isascii()] for word in words)


def _of_another_kind(question: Question, words: Sequence[QueryWord], told: str, lexicon: Lexicon) -> bool:
    """Whether the question is about an industry, or its park, that `told` does not mention."""
    return any(
        word.subject and INDUSTRY_OR_PARK.match(question.text[place + len(word.text) :].lstrip())
        for word in words
        if (place := question.text.find(word.text)) >= 0 and lexicon.presence(word, told) < _MENTIONED
    )


def _other_event(question: Question, words: Sequence[QueryWord], quotes: Sequence[Quote], lexicon: Lexicon) -> bool:
    """Whether a date is asked for and the quotation tells of none of the events that the question names."""
    events = [word for word in words if not word.subject and word.known and word.weight >= 1]
    quoted = " ".join(normalise(quote.text) for quote in quotes)
    if question.kind is not Kind.DATE:
        return False
    if COMPLETION.search(question.text) and not COMPLETION.search(quoted):
        return True
    return bool(events) and not any(lexicon.presence(event, quoted) for event in events)


def _absent_topics(question: Question, quotes: Sequence[Quote], lexicon: Lexicon) -> tuple[str, ...]:
    """What the question names and the quoted passages do not mention."""
    text = _known_of(quotes)
    words = (word for topic in lexicon.particular(question.text) for word in lexicon.words(topic))
    return tuple(word.text for word in words if word.subject and lexicon.presence(word, text) < _MENTIONED)


def contradiction(
    question: Question,
    words: Sequence[QueryWord],
    evidence: Evidence,
    quotes: Sequence[Quote],
    lexicon: Lexicon,
) -> Contradiction:
    """Find what rules an answer out, however close it reads.

    These are a year that neither the quotation nor, where it names none, its document's date has; a place,
    organisation, or kind of park or company that the documents do not know; something that they do know by name
    and the quoted passages do not mention; the holder of an office that the quotation does not name; a date, place,
    name or measure that it does not give; things asked for ("how many universities", "which stations") that it does
    not mention or count; something done already where it only plans.
    Other zones than this one are in no document, and an order to the program is no question at all.
    """
    quoted = " ".join(normalise(quote.text) for quote in quotes)
    passages = " ".join(passage_text(quote.hit.passage) for quote in quotes)
    told = " ".join((quoted, *(normalise(quote.hit.passage.heading) for quote in quotes)))
    held = set(YEAR.findall(quoted)) or {(quote.hit.passage.as_of or "")[:4] for quote in quotes}
    office = ASKS_PERSON.search(question.text)
    nameless = office is not None and not any(group in quoted for group in office.groups() if group)
    claims_year = question.kind is Kind.YES_NO and CLAIMS_YEAR.search(question.text) is not None
    lists_companies = question.kind is Kind.LIST and ASKS_COMPANIES.search(question.text) is not None
    asks_form = question.kind in (Kind.DATE, Kind.PLACE, Kind.NAME) or bool(question.measures)
    return Contradiction(
        years=()
        if claims_year
        else tuple(
            year
            for year in question.years
            if year not in held and not all(_ruled_in(quote.hit.passage, year) for quote in quotes)
        ),
        names=tuple(word.text for word in words if word.name or _foreign(word, question.text)),
        form=nameless
        or question.orders
        or question.elsewhere
        or not _phases(question.text) <= _phases(passages)
        or _of_another_kind(question, words, passages, lexicon)
        or (question.done and PLANNED.search(told) is not None and ANSWERED_DONE.search(quoted) is None)
        or (evidence.typed == 0.0 and (counts(question) or lists_companies))
        or evidence.unit_coverage < _NOTHING_SAID
        or bool(_absent_topics(question, quotes, lexicon))
        or _other_event(question, words, quotes, lexicon)
        or (asks_form and evidence.typed == 0.0)
        or _unmentioned(question, words, quotes, lexicon)
        or _unheard_of(question, words),
    )


def _ruled_in(passage: Passage, year: str) -> bool:
    """Whether a document that says from when on or until when it holds held in the year."""
    dated = passage.valid_from is not None or passage.valid_until is not None
    return dated and valid_in_year(passage.valid_from, passage.valid_until, int(year))

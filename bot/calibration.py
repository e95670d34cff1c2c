"""Calibrate the judgement on the documents themselves: ask what they say, then hide it and ask again.

A sentence becomes a question by asking for its figure or date, leaving out some of its words and saying others
in words that the documents do not use, as people do.
With its document in place the question should be answered by that sentence; with the document hidden, by nothing.
The regression that separates the two starts from the general one, which was fitted on people's questions, and
moves only as far as the documents' evidence carries it (maximum a posteriori with a Gaussian prior around the
general weights; Genkin, Lewis & Madigan 2007, https://doi.org/10.1198/004017007000000245).
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.judgement import GENERAL, Evidence, Judgement, tells
from bot.reading import Reader, Reading
from index.normalise import normalise
from index.search import Searcher
from knowledge.passages import Passage, UnitKind

MOST_QUESTIONS = 300
_FEWEST_QUESTIONS = 20  # fewer tell too little: the general judgement stays
_KEPT = 0.65  # share of a sentence's words that a question keeps,
_STRANGE = 0.35  # and of those the share that it says in words of its own
_TITLED = 0.5  # share of questions that name their document
_FEWEST_WORDS = 2
_PRIOR = 20.0  # precision of the Gaussian around the general weights
# What people say instead of the documents' words; any words that documents hardly use serve.
_STRANGE_WORDS = {
    False: (
        *("老板", "搞", "口号", "底下", "开张", "眼下", "家伙", "名头", "承包", "点头"),
        *("吃下", "成色", "排场", "动静", "门槛", "路子", "折腾", "盘子", "撑腰", "苗头"),
    ),
    True: ("boss", "stuff", "guys", "thing", "bunch", "folks", "kick", "slogan", "shape", "hassle"),
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}年?(?!\d)")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_CLAUSE = re.compile(r"[,;、。:!?]+\s*|\.\s+")


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question made from a unit, and where the answer stands."""

    text: str
    passage: Passage
    unit: int


def cloze_questions(searcher: Searcher, most: int = MOST_QUESTIONS) -> list[Cloze]:
    """Return up to `most` questions made from sentences all over the documents; the same ones every time.

    Chance is of each sentence's own: a document more changes nothing of how questions are made from the others, only,
    where there are over `most`, which of them are taken.
    """
    drawn: list[tuple[float, Cloze]] = []
    for passage in searcher.index.passages:
        for number, unit in enumerate(passage.units):
            if unit.kind not in (UnitKind.SENTENCE, UnitKind.ITEM):
                continue
            chance = random.Random(unit.text)  # noqa: S311 - no secret
            lot = chance.random()
            if text := _question(unit.text, passage, searcher, chance):
                drawn.append((lot, Cloze(text, passage, number)))
    return [question for _, question in sorted(drawn, key=lambda one: one[0])[:most]]


def _question(text: str, passage: Passage, searcher: Searcher, chance: random.Random) -> str:
    """The question that asks for the figure, the date or, without either, the sense of a sentence."""
    clauses = [clause for clause in _CLAUSE.split(normalise(text)) if clause.strip()]
    clause = next((clause for clause in clauses if _FIGURE.search(clause)), clauses[0] if clauses else "")
    english = passage.language == "en"
    if found := _FIGURE.search(_YEAR.sub("", clause)):
        asked = "how many" if english else "多少"
        clause = clause.replace(found.group(), f" {asked} ", 1)
    elif _YEAR.search(clause):
        asked = "which year" if english else "哪一年"
        clause = _YEAR.sub(f" {asked} ", clause, count=1)
    else:
        asked = "what" if english else "什么"
        clause = f"{asked} {clause}" if english else f"{clause} {asked}"
    words = set(searcher.tokenizer.cut(clause)).difference(searcher.tokenizer.cut(asked))
    dropped = {word for word in sorted(words) if chance.random() > _KEPT}
    if len(words - dropped) < _FEWEST_WORDS:
        return ""
    strange = {word for word in sorted(words - dropped) if chance.random() < _STRANGE}
    if strange == words - dropped:
        return ""
    pieces = [
        chance.choice(_STRANGE_WORDS[english]) if piece in strange else piece
        for piece in searcher.tokenizer.segments(clause)
        if piece not in dropped
    ]
    question = re.sub(r"\s+", " ", "".join(pieces)).strip()
    return f"{normalise(passage.title)} {question}" if chance.random() < _TITLED else question


def calibrate(searcher: Searcher, progress: Callable[[int, int], None] | None = None) -> Judgement:
    """Return the judgement for the documents of `searcher`; the general one where they are too few or too alike.

    `progress` is told (done, total) questions.
    """
    questions = cloze_questions(searcher)
    if len(questions) < _FEWEST_QUESTIONS:
        return GENERAL
    reader = Reader(searcher, GENERAL)
    examples: list[tuple[Evidence, bool]] = []
    near: list[float] = []
    far: list[float] = []
    for done, question in enumerate(questions, start=1):
        languages = frozenset({question.passage.language})
        shown = reader.read(question.text, languages)
        hidden = reader.read(question.text, languages, frozenset({question.passage.document_id}))
        for reading, right, cosines in ((shown, _quotes(shown, question), near), (hidden, False, far)):
            if reading.evidence is None or (not right and _repeats(reading, question)):
                continue
            cosines.append(reading.evidence.closeness)
            if not reading.against:
                examples.append((reading.evidence, right))
        if progress is not None:
            progress(done, len(questions))
    if not near or not far or np.median(near) <= np.median(far):
        return GENERAL  # the documents are too much alike to be told apart
    return fit(examples, float(np.median(far)), float(np.median(near)), GENERAL, _PRIOR)


def _quotes(reading: Reading, question: Cloze) -> bool:
    return any(quote.hit.passage.id == question.passage.id and question.unit in quote.units for quote in reading.quotes)


def _repeats(reading: Reading, question: Cloze) -> bool:
    """Whether another document says what the question was made from: to quote that one is no mistake."""
    told = normalise(question.passage.units[question.unit].text)
    return any(tells(normalise(quote.text), told) for quote in reading.quotes)


def fit(
    examples: Sequence[tuple[Evidence, bool]], far: float, near: float, prior: Judgement, strength: float
) -> Judgement:
    """Return the regression of greatest posterior probability.

    `examples` pair evidence with whether the quotation was right; `strength` is the prior's precision.
    """
    from scipy.optimize import minimize  # slow to import, and nobody who only asks needs it

    names = list(prior.weights)
    scaled = Judgement(prior.bias, prior.weights, far, near)
    rows = np.array([[scaled.features(evidence)[name] for name in names] for evidence, _ in examples])
    rows = np.hstack([np.ones((len(rows), 1)), rows])
    signs = np.array([1.0 if right else -1.0 for _, right in examples])
    start = np.array([prior.bias, *prior.weights.values()])

    def loss(weights: "np.typing.NDArray[np.float64]") -> float:
        return float(np.logaddexp(0, -signs * (rows @ weights)).sum() + strength / 2 * ((weights - start) ** 2).sum())

    found = minimize(loss, start, method="L-BFGS-B").x
    return Judgement(float(found[0]), dict(zip(names, map(float, found[1:]), strict=True)), far, near)

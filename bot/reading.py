"""Read one question against the documents: what is asked, what was found, what would be quoted, how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.contradiction import Contradiction, contradiction
from bot.judgement import Evidence, Judgement, weigh
from bot.language import detect_language
from bot.patterns import CHOICE, Kind
from bot.question import Question, as_asked, compares, dated, understand
from bot.selection import Quote, select
from bot.texts import say
from index.search import Hit, Searcher
from index.words import QueryWord

HITS = 8
_TELLING = 1.0  # from which weight on a word tells more than that the zone is meant
_OF_WHOLE = 1 / 3  # of the score of a hit for a part, what its score for the whole question counts


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a question with what was found for it.

    `confidence` is the probability, in [0, 1], that `quotes` answer the question; `evidence` is None where there
    is nothing to quote; `said` is the question, mended, as it was put; `assumed` tells that it names no subject and was
    taken to mean the zone.
    """

    question: Question
    words: Sequence[QueryWord]
    hits: Sequence[Hit]
    quotes: Sequence[Quote]
    evidence: Evidence | None
    against: Contradiction
    confidence: float
    said: str
    assumed: bool = False


class Reader:
    """Reads questions against one index; stateless, so threads may share it."""

    def __init__(self, searcher: Searcher, judgement: Judgement) -> None:
        self._searcher = searcher
        self._judgement = judgement

    def read(
        self,
        text: str,
        languages: frozenset[str] | None = None,
        hidden: frozenset[str] = frozenset(),
        original: Question | None = None,
        on: date | None = None,
        today: date | None = None,
    ) -> Reading:
        """Read `text`, asked `today`, against the pages in `languages`, all where None, as if `hidden` documents, and
        those that do not hold `on` a day, did not exist.

        Where `text` is a translation or completion of `original`, that one tells which kind of answer is wanted.
        """
        lexicon = self._searcher.lexicon
        question = understand(text)
        mended = self._searcher.spelling.mend(question.text)
        question = question if mended == question.text else understand(mended)
        said = question.text
        words = _with_choice(question, lexicon.words(question.text, question.frames))
        question, words = _without_asides(question, words)
        assumed = not any(map(_is_of_subject, words))
        if assumed:
            zone = say("zone", detect_language(question.text)) + " "
            moved = tuple((start + len(zone), end + len(zone)) for start, end in question.asides)
            question = replace(understand(zone + question.text), asides=moved)
        if original is not None:
            question = as_asked(question, original)
        question = dated(question, today or date.today(), original.outside_asides if original is not None else "")
        hits = self._searcher.search(question.text, HITS, languages, hidden, on)
        parts = [
            (part, own, hits if part is question else self._hits_of(part, hits, languages, hidden, on))
            for part, own in self._parts(question, words)
        ]
        chosen, quotes = select(question, parts, lexicon)
        if not quotes or not words:
            return Reading(question, words, hits, (), None, Contradiction(), 0.0, said, assumed)
        if compares(question) and len({(unit.hit.passage.id, unit.unit) for unit in chosen}) < len(question.parts):
            return Reading(question, words, hits, quotes, None, Contradiction(form=True), 0.0, said, assumed)
        evidence = weigh(words, hits, chosen, quotes, lexicon)
        against = contradiction(question, words, evidence, quotes, hits, lexicon)
        confidence = round(against.limit(self._judgement.probability(evidence)), 4)
        return Reading(question, words, hits, quotes, evidence, against, confidence, said, assumed)

    def _hits_of(
        self,
        part: Question,
        hits: Sequence[Hit],
        languages: frozenset[str] | None,
        hidden: frozenset[str],
        on: date | None,
    ) -> list[Hit]:
        """The hits for a part of a question, those first that are hits for the whole, which tells what it is about."""
        whole = {hit.passage.id: hit.score for hit in hits}
        own = self._searcher.search(part.text, HITS, languages, hidden, on)
        found = {
            hit.passage.id: replace(hit, score=hit.score - _OF_WHOLE * (hit.score - whole.get(hit.passage.id, 0.0)))
            for hit in own
        }
        return sorted(found.values(), key=lambda hit: -hit.score)

    def _parts(self, question: Question, words: Sequence[QueryWord]) -> list[tuple[Question, Sequence[QueryWord]]]:
        """The questions within a question with their words; one that names no subject has that of the one before."""
        if len(question.parts) == 1:
            return [(question, words)]
        lexicon = self._searcher.lexicon
        parts: list[tuple[Question, Sequence[QueryWord]]] = []
        subjects = ""
        zone = say("zone", detect_language(question.text))
        for text in question.parts:
            part = understand(text)
            own = lexicon.words(part.text, part.frames)
            if subjects and not any(word.known for word in own):
                part = understand(f"{subjects} {text}")
                own = lexicon.words(part.text, part.frames)
            elif parts and zone in parts[-1][0].text and zone not in text and not any(word.telling for word in own):
                part = understand(f"{zone} {text}")  # "founded when, and how big": the zone still
                own = lexicon.words(part.text, part.frames)
            subjects = " ".join(word.text for word in own if word.subject and word.known) or subjects
            if own:
                parts.append((part, own))
        return parts or [(question, words)]


def _without_asides(question: Question, words: tuple[QueryWord, ...]) -> tuple[Question, tuple[QueryWord, ...]]:
    """The question and its words without the strange ones of what askers only tell of themselves.

    Where nothing else is told, that is what they ask about: "I recycle batteries, do you take them?".
    """
    if not question.asides:
        return question, words
    outside = question.outside_asides
    of_zone = "开发区" in outside and question.kind not in (Kind.OPEN, Kind.YES_NO)
    if not of_zone and not any(word.known and word.weight >= _TELLING and word.text in outside for word in words):
        return replace(question, asides=()), words
    # A word that the question does not hold as it stands was put together from parts of it.
    kept = (word for word in words if word.text in outside or word.text not in question.text or _is_of_subject(word))
    return question, tuple(kept)


def _is_of_subject(word: QueryWord) -> bool:
    return word.known and word.subject


def _with_choice(question: Question, words: tuple[QueryWord, ...]) -> tuple[QueryWord, ...]:
    """The words with the two sides of "A or B" made one word: a passage need not hold both."""
    found = CHOICE.search(question.text)
    if found is None:
        return words
    left = next((word for word in reversed(words) if found["left"].endswith(word.text)), None)
    right = next((word for word in words if found["right"].startswith(word.text)), None)
    if left is None or right is None or left is right:
        return words
    either = replace(
        left,
        synonyms=(*left.synonyms, right.text, *right.synonyms),
        weight=min(left.weight, right.weight),
        known=left.known or right.known,
        name=left.name and right.name,
    )
    return tuple(either if word is left else word for word in words if word is not right)

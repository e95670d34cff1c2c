"""Read one question against the documents: what is asked, what was found, what would be quoted, how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.judgement import Contradiction, Evidence, Judgement, contradiction, weigh
from bot.language import detect_language
from bot.question import Question, understand
from bot.selection import Quote, select
from bot.texts import say
from index.search import Hit, Searcher
from index.words import QueryWord

HITS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a question with what was found for it.

    `confidence` is the probability, in [0, 1], that `quotes` answer the question; `evidence` is None where there
    is nothing to quote.
    """

    question: Question
    words: Sequence[QueryWord]
    hits: Sequence[Hit]
    quotes: Sequence[Quote]
    evidence: Evidence | None
    against: Contradiction
    confidence: float


class Reader:
    """Reads questions against one index; stateless, so threads may share it."""

    def __init__(self, searcher: Searcher, judgement: Judgement) -> None:
        self._searcher = searcher
        self._judgement = judgement

    def read(self, text: str, languages: frozenset[str] | None = None, hidden: frozenset[str] = frozenset()) -> Reading:
        """Read `text` against the pages in `languages`, all where None, as if `hidden` documents did not exist."""
        lexicon = self._searcher.lexicon
        question = understand(text)
        question = understand(self._searcher.spelling.mend(question.text))
        words = lexicon.words(question.text, question.frames)
        if not any(word.known and word.subject for word in words):
            # Who names no subject means the zone.
            question = understand(say("zone", detect_language(question.text)) + " " + question.text)
        hits = self._searcher.search(question.text, HITS, languages, hidden)
        parts = [(part, lexicon.words(part.text, part.frames)) for part in map(understand, question.parts)]
        parts = [part for part in parts if part[1]] if len(parts) > 1 else [(question, words)]
        chosen, quotes = select(question, parts, hits, lexicon)
        if not quotes or not words:
            return Reading(question, words, hits, (), None, Contradiction(), 0.0)
        evidence = weigh(words, hits, chosen, quotes, lexicon)
        against = contradiction(question, words, evidence, quotes)
        confidence = round(against.limit(self._judgement.probability(evidence)), 4)
        return Reading(question, words, hits, quotes, evidence, against, confidence)

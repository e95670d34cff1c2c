"""Compose what the reading of a question gives: the answer with its sources, or the refusal."""

from collections.abc import Callable
from datetime import date

from bot.answer import Answer, Outcome, Source
from bot.language import Language, in_script
from bot.reading import Reading
from bot.refusal import refusal_text
from bot.selection import opening
from bot.texts import say
from bot.verdict import verdict
from index.search import Hit, Searcher
from index.words import passage_text
from knowledge.passages import Passage

_NEARBY = 3
_RELATED = 0.15  # share of the question's words that makes a passage worth offering with a refusal


class Composer:
    """Composes answers from one searcher; stateless, so threads may share it. `today` gives the day of asking."""

    def __init__(self, searcher: Searcher, today: Callable[[], date]) -> None:
        self._searcher = searcher
        self._today = today

    def answer(self, reading: Reading, language: Language) -> Answer:
        """Give the quotations, after yes or no where they leave no doubt, with where they stand and what else there
        is."""
        said = verdict(reading.question, reading.words, reading.quotes, self._searcher.lexicon)
        lines = [] if said is None else [say("yes" if said else "no", language)]
        text = "\n".join([*lines, *(in_script(quote.text, language) for quote in reading.quotes)])
        quoted = {quote.hit.passage.id for quote in reading.quotes}
        return Answer(
            text=text,
            outcome=Outcome.ANSWERED,
            language=language,
            confidence=reading.confidence,
            interpreted_as=reading.question.text,
            sources=tuple(self._source(quote.hit, language, quote.text) for quote in reading.quotes),
            further=tuple(
                self._source(hit, language, opening(hit))
                for hit in self._related(reading, language)
                if hit.passage.id not in quoted
            ),
        )

    def _related(self, reading: Reading, language: Language) -> list[Hit]:
        """The hits in the reader's language that hold some of the question's words."""
        lexicon = self._searcher.lexicon
        return [
            hit
            for hit in reading.hits
            if hit.passage.language in language.page_languages
            and lexicon.coverage(reading.words, passage_text(hit.passage)) >= _RELATED
        ]

    def refusal(self, reading: Reading, language: Language) -> Answer:
        """Say plainly that the documents hold no answer, what they hold nearby, and who may know."""
        related = self._related(reading, language)
        topics = self._searcher.topics(language.page_languages, _NEARBY)
        return Answer(
            text=refusal_text(reading, related, topics, language),
            outcome=Outcome.REFUSED,
            language=language,
            confidence=reading.confidence,
            interpreted_as=reading.question.text,
            further=tuple(self._source(hit, language, opening(hit)) for hit in related),
        )

    def _source(self, hit: Hit, language: Language, quote: str) -> Source:
        outdated = not self._searcher.holds(hit.passage, self._today())
        return source_of(hit.passage, language, quote, outdated=outdated, score=hit.score)


def source_of(passage: Passage, language: Language, quote: str, *, outdated: bool, score: float = 0.0) -> Source:
    """Return a passage as the source of a `quote` for a reader of a language; `score` is the fused one in [0, 1]."""
    return Source(
        document=passage.document_id,
        title=in_script(passage.title, language),
        heading=in_script(passage.heading, language),
        page=passage.page,
        as_of=passage.as_of,
        text=in_script(passage.text, language),
        score=round(score, 4),
        language=passage.language,
        quote=in_script(quote, language),
        outdated=outdated,
        passage=passage.id,
        topic=passage.topic,
    )

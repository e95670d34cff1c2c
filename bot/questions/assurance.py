"""Judge whether two questions are the same so surely that the answer to one may be given to the other."""

from bot.measures import ASKED_MEASURES
from bot.questions.aspects import ASKED_ASPECTS
from bot.questions.sameness import Asked, Sameness
from index.search import Searcher
from index.words import QueryWord

# Of the pairs of a wording and one of its 12 nearest in the part `measure` of tests/benchmarks/paraphrases.jsonl, with
# multilingual-e5-small: all that are taken for the same from here on are so (97 of 100 from 0.7 on), and 43 of 100 that
# are the same are found (48): what is not found is looked up in the documents, what is wrongly found is believed.
THRESHOLD = 0.9
_MOST_LACKING = 0.5  # of the weight of the weightiest word there can be, that one question may have alone
_UNSURE = 0.01


class Assurance:
    """Compares questions as Sameness does, but a word that tells what is asked about must be in both.

    To count two questions as one is a small mistake, to give the answer to another question (of the canteen for the
    dormitory) a grave one. Stateless, so threads may share it.
    """

    def __init__(self, searcher: Searcher) -> None:
        self._sameness = Sameness(searcher)
        self._lexicon = searcher.lexicon

    def asked(self, text: str) -> Asked:
        """Read a question."""
        return self._sameness.asked(text)

    def same(self, one: Asked, other: Asked) -> float:
        """Return the probability, in [0, 1], that two questions ask the same."""
        probability = self._sameness.same(one, other)
        if max(self._lacking(one, other), self._lacking(other, one)) > _MOST_LACKING:
            return min(probability, _UNSURE)
        return probability

    def _lacking(self, one: Asked, other: Asked) -> float:
        """The weight of the weightiest word of a question that the other lacks, in [0, 1] of the greatest there is."""
        weights = (
            word.weight * (1 - self._lexicon.presence(word, other.chinese))
            for word in one.words
            if word.subject and not _tells(word, other)
        )
        return max(weights, default=0.0) / self._lexicon.heaviest


def _tells(word: QueryWord, other: Asked) -> bool:
    """Whether the other question tells the same in another way: its characters, its sound, or what it asks for."""
    if word.text.isascii():
        return word.text in other.sound
    if set(word.text) <= set(other.chinese):
        return True
    patterns = (
        *(pattern for aspect, pattern in ASKED_ASPECTS.items() if aspect in other.aspects),
        *(pattern for measure, pattern in ASKED_MEASURES.items() if measure in other.measures),
    )
    return any(pattern.search(word.text) for pattern in patterns)

"""Hits and a lexicon of a few passages, for tests of what speaks for and against a quotation."""

from index.lexical import LexicalIndex
from index.search import Hit
from index.thesaurus import Thesaurus
from index.tokens import Tokenizer
from index.words import Lexicon, passage_text
from knowledge.passages import Passage


def hit(one: Passage, score: float, asked: tuple[tuple[str, float], ...] = ()) -> Hit:
    """A hit with the same score in every respect."""
    return Hit(one, score, score, score, (score,), asked)


def lexicon(*passages: Passage, names: frozenset[str] = frozenset()) -> Lexicon:
    """The words of these passages, `names` being those of companies."""
    tokenizer = Tokenizer()
    return Lexicon(
        LexicalIndex.build([tokenizer.terms(passage_text(one)) for one in passages]), tokenizer, Thesaurus([]), names
    )

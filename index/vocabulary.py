"""Mine the documents' own words, which no general dictionary has, and what English calls their words."""

import logging
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.bilingual import Terms, dictionary, mine_terms
from index.gazetteer import NO_GAZETTEER, Gazetteer, mine_gazetteer
from index.tokens import Tokenizer

_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LEAST_USES = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the documents' language adds to the general dictionaries.

    `words` are to be kept whole by the tokenizer; `terms` are English terms with the documents' Chinese words for
    them; `english` English words that look like one of the documents' and are not; `gazetteer` tells places.
    """

    words: tuple[str, ...] = ()
    terms: Terms = field(default_factory=dict)
    english: tuple[str, ...] = ()
    gazetteer: Gazetteer = NO_GAZETTEER


NO_VOCABULARY = Vocabulary()


def mine_vocabulary(texts: Iterable[str], given: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of normalised `texts`; the words `given` (titles, aliases) are kept whole in any case.

    Kept whole are also the words of two to four characters that jieba's hidden Markov model cuts out of the texts
    at least twice and that its dictionary lacks: names, mostly.
    """
    texts = list(texts)
    words = _unusual_words(texts) | {word for word in given if word}
    tokenizer = Tokenizer(sorted(words))
    used = {word for text in texts for word in (*tokenizer.cut(text), *tokenizer.words(text))}
    entries = dictionary()
    terms, english = mine_terms(used, entries)
    return Vocabulary(tuple(sorted(words)), terms, english, mine_gazetteer(entries))


def _unusual_words(texts: Iterable[str]) -> set[str]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as private:
        tokenizer.tmp_dir = private  # jieba would read a cache from /tmp that anyone may have put there
        tokenizer.initialize()
    uses = Counter(word for text in texts for word in tokenizer.cut(text, HMM=True))
    return {
        word
        for word, count in uses.items()
        if count >= _LEAST_USES and _NAME.fullmatch(word) and not tokenizer.FREQ.get(word)
    }

"""Mine the documents' own words, which no general dictionary has, and what English calls their words."""

import logging
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.bilingual import Terms, dictionary, mine_terms, mine_verbs
from index.gazetteer import NO_GAZETTEER, Gazetteer, mine_gazetteer
from index.tokens import Tokenizer, stop_words

_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NO_NAME = stop_words() | frozenset("一二两三四五六七八九十百千万亿家户小老新旧好名股各某本该此同省市县区内外")
_LEAST_USES = 2
COMPANY_ENDINGS = frozenset({"集团", "公司", "有限公司"})
_NAME_OF = 2  # words of one character: 金 and 达
MOST_TRADES = 3  # words between a company's name and its ending: 骏捷新材料科技有限公司


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the documents' language adds to the general dictionaries.

    `words` are to be kept whole by the tokenizer; `terms` are English terms with the documents' Chinese words for
    them; `english` English words that look like one of the documents' and are not; `gazetteer` tells places, `verbs`
    the stems of English verbs.
    """

    words: tuple[str, ...] = ()
    terms: Terms = field(default_factory=dict)
    english: tuple[str, ...] = ()
    gazetteer: Gazetteer = NO_GAZETTEER
    verbs: frozenset[str] = frozenset()


NO_VOCABULARY = Vocabulary()


def mine_vocabulary(texts: Iterable[str], given: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of normalised `texts`; the words `given` (titles, aliases) are kept whole in any case.

    Kept whole are also the words of two to four characters that jieba's hidden Markov model cuts out of the texts
    at least twice and that its dictionary lacks: names, mostly. So are names of companies that it takes for two words
    of one character: 金达煤化工科技有限公司.
    """
    texts = list(texts)
    words = _unusual_words(texts) | {word for word in given if word}
    tokenizer = Tokenizer(sorted(words))
    used = {word for text in texts for word in (*tokenizer.cut(text), *tokenizer.words(text))}
    entries = dictionary()
    terms, english = mine_terms(used, entries)
    return Vocabulary(tuple(sorted(words)), terms, english, mine_gazetteer(entries), mine_verbs(entries))


def _unusual_words(texts: Iterable[str]) -> set[str]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as private:
        tokenizer.tmp_dir = private  # jieba would read a cache from /tmp that anyone may have put there
        tokenizer.initialize()
    cut = [list(tokenizer.cut(text, HMM=True)) for text in texts]
    uses = Counter(word for words in cut for word in words)
    unusual = {
        word
        for word, count in uses.items()
        if count >= _LEAST_USES and _NAME.fullmatch(word) and not tokenizer.FREQ.get(word)
    }
    return unusual.union(*map(_parted_names, cut))


def _parted_names(words: Sequence[str]) -> set[str]:
    """The names of companies that a text, cut into `words`, holds as two words of one character, before their trade."""
    names: set[str] = set()
    for end, word in enumerate(words):
        start = end
        if word in COMPANY_ENDINGS:
            while start and end - start < MOST_TRADES and _is_trade(words[start - 1]):
                start -= 1
        pair = words[max(start - 2, 0) : start]
        if start < end and len(pair) == _NAME_OF and all(map(_may_be_of_name, pair)):
            names.add("".join(pair))
    return names


def _may_be_of_name(word: str) -> bool:
    return len(word) == 1 and _HAN.fullmatch(word) is not None and word not in _NO_NAME


def _is_trade(word: str) -> bool:
    return len(word) > 1 and _HAN.fullmatch(word) is not None

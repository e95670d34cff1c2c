"""Mine the documents' own words, which no general dictionary has, with jieba's dictionary tools."""

import logging
import re
import tempfile
from collections import Counter
from collections.abc import Iterable

_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LEAST_USES = 2


def mine_vocabulary(texts: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    """Return words for the tokenizer to keep whole, sorted: those `given` and those found in normalised `texts`.

    Found are the words of two to four characters that jieba's hidden Markov model cuts out of the texts at least
    twice and that its dictionary lacks: names, mostly.
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as private:
        tokenizer.tmp_dir = private  # jieba would read a cache from /tmp that anyone may have put there
        tokenizer.initialize()
    uses = Counter(word for text in texts for word in tokenizer.cut(text, HMM=True))
    found = {
        word
        for word, count in uses.items()
        if count >= _LEAST_USES and _NAME.fullmatch(word) and not tokenizer.FREQ.get(word)
    }
    return tuple(sorted(found | {word for word in given if word}))

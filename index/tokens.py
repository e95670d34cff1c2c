"""Cut normalised text into the terms of the lexical index: words in search mode and character bigrams."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import rjieba

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN_RUN = re.compile(r"[a-z0-9]+(?:[.,&/-][a-z0-9]+)*%?")
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+(?:[.,][0-9]+)*%?", re.IGNORECASE)
_ENGLISH_ENDING = re.compile(r"(?:ies|ing|ed|es|s|e|y)$")
_MINED = "nz"  # part of speech given to the documents' own words: other proper noun

# Words that ask or join; they say nothing of the subject. Chinese first, then English.
STOP_WORDS = frozenset(
    [
        "的",
        "了",
        "是",
        "在",
        "有",
        "和",
        "与",
        "或",
        "及",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "嘛",
        "哦",
        "么",
        "啥",
        "就",
        "都",
        "也",
        "还",
        "又",
        "很",
        "把",
        "被",
        "给",
        "让",
        "对",
        "从",
        "到",
        "于",
        "以",
        "为",
        "之",
        "其",
        "而",
        "且",
        "请",
        "请问",
        "问",
        "想",
        "问下",
        "一下",
        "想问",
        "什么",
        "哪",
        "哪些",
        "哪个",
        "哪家",
        "哪里",
        "哪儿",
        "哪年",
        "哪几",
        "几",
        "多少",
        "多大",
        "多",
        "怎么",
        "怎样",
        "怎么样",
        "如何",
        "为什么",
        "是不是",
        "有没有",
        "能不能",
        "可以",
        "能",
        "会",
        "要",
        "我",
        "你",
        "您",
        "他",
        "它",
        "我们",
        "你们",
        "他们",
        "咱们",
        "这",
        "那",
        "这个",
        "那个",
        "这些",
        "那些",
        "里",
        "里面",
        "中",
        "上",
        "下",
        "个",
        "些",
        "等",
        "将",
        "并",
        "所",
        "由",
        "向",
        "则",
        "或者",
        "以及",
        "还有",
        "现在",
        "目前",
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "do",
        "does",
        "did",
        "how",
        "what",
        "which",
        "who",
        "whom",
        "when",
        "where",
        "why",
        "many",
        "much",
        "there",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "you",
        "your",
        "we",
        "our",
        "i",
        "me",
        "my",
        "can",
        "could",
        "would",
        "will",
        "shall",
        "should",
        "please",
        "tell",
        "about",
        "as",
        "have",
        "has",
        "had",
    ]
)


class Tokenizer:
    """jieba's search-mode segmentation (run by rjieba) plus character bigrams.

    `vocabulary` are the documents' own words (names, titles, aliases), which segmentation then keeps whole.
    """

    def __init__(self, vocabulary: Iterable[str] = ()) -> None:
        self._jieba = rjieba.Jieba()
        for word in vocabulary:
            self._jieba.add_word(word, self._jieba.suggest_freq(word), _MINED)

    def segments(self, text: str) -> list[str]:
        """Return all tokens of normalised `text`, stop words and punctuation too; joined they are `text`."""
        return list(self._jieba.cut(text, True))

    def cut(self, text: str) -> list[str]:
        """Return the content words of normalised `text` without overlap, English ones unstemmed."""
        return [word for word, _ in self.tagged(text)]

    def tagged(self, text: str, ignored: Sequence[tuple[int, int]] = ()) -> list[tuple[str, str]]:
        """Return the content words of normalised `text` with jieba's part-of-speech tags (`n`, `ns`, `v`, …).

        Words that lie within one of the `ignored` [start, end) spans are left out.
        """
        tagged = []
        start = 0
        for word, tag in self._jieba.tag(text, True):
            end = start + len(word)
            if not any(first <= start and end <= last for first, last in ignored):
                tagged += [(part, tag) for part in word.split("-") if _is_content(part)]
            start = end
        return tagged

    @staticmethod
    def is_ordinary(word: str) -> bool:
        """Whether jieba's own dictionary holds the word, whatever the documents' vocabulary adds to it."""
        return bool(rjieba.has_word(word))

    def in_dictionary(self, word: str) -> bool:
        """Whether jieba's dictionary, or the documents' own vocabulary, holds the word."""
        return bool(self._jieba.has_word(word))

    def words(self, text: str) -> list[str]:
        """Return the content words in search mode: long words are followed by the words inside them."""
        return [self.stem(word) for word in self._jieba.cut_for_search(text, True) if _is_content(word)]

    def terms(self, text: str) -> list[str]:
        """Return words and character bigrams of normalised `text`; bigrams never span punctuation."""
        terms = self.words(text)
        for run in _HAN_RUN.findall(text):
            terms += [run[n : n + 2] for n in range(len(run) - 1)]
        return terms

    @staticmethod
    def stem(word: str) -> str:
        """Drop the plainest English endings, so that `parks` finds `park` and `industries` `industry`."""
        if len(word) > 3 and word.isascii() and word.isalpha():
            return _ENGLISH_ENDING.sub("", word)
        return word

    @staticmethod
    @lru_cache(maxsize=4096)
    def stemmed(text: str) -> str:
        """Return the Latin words of `text`, stemmed and spaced, with a space at both ends."""
        words = (Tokenizer.stem(part) for run in _LATIN_RUN.findall(text) for part in re.split(r"[&/-]", run))
        return f" {' '.join(words)} "


def _is_content(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and word not in STOP_WORDS

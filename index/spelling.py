"""Mend misspelt query words from the words that the documents use."""

import re
from collections.abc import Callable, Iterable

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA

from index.glyphs import likeness
from index.tokens import Tokenizer, stop_words

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMERAL = re.compile("[一二两三四五六七八九十百千万亿]+")  # what sounds like one is none: 多少钱一公斤
_LATIN_WORD = re.compile(r"[a-z]{4,}")
_LEAST_LATIN = 5  # letters of a word that may have any slip in it; a shorter one may lack a letter or have two swapped
_MOST_SLIPS = 2
_TWO_SLIPS = 7  # letters from which a word with two slips is still that word
_VOWELS = re.compile("[aeiouy]")
# What no document needs to hold.
_ASKING = (
    "does many much what when where which every year years people company companies annually minimum maximum officially"
    " exactly currently already altogether distance price amount area total number percentage proportion capacity"
    " annual location address"
).split()
_LONGEST = 9  # characters of a word: 博士后科研工作站 is one
_MOST_TOKENS = 6  # that a misspelt word may have been taken for
_ALIKE = 0.8  # likeness from which a character may have been mistaken for another
# One chemical element is never another's misprint: lead is not aluminium.
_ELEMENTS = frozenset(
    "氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩钾钙钪钛钒铬锰铁钴镍铜锌镓锗砷硒溴氪铷锶钇锆铌钼锝钌铑钯银镉铟锡锑碲碘氙铯钡镧铈铪钽钨铼锇铱铂金汞铊铅铋镭铀钚"
)
# What is told by its place, not by what the documents hold: 多少顿, 几度店, 第机, "were does it".
_BY_PLACE = (
    (re.compile(r"\bwere(?= (?:do|does|did|is|can)\b)"), "where"),
    (re.compile(r"\bwen(?= (?:do|does|did|is|was|were|will|can)\b)"), "when"),
    (re.compile(r"\b(?:hwo|hw)(?= (?:many|much|big|large|long|far)\b)"), "how"),
    (re.compile(r"\b(?:wat|waht|wht)\b"), "what"),
    (re.compile(r"(?<=[少几万亿千百\d])顿(?!饭)"), "吨"),
    (re.compile(r"(?<=[少几万亿千百\d]度)店"), "电"),
    (re.compile(r"(?<=[少几\d])目(?=[地,。?]|$)"), "亩"),
    (re.compile(r"(?<=第)[机鸡己](?=[名位,。?]|$)"), "几"),
)
_CERTAIN = 4  # from so many characters on, a shared sound is no coincidence even between real words


class Spelling:
    """The documents' words by sound, and their Latin words by letters.

    `words` are those of the documents, `known` tells which words need no mending.
    """

    def __init__(self, words: Iterable[str], known: Callable[[str], bool], tokenizer: Tokenizer) -> None:
        self._own = frozenset(words)
        self._known = known
        self._tokenizer = tokenizer
        self._by_sound: dict[tuple[str, ...], str] = {}
        self._by_rest: dict[tuple[str, str], list[str]] = {}
        self._latin: dict[str, list[str]] = {}
        self._beheaded: dict[str, str] = {}  # by all their letters but the first
        for word in sorted(self._own):
            if _HAN.fullmatch(word) and 2 <= len(word) <= _LONGEST and not _NUMERAL.fullmatch(word):
                self._by_sound.setdefault(_sound(word), word)
                for place in range(len(word)):
                    self._by_rest.setdefault(_rest(word, place), []).append(word)
            elif _LATIN_WORD.fullmatch(word) and len(word) >= _LEAST_LATIN:
                self._latin.setdefault(word[0], []).append(word)
                if len(word) > _TWO_SLIPS:  # "team" is not "steam"
                    self._beheaded.setdefault(word[1:], word)

    def mend(self, text: str) -> str:
        """Return normalised `text` with misspelt words replaced, the longest first from the left.

        A run of Chinese tokens becomes the document word of the same sound (tones, zh/z, ch/c, sh/s and ng/n
        apart), or the one that looks alike, if one of them is no word by itself, or if they are four characters or
        more; an English word becomes the one that begins alike and that it may be a slip of.
        """
        for slip, meant in _BY_PLACE:
            text = slip.sub(meant, text)
        for guess in (False, True):  # a misspelt word may have been taken for characters, or for one
            text = self._mend_chinese(self._tokenizer.segments(text, guess=guess))
        return _LATIN_WORD.sub(lambda word: self._mend_latin(word.group()), text)

    def _mend_chinese(self, tokens: list[str]) -> str:
        mended = []
        start = 0
        while start < len(tokens):
            taken, replacement = self._longest_at(tokens, start)
            mended.append(replacement)
            start += taken
        return "".join(mended)

    def _longest_at(self, tokens: list[str], start: int) -> tuple[int, str]:
        """Return (tokens consumed, text to put there)."""
        for end in range(min(len(tokens), start + _MOST_TOKENS), start, -1):
            span = tokens[start:end]
            joined = "".join(span)
            if not 2 <= len(joined) <= _LONGEST or not _HAN.fullmatch(joined):
                continue
            if any(token in stop_words() for token in span):
                continue
            if joined in self._own or (len(joined) < _CERTAIN and self._known(joined)):
                return len(span), joined
            doubtful = len(joined) >= _CERTAIN or any(len(token) == 1 or not self._known(token) for token in span)
            found = self._sounding_like(joined) or self._by_shape(joined) if doubtful else None
            if found is not None:
                return len(span), found
            if self._known(joined):
                return len(span), joined
        return 1, tokens[start]

    def _sounding_like(self, span: str) -> str | None:
        """The document word of the same sound, unless it takes one element for another: magnesium is not coal."""
        found = self._by_sound.get(_sound(span))
        if found is None or any(
            typed != meant and typed in _ELEMENTS for typed, meant in zip(span, found, strict=True)
        ):
            return None
        return found

    def _by_shape(self, span: str) -> str | None:
        """The document word that `span` is but for one character that looks much like the right one."""
        found = [
            (likeness(span[place], word[place]), word)
            for place in range(len(span))
            for word in self._by_rest.get(_rest(span, place), ())
            if span[place] not in _ELEMENTS
        ]
        likest = max(found, default=(0.0, None))
        return likest[1] if likest[0] >= _ALIKE else None

    def _mend_latin(self, word: str) -> str:
        if self._known(word) or word in _ASKING or word in stop_words():
            return word
        if whole := self._beheaded.get(word):
            return whole
        own = [
            other
            for other in self._latin.get(word[0], ())
            if len(word) >= _LEAST_LATIN or len(other) > len(word) or sorted(other) == sorted(word)
        ]
        near = [other for other in (*own, *_ASKING) if word[0] == other[0] and misspells(word, other)]
        # A letter typed twice, or once for twice, is the plainest slip; a lost letter is commoner than a wrong one.
        # One slip is likelier than two.
        return min(
            near, key=lambda other: (OSA.distance(word, other), not _doubled(word, other), -len(other)), default=word
        )


def _doubled(word: str, other: str) -> bool:
    """Whether `word` is `other` with one letter typed twice, or once where it stands twice."""
    shorter, longer = sorted((word, other), key=len)
    twice = (at for at in range(1, len(longer)) if longer[at] == longer[at - 1])
    return any(longer[:at] + longer[at + 1 :] == shorter for at in twice)


def _rest(word: str, place: int) -> tuple[str, str]:
    """What stands before and after the character at `place`."""
    return word[:place], word[place + 1 :]


def _sound(word: str) -> tuple[str, ...]:
    """The syllables without tones and without the distinctions that many speakers do not make."""
    syllables = (lazy_pinyin(character)[0] for character in word)
    return tuple(re.sub(r"^([zcs])h", r"\1", re.sub(r"ng$", "n", syllable)) for syllable in syllables)


def misspells(word: str, other: str) -> bool:
    """Return whether `word` may be `other` misspelt: with one letter added, dropped, exchanged or swapped with its
    neighbour, or, where both are long, with two such slips that leave its consonants, in whatever order."""
    slips = OSA.distance(word, other, score_cutoff=_MOST_SLIPS)
    if slips == _MOST_SLIPS:
        return min(len(word), len(other)) >= _TWO_SLIPS and _consonants(word) == _consonants(other)
    return slips == 1


def _consonants(word: str) -> list[str]:
    return sorted(_VOWELS.sub("", word))

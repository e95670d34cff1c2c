"""Find sentences of other documents that tell the same fact with another figure."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.folding import fold
from knowledge.passages import Passage, Unit, UnitKind
from knowledge.quantities import Quantity, contradict, find_quantities

_SUBJECT = 10  # characters of context that tell what a figure is of; a shorter clause takes in what stands before it
_REACH = 5  # characters next to a figure in which its label stands: 投资, 产值, 面积
_ENOUGH = 0.5  # of the weight of either context, found in the other sentence
_NEARLY_ALL = 0.78  # of the weight of one of the two
_SURE = 0.85  # of both: English, whose words are few, and figures of different magnitude
_MAGNITUDE = 20  # times; beyond that two figures are hardly of the same thing
_CROWD = 100  # figures that share a bigram; a more frequent one tells nothing of the subject
_RAREST = 6  # bigrams by which figures are looked up
_SHORT_NAME = 4  # characters; shorter names are parts of too many others
_LONGEST = 1000  # characters of a sentence that are read

_CLAUSE = re.compile(r"[，,；;、。：:（）()|\n!?！？]")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]{2,}")
_EMPTY = frozenset("的为是有在了已将及与和约共达可其个中年月日等各并") | frozenset(
    "the of and in is are at to by with for has have as an it its this that".split()
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=年|\b)|(?:十[一二三四五])五")
_PERIOD = re.compile(
    r"前[一二三1-3]季度|[一二三四1-4]季度|[上下]半年|全年|(?<![0-9])[0-9]{1,2}月"
    r"|(?<![0-9一二三四五六七八九十])[0-9一二三四五六七八九十]+月份?|年底|年末"
    r"|first half|second half|first three quarters"
)
_RATE = re.compile(
    r"小时|每天|每日|日均|日处理|日产|每月|月均|月产|每年|年均|年产|年处理|/h|/d|/a|per (?:hour|day|month|year)"
)
_RATES = {"小": "h", "/h": "h", "天": "d", "日": "d", "/d": "d", "月": "m", "年": "a", "/a": "a"}
_APART = tuple(  # of each line a pair of sentences may name one only
    frozenset(words.split())
    for words in (
        "一期 二期 三期 四期",
        "国家级 省级 市级",
        "累计 新增",
        "已建成 在建 规划 拟建",
        "增长 下降",
        "全省 全市 全国 开发区",
        "以上 以下",
        "最高 最低",
    )
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A unit with the unit of another passage that contradicts it, and about where in each the figure stands."""

    unit: Unit
    place: int
    other: Passage
    other_unit: Unit
    other_place: int


@dataclass(frozen=True, slots=True)
class _Figure:
    """A quantity of a unit with all that tells what it is of.

    `label` and `sentence` are bigrams; `sentence` those of the whole unit and of what it stands under. `context` is
    the text around the figure, without figures.
    """

    passage: Passage
    unit: Unit
    quantity: Quantity
    label: frozenset[str]
    context: str
    sentence: frozenset[str]
    text: str
    names: tuple[str, ...]
    years: frozenset[str]
    periods: frozenset[str]
    rate: str | None
    apart: frozenset[str]
    beside: tuple[Quantity, ...]


class KnownFigures:
    """The figures in passages, looked up by what they are of.

    Built once in time linear in the passages; a lookup costs in proportion to the passage alone.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._figures: list[_Figure] = []
        self._places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._frequency: dict[str, int] = defaultdict(int)
        for passage in passages:
            for figure in _figures(passage):
                by_bigram = self._places[figure.quantity.unit]
                for bigram in figure.sentence:
                    by_bigram[bigram].append(len(self._figures))
                for term in {term for run in _RUN.findall(figure.context) for term in _terms(run)}:
                    self._frequency[term] += 1
                self._figures.append(figure)

    def contradicting(self, passage: Passage, apart_from: frozenset[str]) -> Iterator[Contradiction]:
        """Yield a contradiction for every unit of `passage` that has one, the nearest where there are several.

        Nothing is compared with the documents in `apart_from`.
        """
        told: set[int] = set()
        for figure in _figures(passage):
            if id(figure.unit) in told:
                continue
            other = self._likest(figure, apart_from)
            if other is not None:
                told.add(id(figure.unit))
                yield Contradiction(figure.unit, figure.quantity.start, other.passage, other.unit, other.quantity.start)

    def _likest(self, figure: _Figure, apart_from: frozenset[str]) -> _Figure | None:
        """The figure whose context is nearest, None where none is near or the nearest says the same."""
        best: tuple[float, _Figure] | None = None
        for place in self._candidates(figure):
            other = self._figures[place]
            if other.passage.document_id in apart_from or not _comparable(figure, other):
                continue
            doubtful = figure.passage.language == "en" or _far_apart(figure.quantity, other.quantity)
            enough = _SURE if doubtful else _ENOUGH
            here = self._covered(figure, other)
            there = self._covered(other, figure) if here >= enough else 0.0
            if there < enough or max(here, there) < _NEARLY_ALL:
                continue
            if best is None or here + there > best[0]:
                best = here + there, other
        return best[1] if best is not None and _other_figure(figure, best[1]) else None

    def _candidates(self, figure: _Figure) -> list[int]:
        """Places of figures of the same unit that share one of the rarest bigrams of the context."""
        by_bigram = self._places.get(figure.quantity.unit, {})
        shared = sorted((len(by_bigram[pair]), pair) for pair in _bigrams(figure.context) if pair in by_bigram)
        found: set[int] = set()
        for crowd, pair in shared[:_RAREST]:
            if crowd <= _CROWD:
                found.update(by_bigram[pair])
        return sorted(found)

    def _covered(self, one: _Figure, other: _Figure) -> float:
        """The share of the context of `one`, from 0 to 1, that stands in the sentence of `other`.

        A character counts as standing there if it does so together with a neighbour, and weighs the more the fewer
        sentences have it: the name of a company more than that of the zone.
        """
        there = other.sentence | _same_names(one, other)
        total = found = 0.0
        for run in _RUN.findall(one.context):
            if run.isascii():
                weight = 2 * self._weight(run) * (run not in _EMPTY)
                total += weight
                found += weight * (run in there)
                continue
            for place, character in enumerate(run):
                if character in _EMPTY:
                    continue
                weight = self._weight(character)
                total += weight
                found += weight * (run[max(0, place - 1) : place + 1] in there or run[place : place + 2] in there)
        return found / total if total else 0.0

    def _weight(self, term: str) -> float:
        return math.log(1 + (1 + len(self._figures)) / (1 + self._frequency.get(term, 0)))


def _far_apart(one: Quantity, other: Quantity) -> bool:
    smaller, larger = sorted((one.value, other.value))
    return larger > smaller * _MAGNITUDE


def _comparable(one: _Figure, other: _Figure) -> bool:
    """Whether the two may be of the same thing, time and rate, as far as their words tell."""
    if not one.label & other.label:
        return False
    for ours, theirs in ((one.years, other.years), (one.periods, other.periods)):
        if ours and theirs and ours != theirs:
            return False
    if one.rate is not None and other.rate is not None and one.rate != other.rate:
        return False
    both = one.apart | other.apart
    return not any(len(both & words) > 1 and one.apart & words != other.apart & words for words in _APART)


def _same_names(one: _Figure, other: _Figure) -> frozenset[str]:
    """The bigrams of those names in `one` for which `other` has a shorter one: 鹏湾氢港氢能产业园 and 氢能产业园."""
    short = [name for name in one.names if len(name) >= _SHORT_NAME and name in other.text]
    long = [name for name in one.names if name in one.context and any(part in name for part in short)]
    return _bigrams("，".join(long))


def _other_figure(one: _Figure, other: _Figure) -> bool:
    """Whether neither sentence gives the figure of the other."""
    return all(contradict(one.quantity, beside) for beside in other.beside if beside.unit == one.quantity.unit) and all(
        contradict(other.quantity, beside) for beside in one.beside if beside.unit == other.quantity.unit
    )


def _figures(passage: Passage) -> Iterator[_Figure]:
    """The figures of a passage's units, each with its context."""
    head = ""
    above = "，".join(fold(text) for text in (passage.title, *passage.heading_path))
    names = tuple(fold(name) for name in (passage.title, *passage.aliases))
    for unit in passage.units:
        text = fold(unit.text[:_LONGEST])
        if unit.kind in (UnitKind.LEAD, UnitKind.HEADER):
            head = text
        quantities = find_quantities(text)
        if not quantities:
            continue
        before = f"{above}，{head}" if unit.kind in (UnitKind.ITEM, UnitKind.ROW) else above
        masked = _mask(text, quantities)
        sentence = _bigrams(f"{before}，{masked}")
        years = frozenset(_YEAR.findall(text))
        periods = frozenset(_PERIOD.findall(text))
        apart = frozenset(word for words in _APART for word in words if word in text)
        for quantity in quantities:
            yield _Figure(
                passage,
                unit,
                quantity,
                label=_label(masked, quantity),
                context=_context(masked, quantity, before),
                sentence=sentence,
                text=text,
                names=names,
                years=years,
                periods=periods,
                rate=_rate(text, quantity),
                apart=apart,
                beside=tuple(quantities),
            )


def _mask(text: str, quantities: list[Quantity]) -> str:
    """`text` with a blank for every character of a figure, so that places stay what they are."""
    masked = list(text)
    for quantity in quantities:
        masked[quantity.start : quantity.end] = " " * (quantity.end - quantity.start)
    return "".join(masked)


def _clause(text: str, quantity: Quantity) -> tuple[int, int]:
    """Where the clause around a figure begins and ends."""
    start = max((found.end() for found in _CLAUSE.finditer(text, 0, quantity.start)), default=0)
    after = _CLAUSE.search(text, quantity.end)
    return start, after.start() if after else len(text)


def _label(masked: str, quantity: Quantity) -> frozenset[str]:
    start, end = _clause(masked, quantity)
    near = masked[max(start, quantity.start - _REACH) : quantity.start]
    return _bigrams(near) or _bigrams(masked[quantity.end : min(end, quantity.end + _REACH)])


def _context(masked: str, quantity: Quantity, before: str) -> str:
    """The clause of a figure; where it is short, also how its sentence begins, or what that stands under."""
    start, end = _clause(masked, quantity)
    context = masked[start:end]
    if _letters(context) < _SUBJECT and _letters(masked[:start]):
        context = f"{_beginning(masked[:start])}，{context}"
    earlier = [part for part in _CLAUSE.split(before) if part.strip()]
    while earlier and _letters(context) < _SUBJECT:
        context = f"{earlier.pop()}，{context}"
    return context


def _letters(text: str) -> int:
    return sum(map(len, _RUN.findall(text)))


def _beginning(text: str) -> str:
    """The first words of a sentence, in which Chinese names its subject."""
    first = next(_RUN.finditer(text), None)
    return text[first.start() : first.start() + _SUBJECT] if first else ""


def _rate(text: str, quantity: Quantity) -> str | None:
    """Per what time a figure counts: `h`, `d`, `m`, `a`, None where its clause does not tell."""
    start, end = _clause(text, quantity)
    found = _RATE.search(text, start, end)
    if found is None:
        return None
    return next((rate for sign, rate in _RATES.items() if sign in found.group()), found.group())


def _terms(run: str) -> Iterable[str]:
    return (run,) if run.isascii() else run


def _bigrams(text: str) -> frozenset[str]:
    """Pairs of Han characters and whole Latin words."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run.isascii():
            found.add(run)
        else:
            found.update(run[place : place + 2] for place in range(len(run) - 1))
    return frozenset(found)

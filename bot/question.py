"""Understand a question: which kind of answer it wants, in which unit, about which years, in which parts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.cantonese import written
from bot.measures import ASKED_MEASURES, EXCLUSIVE, GIVEN_MEASURES, Measure
from bot.patterns import (
    AS_OF,
    ASKED_KIND,
    ASKED_PLACE_KIND,
    ASKED_THING,
    ASKS_ANYTHING,
    ASKS_CALENDAR,
    ASKS_COMPANIES,
    ASKS_COUNT,
    ASKS_DATE,
    ASKS_DONE,
    ASKS_LIST,
    ASKS_NAME,
    ASKS_PART,
    ASKS_PLACE,
    ASKS_SO_MANY,
    ASKS_TWO,
    ASKS_WORDING,
    ASKS_YEARS,
    ASKS_YES_NO,
    CHOICE,
    CLAIMED_FIGURE,
    COMPARES,
    COUNTED,
    COUNTED_PART,
    COUNTED_THING,
    DOUBTS,
    FEWER_THAN,
    FRAME,
    GIVEN_COUNT,
    GIVEN_DATE,
    GIVEN_FIGURE,
    GIVEN_NAME,
    GIVEN_PLACE,
    GIVEN_SOON,
    GIVEN_YEARS,
    MEANS_TO_DO,
    MORE_THAN,
    OF_ONESELF,
    ONCE_DONE,
    ORDERS,
    PART_BREAK,
    PURPOSE,
    RANK_WORDING,
    RELATIVE_YEARS,
    REMARK,
    REQUEST,
    RHETORICAL,
    SHORT_YEAR,
    YEAR,
    ZONE_ITSELF,
    Kind,
)
from bot.scope import COMPARED_WITH_OTHERS, LEVELS, MUST_BE_TOLD, OF_OTHER_LEVEL, OTHERS
from index.normalise import normalise

_OTHER_COUNT = 0.7  # a figure, but hardly of what was asked to be counted
_SHORTEST_PART = 2
_MOST_COUNTED = 4  # characters after "how many" that tell of what
_ENUMERATED = re.compile(r"、|和|以及|还能|还有|[a-z)], |[a-z)] and ")
# From the last word that opens a list, so that no stretch of text is tried twice.
_LISTS = re.compile(r"(?:是|为|有|包括|分别|:|are|include)(?:(?!包括|分别|are|include)[^,。是为有:])*(?:、| and )")
_ITEMS_OF_A_LIST = 2
_NUMBERS = {numeral: number for number, numeral in enumerate("三四五六七八九十", start=3)}
_OF_ZONE = re.compile(r"开发区(?!来)")
_CLAUSE = re.compile(r"[^,;:。?!\n]+[?!]*")
_CLAUSE_BREAK = re.compile(r"[,;。?!\n]+")
# "A and B, how much each": two questions with one interrogative.
_BOTH_ASKED = re.compile(
    r"(?P<a>[^、]{1,40}?)(?:和|跟|与|及|同)(?P<b>[^、]{2,20}?)(?:各自?|分别)(?P<asked>[^、]{0,3}(?:多少|几)[^、]{0,6})"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A normalised question and what it asks for.

    `frames` are the [start, end) spans, in order, of its interrogative words and of the figures that a yes-no
    question claims, which name no subject; `parts` the questions within it (one, usually). `done` tells that it
    asks for what is there already, `orders` that it is an order to the program rather than a question, `elsewhere`
    that it is about other zones, `must_tell` of what a document has to speak to answer it; `levels` are those of
    zones that it asks about, `asked_kind` is the noun after its interrogative, `asides` the spans of what askers
    only tell of themselves, whose strange words are not what is asked about. What it counts or lists begins
    `counted_from` and ends `counted_to`, each empty where that is not told.
    """

    text: str
    frames: tuple[tuple[int, int], ...]
    kind: Kind
    measures: tuple[Measure, ...]
    years: tuple[str, ...]
    parts: tuple[str, ...]
    done: bool = False
    orders: bool = False
    elsewhere: bool = False
    must_tell: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    asked_kind: str = ""
    asides: tuple[tuple[int, int], ...] = ()
    counted_from: str = ""
    counted_to: str = ""

    @property
    def outside_asides(self) -> str:
        """The text with spaces for what askers tell of themselves."""
        return _blanked(self.text, self.asides)

    @property
    def subject_text(self) -> str:
        """The text with spaces for what only frames the question and what askers tell of themselves."""
        return _blanked(self.text, merged((*self.frames, *self.asides)))


def understand(text: str) -> Question:
    """Analyse a question; `text` is normalised first, "you" becomes the zone and `24年` the year 2024."""
    text = written(normalise(SHORT_YEAR.sub(r"20\1年", unicodedata.normalize("NFKC", text))))
    text = RANK_WORDING.sub("排名第几", ZONE_ITSELF.sub("开发区", text))
    measures = tuple(measure for measure, pattern in ASKED_MEASURES.items() if pattern.search(text))
    measures = next(((measure,) for measure in EXCLUSIVE if measure in measures), measures)
    parts = _parts(text)
    if Measure.RANK in measures and len(parts) == 1:
        measures = (Measure.RANK,)  # whatever it is that something is ranked by
    kind = _kind(text, measures)
    counted_from, counted_to = _counted(text)
    asides = _asides(text)
    outside = _blanked(text, asides)
    claims = (CLAIMED_FIGURE, YEAR, MORE_THAN, FEWER_THAN) if kind is Kind.YES_NO else ()
    return Question(
        text=text,
        frames=merged(found.span() for pattern in (FRAME, *claims) for found in pattern.finditer(text)),
        kind=kind,
        measures=measures,
        years=tuple(dict.fromkeys(YEAR.findall(text))),
        parts=parts,
        done=ASKS_DONE.search(text) is not None and ONCE_DONE.search(text) is None,
        orders=ORDERS.search(text) is not None,
        elsewhere=OTHERS.search(outside) is not None and COMPARED_WITH_OTHERS.search(text) is None,
        must_tell=frozenset(topic for topic, naming in MUST_BE_TOLD.items() if naming.search(outside)),
        levels=frozenset(_asked_levels(text)),
        asked_kind=_asked_kind(text, counted_to),
        asides=asides,
        counted_from=counted_from,
        counted_to=counted_to,
    )


def dated(question: Question, today: date, asked: str = "") -> Question:
    """Return `question` with the year that it, or the text `asked` that it stands for, tells from `today` on, where it
    asks for a figure, or for the same of another year, and names no year."""
    text = f"{asked} {question.outside_asides}"
    for_figure = question.kind is Kind.QUANTITY or question.measures or "同期" in text
    if question.years or not for_figure:
        return question
    return replace(
        question, years=tuple(str(today.year + later) for naming, later in RELATIVE_YEARS if naming.search(text))
    )


def as_asked(question: Question, original: Question) -> Question:
    """Return `question`, a translation or completion of `original`, wanting the kind of answer that this one wants."""
    question = replace(
        question,
        done=original.done,
        orders=original.orders,
        elsewhere=original.elsewhere or question.elsewhere,
        must_tell=original.must_tell | question.must_tell,
        levels=original.levels | question.levels,
        asked_kind=original.asked_kind,
    )
    if original.kind is Kind.OPEN and not original.measures:
        return question
    parts = question.parts if len(original.parts) > 1 else (question.text,)
    return replace(question, kind=original.kind, measures=original.measures, parts=parts)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces for what stands in `spans`, which are in order and apart."""
    pieces: list[str] = []
    reached = 0
    for start, end in spans:
        pieces += (text[reached:start], " " * (end - start))
        reached = end
    return "".join((*pieces, text[reached:]))


def merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return [start, end) spans in order, those that overlap made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def _kind(text: str, measures: tuple[Measure, ...]) -> Kind:
    kinds = (
        (ASKS_DATE, Kind.DATE),
        (ASKS_PLACE, Kind.PLACE),
        (ASKS_LIST, Kind.LIST),
        (ASKS_NAME, Kind.NAME),
        (ASKS_COUNT, Kind.QUANTITY),
        (ASKS_YES_NO, Kind.YES_NO),
    )
    if ASKS_WORDING.search(text):
        return Kind.OPEN
    found = next((kind for pattern, kind in kinds if pattern.search(text)), None)
    return found or (Kind.QUANTITY if measures else Kind.OPEN)


def _counted(text: str) -> tuple[str, str]:
    """What a question counts or lists: what follows its interrogative begins so, what stands before it ends so."""
    plain = text.replace('"', "")
    after, before = ASKED_THING.search(plain), COUNTED_THING.search(plain)
    begins = after["thing"] if after else None
    ends = before["thing"] if before else after["thing_en"] if after else None
    return begins or "", ends or ""


def _asked_kind(text: str, counted: str) -> str:
    """The noun after the interrogative, empty where there is none: in English the last word of what is `counted`."""
    if part := COUNTED_PART.search(text):
        return part["part"]
    if counted.isascii() and counted:
        return counted.split()[-1]
    found = ASKED_KIND.search(text)
    return next(filter(None, found.groups()), "") if found else ""


def _parts(text: str) -> tuple[str, ...]:
    """The questions within a question, the whole where it has no parts.

    A comparison asks for each side. Else only what asks is a part; what does not belongs to the part after it, or
    to the last.
    """
    for pattern in COMPARES:
        if found := pattern.search(text):
            what = found["what"].strip()
            asked = "多少" if pattern is COMPARES[0] else "how much"
            return tuple(f"{found[side].strip()} {what} {asked}" for side in ("a", "b"))
    parts: list[str] = []
    waiting: list[str] = []
    pieces = [piece for piece in _pieces(text) if piece.strip()]
    for number, piece in enumerate(pieces):
        if len(piece.strip()) < _SHORTEST_PART and not (waiting and _asks(piece)):
            continue
        waiting.append(piece.strip())
        goes_on = bool(parts) and number == len(pieces) - 1 and piece.rstrip("?!。 ").endswith("呢")
        if _asks(piece) or goes_on:
            parts.append(" ".join(waiting))
            waiting = []
    return tuple(parts) if len(parts) > 1 else (text,)


def _asides(text: str) -> tuple[tuple[int, int], ...]:
    """The clauses, [start, end), in which askers tell of themselves or go on after having asked."""
    clauses = [(found.start(), found.group()) for found in _CLAUSE.finditer(text)]
    asking = [
        bool(_asks(clause) or ASKS_YES_NO.search(clause)) and not (number and DOUBTS.match(clause))
        for number, (_, clause) in enumerate(clauses)
    ]
    if not any(asking):
        return ()
    first, last = asking.index(True), len(asking) - 1 - asking[::-1].index(True)
    asides: list[tuple[int, int]] = []
    of_oneself = False  # also of a clause after one that is, whose subject is left out
    for number, (start, clause) in enumerate(clauses):
        own = of_oneself or OF_ONESELF.match(clause.lstrip()) is not None
        asked_next = number + 1 < len(clauses) and REQUEST.match(clauses[number + 1][1].lstrip())
        own = own or (bool(asked_next) and PURPOSE.match(clause.lstrip()) is not None)
        of_oneself = own and not asking[number] and not (_OF_ZONE.search(clause) or MEANS_TO_DO.search(clause))
        told = (of_oneself and number < last) or (number > first and _adds_nothing(clause))
        if told and not asking[number]:
            asides.append((start, start + len(clause)))
    return tuple(asides)


def _adds_nothing(clause: str) -> bool:
    """Whether a clause after the question only says what the asker thinks of it."""
    return bool(RHETORICAL.search(clause) or REMARK.match(clause))


def _pieces(text: str) -> list[str]:
    """What a text falls into at its punctuation and conjunctions, each with the interrogative that it shares."""
    pieces: list[str] = []
    for clause in _CLAUSE_BREAK.split(text):
        if both := _BOTH_ASKED.fullmatch(clause.strip()):
            # "The capacity of A and B" is that of A too.
            shared = both["b"][both["b"].find("的") :] if "的" in both["b"] and "的" not in both["a"] else ""
            pieces += [both["a"] + shared + both["asked"], both["b"] + both["asked"]]
        else:
            pieces += PART_BREAK.split(clause)
    return pieces


def counts(question: Question) -> bool:
    """Whether the question asks in so many words how many of something there are."""
    named = bool(question.counted_from or question.counted_to)
    return named or any(asked.search(question.text) for asked, _ in COUNTED)


def levels(text: str) -> set[str]:
    """The levels of zones that a normalised text names."""
    return {level for level, naming in LEVELS.items() if naming.search(text)}


def _asked_levels(text: str) -> set[str]:
    """The levels of zones that a normalised question asks about: those of its last clause, none where it names a
    project or company."""
    last = text.rstrip("?!。 ").rsplit(",", 1)[-1]
    return set() if OF_OTHER_LEVEL.search(text) else levels(last)


def compares(question: Question) -> bool:
    """Whether the question sets two things side by side."""
    return any(pattern.search(question.text) for pattern in COMPARES)


def _asks(text: str) -> bool:
    askers = (ASKS_DATE, ASKS_LIST, ASKS_PLACE, ASKS_NAME, ASKS_COUNT, ASKS_ANYTHING, *ASKED_MEASURES.values())
    return any(pattern.search(text) for pattern in askers)


def gives(question: Question, text: str, *, listed: bool = False, named: bool = False, placed: bool = False) -> float:
    """Return how far normalised `text` has the form that the question wants: 1 yes, 0 no, 0.5 no telling.

    `listed` tells that `text` stands in a list or table, `named` and `placed` that it holds a proper name or the
    name of a place.
    """
    if question.kind is Kind.DATE:
        soon = GIVEN_SOON.search(text) and not ASKS_CALENDAR.search(question.text)
        # As of when something is so does not tell since when.
        told = text if AS_OF.search(question.text) else AS_OF.sub(" ", text)
        return 1.0 if soon or GIVEN_DATE.search(told) else 0.0
    if question.kind is Kind.NAME:
        return 1.0 if named or GIVEN_NAME.search(text) else 0.0
    if question.measures:
        return 1.0 if any(GIVEN_MEASURES[measure].search(text) for measure in question.measures) else 0.0
    if question.kind is Kind.QUANTITY:
        if ASKS_YEARS.search(question.text) and GIVEN_YEARS.search(text):
            return 1.0
        if ASKS_PART.search(question.text) and GIVEN_MEASURES[Measure.SHARE].search(text):
            return 1.0
        counted = next((given for asked, given in COUNTED if asked.search(question.text)), None)
        if any(re.search(rf"[二两三四五六七八九十]个?{thing}", text) for thing in _counted_things(question)):
            return 1.0  # 五部委
        if not GIVEN_FIGURE.search(text):
            return 0.0
        fits = counted.search(text) if counted else GIVEN_COUNT.search(text)
        return 1.0 if fits and not ASKS_PART.search(question.text) else _OTHER_COUNT
    if question.kind is Kind.PLACE:
        return 1.0 if placed or _gives_place_of_kind(question, text) or GIVEN_PLACE.search(text) else 0.0
    if question.kind is Kind.LIST:
        marks = len(_ENUMERATED.findall(text)) + (_LISTS.search(text) is not None)
        number = ASKS_SO_MANY.search(question.text)
        two = ASKS_TWO.search(question.text)
        wanted = _NUMBERS[number["number"] or number["of_number"]] - 1 if number else 1 if two else _ITEMS_OF_A_LIST
        enumerated = listed or marks >= wanted
        if ASKS_COMPANIES.search(question.text) and not named:
            return 0.0
        return 1.0 if enumerated else 0.0
    if question.kind is Kind.YES_NO and question.levels:
        return 1.0 if levels(text) else 0.0
    if choice := CHOICE.search(question.text):
        return 1.0 if choice["left"][-2:] in text or choice["right"][:2] in text else 0.0
    return 0.5


def _counted_things(question: Question) -> Iterator[str]:
    """Two characters each that may stand for what is counted: 国家部委 are 部委 too."""
    begins = question.counted_from[:_MOST_COUNTED]
    yield from (begins[place : place + 2] for place in range(len(begins) - 1))
    if not begins and question.counted_to and not question.counted_to.isascii():
        yield question.counted_to[-2:]


def _gives_place_of_kind(question: Question, text: str) -> bool:
    """Whether it is asked which province, city or the like, and `text` names one."""
    asked = ASKED_PLACE_KIND.search(question.text)
    if asked is None:
        return False
    naming = rf"[\u4e00-\u9fff]{{2}}{asked['kind']}(?!级)" if asked["kind"] else rf"\b{asked['kind_en']}\b"
    return re.search(naming, text) is not None

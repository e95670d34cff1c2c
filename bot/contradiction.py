"""Find what rules a quotation out as an answer, however close it reads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.judgement import Evidence
from bot.measures import GIVEN_MEASURES, Measure
from bot.patterns import (
    ANSWERED_DONE,
    ASKS_COMING,
    ASKS_COMPANIES,
    ASKS_DAY,
    ASKS_EXISTENCE,
    ASKS_PERSON,
    ASKS_SO_MANY,
    CLAIMS_YEAR,
    COMPLETION,
    EACH,
    GIVEN_COUNT,
    GIVEN_DAY,
    GIVEN_FIRST,
    GIVEN_SOON,
    MADE_THING,
    PLANNED,
    SUPERLATIVE,
    YEAR,
    Kind,
)
from bot.question import Question, counts, levels
from bot.scope import (
    ANOTHER,
    COUNTED_AS,
    INDUSTRY_OR_PARK,
    MUST_BE_TOLD,
    OF_A_KIND,
    PERIODS,
    PHASE,
    WHOLE_YEAR,
    ZONE_KIND,
)
from bot.selection import Quote
from index.normalise import normalise
from index.search import Hit
from index.words import Lexicon, QueryWord, asked_text, passage_text
from knowledge.passages import Passage
from knowledge.validity import valid_in_year

_CONTRADICTED = 0.05  # the probability left where the question asks for what the quotation cannot be about
_SEVERAL = 2
_MENTIONED = 0.5
_MOSTLY_TOLD, _FAR_AHEAD = 0.5, 0.4  # of coverage and of margin
_STRANGE_LATIN, _STRANGE_HAN = 4, 2  # characters from which an unknown word is no slip
_NOTHING_SAID = 0.05  # share of the question's words below which the quotation tells of something else
_UNHEARD, _HARDLY_TOLD = 0.95, 0.25  # of the weightiest word missing and of coverage: who supplies what nobody mentions
# What people do with a zone; other words right before one say which it is, whatever a dictionary takes them for.
_COMERS = frozenset("参观 考察 入驻 进驻 落户 落地 投资 前往 走访 调研 联系 加入 访问 来到 选择 看看 进入 离开".split())
# What only says that something is asked for, and need not be told in that word.
_SHELLS = frozenset(
    "milestone status level stage position mark figure name term phrase slogan motto label title kind sort type role"
    " outcome benefit reason goal target step method approach degree extent promise".split()
)
# What stands before an industry without telling which.
_ANY_KIND = frozenset("target end main leading local whole key other second third new scale size".split())
# The phases of projects, in English or by number, by their Chinese numeral.
_PHASES = {"one": "一", "two": "二", "three": "三", "first": "一", "second": "二", "third": "三"} | dict(
    zip(("i", "ii", "iii", "1", "2", "3", "4", "5"), "一二三一二三四五", strict=True)
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Why a quotation cannot answer.

    The `years` it has nothing of, the `names` that no document mentions, or that it has not the `form` asked for.
    """

    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    form: bool = False

    def __bool__(self) -> bool:
        return bool(self.years or self.names or self.form)

    def limit(self, probability: float) -> float:
        """The probability with the contradiction taken into account."""
        return min(probability, _CONTRADICTED) if self else probability


def _known_of(quotes: Sequence[Quote]) -> str:
    """All that is said in the quoted passages or known to be asked of them."""
    return " ".join(f"{passage_text(quote.hit.passage)} {asked_text(quote.hit.passage)}" for quote in quotes)


def _unmentioned(question: Question, words: Sequence[QueryWord], quotes: Sequence[Quote], lexicon: Lexicon) -> bool:
    """Whether the quotations say nothing of the things that the question counts or lists."""
    asked = [] if question.asked_kind in _SHELLS else [word for word in words if _is_kind(word, question)]
    # In 产能基础 the second word only words what the first asks for.
    worded = any(
        word.known and len(word.text) > 1 and word.text in question.asked_kind for word in words if word not in asked
    )
    if not worded and any(not word.known or _untranslated(word, question) for word in asked):
        return True
    if question.kind is Kind.NAME or Measure.PEOPLE in question.measures:
        return False
    known = _known_of(quotes)
    return any(
        lexicon.presence(word, known) < _MENTIONED
        for word in words
        if word.subject
        and len(word.text) > 1
        and (question.counted_from.startswith(word.text) or question.counted_to.endswith(word.text))
    )


def _is_kind(word: QueryWord, question: Question) -> bool:
    """Whether a word is the noun that is asked about; in Chinese others may stand right before it."""
    kind = question.asked_kind
    return word.text == kind or (word.subject and len(word.text) > 1 and kind.endswith(word.text))


def _untranslated(word: QueryWord, question: Question) -> bool:
    """Whether a word is an English one that no Chinese word was found for."""
    return word.text.isascii() and not question.text.isascii()


def _of_another_product(question: Question, words: Sequence[QueryWord], told: str, lexicon: Lexicon) -> bool:
    """Whether it is asked how much of something is made and `told` speaks of something else."""
    if Measure.MASS not in question.measures or (found := MADE_THING.search(question.text)) is None:
        return False
    made = next(filter(None, found.groups()))
    meant = (word for word in words if word.subject and word.known and made.endswith(word.text))
    # 焦, which stands for 焦炭, is in 干熄焦 too.
    surely = (replace(word, synonyms=tuple(one for one in word.synonyms if len(one) > 1)) for word in meant)
    return any(lexicon.presence(word, told) < _MENTIONED for word in surely)


def _foreign(word: QueryWord, text: str) -> bool:
    """Whether an unknown word says of which kind or name a park, company or the like is: none of the documents'."""
    place = text.find(word.text)
    if word.known or place < 0 or len(word.text) < 2 or word.text in _ANY_KIND:
        return False
    rest = text[place + len(word.text) :].removeprefix("'s").lstrip()
    if ZONE_KIND.match(rest) and word.text not in _COMERS:
        return True
    return word.subject and OF_A_KIND.match(rest) is not None


def _phases(text: str) -> set[str]:
    """The phases of projects that a normalised text names, by their Chinese numeral."""
    found = (next(filter(None, groups)) for groups in PHASE.findall(text))
    return {_PHASES.get(phase, phase) for phase in found}


def _of_another_one(question: Question, passages: str) -> bool:
    """Whether it is about a second or third one of what `passages` tell of one only."""
    found = ANOTHER.search(question.text)
    if found is None:
        return False
    number = next(filter(None, found.groups()))
    return COUNTED_AS[number].search(passages) is None


def _of_another_period(question: Question, quoted: str) -> bool:
    """Whether a part of a year, or a whole one, is asked for and only the figures of another are quoted."""
    asked, given = _periods(question.text), _periods(quoted)
    return bool(asked - given) and (bool(given) or asked != {WHOLE_YEAR})


def _periods(text: str) -> set[str]:
    """The parts of years that a normalised text names."""
    return {period for period, naming in PERIODS.items() if naming.search(text)}


def _unheard_of(question: Question, words: Sequence[QueryWord], evidence: Evidence) -> bool:
    """Whether it is asked if there is something that no document and no dictionary of the trade knows.

    In a question most of which the one passage tells of, such a word is only a way of putting it.
    """
    if ASKS_EXISTENCE.search(question.text) is None:
        return False
    strange = [
        word for word in words if not word.known and not word.text.isdigit() and len(word.text) >= _least_strange(word)
    ]
    if any(_untranslated(word, question) for word in strange):
        return True  # that is no way of putting it
    return bool(strange) and not (evidence.coverage >= _MOSTLY_TOLD and evidence.margin >= _FAR_AHEAD)


def _least_strange(word: QueryWord) -> int:
    """From how many characters on a word that no document knows is no slip."""
    if word.text.isascii():
        return _STRANGE_LATIN
    return _STRANGE_HAN if word.subject else _STRANGE_HAN + 1  # 补助款 is no noun to every dictionary


def _of_another_kind(question: Question, words: Sequence[QueryWord], told: str, lexicon: Lexicon) -> bool:
    """Whether the question is about an industry, or its park, that `told` does not mention."""
    return any(
        word.subject and INDUSTRY_OR_PARK.match(question.text[place + len(word.text) :].lstrip())
        for word in words
        if len(word.text) > 1
        and word.text not in _ANY_KIND
        and (place := question.text.find(word.text)) >= 0
        and lexicon.presence(word, told) < _MENTIONED
    )


def _untold(question: Question, quotes: Sequence[Quote]) -> bool:
    """Whether the passages do not speak of what they must to answer: a setback, taxes."""
    known = _known_of(quotes)
    return any(MUST_BE_TOLD[topic].search(known) is None for topic in question.must_tell)


def _only_together(question: Question, quoted: str, quotes: Sequence[Quote]) -> bool:
    """Whether a figure is asked for each of several and only one is quoted, which is that of all together."""
    if question.kind is not Kind.QUANTITY or not EACH.search(question.text) or len(question.parts) > 1:
        return False
    if EACH.search(quoted):
        return False
    return len(quotes) == 1 and len(GIVEN_COUNT.findall(quoted)) < _SEVERAL


def _unranked(question: Question, quoted: str) -> bool:
    """Whether it is asked which of several is the most so, and neither a rank nor figures of several are quoted."""
    if question.kind is Kind.DATE or SUPERLATIVE.search(question.text) is None or GIVEN_FIRST.search(quoted):
        return False
    return len(GIVEN_COUNT.findall(quoted)) < _SEVERAL


def _other_event(question: Question, words: Sequence[QueryWord], quotes: Sequence[Quote], lexicon: Lexicon) -> bool:
    """Whether a date is asked for and the quotation lacks its day or tells of none of the question's events."""
    events = [word for word in words if not (word.subject or word.text.isascii()) and word.known and word.weight >= 1]
    quoted = " ".join(normalise(quote.text) for quote in quotes)
    if question.kind is not Kind.DATE:
        return False
    if ASKS_DAY.search(question.text) and not GIVEN_DAY.search(quoted):
        return True
    if COMPLETION.search(question.text) and not COMPLETION.search(quoted):
        return True
    if question.levels - levels(quoted):
        return True
    if ASKS_COMING.search(question.text):
        if GIVEN_SOON.search(quoted):
            return False
        if not PLANNED.search(quoted):
            return True
    return bool(events) and not any(lexicon.presence(event, quoted) for event in events)


def _absent_topics(
    question: Question, quotes: Sequence[Quote], hits: Sequence[Hit], lexicon: Lexicon
) -> tuple[str, ...]:
    """What the question names and the quoted passages do not mention.

    A passage that names no other company is about those of its document.
    """
    topics = [
        word for topic in lexicon.particular(question.subject_text) for word in lexicon.words(topic) if word.subject
    ]
    if not topics:
        return ()
    text = _known_of(quotes)
    titles = " ".join(f"{quote.hit.passage.title} {' '.join(quote.hit.passage.aliases)}" for quote in quotes)
    told = {name for quote in quotes for name in lexicon.names(passage_text(quote.hit.passage))}
    named = told.difference(lexicon.names(normalise(titles)))  # a document's own thing is no other company
    if named <= set(lexicon.names(question.text)):
        documents = {quote.hit.passage.document_id for quote in quotes}
        text += " ".join(passage_text(hit.passage) for hit in hits if hit.passage.document_id in documents)
    return tuple(word.text for word in topics if lexicon.presence(word, text) < _MENTIONED)


def contradiction(
    question: Question,
    words: Sequence[QueryWord],
    evidence: Evidence,
    quotes: Sequence[Quote],
    hits: Sequence[Hit],
    lexicon: Lexicon,
) -> Contradiction:
    """Find what rules an answer out, however close it reads.

    These are a year that neither the quotation nor, where it names none, its document's date has; a place,
    organisation, or kind of park or company that the documents do not know; something that they do know by name
    and the quoted passages do not mention; the holder of an office that the quotation does not name; a date, place,
    name or measure that it does not give; things asked for ("how many universities", "which stations") that it does
    not mention or count; something done already where it only plans.
    Other zones than this one are in no document, and an order to the program is no question at all.
    """
    quoted = " ".join(normalise(quote.text) for quote in quotes)
    passages = " ".join(passage_text(quote.hit.passage) for quote in quotes)
    told = " ".join((quoted, *(normalise(quote.hit.passage.heading) for quote in quotes)))
    nearest = " ".join((quoted, *(normalise(" ".join(quote.hit.passage.heading_path[-1:])) for quote in quotes)))
    held = set(YEAR.findall(quoted)) or {(quote.hit.passage.as_of or "")[:4] for quote in quotes}
    office = ASKS_PERSON.search(question.text)
    nameless = office is not None and not any(group in quoted for group in office.groups() if group)
    claims_year = question.kind is Kind.YES_NO and CLAIMS_YEAR.search(question.text) is not None
    lists = question.kind is Kind.LIST and any(
        pattern.search(question.text) for pattern in (ASKS_COMPANIES, ASKS_SO_MANY)
    )
    wants_figure = question.kind not in (Kind.DATE, Kind.NAME) and bool(question.measures)
    unmeasured = wants_figure and not any(GIVEN_MEASURES[one].search(quoted) for one in question.measures)
    asks_form = question.kind in (Kind.DATE, Kind.PLACE, Kind.NAME) or bool(question.measures)
    return Contradiction(
        years=()
        if claims_year
        else tuple(
            year
            for year in question.years
            if year not in held and not all(_ruled_in(quote.hit.passage, year) for quote in quotes)
        ),
        names=tuple(word.text for word in words if word.name or _foreign(word, question.outside_asides)),
        form=nameless
        or question.orders
        or question.elsewhere
        or not _phases(question.text) <= _phases(passages)
        or _of_another_one(question, passages)
        or _of_another_period(question, quoted)
        or _of_another_kind(question, words, passages, lexicon)
        or (question.done and PLANNED.search(told) is not None and ANSWERED_DONE.search(quoted) is None)
        or (evidence.typed == 0.0 and (question.kind is Kind.QUANTITY or counts(question) or lists))
        or evidence.unit_coverage < _NOTHING_SAID
        or (question.kind is Kind.NAME and evidence.missing >= _UNHEARD and evidence.unit_coverage < _HARDLY_TOLD)
        or bool(_absent_topics(question, quotes, hits, lexicon))
        or _other_event(question, words, quotes, lexicon)
        or (asks_form and evidence.typed == 0.0)
        or unmeasured
        or _untold(question, quotes)
        or _only_together(question, quoted, quotes)
        or _unranked(question, quoted)
        or (question.kind is Kind.YES_NO and bool(question.levels) and not levels(quoted))
        or _unmentioned(question, words, quotes, lexicon)
        or _of_another_product(question, words, nearest, lexicon)
        or _unheard_of(question, words, evidence),
    )


def _ruled_in(passage: Passage, year: str) -> bool:
    """Whether a document that says from when on or until when it holds held in the year."""
    dated = passage.valid_from is not None or passage.valid_until is not None
    return dated and valid_in_year(passage.valid_from, passage.valid_until, int(year))

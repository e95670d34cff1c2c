"""Choose from the hits the sentences, list or table rows that answer the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.candidates import Candidate, rank_units
from bot.patterns import COORDINATION, DISTRIBUTES, Kind
from bot.question import Question
from index.normalise import normalise
from index.search import Hit
from index.words import Lexicon, QueryWord
from knowledge.passages import UnitKind

LONGEST_QUOTE = 480  # characters of an answer; more is a page, not an answer
_OPENING_LENGTH = 220
_ENGLISH = 2.2  # characters that say in English what one says in Chinese
_OPEN_LENGTH = 220  # an open or yes-no question is answered by a few sentences of about this length together
_NEAR_BEST = 0.8  # a further part's sentence must score this share of what the first part's does,
_NEAR_DOCUMENT = 0.5  # or this one, where it gives what is asked for and stands in the same document
_OTHER_DOCUMENT = 0.4  # and must hold this share of the part's words where it stands in another one
_EQUAL = 0.9  # items of one list within this share of the best are quoted with it
_EVEN = 0.97  # the next sentence of a passage with this share of the best one's score is quoted with it
_EACH = 0.6  # sentences that hold this share of what the best one holds of the question tell of its like
_WEIGHTY = 0.3  # share of the heaviest weight from which a word is a subject of its own
_HELD_SURELY = 0.9  # itself or a synonym
_LEAST_HEADING = 3  # characters that name something
_HELD = (UnitKind.LEAD, UnitKind.HEADER)


@dataclass(frozen=True, slots=True)
class Quote:
    """What is quoted from one passage: the numbers of its units, in order, and their text."""

    hit: Hit
    units: tuple[int, ...]
    text: str


def select(
    question: Question,
    parts: Sequence[tuple[Question, Sequence[QueryWord], Sequence[Hit]]],
    lexicon: Lexicon,
) -> tuple[list[Candidate], list[Quote]]:
    """Return (candidates chosen for each part, the best first; quotes in the order to be read).

    `parts` are the questions within the question with their words and hits, the question itself where it has no parts.
    """
    chosen: list[Candidate] = []
    needed: set[str] = set()  # passages with the best unit for a part
    for part, words, hits in parts:
        ranked = rank_units(part, words, hits, lexicon)
        if ranked and (not chosen or _belongs(ranked[0], chosen[0])):
            needed.add(ranked[0].hit.passage.id)
            chosen += [
                ranked[0],
                *_equal_items(ranked),
                *(_even_sentences(part, ranked) if len(parts) == 1 else ()),
                *_each_of_them(part, ranked, lexicon),
                *_complements(part, words, ranked, lexicon),
            ]
    spans: dict[str, tuple[Hit, set[int]]] = {}
    for candidate in chosen:
        _, units = spans.setdefault(candidate.hit.passage.id, (candidate.hit, set()))
        units |= _with_neighbours(question, candidate)
    quotes: list[Quote] = []
    room = LONGEST_QUOTE
    for hit, units in spans.values():
        quote = _quote(hit, units, room)
        if quote.units and (hit.passage.id in needed or len(quote.text) <= room):
            quotes.append(quote)
            room -= len(quote.text)
    return chosen, quotes


def _belongs(candidate: Candidate, first: Candidate) -> bool:
    """Whether the best unit for a further part of a question answers it, as far as the first part's does."""
    passage, other = candidate.hit.passage, first.hit.passage
    same = (passage.document_id == other.document_id and candidate.typed == 1.0) or (
        passage.id == other.id and candidate.typed > 0
    )
    if passage.document_id != other.document_id and candidate.coverage < _OTHER_DOCUMENT:
        return False
    return candidate.score >= (_NEAR_DOCUMENT if same else _NEAR_BEST) * first.score


def _complements(
    question: Question, words: Sequence[QueryWord], ranked: Sequence[Candidate], lexicon: Lexicon
) -> list[Candidate]:
    """The units of the best candidate's document that hold those coordinated subjects ("A and B") that it lacks."""
    if not COORDINATION.search(question.text):
        return []
    best = ranked[0]
    weighty = [word for word in words if word.known and word.weight >= _WEIGHTY * lexicon.heaviest]
    missing = [word for word in weighty if not _holds(best, word, lexicon)]
    found: list[Candidate] = []
    for candidate in ranked[1:]:
        fits = candidate.typed >= best.typed and candidate.hit.passage.document_id == best.hit.passage.document_id
        held = [word for word in missing if fits and _holds(candidate, word, lexicon)]
        if held:
            found.append(candidate)
            missing = [word for word in missing if word not in held]
    return found


def _holds(candidate: Candidate, word: QueryWord, lexicon: Lexicon) -> bool:
    return lexicon.presence(word, _unit_text(candidate)) >= _HELD_SURELY


def _unit_text(candidate: Candidate) -> str:
    return normalise(candidate.hit.passage.units[candidate.unit].text)


def _equal_items(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The items of the best candidate's list that fit the question about as well as it does."""
    best = ranked[0]
    if best.hit.passage.units[best.unit].kind is not UnitKind.ITEM:
        return []
    return [
        candidate
        for candidate in ranked[1:]
        if candidate.hit is best.hit
        and candidate.score >= _EQUAL * best.score
        and candidate.hit.passage.units[candidate.unit].kind is UnitKind.ITEM
    ]


def _even_sentences(question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The sentence of the best candidate's passage that answers as likely as it does, and, for an open question, the
    first such: which of them is meant is for the reader to say."""
    best = ranked[0]
    if best.hit.passage.units[best.unit].kind is not UnitKind.SENTENCE:
        return []
    even = [
        candidate
        for candidate in ranked[1:]
        if candidate.hit.passage.id == best.hit.passage.id
        and candidate.unit != best.unit
        and candidate.hit.passage.units[candidate.unit].kind is UnitKind.SENTENCE
        and candidate.typed >= best.typed
        and candidate.score >= _EVEN * best.score
    ]
    if question.kind is Kind.OPEN and even:
        return [even[0], min(even, key=lambda candidate: candidate.unit)]
    return even[:1]


def _each_of_them(question: Question, ranked: Sequence[Candidate], lexicon: Lexicon) -> list[Candidate]:
    """The sentences beside the best one that tell as much of the subject, or of another company, for who asks about
    each of several."""
    best = ranked[0]
    if best.hit.passage.units[best.unit].kind is not UnitKind.SENTENCE or not DISTRIBUTES.search(question.text):
        return []
    own = lexicon.names(_unit_text(best))
    return [
        candidate
        for candidate in ranked[1:]
        if candidate.hit is best.hit
        and (
            candidate.coverage >= _EACH * best.coverage
            or (own and set(lexicon.names(_unit_text(candidate))).difference(own))
        )
        and candidate.hit.passage.units[candidate.unit].kind is UnitKind.SENTENCE
    ]


def _with_neighbours(question: Question, candidate: Candidate) -> set[int]:
    """The units to quote for a candidate: a list with its lead-in, a row with its header, what follows for who asks
    openly or whether something is so."""
    units = candidate.hit.passage.units
    kind = units[candidate.unit].kind
    taken = {candidate.unit}
    lead = next((n for n in range(candidate.unit, -1, -1) if units[n].kind in _HELD), None)
    if kind in (UnitKind.ITEM, UnitKind.ROW, *_HELD) and lead is not None:
        taken.add(lead)
        if kind in _HELD or question.kind in (Kind.LIST, Kind.OPEN):
            following = range(lead + 1, len(units))
            body = {UnitKind.ITEM, UnitKind.ROW}
            end = next((n for n in following if units[n].kind not in body), len(units))
            taken |= set(range(lead + 1, end))
    if question.kind in (Kind.LIST, Kind.OPEN) and _is_about(question, candidate.hit):
        # "What is in the one map and five lists": the list in the passage may be a part only.
        if sum(len(unit.text) for unit in units) <= LONGEST_QUOTE:
            return set(range(len(units)))
        if question.kind is Kind.LIST:
            return taken
    if question.kind in (Kind.OPEN, Kind.YES_NO):
        most = _OPEN_LENGTH * (_ENGLISH if candidate.hit.passage.language == "en" else 1)
        length = sum(len(units[n].text) for n in taken)
        for n in range(candidate.unit + 1, len(units)):
            length += len(units[n].text)
            if length > most:
                break
            taken.add(n)
    return taken


def _is_about(question: Question, hit: Hit) -> bool:
    """Whether the question names what the passage's heading names."""
    heading = normalise(hit.passage.heading_path[-1]) if hit.passage.heading_path else ""
    return len(heading) >= _LEAST_HEADING and heading in question.text


def _quote(hit: Hit, numbers: set[int], room: int) -> Quote:
    """Join units as they stand in the passage, dropping the last ones where they exceed `room` characters."""
    passage = hit.passage
    kept: list[int] = []
    text = ""
    for number in sorted(numbers):
        unit = passage.units[number]
        if unit.kind is UnitKind.ROW:
            header = next((u.text for u in passage.units if u.kind is UnitKind.HEADER), "")
            piece = _row(header, unit.text)
        elif unit.kind is UnitKind.HEADER:
            continue
        else:
            piece = f"• {unit.text}" if unit.kind is UnitKind.ITEM else unit.text
        apart = "\n" if unit.kind is not UnitKind.SENTENCE else (" " if passage.language == "en" else "")
        longer = f"{text}{apart}{piece}" if text else piece
        if kept and len(longer) > room:
            break
        kept.append(number)
        text = longer
    return Quote(hit, tuple(kept), text)


def _row(header: str, row: str) -> str:
    """A table row as `column: cell` pairs, which a chat shows better than columns."""
    names, cells = header.split(" | "), row.split(" | ")
    if len(names) != len(cells):
        return row
    return ";".join(f"{name}:{cell}" for name, cell in zip(names, cells, strict=True) if cell)


def opening(hit: Hit) -> str:
    """Return the beginning of a hit's passage, whole units only, for those who want to read on."""
    return _quote(hit, set(range(len(hit.passage.units))), _OPENING_LENGTH).text


def excerpt(hit: Hit) -> str:
    """Return the unit of a hit that is nearest to what was searched for, with the lead of its list, and what follows
    as far as there is room."""
    units = hit.passage.units
    nearest = max(range(len(units)), key=lambda number: hit.unit_scores[number])
    taken = set(range(nearest, len(units)))
    room = _OPENING_LENGTH
    if units[nearest].kind in (UnitKind.ITEM, UnitKind.ROW):
        lead = next((number for number in range(nearest, -1, -1) if units[number].kind in _HELD), nearest)
        taken.add(lead)
        room += len(units[lead].text) + len(units[nearest].text)
    return _quote(hit, taken, room).text


def listed_items(text: str) -> tuple[str, ...]:
    """Return the items that a normalised quotation lists: its bullets, or what 、 and "and" part after a colon or 是.

    Empty where it lists fewer than two.
    """
    bullets = tuple(line[1:].strip() for line in text.split("•")[1:])
    if len(bullets) > 1:
        return bullets
    listing = re.split(r"[::]|(?<!不)是| are ", text, maxsplit=1)[-1]
    before, mark, last = listing.rpartition("、")  # 和 parts items only after the last 、
    parted = [*(re.split(r"、|, | and ", before) if mark else ()), *re.split(r"和|, | and ", last)]
    items = [item.strip(" 。.") for item in parted]
    return tuple(item for item in items if item) if len(items) > 1 else ()

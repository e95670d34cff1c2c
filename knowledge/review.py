"""Review documents before they are published: what staff should look at first."""

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.concerns import Concern, ConcernKind, Counterpart, Place, shortened
from knowledge.contradiction import KnownFigures
from knowledge.documents import Document, RemarkKind
from knowledge.imitation import find_imitation
from knowledge.mojibake import find_mojibake
from knowledge.passages import Passage, Unit, split_document
from knowledge.personal import find_personal, masked
from knowledge.repetition import KnownSentences, comparable
from knowledge.validity import ends, starts

_LISTED = 10  # concerns of one kind; a telephone shows no more
_LONGEST_SENTENCE = 480  # characters; a quotation beyond that fills the screen
_MUCH_TEXT = 2000  # characters that want headings

_REMARKS = {
    RemarkKind.EMPTY_SHEET: ConcernKind.EMPTY_SHEET,
    RemarkKind.HIDDEN_SHEET: ConcernKind.HIDDEN_SHEET,
    RemarkKind.HIDDEN_SLIDE: ConcernKind.HIDDEN_SLIDE,
    RemarkKind.UNREADABLE_PAGE: ConcernKind.UNREADABLE_PAGE,
    RemarkKind.MACROS_IGNORED: ConcernKind.MACROS_IGNORED,
}
_ORDER = {kind: place for place, kind in enumerate(ConcernKind)}


@dataclass(frozen=True, slots=True)
class Review:
    """The concerns, the most serious first; `unlisted` counts by kind those beyond the number listed of each."""

    concerns: tuple[Concern, ...]
    unlisted: tuple[tuple[ConcernKind, int], ...] = ()


class KnownText:
    """Published passages, made ready for comparison at the first look-up; keep it as long as they stay the same."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = tuple(passages)

    @functools.cached_property
    def sentences(self) -> KnownSentences:
        """The sentences of the passages."""
        return KnownSentences(self._passages)

    @functools.cached_property
    def figures(self) -> KnownFigures:
        """The figures of the passages."""
        return KnownFigures(self._passages)


def review(documents: Sequence[Document], known: KnownText, today: date, listed: int = _LISTED) -> Review:
    """What to look at before `documents` are published beside `known`, at most `listed` concerns of a kind.

    The documents are compared with `known`, except with what it has of themselves and of those they supersede, and
    with each other. Raises ValueError where a date of a document is not of the calendar, which no reader lets pass.
    """
    passages = {document.id: split_document(document) for document in documents}
    fresh = KnownText([passage for document in documents for passage in passages[document.id]])
    replaced = frozenset(passages) | {document.supersedes for document in documents if document.supersedes}
    found: list[Concern] = []
    for place, document in enumerate(documents):
        later = frozenset(other.id for other in documents[place:])
        beside = [(known, replaced)] + ([(fresh, later)] if place else [])
        found += _dates(document, today)
        found += _remarks(document)
        found += _texts(document)
        found += _shape(document, passages[document.id])
        for passage in passages[document.id]:
            found += _repetitions(passage, beside)
            found += _contradictions(passage, beside)
    return _listed(found, listed)


def _listed(found: Sequence[Concern], listed: int) -> Review:
    counts = Counter[ConcernKind]()
    kept: list[Concern] = []
    for concern in sorted(dict.fromkeys(found), key=lambda concern: _ORDER[concern.kind]):
        counts[concern.kind] += 1
        if counts[concern.kind] <= listed:
            kept.append(concern)
    return Review(tuple(kept), tuple((kind, counts[kind] - listed) for kind in ConcernKind if counts[kind] > listed))


def _dates(document: Document, today: date) -> Iterator[Concern]:
    begins, until, as_of = document.valid_from, document.valid_until, document.as_of
    if as_of is None and begins is None and until is None:
        yield Concern(ConcernKind.NO_DATE, document.id)
    if as_of is not None and starts(as_of) > today:
        yield Concern(ConcernKind.FUTURE_DATE, document.id, detail=as_of)
    if until is not None and ends(until) < today:
        yield Concern(ConcernKind.EXPIRED, document.id, detail=until)
    if begins is not None and until is not None and starts(begins) > ends(until):
        yield Concern(ConcernKind.DATE_ORDER, document.id, detail=f"{begins} > {until}")


def _remarks(document: Document) -> Iterator[Concern]:
    for remark in document.remarks:
        yield Concern(_REMARKS[remark.kind], document.id, detail=shortened(masked(remark.detail)))


def _texts(document: Document) -> Iterator[Concern]:
    """What a text holds by itself: personal data, broken characters, orders to a program."""
    for text, place in _places(document):
        for one in find_personal(text):
            yield Concern(one.kind, document.id, place, one.masked)
        for kind, find in ((ConcernKind.ODD_TEXT, find_mojibake), (ConcernKind.INSTRUCTIONS, find_imitation)):
            at = find(text)
            if at is not None:
                yield Concern(kind, document.id, place, _shown(text, at))


def _places(document: Document) -> Iterator[tuple[str, Place]]:
    """Every text of a document, once, with its place."""
    yield document.title, Place()
    yield document.source, Place()
    headings: set[tuple[str, ...]] = set()
    for section in document.sections:
        path = section.heading_path
        for depth in range(1, len(path) + 1):
            if path[:depth] not in headings:
                headings.add(path[:depth])
                yield path[depth - 1], Place(path[:depth])
        for block in section.blocks:
            place = Place(path, block.page, block.line)
            yield from ((text, place) for text in (block.head or "", *block.lines))


def _shape(document: Document, passages: Sequence[Passage]) -> Iterator[Concern]:
    for passage in passages:
        for unit in passage.units:
            if len(unit.text) > _LONGEST_SENTENCE:
                yield Concern(ConcernKind.LONG_SENTENCE, document.id, _place(passage), _shown(unit.text))
    size = sum(len(unit.text) for passage in passages for unit in passage.units)
    if size > _MUCH_TEXT and not any(section.heading_path for section in document.sections):
        yield Concern(ConcernKind.NO_HEADINGS, document.id)


def _repetitions(passage: Passage, beside: Sequence[tuple[KnownText, frozenset[str]]]) -> Iterator[Concern]:
    """The first repetition of each other document, so that a copied passage is one concern."""
    others: set[str] = set()
    for unit, letters in comparable(passage):
        for known, apart_from in beside:
            same = known.sentences.find(letters, apart_from)
            if same is not None:
                if same[0].document_id not in others:
                    others.add(same[0].document_id)
                    yield Concern(
                        ConcernKind.DUPLICATE,
                        passage.document_id,
                        _place(passage),
                        _shown(unit.text),
                        _counterpart(*same),
                    )
                break


def _contradictions(passage: Passage, beside: Sequence[tuple[KnownText, frozenset[str]]]) -> Iterator[Concern]:
    for known, apart_from in beside:
        for one in known.figures.contradicting(passage, apart_from):
            yield Concern(
                ConcernKind.OTHER_FIGURE,
                passage.document_id,
                _place(passage),
                _shown(one.unit.text, one.place),
                _counterpart(one.other, one.other_unit, one.other_place),
            )


def _counterpart(passage: Passage, unit: Unit, at: int = 0) -> Counterpart:
    return Counterpart(passage.document_id, passage.title, _shown(unit.text, at), _place(passage))


def _place(passage: Passage) -> Place:
    return Place(passage.heading_path, passage.page, passage.line)


def _shown(text: str, at: int = 0) -> str:
    return shortened(masked(text), around=at)

"""The office's lists and chain maps, as the published documents give them, for menus and cards."""

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.language import CHINESE_PAGES, ENGLISH_PAGES, Language, in_script
from bot.texts import say
from knowledge.catalogue import Catalogue
from knowledge.chains import Chain
from knowledge.documents import Document
from knowledge.entries import Entry, EntryKind, Fact
from knowledge.paging import Page, page_within
from knowledge.validity import Validity, ends, status, superseded_on
from knowledge.versions import Origin

_REMEMBERED = 2  # directories: of the snapshot that is served, and of the one before while questions in flight end


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a card or map is from: document, heading and source, with the date of the information (ISO 8601).

    `language` is that of the document (BCP 47), so that a reader of another can be told.
    """

    document_id: str
    title: str
    heading: str
    source: str
    as_of: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Card:
    """One entry of a list with all that is said of it; `kind` and `id` name it in every language and snapshot.

    A fact's `as_of` is None where it is that of the reference.
    """

    kind: EntryKind
    id: str
    name: str
    topic: str
    facts: tuple[Fact, ...]
    reference: Reference


@dataclass(frozen=True, slots=True)
class ChainMap:
    """The chain of the industry `topic`, and the name of the industry."""

    topic: str
    title: str
    chain: Chain
    reference: Reference


@dataclass(frozen=True, slots=True)
class ListCount:
    """A list's name and how many entries it has, none included: an empty list is said to be empty."""

    kind: EntryKind
    name: str
    count: int


class Directory:
    """Lists and maps of some documents, those that hold on the day `on`.

    Chinese readers are given what Chinese pages say, English readers what English pages say and, in the original,
    what only Chinese ones do. Of two documents that say the same thing in one language, the one of later date
    counts, of two of one date the one that was `uploaded`. Texts are in the reader's script.
    """

    def __init__(self, documents: Iterable[Document], on: date, uploaded: Collection[str] = ()) -> None:
        documents = tuple(documents)
        gone = superseded_on(((document.supersedes, document.valid_from) for document in documents), on)
        holding = [
            document
            for document in documents
            if status(document.valid_from, document.valid_until, document.id in gone, on) is Validity.CURRENT
        ]
        # What comes later takes the place of what came before.
        self._documents = sorted(holding, key=lambda document: _rank(document, document.id in uploaded))

    def counts(self, language: Language, topic: str | None = None) -> tuple[ListCount, ...]:
        """All lists in their order, with how many entries (about `topic`, if given) they have."""
        return tuple(
            ListCount(kind, say(f"list_{kind}", language), len(self.cards(kind, language, topic))) for kind in EntryKind
        )

    def cards(self, kind: EntryKind, language: Language, topic: str | None = None) -> tuple[Card, ...]:
        """The entries of one list, as the pages order them."""
        found: dict[str, tuple[Document, Entry]] = {}
        for document in self._of(language):
            found |= {entry.id: (document, entry) for entry in document.entries if entry.kind is kind}
        in_order = sorted(found.values(), key=lambda pair: (pair[0].id, pair[0].entries.index(pair[1])))
        cards = (_card(document, entry, language) for document, entry in in_order)
        return tuple(card for card in cards if topic in (None, card.topic))

    def page(
        self, kind: EntryKind, language: Language, number: int = 1, size: int = 8, topic: str | None = None
    ) -> Page[Card]:
        """Page `number` (from 1) of one list, or the nearest that there is."""
        cards = self.cards(kind, language, topic)
        number = page_within(number, size, len(cards))
        return Page(cards[(number - 1) * size : number * size], number, size, len(cards))

    def card(self, kind: EntryKind, entry_id: str, language: Language) -> Card | None:
        """One entry, None where it is not published (any more)."""
        return next((card for card in self.cards(kind, language) if card.id == entry_id), None)

    def chains(self, language: Language) -> tuple[ChainMap, ...]:
        """The maps, by topic."""
        found: dict[str, ChainMap] = {}
        for document in self._of(language):
            if document.chain is not None:
                found[document.topic] = _chain_map(document, document.chain, language)
        return tuple(found[topic] for topic in sorted(found))

    def chain(self, topic: str, language: Language) -> ChainMap | None:
        """The map of one industry, None where there is none."""
        return next((one for one in self.chains(language) if one.topic == topic), None)

    def _of(self, language: Language) -> list[Document]:
        """The documents for readers of a language, those that count most last."""
        chinese = [document for document in self._documents if document.language in CHINESE_PAGES]
        if language is not Language.ENGLISH:
            return chinese
        return [*chinese, *(document for document in self._documents if document.language in ENGLISH_PAGES)]


class Directories:
    """Opens the directory of a snapshot; safe to use from several threads.

    It is made from the texts of the versions that the snapshot was published with, which the catalogue keeps: so
    it always belongs to the snapshot that answers, goes back with it on a rollback, and needs no second copy of
    the same data in the snapshot's folder, whose form every such addition would change. Read the snapshot's name
    where the answers come from (`Serving.snapshot`), not what the catalogue calls the latest: between publishing
    and switching these differ.
    """

    def __init__(self, catalogue: Catalogue, today: Callable[[], date] = date.today) -> None:
        self._catalogue = catalogue
        self._today = today
        self._opened: dict[tuple[str, date], Directory] = {}
        self._opening = threading.Lock()

    def of(self, snapshot: str | None) -> Directory:
        """The directory of a snapshot as it is today; an empty one before the first. Reads the database.

        Raises CatalogueError where the catalogue knows of no such snapshot, KnowledgeError where it cannot be read.
        """
        today = self._today()
        if snapshot is None:
            return Directory((), today)
        with self._opening:
            key = (snapshot, today)
            if key not in self._opened:
                self._opened[key] = self._open(snapshot, today)
                for old in list(self._opened)[:-_REMEMBERED]:
                    del self._opened[old]
            return self._opened[key]

    def _open(self, snapshot: str, today: date) -> Directory:
        publication = self._catalogue.publication(snapshot)
        versions = self._catalogue.versions_of(publication)
        uploaded = {version.document_id for version in versions if version.origin is Origin.UPLOAD}
        return Directory(self._catalogue.read(publication.version_ids), today, uploaded)


def _rank(document: Document, uploaded: bool) -> tuple[date, bool, str]:
    return ends(document.as_of) if document.as_of else date.min, uploaded, document.id


def _card(document: Document, entry: Entry, language: Language) -> Card:
    facts = tuple(
        Fact(
            in_script(fact.label, language),
            in_script(fact.value, language),
            None if fact.as_of == document.as_of else fact.as_of,
        )
        for fact in entry.facts
    )
    return Card(
        entry.kind,
        entry.id,
        in_script(entry.name, language),
        entry.topic or document.topic,
        facts,
        _reference(document, entry.heading, language),
    )


def _chain_map(document: Document, chain: Chain, language: Language) -> ChainMap:
    return ChainMap(
        document.topic,
        in_script(document.title, language),
        _in_script(chain, language),
        _reference(document, None, language),
    )


def _in_script(chain: Chain, language: Language) -> Chain:
    stages = tuple(
        replace(
            stage,
            label=in_script(stage.label, language),
            nodes=tuple(
                replace(
                    node,
                    label=in_script(node.label, language),
                    figure=None if node.figure is None else in_script(node.figure, language),
                    enterprises=tuple(in_script(name, language) for name in node.enterprises),
                )
                for node in stage.nodes
            ),
        )
        for stage in chain.stages
    )
    return Chain(stages, chain.edges, tuple(in_script(name, language) for name in chain.lead))


def _reference(document: Document, heading: str | None, language: Language) -> Reference:
    return Reference(
        document.id,
        in_script(document.title, language),
        in_script(heading or document.title, language),
        in_script(document.source, language),
        document.as_of,
        document.language,
    )

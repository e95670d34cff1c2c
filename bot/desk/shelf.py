"""What the served snapshot holds, for buttons: passages by id, what stands around them, questions they answer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from bot.answer import Answer, Outcome, Source
from bot.bridge import in_chinese
from bot.composing import source_of
from bot.conversation import Conversation
from bot.desk.actions import question_key
from bot.language import CHINESE_PAGES, Language, detect_language
from bot.question import understand
from bot.selection import excerpt, opening
from index.normalise import normalise
from index.search import Hit
from index.words import passage_text
from knowledge.passages import Passage

_SHORTEST, _LONGEST = 4, 60  # characters of a question that is offered
_SECTIONS = 8  # nearest ones that related questions are taken from
_WORDINGS = 3  # of each
_HELD = 0.15  # the least share of the words looked for that a passage holds
SURE = 0.8  # the least confidence of what is offered


@dataclass(frozen=True, slots=True)
class Known:
    """A question that a section of the documents suggests; `passages` are the section's, `language` the page's."""

    key: str
    text: str
    language: str
    passages: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Section:
    """Consecutive passages below one heading, and the questions that it suggests."""

    passages: tuple[Passage, ...]
    known: tuple[Known, ...]


class Holdings:
    """What one snapshot holds, and the conversation that answers from it; `snapshot` is its name."""

    def __init__(self, conversation: Conversation, today: Callable[[], date] = date.today) -> None:
        self._conversation = conversation
        self._today = today
        self.snapshot = conversation.snapshot
        self._passages = {passage.id: passage for passage in conversation.searcher.index.passages}

    def passage(self, passage_id: str) -> Passage | None:
        """A passage, None where the snapshot does not hold it."""
        return self._passages.get(passage_id)

    def around(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after one in its document."""
        section = self._documents[passage.document_id]
        flat = [one for part in section for one in part.passages]
        at = flat.index(passage)
        return flat[at - 1] if at else None, flat[at + 1] if at + 1 < len(flat) else None

    def source(self, passage: Passage, language: Language) -> Source:
        """A passage as a source for a reader of a language; `quote` is its beginning."""
        return self._source(passage, language, opening(Hit(passage, 0.0, 0.0, 0.0, ())))

    def found(self, text: str, language: Language, limit: int) -> tuple[Source, ...]:
        """Up to `limit` passages that hold some of a few words, nearest first, for a reader of a language; `quote` is
        what is nearest in each.

        Where the pages in that language hold none of them, those in the language of the words, and for English ones
        the Chinese pages. Takes as long as any search.
        """
        own = language.page_languages
        written = detect_language(text, language).page_languages
        hits = self._holding(text, own, limit)
        if not hits and written != own:
            hits = self._holding(text, written, limit)
        if not hits and Language.ENGLISH in written:
            chinese = in_chinese(text, self._conversation.searcher.glossary)
            hits = self._holding(chinese, CHINESE_PAGES, limit) if chinese else []
        return tuple(self._source(hit.passage, language, excerpt(hit)) for hit in hits)

    def _holding(self, text: str, languages: frozenset[str], limit: int) -> list[Hit]:
        """The hits on pages in some languages that hold some of the words, or the text as it stands: the last word of
        who is still typing may be no word yet.
        """
        searcher = self._conversation.searcher
        asked = understand(searcher.spelling.mend(understand(text).text))
        words = searcher.lexicon.words(asked.text, asked.frames)
        typed = normalise(text)

        def holds(passage: Passage) -> bool:
            told = passage_text(passage)
            return (bool(typed) and typed in told) or searcher.lexicon.coverage(words, told) >= _HELD

        hits = searcher.search(asked.text, limit, languages, on=self._today())
        return [hit for hit in hits if holds(hit.passage)]

    def _source(self, passage: Passage, language: Language, quote: str) -> Source:
        outdated = not self._conversation.searcher.holds(passage, self._today())
        return source_of(passage, language, quote, outdated=outdated)

    def question(self, key: str) -> Known | None:
        """A suggested question, None where the documents suggest no such."""
        return self._known.get(key)

    @property
    def questions(self) -> tuple[Known, ...]:
        """All suggested questions."""
        return tuple(self._known.values())

    def related(self, passage_ids: Iterable[str]) -> tuple[tuple[Known, ...], ...]:
        """Questions of the sections around passages, the nearest section first; those of the sections themselves are
        not among them.
        """
        found: dict[int, tuple[Known, ...]] = {}
        for passage in filter(None, map(self.passage, passage_ids)):
            sections = self._documents[passage.document_id]
            own = next(at for at, section in enumerate(sections) if passage in section.passages)
            order = sorted(range(len(sections)), key=lambda at: (abs(at - own), at < own))
            for at in order[1 : _SECTIONS + 1]:
                found.setdefault(id(sections[at]), sections[at].known)
        own_ids = set(passage_ids)
        return tuple(known for known in found.values() if known and not own_ids & known[0].passages)

    def about(
        self, topic: str, language: Language, heading: str = "", words: str = ""
    ) -> tuple[tuple[Known, ...], ...]:
        """Questions of the sections about a topic, on pages for readers of a language: first those below `heading`,
        only those with the `words` where they are given.
        """
        parts = [
            section
            for sections in self._documents.values()
            for section in sections
            if section.passages[0].topic == topic and section.passages[0].language in language.page_languages
        ]
        parts.sort(key=lambda section: heading not in section.passages[0].heading_path)
        told = (tuple(one for one in section.known if words in one.text) for section in parts)
        return tuple(known for known in told if known)[:_SECTIONS]

    def constructed(self, text: str, topic: str, words: str, language: Language) -> Known | None:
        """A question about a topic that no document suggests, to be answered from a passage with the `words`; None
        where there is none.
        """
        ids = frozenset(
            passage.id
            for passage in self._passages.values()
            if passage.topic == topic and passage.language in language.page_languages and words in passage.text
        )
        return Known(question_key(text), text, language.value, ids) if ids else None

    def answers(self, known: Known) -> bool:
        """Whether the conversation surely answers a question, and from its section. Takes as long as any question."""
        language = Language.ENGLISH if known.language == Language.ENGLISH else Language.SIMPLIFIED
        return self.sure(self._conversation.answer(known.text, default=language), known)

    @staticmethod
    def sure(answer: Answer, known: Known) -> bool:
        """Whether an answer is sure, and quotes what the question is about."""
        quoted = {source.passage for source in answer.sources}
        return answer.outcome is Outcome.ANSWERED and answer.confidence >= SURE and bool(quoted & known.passages)

    @cached_property
    def _documents(self) -> Mapping[str, tuple[_Section, ...]]:
        found: dict[str, list[Passage]] = {}
        for passage in self._passages.values():
            found.setdefault(passage.document_id, []).append(passage)
        return {name: _sections(sorted(passages, key=_position)) for name, passages in found.items()}

    @cached_property
    def _known(self) -> Mapping[str, Known]:
        sections = (section for document in self._documents.values() for section in document)
        return {known.key: known for section in sections for known in section.known}


class Shelf:
    """The holdings of the snapshot that is served, also after it was switched; empty before the first."""

    def __init__(self) -> None:
        self._holdings: Holdings | None = None

    def follow(self, conversation: Conversation) -> None:
        """Hold what this conversation answers from."""
        self._holdings = Holdings(conversation)

    @property
    def holdings(self) -> Holdings | None:
        """What is held now; keep it for the length of one reply, so that all of that is of one snapshot."""
        return self._holdings


def _sections(passages: Iterable[Passage]) -> tuple[_Section, ...]:
    parts = (tuple(part) for _, part in groupby(passages, key=lambda passage: passage.heading_path))
    return tuple(_Section(part, tuple(_suggested(part))) for part in parts)


def _suggested(passages: tuple[Passage, ...]) -> Iterable[Known]:
    """What a section is asked by, or, where nobody says, its document's title and its heading."""
    first = passages[0]
    ids = frozenset(passage.id for passage in passages)
    wordings = [text for text in first.asked if _SHORTEST <= len(text) <= _LONGEST][:_WORDINGS]
    if not wordings and first.heading_path:
        between = ": " if first.language == Language.ENGLISH else ""
        wordings = [f"{first.title}{between}{first.heading_path[-1]}"]
    for text in wordings:
        yield Known(question_key(text), text, first.language, ids)


def _position(passage: Passage) -> int:
    return passage.position

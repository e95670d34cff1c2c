"""What the log holds of a question, and how it becomes a row."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.answer import Answer, Source
from bot.asker import Asker
from bot.language import Language
from bot.questions.masking import kept_form
from bot.secret import keyed_hash

_LONGEST = 4000  # characters kept of a text
_BEYOND = 200  # looked at beyond, so that what is cut off halfway has been masked whole
_ID_BYTES = 6


class LoggedOutcome(StrEnum):
    """What became of a question, as far as the log knows: all that an answer can be, and more."""

    ANSWERED = "answered"
    REFUSED = "refused"
    SMALL_TALK = "small-talk"
    INVALID = "invalid"
    HANDED_OVER = "handed-over"  # a colleague has it now
    ERROR = "error"  # the program failed


@dataclass(frozen=True, slots=True)
class Logged:
    """A question as it was written to the log: `text` and `interpreted_as` are normalised and masked."""

    id: str
    text: str
    interpreted_as: str
    language: Language
    topic: str | None
    outcome: LoggedOutcome


@dataclass(frozen=True, slots=True)
class Entry:
    """A question as it was asked, at the moment `at`; `answer` is None where answering failed."""

    at: datetime
    asker: Asker
    text: str = field(repr=False)
    language: Language
    elapsed_ms: float
    answer: Answer | None = field(repr=False)


def row_of(entry: Entry, secret: bytes) -> dict[str, Any]:
    """The row of the table `questions`, in which nobody is named."""
    answer, asker = entry.answer, entry.asker
    sources = (*answer.sources, *answer.further) if answer else ()
    quoted = len(answer.sources) if answer else 0
    text = _kept(entry.text)
    return {
        "id": answer.id if answer else secrets.token_hex(_ID_BYTES),
        "at": entry.at,
        "asker": keyed_hash(secret, asker.identity),
        "session": keyed_hash(secret, asker.session),
        "messenger": asker.messenger,
        "chat_kind": asker.chat_kind.value,
        "language": entry.language.value,
        "text": text,
        "interpreted_as": _kept(answer.interpreted_as) if answer else text,
        "outcome": LoggedOutcome(answer.outcome.value if answer else LoggedOutcome.ERROR).value,
        "confidence": answer.confidence if answer else 0.0,
        "elapsed_ms": entry.elapsed_ms,
        "snapshot": answer.snapshot if answer else None,
        "topic": (sources[0].topic or None) if answer and answer.sources else None,
        "hits": json.dumps([_hit(source, at < quoted) for at, source in enumerate(sources)], ensure_ascii=False),
        "curated_id": answer.curated_id if answer else None,
        "prompted": int(asker.prompted) or None,
    }


def logged(row: dict[str, Any]) -> Logged:
    """What a row tells those who group questions."""
    return Logged(
        id=row["id"],
        text=row["text"],
        interpreted_as=row["interpreted_as"],
        language=Language(row["language"]),
        topic=row["topic"],
        outcome=LoggedOutcome(row["outcome"]),
    )


def _kept(text: str) -> str:
    text = text[: _LONGEST + _BEYOND].encode("utf-8", "replace").decode()  # half a surrogate pair is no text
    return kept_form(text)[:_LONGEST]


def _hit(source: Source, quoted: bool) -> dict[str, Any]:
    hit = {"passage": source.passage, "document": source.document, "score": source.score}
    return {**hit, "quoted": True} if quoted else hit

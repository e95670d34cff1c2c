"""The values that the conversation core gives to whoever renders them."""

from dataclasses import dataclass
from enum import StrEnum

from bot.language import Language


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    REFUSED = "refused"  # the documents do not hold the answer
    SMALL_TALK = "small-talk"
    INVALID = "invalid"  # empty, too long, no words


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quotation stands. `text` is the passage, `quote` what the answer took from it.

    `passage` is the passage's id, `topic` its page's; `score` is the fused score in [0, 1]; `page` is None where the
    document has no pages; `outdated` tells that the document does not hold any more.
    """

    document: str
    title: str
    heading: str
    page: int | None
    as_of: str | None
    text: str
    score: float
    language: str
    quote: str = ""
    outdated: bool = False
    passage: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question.

    `text` is what the investor reads first: quotations, or the refusal. `sources` are the passages quoted,
    `further` others that were found. `confidence` is the probability, in [0, 1], that the documents answer the
    question. `interpreted_as` is the question as it was searched for, follow-ups completed. `snapshot` names what
    was searched. `id` is given by whoever hands the answer on, so that votes and buttons can name it.
    """

    text: str
    outcome: Outcome
    language: Language
    confidence: float
    interpreted_as: str
    sources: tuple[Source, ...] = ()
    further: tuple[Source, ...] = ()
    elapsed_ms: float = 0.0
    snapshot: str | None = None
    id: str = ""
    curated_id: int | None = None

    @property
    def refused(self) -> bool:
        """Whether no document is quoted."""
        return self.outcome is not Outcome.ANSWERED

"""What a publication would change, as one Telegram message."""

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.language import Language
from bot.proposals import ChangedDocument, Preview, Proposal
from bot.texts import say
from handlers.messages import line
from handlers.rendering import LONGEST_MESSAGE, utf16_length
from knowledge.concerns import Concern, Place

_DOCUMENTS = 8
_CONCERNS = 8
_ANSWERS = 5
_SAMPLES = 3
_FAILURES = 5
_KINDS = ("added", "changed", "removed")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    bold: bool = False

    def html(self) -> str:
        escaped = html.escape(self.text, quote=False)
        return f"<b>{escaped}</b>" if self.bold else escaped


def preview_text(proposal: Proposal, language: Language) -> str:
    """The preview as HTML for one message; what has no room in it is left out at the end, and that is said."""
    cut = _Line(say("preview_cut", language))
    room = LONGEST_MESSAGE - utf16_length(cut.text) - 1
    shown: list[_Line] = []
    for one in _lines(proposal, language):
        room -= utf16_length(one.text) + 1
        if room < 0:
            shown.append(cut)
            break
        shown.append(one)
    return "\n".join(one.html() for one in shown)


def _lines(proposal: Proposal, language: Language) -> Iterator[_Line]:
    preview = proposal.preview
    counts = Counter(document.kind for document in preview.documents)
    yield _Line(say(f"preview_{proposal.reason.value}", language), bold=True)
    yield _Line(say("preview_counts", language, **{kind: counts[kind] for kind in _KINDS}, passages=preview.passages))
    yield from _documents(preview, language)
    yield from _concerns(preview, language)
    yield from _answers(preview, language)
    yield from _samples(preview, language)
    if preview.failures:
        yield from _headed("preview_failures", language, count=len(preview.failures))
        yield from (_Line(f"• {line(failure, 160)}") for failure in preview.failures[:_FAILURES])
        yield from _more(len(preview.failures) - _FAILURES, language)


def _documents(preview: Preview, language: Language) -> Iterator[_Line]:
    if preview.documents:
        yield from _headed("preview_documents", language)
    for document in preview.documents[:_DOCUMENTS]:
        yield _Line(f"{say(f'document_{document.kind}', language)} {_passages(document, language)}")
    yield from _more(len(preview.documents) - _DOCUMENTS, language)


def _passages(document: ChangedDocument, language: Language) -> str:
    text = say(
        "preview_document",
        language,
        title=line(document.title, 60),
        added=document.added,
        changed=document.changed,
        removed=document.removed,
    )
    return f"{text} · {say('preview_lists', language)}" if document.lists else text


def _concerns(preview: Preview, language: Language) -> Iterator[_Line]:
    unlisted = Counter(dict(preview.unlisted))
    unlisted.update(concern.kind for concern in preview.concerns[_CONCERNS:])
    if not preview.concerns and not unlisted:
        yield from _headed("preview_no_concerns", language)
        return
    yield from _headed("preview_concerns", language, count=len(preview.concerns[:_CONCERNS]) + unlisted.total())
    for concern in preview.concerns[:_CONCERNS]:
        yield _Line(f"• {_concern(concern, language)}")
    if unlisted:
        separator = ", " if language is Language.ENGLISH else "、"
        kinds = separator.join(f"{say(f'concern_{kind.value}', language)} ×{n}" for kind, n in unlisted.items())
        yield _Line(line(say("preview_unlisted", language, kinds=kinds), 300))


def _concern(concern: Concern, language: Language) -> str:
    words = say(f"concern_{concern.kind.value}", language)
    where = place_text(concern.place, language)
    if where:
        words = say("concern_at", language, concern=words, place=where)
    if concern.detail:
        words = say("concern_detail", language, concern=words, detail=line(concern.detail))
    if concern.other is not None:
        other = concern.other
        words += say("concern_other", language, title=line(other.title, 60), sentence=line(other.sentence))
    return words


def place_text(place: Place | None, language: Language) -> str:
    """Where in a document, as far as it is known."""
    if place is None:
        return ""
    parts = [line(" › ".join(place.heading_path), 80)] if place.heading_path else []
    if place.page is not None:
        parts.append(say("page", language, page=place.page))
    elif place.line is not None:
        parts.append(say("line", language, line=place.line))
    return " · ".join(parts)


def _answers(preview: Preview, language: Language) -> Iterator[_Line]:
    if not preview.asked:
        return
    yield from _headed("preview_answers", language, asked=preview.asked, changed=len(preview.answers))
    for answer in preview.answers[:_ANSWERS]:
        yield _Line(f"• {line(answer.question, 80)}")
        yield from _both(line(answer.before, 100), line(answer.after, 100), language)
    yield from _more(len(preview.answers) - _ANSWERS, language)


def _samples(preview: Preview, language: Language) -> Iterator[_Line]:
    samples = [sample for document in preview.documents for sample in document.samples][:_SAMPLES]
    if samples:
        yield from _headed("preview_samples", language)
    for sample in samples:
        yield _Line(f"• {line(sample.heading, 80)}")
        nothing = say("preview_nothing", language)
        yield from _both(line(sample.before or nothing, 120), line(sample.after or nothing, 120), language)


def _both(before: str, after: str, language: Language) -> Iterator[_Line]:
    yield _Line(say("preview_before", language, text=before))
    yield _Line(say("preview_after", language, text=after))


def _headed(key: str, language: Language, **values: object) -> Iterator[_Line]:
    yield _Line("")
    yield _Line(say(key, language, **values), bold=True)


def _more(number: int, language: Language) -> Iterator[_Line]:
    if number > 0:
        yield _Line(say("preview_more", language, count=number))

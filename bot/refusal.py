"""Say no honestly: what the documents do not hold, what they do hold nearby, and who may know."""

import re
from collections.abc import Sequence

from bot.language import Language, in_script
from bot.patterns import Kind
from bot.reading import Reading
from bot.texts import say
from index.search import Hit
from knowledge.passages import Passage, UnitKind

_NEARBY = 3
_LEAST_SHARE = 0.5  # of the question's words, that a quotation must hold to be offered beside a refusal
_HALF_SURE = 0.2  # confidence from which a question is not plainly unanswered
_LONGEST = 160  # characters of such a quotation
_NUMBER_ONLY = re.compile(r"第[\d一二三四五六七八九十百零〇]{1,8}[编章节条款]")
_NAMED_KINDS = frozenset({Kind.DATE, Kind.PLACE, Kind.NAME})


def refusal_text(reading: Reading, related: Sequence[Hit], topics: Sequence[str], language: Language) -> str:
    """Return the reply to a question that the documents do not answer.

    `related` are hits that hold some of its words, best first; `topics` titles to offer where there are none.
    """
    lines = [_reason(reading, language)]
    known = _known_nearby(reading, related, language)
    titles = list(dict.fromkeys(hit.passage.title for hit in related)) or list(topics)
    if known:
        lines.append(known)
    elif titles:
        names = [in_script(title, language) for title in titles[:_NEARBY]]
        key = "refused_nearby" if related else "refused_topics"
        lines.append(say(key, language, topics=(", " if language is Language.ENGLISH else "、").join(names)))
    lines.append(say("refused_colleague", language))
    return "\n".join(lines)


def _reason(reading: Reading, language: Language) -> str:
    """Why there is no answer, as precisely as it is known."""
    if reading.against.years:
        return say("missing_year", language, years="、".join(reading.against.years))
    if reading.against.names:
        return say("missing_subject", language, words="、".join(reading.against.names))
    question = reading.question
    if question.orders or not reading.quotes:
        return say("refused", language)
    if reading.confidence >= _HALF_SURE and not reading.against and not reading.assumed:
        return say("refused_unsure", language)
    if question.measures or question.kind in _NAMED_KINDS:
        wanted = question.measures[0].value if question.measures else question.kind.value
        return say("missing_form", language, what=say(f"asked_{wanted}", language))
    return say("refused", language)


def _known_nearby(reading: Reading, related: Sequence[Hit], language: Language) -> str | None:
    """What the documents do say of the subject, quoted as such; None where nothing is near enough."""
    evidence = reading.evidence
    if (
        evidence is None
        or evidence.unit_coverage < _LEAST_SHARE
        or reading.assumed
        or reading.question.orders
        or reading.against.names
    ):
        return None
    quote = next(
        (quote for quote in reading.quotes if quote.hit.passage.id in {hit.passage.id for hit in related}), None
    )
    if quote is None:
        return None
    passage = quote.hit.passage
    told = passage.units[quote.units[0]]
    if told.kind is not UnitKind.SENTENCE or len(told.text) > _LONGEST:
        return None
    return say(
        "refused_known",
        language,
        title=in_script(_subject(passage), language),
        quote=in_script(told.text, language),
    )


def _subject(passage: Passage) -> str:
    """What a passage is about: its last heading, with the document's title where that is only a number."""
    heading = passage.heading_path[-1] if passage.heading_path else passage.title
    return f"{passage.title} {heading}" if _NUMBER_ONLY.fullmatch(heading) else heading

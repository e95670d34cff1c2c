"""The conversation core: a question in, an answer out, whatever messenger carries them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import structlog

from bot.answer import Answer, Outcome
from bot.bridge import in_chinese
from bot.composing import Composer
from bot.followup import (
    about,
    completions,
    core_of,
    exchanges,
    goes_on,
    is_elliptical,
    is_possessive,
    leaves_topic,
    names_zone,
    points_back,
    unpointed,
)
from bot.judgement import GENERAL, THRESHOLD, Judgement, tells
from bot.language import CHINESE_PAGES, Language, detect_language, in_script
from bot.measures import Measure
from bot.patterns import ASKS_PERSON, JOBS, Kind
from bot.question import Question, understand
from bot.reading import Reader, Reading
from bot.selection import listed_items
from bot.session import Context, Sessions
from bot.smalltalk import wants_more, without_search
from bot.texts import say
from index.normalise import normalise
from index.search import Searcher
from index.words import QueryWord

_MORE_AT_ONCE = 2
_LEAST_OWN = 0.3  # what a completion counts whose quotation holds none of the follow-up's words
_LEAST_POINTING = 0.6  # the same where the follow-up says "it": it can only mean what was spoken of
_BARE = 0.6  # what the follow-up alone counts where it names a thing and asks nothing of it: "and the whole zone?"
_IN_HEADING = 0.6  # what a word of the follow-up counts that only the quotation's heading holds
_SURE = 0.9  # of a completion: those after it, less plain, are not read any more, which takes some 20 ms each
_MOST_NAMED = 2  # that a further question may mean
_COMPLETED = 0.98  # a completion only guesses: what is as sure without it needs none

_log = structlog.get_logger(__name__)


class Conversation:
    """Answers questions from one searcher; thread-safe, so worker threads share it.

    `longest_question` is in characters, `clock` gives seconds, `today` the day on which documents must hold;
    `snapshot` is the name of what is searched.
    """

    def __init__(
        self,
        searcher: Searcher,
        sessions: Sessions,
        longest_question: int,
        clock: Callable[[], float] = time.perf_counter,
        today: Callable[[], date] = date.today,
        snapshot: str | None = None,
    ) -> None:
        self._searcher = searcher
        self._snapshot = snapshot
        calibration = searcher.index.calibration
        self._reader = Reader(searcher, Judgement.from_values(calibration) if calibration else GENERAL)
        self._composer = Composer(searcher, today)
        self._sessions = sessions
        self._longest_question = longest_question
        self._clock = clock
        self._today = today

    @property
    def searcher(self) -> Searcher:
        """What is searched."""
        return self._searcher

    @property
    def snapshot(self) -> str | None:
        """The name of what is searched."""
        return self._snapshot

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        """Answer a question as `answer` does, and log what became of it."""
        answer = self.answer(text, session, default, chosen=chosen, afresh=afresh)
        log_answer(answer)
        return answer

    def answer(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        """Answer a question; those of one `session` share its context, which one that begins `afresh` replaces.

        The reply is in the `chosen` language, else in that of the text, else, where the text shows none, in that of
        the session or `default`. Bad input is answered too, never raised.
        """
        started = self._clock()
        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text
        context = self._sessions.recall(session) if session and not afresh else None
        written = detect_language(text[: self._longest_question], context.language if context else default)
        language = chosen or written
        answer = (
            without_search(text, language, self._longest_question)
            or self._more(text, language, session, context)
            or self._in_either(text, language, written, session, context)
        )
        elapsed_ms = round((self._clock() - started) * 1000, 2)
        return replace(answer, elapsed_ms=elapsed_ms, snapshot=self._snapshot)

    def _more(self, text: str, language: Language, session: str | None, context: Context | None) -> Answer | None:
        """The next of what else was found for the question before, None where nothing more is asked for."""
        if not wants_more(text):
            return None
        if session is None or context is None:
            return Answer(say("empty", language), Outcome.INVALID, language, 0.0, text)
        shown, kept = context.further[:_MORE_AT_ONCE], context.further[_MORE_AT_ONCE:]
        if not shown:
            return Answer(say("no_more", language), Outcome.REFUSED, language, 0.0, context.question)
        self._sessions.remember(session, replace(context, further=kept))
        return Answer(
            text="\n\n".join(in_script(source.quote, language) for source in shown),
            outcome=Outcome.ANSWERED,
            language=language,
            confidence=1.0,
            interpreted_as=context.question,
            sources=shown,
            further=kept,
        )

    def _in_either(
        self, text: str, language: Language, written: Language, session: str | None, context: Context | None
    ) -> Answer:
        """Answer in `language`; where its pages do not, from those of the language that is `written`."""
        answer = self._from_documents(text, language, session, context)
        if not answer.refused or written.page_languages == language.page_languages:
            return answer
        other = self._from_documents(text, written, session, context)
        return answer if other.refused else replace(other, language=language)

    def _from_documents(self, text: str, language: Language, session: str | None, context: Context | None) -> Answer:
        changed, plain = leaves_topic(text)
        if context is None and not self._searcher.lexicon.particular(normalise(plain)):
            plain = about(say("zone", language), plain)
        alone = reading = self._read(plain, language)
        if context is not None and not changed:
            reading = self._in_context(alone, context, language)
        if reading.confidence < THRESHOLD or not reading.quotes:
            # What was spoken of before is no answer to what is asked now: only the question itself tells what is near.
            refusal = self._composer.refusal(alone, language)
            if session and (left_open := self._left_open(reading, refusal, language, context)):
                self._sessions.remember(session, left_open)
            return replace(refusal, interpreted_as=reading.question.text, confidence=reading.confidence)
        answer = self._composer.answer(reading, language)
        if session:
            before = None if changed else context
            named = () if before is None or reading is alone else self._named_on(plain, before)
            self._sessions.remember(session, self._context(reading, answer, language, before, named))
        return answer

    def _named_on(self, text: str, before: Context) -> tuple[str, ...]:
        """What is spoken of after the follow-up `text`: the one thing it names, where it does nothing else, or who was
        `before`, unless it names another."""
        core = understand(core_of(normalise(text)))
        words = self._searcher.lexicon.words(core.text, core.frames)
        if len(words) == 1 and words[0].subject and core.kind is Kind.OPEN and not core.measures:
            return (words[0].text,)
        return () if self._searcher.lexicon.names(core.text) else (*before.names, *before.spoken)[:_MOST_NAMED]

    def _context(
        self, reading: Reading, answer: Answer, language: Language, before: Context | None, named: tuple[str, ...]
    ) -> Context:
        """What the next question may go on from; the list spoken of `before` stays, while its items are.

        `named` is what is spoken of besides what the question as it was understood names.
        """
        items = listed_items(normalise(reading.quotes[0].text))
        if not items and before is not None and any(item in reading.question.text for item in before.items):
            items = before.items
        quoted = [normalise(quote.text) for quote in reading.quotes]
        passage = reading.quotes[0].hit.passage
        return Context(
            question=reading.question.text,
            title=passage.title,
            heading=passage.heading_path[-1] if passage.heading_path else "",
            language=language,
            names=self._searcher.lexicon.topics(reading.question.text),
            spoken=named,
            items=items,
            answered=" ".join(quoted),
            further=answer.further,
        )

    def _left_open(
        self, reading: Reading, refusal: Answer, language: Language, context: Context | None
    ) -> Context | None:
        """What was spoken of before, and what could not be answered: who goes on may ask the same of something else.

        None where the question tells neither of what nor for which figure it asked.
        """
        text = reading.question.text
        names = self._searcher.lexicon.topics(text)
        if not names and not reading.question.measures:
            return None
        before = context or Context(question=text, title="", language=language)
        return replace(before, question=text, names=names or before.names, further=refusal.further)

    def _in_context(self, alone: Reading, context: Context, language: Language) -> Reading:
        """The best of the question alone and its completions from the context.

        A completion counts the less, the fewer of the follow-up's own words its quotation holds: it must not
        answer the question before once more.
        """
        cut = self._searcher.tokenizer.cut
        text = alone.said
        elliptical = is_elliptical(text, cut)
        whole = not elliptical or (names_zone(text) and not goes_on(text))
        if alone.confidence >= THRESHOLD and whole and not alone.assumed:
            return alone
        core = understand(core_of(text))
        own = _besides_jobs(core, self._searcher.lexicon.words(core.text, core.frames))
        # Who goes on from something named, and names no other, hardly means the zone as a whole or any company.
        unnamed = not (names_zone(core.text) or any(word.known and word.telling for word in own))
        elsewhere = (alone.assumed or unnamed) and bool(context.names)
        asks = core.kind is not Kind.OPEN or bool(core.measures)
        bare, possessive = elliptical and not asks, is_possessive(text)
        own_weight = _LEAST_OWN if elsewhere or possessive else _BARE if bare else 1.0
        readings = [replace(alone, confidence=alone.confidence * own_weight)]
        # Who names a company means that one.
        pointing = unpointed(text) if self._searcher.lexicon.names(core.text) else text
        completed = (
            *completions(pointing, self._with_answered(context)),
            *self._about_zone(text, context, language),
        )
        exchanged = () if asks else tuple(exchanges(text, context, cut))
        for wording in (*completed, *exchanged):
            reading = self._read(wording, language, core)
            weight = self._weight(reading, core, own, context) * (set(core.years) <= set(reading.question.years))
            if possessive and wording in exchanged and not _goes_on(reading, context):
                weight *= _LEAST_OWN
            readings.append(replace(reading, confidence=round(reading.confidence * weight * _COMPLETED, 4)))
            if asks and readings[-1].confidence >= _SURE:
                break
        if points_back(pointing) and len(readings) > 1:
            readings = readings[1:]  # alone it cannot be understood
        return max(readings, key=_confidence)

    def _with_answered(self, context: Context) -> Context:
        """The context with the one or two companies or the like that the answer named: "whose is it?", "they?"."""
        answered = self._searcher.lexicon.names(context.answered)
        new = () if len(answered) > _MOST_NAMED else answered
        return replace(context, spoken=(*context.spoken, *new))

    def _weight(self, reading: Reading, core: Question, own: Sequence[QueryWord], context: Context) -> float:
        """What the confidence of a completed reading counts, by how much it tells of the `own` words of the follow-up
        `core`."""
        told = normalise(" ".join(quote.text for quote in reading.quotes))
        heads = normalise(" ".join(quote.hit.passage.heading for quote in reading.quotes))
        coverage = self._searcher.lexicon.coverage
        if self._of_another(reading, core, context, told, heads):
            return 0.0
        least = _LEAST_POINTING if points_back(core.text) else _LEAST_OWN
        if own:
            share = max(coverage(own, told), _IN_HEADING * coverage(own, f"{heads} {told}"))
            if not share and any(word.subject and not word.known for word in own):
                least = _LEAST_OWN  # "how many of them drivers": of those nothing is told
        else:
            share = float(bool(core.measures) or core.kind is Kind.LIST or not tells(context.answered, told))
        return least + (1 - least) * share

    def _of_another(self, reading: Reading, core: Question, context: Context, told: str, heads: str) -> bool:
        """Whether a completed reading is of a company that the follow-up `core` does not mean: besides the one that it
        names, or, where it says "it", another than the one spoken of. `told` is quoted, below `heads`."""
        names = self._searcher.lexicon.names
        if said := set(names(core.text)):
            if unpointed(core.text) != core.text and set(names(reading.question.text)) - said:
                return True
            meant = said
        else:
            meant = set(names(context.question)) if points_back(core.text) else set()
        return bool(meant and names(told) and meant.isdisjoint(names(f"{heads} {told}")))

    @staticmethod
    def _about_zone(text: str, context: Context, language: Language) -> tuple[str, ...]:
        """The question with "it" taken for the zone, where nothing more particular was spoken of."""
        replaced = about(say("zone", language), text)
        return () if context.names or replaced == text else (core_of(replaced),)

    def _read(self, text: str, language: Language, original: Question | None = None) -> Reading:
        """Read against the documents that hold today; for a past year that these do not answer, those of its time.

        Where `text` completes a follow-up, `original`, that one tells which kind of answer is wanted.
        """
        today = self._today()
        reading = self._read_on(text, language, original, today)
        past = [day for year in reading.question.years for day in self._searcher.days_of(int(year)) if day < today]
        named = [*past, *([today] if str(today.year) in reading.question.years else [])]
        if not past or (reading.confidence >= THRESHOLD and self._held_on_any(named, reading)):
            return reading
        then = max((self._read_on(text, language, original, day) for day in past), key=_confidence)
        return then if then.confidence >= THRESHOLD else reading

    def _held_on_any(self, days: Sequence[date], reading: Reading) -> bool:
        """Whether what was quoted held on one of the days too: what came later is no answer for a past year."""
        return all(any(self._searcher.holds(quote.hit.passage, day) for day in days) for quote in reading.quotes)

    def _read_on(self, text: str, language: Language, original: Question | None, on: date) -> Reading:
        """Read against the pages of the person's language; the others when these do not answer."""
        own = self._reader.read(text, language.page_languages, original=original, on=on, today=self._today())
        if own.confidence >= THRESHOLD:
            return own
        if language is Language.ENGLISH:
            if ASKS_PERSON.search(normalise(text)):
                return own  # word by word the office would be lost, and a company stand for its holder
            translated = in_chinese(text, self._searcher.glossary)
            foreign = self._reader.read(
                translated, CHINESE_PAGES, original=original or understand(text), on=on, today=self._today()
            )
            foreign = replace(foreign, said=own.said)
        else:
            foreign = self._reader.read(text, original=original, on=on, today=self._today())
        return max(own, foreign, key=_confidence)


def _goes_on(reading: Reading, context: Context) -> bool:
    """Whether what is quoted is of the document that answered before."""
    return any(quote.hit.passage.title == context.title for quote in reading.quotes)


def log_answer(answer: Answer) -> None:
    """Log what became of a question, without its words."""
    _log.info(
        "question answered",
        outcome=answer.outcome.value,
        language=answer.language.value,
        confidence=answer.confidence,
        document=answer.sources[0].document if answer.sources else None,
        elapsed_ms=answer.elapsed_ms,
    )


def _besides_jobs(core: Question, own: Sequence[QueryWord]) -> tuple[QueryWord, ...]:
    """The words of a follow-up without those by which it asks for jobs, which a headcount answers in whatever words:
    "how many jobs does it bring"."""
    asked = JOBS.search(core.text)
    if asked is None or Measure.PEOPLE not in core.measures:
        return tuple(own)
    return tuple(word for word in own if word.subject and word.text not in asked.group())


def _confidence(reading: Reading) -> float:
    return reading.confidence

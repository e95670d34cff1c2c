"""Give the staff's own answer to a question ahead of what the documents hold."""

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum

import structlog

from bot.answer import Answer, Outcome, Source
from bot.conversation import Conversation, log_answer
from bot.followup import goes_on, is_elliptical, joins_on, leaves_topic
from bot.language import Language, detect_language, in_script
from bot.questions.curated import CuratedAnswers
from bot.questions.matching import Match, Matcher
from bot.questions.records import Curated
from bot.session import Context, Sessions
from bot.smalltalk import wants_more, without_search
from bot.texts import say
from index.normalise import normalise
from knowledge.errors import DatabaseError

_log = structlog.get_logger(__name__)


class _Place(Enum):
    """When a curated answer is given: before the documents are asked, where they hold nothing, or not at all."""

    FIRST = 1
    SECOND = 2
    NEVER = 3


class CuratedFirst:
    """Answers as a conversation does, but gives the staff's own answer to a question where there is one.

    `sessions` are the conversation's. A database that fails costs the curated answer, never the other.
    """

    def __init__(
        self,
        conversation: Conversation,
        matcher: Matcher,
        answers: CuratedAnswers,
        sessions: Sessions,
        longest_question: int,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._conversation = conversation
        self._matcher = matcher
        self._answers = answers
        self._sessions = sessions
        self._longest_question = longest_question
        self._clock = clock

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        """Answer a question, and log what became of it."""
        started = self._clock()
        match, place = self._matched(text, chosen or default, None if afresh else session)
        if match is not None and place is _Place.FIRST:
            answer = self._give(match, text, session, default, chosen)
        else:
            answer = self._conversation.answer(text, session, default, chosen=chosen, afresh=afresh)
            if match is not None and place is _Place.SECOND and answer.outcome is Outcome.REFUSED:
                answer = self._give(match, text, session, default, chosen)
        answer = replace(
            answer,
            elapsed_ms=round((self._clock() - started) * 1000, 2),
            snapshot=self._conversation.snapshot,
        )
        log_answer(answer)
        return answer

    def _matched(self, text: str, default: Language, session: str | None) -> tuple[Match | None, "_Place"]:
        """The curated answer to a question, None where there is none, and when to give it."""
        text = _as_text(text)
        if without_search(text, default, self._longest_question) is not None or wants_more(text):
            return None, _Place.NEVER
        changed, plain = leaves_topic(text)
        try:
            match = self._matcher.match(plain)
        except DatabaseError as error:
            _log.error("curated answers not known", fault=error.fault.value)
            match = None
        if match is None:
            return None, _Place.NEVER
        spoken = session is not None and not changed and self._sessions.recall(session) is not None
        return match, self._place(normalise(plain), match, spoken=spoken)

    def _place(self, wording: str, match: Match, *, spoken: bool) -> "_Place":
        """When to give the answer: a question that goes on from what was spoken of must not be taken for another.

        Without anything spoken of, a pronoun can mean nothing but the zone. A short question may mean what was spoken
        of, unless it is a wording of the answer itself: then the documents go first.
        """
        if goes_on(wording) if spoken else joins_on(wording) and not match.exact:
            return _Place.NEVER
        short = is_elliptical(wording, self._conversation.searcher.tokenizer.cut)
        return _Place.SECOND if spoken and short and not match.exact else _Place.FIRST

    def _give(self, match: Match, text: str, session: str | None, default: Language, chosen: Language | None) -> Answer:
        """Give a curated answer, count that, and remember what a follow-up goes on from."""
        context = self._sessions.recall(session) if session else None
        text = _as_text(text)
        wording = normalise(leaves_topic(text)[1])
        language = chosen or detect_language(text, context.language if context else default)
        answer = given(match.curated, language, wording, match.score)
        if session:
            self._sessions.remember(session, self._context(wording, answer))
        try:
            self._answers.count_hit(match.curated.id)
        except DatabaseError as error:
            _log.warning("hit not counted", fault=error.fault.value)
        return answer

    def _context(self, wording: str, answer: Answer) -> Context:
        """What a follow-up goes on from: the question, for there is no document."""
        names = self._conversation.searcher.lexicon.topics(wording)
        return Context(wording, "", answer.language, names=names, answered=normalise(answer.text))


def _as_text(text: str) -> str:
    """`text` without half surrogate pairs, which are no text."""
    return text.encode("utf-8", "replace").decode()


def given(curated: Curated, language: Language, question: str, score: float = 1.0) -> Answer:
    """A curated answer as it is given in a language: its own words, in the script of the reader, and whose they are."""
    content = curated.content
    text = in_script(content.answer, language)
    source = Source(
        document=f"curated/{curated.id}",
        title=say("curated_office", language),
        heading=say("curated_rests_on", language, source=in_script(content.source, language)) if content.source else "",
        page=None,
        as_of=curated.changed_at.astimezone().date().isoformat(),
        text=text,
        score=round(score, 4),
        language=curated.language.value,
        quote=text,
        topic=content.topic or "",
    )
    return Answer(
        text=text,
        outcome=Outcome.ANSWERED,
        language=language,
        confidence=round(score, 4),
        interpreted_as=question,
        sources=(source,),
        curated_id=curated.id,
    )

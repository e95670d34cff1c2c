"""Give the staff's own answer to a question ahead of what the documents hold."""

import time
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.answer import Answer, Outcome, Source
from bot.conversation import Conversation
from bot.followup import goes_on, is_elliptical, leaves_topic, points_back
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

    def ask(self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED) -> Answer:
        """Answer a question, those that go on from the one before always from the documents."""
        started = self._clock()
        plain = text.encode("utf-8", "replace").decode()
        try:
            answer = self._curated(plain, session, default)
        except DatabaseError as error:
            _log.error("curated answers not known", fault=error.fault.value)
            answer = None
        if answer is None:
            return self._conversation.ask(text, session, default)
        answer = replace(
            answer,
            elapsed_ms=round((self._clock() - started) * 1000, 2),
            snapshot=self._conversation.snapshot,
        )
        _log.info(
            "question answered",
            outcome=answer.outcome.value,
            language=answer.language.value,
            confidence=answer.confidence,
            curated=answer.curated_id,
            elapsed_ms=answer.elapsed_ms,
        )
        return answer

    def _curated(self, text: str, session: str | None, default: Language) -> Answer | None:
        if without_search(text, default, self._longest_question) is not None or wants_more(text):
            return None
        changed, plain = leaves_topic(text)
        wording = normalise(plain)
        if points_back(wording):
            return None
        match = self._matcher.match(plain)
        if match is None:
            return None
        context = self._sessions.recall(session) if session else None
        if context is not None and not changed and self._continues(wording, match):
            return None
        language = detect_language(text, context.language if context else default)
        answer = given(match.curated, language, wording, match.score)
        if session:
            self._sessions.remember(session, self._context(wording, answer))
        try:
            self._answers.count_hit(match.curated.id)
        except DatabaseError as error:
            _log.warning("hit not counted", fault=error.fault.value)
        return answer

    def _continues(self, wording: str, match: Match) -> bool:
        """Whether a question means what was spoken of before: a short one does, unless it is a wording itself."""
        if match.exact:
            return goes_on(wording)
        return is_elliptical(wording, self._conversation.searcher.tokenizer.cut)

    def _context(self, wording: str, answer: Answer) -> Context:
        """What a follow-up goes on from: the question, for there is no document."""
        names = self._conversation.searcher.lexicon.topics(wording)
        return Context(wording, "", answer.language, names=names, answered=normalise(answer.text))


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

"""Lay a report and the single questions out as sheets: masked texts, and nothing of who asked."""

from collections.abc import Iterable, Sequence

from bot.answer import Outcome
from bot.questions.export import Cell, Sheet
from bot.questions.frequent import GroupFigures, Share, Volume
from bot.questions.report import Asked, Report
from bot.questions.words import Words

_NO_QUESTION = frozenset({Outcome.SMALL_TALK.value, Outcome.INVALID.value})
_QUESTIONS = "at question understood language topic outcome confidence group vote complaint"
_GROUPS = "group question language topic count askers before change answered_share failed satisfaction latest"
_DAYS = "day asked answered refused other"
_SHARES = "kind name count share"


def sheets_of(report: Report, asked: Iterable[Asked], words: Words) -> tuple[Sheet, ...]:
    """The single questions, the groups, those of them that were left open, the days, and what part is what."""
    return (
        question_sheet(asked, words),
        _sheet("top", _GROUPS, [_group(one, report, words) for one in report.top], words),
        _sheet("unanswered", _GROUPS, [_group(one, report, words) for one in report.unanswered], words),
        _sheet("days", _DAYS, [_day(one) for one in report.days], words),
        _sheet("shares", _SHARES, _shares(report, words), words),
    )


def question_sheet(asked: Iterable[Asked], words: Words) -> Sheet:
    """The single questions."""
    return _sheet("questions", _QUESTIONS, (_question(one, words) for one in asked), words)


def _sheet(name: str, columns: str, rows: Iterable[Sequence[Cell]], words: Words) -> Sheet:
    return Sheet(words.say(f"sheet_{name}"), [words.say(f"column_{column}") for column in columns.split()], rows)


def _question(one: Asked, words: Words) -> Sequence[Cell]:
    return (
        one.at,
        one.text,
        one.interpreted_as,
        words.language_name(one.language),
        None if one.outcome in _NO_QUESTION else words.topic(one.topic),
        words.outcome(one.outcome),
        one.confidence,
        one.group,
        one.vote,
        words.complaint(one.complaint),
    )


def _group(one: GroupFigures, report: Report, words: Words) -> Sequence[Cell]:
    return (
        one.group,
        one.wording,
        words.language_name(one.language),
        words.topic(one.topic),
        one.count,
        one.askers,
        one.before,
        one.trend,
        one.answered,
        one.failed,
        one.satisfaction,
        one.latest.astimezone(report.period.zone),
    )


def _day(one: Volume) -> Sequence[Cell]:
    real = one.answered + one.refused
    return f"{one.day}", real, one.answered, one.refused, one.count - real


def _shares(report: Report, words: Words) -> list[Sequence[Cell]]:
    def rows(kind: str, parts: Sequence[Share], names: Sequence[str]) -> list[Sequence[Cell]]:
        return [
            (words.say(f"column_{kind}"), name, part.count, part.share) for part, name in zip(parts, names, strict=True)
        ]

    shares = report.shares
    return [
        *rows("topic", shares.topics, [words.topic(one.name) for one in shares.topics]),
        *rows("language", shares.languages, [words.language_name(one.name) for one in shares.languages]),
        *rows("outcome", shares.outcomes, [words.outcome(one.name) for one in shares.outcomes]),
    ]

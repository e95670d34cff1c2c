"""Say a report in the words of a language: as a picture and as a few lines of text."""

from collections.abc import Callable, Sequence

from bot.questions.frequent import Share
from bot.questions.picture import Bar, Bars, Day, Number, Picture
from bot.questions.report import Report
from bot.questions.words import Words, dates, percent
from knowledge.concerns import shortened

_GROUPS, _OPEN, _TOPICS, _LANGUAGES = 5, 3, 6, 3  # bars in the picture
_MENTIONED = 3  # open questions in the text
_LONGEST_MENTIONED = 80  # characters


def picture_of(report: Report, title: str, words: Words) -> Picture:
    """The picture of a report."""
    top = [Bar(one.wording, one.count) for one in report.top[:_GROUPS]]
    unanswered = [Bar(one.wording, one.failed) for one in report.unanswered[:_OPEN]]
    topics = _bars(report.shares.topics, _TOPICS, words.topic)
    languages = _bars(report.shares.languages, _LANGUAGES, words.language_name)
    return Picture(
        title=title,
        subtitle=f"{dates(report.period)} · {words.say('report_bot')}",
        numbers=(
            Number(str(report.asked), words.say("report_asked")),
            Number(percent(report.answered_share), words.say("report_answered")),
            Number(str(report.askers), words.say("report_askers")),
            Number(percent(report.change, signed=True), words.say("report_change")),
        ),
        days_heading=words.say("report_days"),
        days=[Day(one.day, one.answered, one.refused) for one in report.days],
        answered=words.say("report_answered"),
        unanswered=words.say("report_refused"),
        lists=(
            Bars(words.say("report_top"), top),
            Bars(words.say("report_unanswered"), unanswered, warning=True),
            Bars(words.say("report_topics"), topics),
            Bars(words.say("report_languages"), languages),
        ),
    )


def text_of(report: Report, title: str, words: Words) -> str:
    """A report in a few lines, short enough to stand below a picture."""
    summary = words.say(
        "report_summary",
        asked=report.asked,
        answered=percent(report.answered_share),
        askers=report.askers,
        change=percent(report.change, signed=True),
    )
    lines = [title, dates(report.period), summary]
    if report.unanswered:
        lines += ["", words.say("report_unanswered")]
        lines += [
            f"• {shortened(one.wording, _LONGEST_MENTIONED)} ×{one.failed}" for one in report.unanswered[:_MENTIONED]
        ]
    return "\n".join(lines)


def _bars(parts: Sequence[Share], most: int, name: Callable[[str | None], str]) -> list[Bar]:
    return [Bar(name(part.name), part.count) for part in parts[:most]]

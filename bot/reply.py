"""Put an answer into plain words: quotation, then source, section and date."""

from bot.answer import Answer, Source
from bot.language import Language
from bot.texts import say


def citation(source: Source, language: Language) -> str:
    """One line that says where a quotation stands and as of when."""
    heading = f" › {_on_one_line(source.heading)}" if source.heading else ""
    parts = [say("source", language, title=_on_one_line(source.title), heading=heading)]
    if source.page is not None:
        parts.append(say("page", language, page=source.page))
    if source.as_of:
        parts.append(say("as_of", language, date=source.as_of))
    if source.outdated:
        parts.append(say("outdated", language))
    return " · ".join(parts)


def _on_one_line(text: str) -> str:
    """`text` without line breaks, behind which it could name a second source."""
    return " ".join(text.split())


def quoted_language(source: Source, language: Language) -> str:
    """A remark where the quotation is in another language than the reader's, else an empty text."""
    if source.language in language.page_languages:
        return ""
    return say("quoted_in_english" if source.language == "en" else "quoted_in_chinese", language)


def footnotes(answer: Answer) -> list[str]:
    """The lines below the quotation, one a source; none for a refusal."""
    lines = []
    for source in answer.sources:
        remark = quoted_language(source, answer.language)
        lines.append(citation(source, answer.language) + (f" {remark}" if remark else ""))
    return list(dict.fromkeys(lines))

"""Where an answer is from, in its context, and what else was found."""

from collections.abc import Sequence

from bot.answer import Source
from bot.desk.labels import button, line
from bot.desk.shelf import Holdings
from bot.language import Language, in_script
from bot.replies import Button, Reply
from bot.reply import citation, quoted_language
from bot.texts import say
from knowledge.passages import Passage

MORE_AT_ONCE = 2
MOST_SOURCES = 3
_NEIGHBOUR = 160  # characters of what stands before and after


def source_reply(holdings: Holdings, passage: Passage, language: Language) -> Reply:
    """A passage as it stands in its document, with what stands before and after it."""
    before, after = holdings.around(passage)
    source = holdings.source(passage, language)
    title = say("desk_source_untitled", language, title=source.title)
    if source.heading:
        title = say("desk_source_title", language, title=source.title, heading=source.heading)
    parts = [title]
    if before is not None:
        parts.append(say("desk_source_before", language, text=_neighbour(before, passage, language, at_end=True)))
    parts.append(source.text)
    if after is not None:
        parts.append(say("desk_source_after", language, text=_neighbour(after, passage, language)))
    origin = say("desk_source_origin", language, source=in_script(passage.source, language))
    return Reply("\n\n".join(parts), (_cited(source, language), origin))


def more_reply(
    holdings: Holdings, answer_id: str, passages: Sequence[Passage], shown: int, left: int, language: Language
) -> Reply:
    """The beginnings of passages; `shown` is how many hits were shown with these, `left` how many are not yet."""
    sources = [holdings.source(passage, language) for passage in passages]
    text = "\n\n".join(source.quote for source in sources)
    notes = dict.fromkeys(_cited(source, language) for source in sources)
    more: tuple[tuple[Button, ...], ...] = ()
    if left:
        more = ((button(say("desk_button_more", language), "more", answer_id, shown),),)
    return Reply(text, tuple(notes), more)


def _neighbour(other: Passage, passage: Passage, language: Language, *, at_end: bool = False) -> str:
    """A neighbouring passage, shortened, under its heading where that is another one."""
    text = " ".join(in_script(other.text, language).split())
    if len(text) > _NEIGHBOUR:
        text = f"…{text[-_NEIGHBOUR:]}" if at_end else line(text, _NEIGHBOUR)
    if other.heading_path != passage.heading_path and other.heading_path:
        text = f"{in_script(other.heading_path[-1], language)} · {text}"
    return text


def _cited(source: Source, language: Language) -> str:
    remark = quoted_language(source, language)
    return citation(source, language) + (f" {remark}" if remark else "")

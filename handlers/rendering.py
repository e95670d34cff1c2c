"""Turn replies into Telegram messages: escaped HTML, none longer than Telegram takes."""

import html

from bot.answer import Answer
from bot.replies import Reply
from bot.reply import footnotes
from knowledge.sentences import sentence_spans

LONGEST_MESSAGE = 4096  # UTF-16 code units, counted after entity parsing
LONGEST_CAPTION = 1024  # the same


def utf16_length(text: str) -> int:
    """Length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def split_text(text: str, limit: int = LONGEST_MESSAGE) -> list[str]:
    """Split plain text into pieces of at most `limit` UTF-16 units, at sentence ends wherever one is in reach."""
    pieces: list[str] = []
    piece = ""
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if piece and utf16_length(piece) + utf16_length(sentence) > limit:
            pieces.append(piece)
            piece = ""
        while utf16_length(sentence) > limit:
            cut = _cut(sentence, limit)
            pieces.append(sentence[:cut])
            sentence = sentence[cut:]
        piece += sentence
    pieces.append(piece)
    return [piece.strip() for piece in pieces if piece.strip()]


def _cut(sentence: str, limit: int) -> int:
    """Where to cut a sentence longer than a message: the last white space in reach, else the limit itself."""
    end = min(len(sentence), limit)
    while utf16_length(sentence[:end]) > limit:
        end -= 1
    space = sentence.rfind(" ", end // 2, end)
    return space + 1 if space > 0 else end


def render(answer: Answer) -> list[str]:
    """Return the messages of an answer as Telegram HTML: the quotation, then its sources in italics."""
    return messages_of(Reply(answer.text, tuple(footnotes(answer))))


def messages_of(reply: Reply) -> list[str]:
    """Return the messages of a reply as Telegram HTML: text, notes in italics, the table below."""
    messages = _with_notes(reply)
    tables = table_messages(reply)
    if len(messages) == len(tables) == 1:
        plain = utf16_length("\n\n".join([reply.text, *reply.notes, reply.table]))
        if plain <= LONGEST_MESSAGE:
            return [f"{messages[0]}\n\n{tables[0]}"]
    return [*messages, *tables]


def caption_of(reply: Reply) -> str | None:
    """Return text and notes of a picture as Telegram HTML; None where they are too long to stand below it."""
    if utf16_length("\n\n".join([reply.text, "\n".join(reply.notes)])) > LONGEST_CAPTION:
        return None
    return "\n\n".join(_with_notes(reply))


def table_messages(reply: Reply) -> list[str]:
    """Return the table of a reply in monospaced messages, cut between lines where it is too long for one."""
    pieces: list[str] = []
    piece = ""
    for line in reply.table.splitlines():
        for part in _in_reach(line):
            longer = f"{piece}\n{part}" if piece else part
            if utf16_length(longer) > LONGEST_MESSAGE:
                pieces.append(piece)
                longer = part
            piece = longer
    pieces.append(piece)
    return [f"<pre>{html.escape(piece, quote=False)}</pre>" for piece in pieces if piece.strip()]


def plain_messages(text: str) -> list[str]:
    """Return plain text as messages of Telegram HTML."""
    return [html.escape(piece, quote=False) for piece in split_text(text)]


def _in_reach(line: str) -> list[str]:
    """A line of a table, cut where it is longer than a message."""
    half = LONGEST_MESSAGE // 2  # characters, of which none takes more than two units
    return [line[at : at + half] for at in range(0, len(line), half)] or [""]


def _with_notes(reply: Reply) -> list[str]:
    messages = plain_messages(reply.text)
    if not reply.notes:
        return messages
    footer = "\n".join(reply.notes)
    escaped = f"<i>{html.escape(footer, quote=False)}</i>"
    if messages and utf16_length(split_text(reply.text)[-1]) + utf16_length(footer) + 2 <= LONGEST_MESSAGE:
        return [*messages[:-1], f"{messages[-1]}\n\n{escaped}"]
    return [*messages, *(f"<i>{piece}</i>" for piece in plain_messages(footer))]

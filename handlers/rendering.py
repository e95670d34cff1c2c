"""Turn answers into Telegram messages: escaped HTML, none longer than Telegram takes."""

import html

from bot.answer import Answer
from bot.reply import footnotes
from knowledge.sentences import sentence_spans

LONGEST_MESSAGE = 4096  # UTF-16 code units, counted after entity parsing


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
    """Return the messages of a reply as Telegram HTML: the quotation, then its sources in italics."""
    messages = [html.escape(piece, quote=False) for piece in split_text(answer.text)]
    notes = footnotes(answer)
    if not notes:
        return messages
    footer = "\n".join(notes)
    escaped = f"<i>{html.escape(footer, quote=False)}</i>"
    last = split_text(answer.text)[-1]
    if utf16_length(last) + utf16_length(footer) + 2 <= LONGEST_MESSAGE:
        return [*messages[:-1], f"{messages[-1]}\n\n{escaped}"]
    return [*messages, *(f"<i>{html.escape(piece, quote=False)}</i>" for piece in split_text(footer))]

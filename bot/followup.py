"""Complete a follow-up question from the conversation it belongs to."""

import re
from collections.abc import Iterator

from bot.session import Context
from index.normalise import normalise
from index.tokens import Tokenizer

_OPENING = re.compile(
    r"^(?:那么?|然后|还有|其中|另外|它们?的?|其|这家|这个|该|他们的?|and\b|what about|how about|or\b)"
)
_POINTING = re.compile(
    r"它们?|其中|这家|那家|该|这个|那个|上面|前者|后者|\b(?:it|its|they|their|them|that|those|this)\b"
)
_ENDING = re.compile(r"呢[??]?$")
_NEW_TOPIC = re.compile(
    r"^(?:换个?(?:话题|问题)|另外问|再问(?:个|一个)|问个别的|by the way|another question|new topic)[,,::、\s]*"
)
_FEW_WORDS = 2


def leaves_topic(text: str) -> tuple[bool, str]:
    """Return (whether the person says that they change the topic, the question without saying so)."""
    shorter = _NEW_TOPIC.sub("", normalise(text))
    return shorter != normalise(text), shorter


def is_elliptical(text: str, tokenizer: Tokenizer) -> bool:
    """Whether a normalised question reads as the continuation of another."""
    return bool(
        _OPENING.search(text)
        or _ENDING.search(text)
        or _POINTING.search(text)
        or len(tokenizer.cut(text)) <= _FEW_WORDS
    )


def completions(text: str, context: Context, tokenizer: Tokenizer) -> Iterator[str]:
    """Yield readings of normalised `text` in its context, the plainest first.

    The document's title may be the unsaid subject ("and the jobs?"); or the question repeats the one before with
    one of its words exchanged ("and magnesium?").
    """
    core = _ENDING.sub("", _OPENING.sub("", text)).strip(" ,,、??")
    if not core:
        return
    yield f"{normalise(context.title)} {_POINTING.sub(' ', core).strip()}"
    said = tokenizer.cut(core)
    previous = normalise(context.question)
    if len(said) <= _FEW_WORDS + 1:
        for word in dict.fromkeys(tokenizer.cut(previous)):
            if word not in said:
                yield previous.replace(word, core, 1)

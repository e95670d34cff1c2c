"""Complete a follow-up question from the conversation it belongs to."""

import re
from collections.abc import Callable, Iterator

from bot.patterns import FRAME
from bot.session import Context
from index.normalise import normalise

_OPENING = re.compile(
    r"^(?:(?:行|好|嗯|哦|噢|对|ok|okay|alright|right|fine)[吧的啊]*[,。]\s*)?"
    r"(?:那么?(?![个些家座条位])|然后|还有|其中|另外|至于|再说|和"
    r"|(?:and|but|so)\b|what about|how about|or\b)[,\s]*(?:the\b)?\s*"
)
_POINTING = re.compile(
    r"[它他]们?(?:家(?![里的乡庭长]))?|其中|[这那][么样](?:做|干|搞|弄|改|安排)|(?:这|那|(?<!应)该)(?:家|个|些)?(?:企业|公司|集团|园区?|产业|项目|厂)?(?!么|里|样|边|种|几)|前者|后者"
    r"|\b(?:it|its|they|their|them|that|those|this|the (?:same|company|park))\b"
)
_IT = re.compile(r"它们?|\b(?:(?<!which one is )(?<!which one was )it|they|them)\b")
_ZONE = re.compile(r"开发区|经开区|园区|你们|贵区|\b(?:zone|parks?|you|your)\b")
_ZONE_ITSELF = re.compile(r"开发区|经开区|\bzone\b")
# After a greeting, if there is one.
_FIRST_CLAUSE = re.compile(r"(?:(?:hi|hello|hey|well|ok|你好|您好|请问)[,!。. ]+)?(?:(?! and )[^,;.?!。…])*")
_CLOSING = "?。! "
_ASKS_ON = re.compile(r"呢[?。!\s]*$")
_NEW_TOPIC = re.compile(
    r"^(?:(?:算了|好吧|好的?|行|嗯|okay|ok|alright|right|well)[,。!\s]*)?"
    r"(?:(?:(?:咱们?|我们?)?(?:换|聊|说|问)(?:个|一个|点)?(?:话题|问题|别的|事)(?:吧|呢|问)?|(?:哦|噢|啊)?对了|话说|顺便问(?:一下|一句)?"
    r"|另外问(?:一下)?|再问(?:个|一个)"
    r"|先?(?:不说(?![明清])|不谈(?!判)|不聊|不提(?![供交高前升出取])|撇开|抛开)[^,。?]{1,8}(?=[,。])"
    r"|by the way|btw|incidentally|another question|(?:new|different|another|other) (?:topic|subject|question)"
    r"|chang(?:e|ing) (?:of |the )?(?:topic|subject)|on another note|moving on)[-,:、。.\s]*){1,3}"
)
_SAME_PERIOD = re.compile(r"同期")  # of another year, of which more was said before
_POSSESSIVE = re.compile(r"^[^,。?是什怎哪谁几多啥]{1,8}的$|^[\w ]{1,30}'s$")
_ORDINAL = re.compile(
    r"第([一二三四五六七八九十\d])个?|头([一])个|最后(?:一|那|这)?个"
    r"|(?:the )?\b(first|second|third|fourth|fifth|last) (?:one|park|item)\b"
)
_POSITIONS = {word: place for place, word in enumerate("一二三四五六七八九十")} | {
    word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth"))
}
_COMPARED = re.compile(r"[比和与跟同][它他]|\b(?:than|or|and|with) (?:it|its|they|theirs)\b")
_WHOLE = re.compile(r"整个(?:开发区|经开区|园区|区)|全区|\b(?:whole|entire) zone\b")
_FEW_WORDS = 2
_MOST_EXCHANGES = 5


def leaves_topic(text: str) -> tuple[bool, str]:
    """Return (whether the person says that they change the topic, the question without saying so)."""
    plain = normalise(text)
    shorter = _NEW_TOPIC.sub("", plain)
    return (True, shorter) if shorter and shorter != plain else (False, text)


def core_of(text: str) -> str:
    """Return what a normalised follow-up adds: without the words that only join it to what came before."""
    core = _OPENING.sub("", text).rstrip(_CLOSING)
    return core.removesuffix("吗" if core.endswith("吗") else "呢").strip()


def is_elliptical(text: str, cut: Callable[[str], list[str]]) -> bool:
    """Whether a normalised question reads as the continuation of another; `cut` gives its content words."""
    return goes_on(text) or len(cut(text)) <= _FEW_WORDS


def goes_on(text: str) -> bool:
    """Whether a normalised question says in words that it is the continuation of another."""
    return joins_on(text) or _POINTING.search(text) is not None


def joins_on(text: str) -> bool:
    """Whether a normalised question is worded as the next of several, whatever it names."""
    return bool(_OPENING.search(text) or _ASKS_ON.search(text) or _ORDINAL.search(text))


def points_back(text: str) -> bool:
    """Whether a normalised question says in words that it means something mentioned before."""
    core = core_of(text)
    return bool(_POINTING.search(core) or _ORDINAL.search(core) or _SAME_PERIOD.search(core))


def names_zone(text: str) -> bool:
    """Whether a normalised question says in words that it is about the zone."""
    return _ZONE_ITSELF.search(text) is not None


def unpointed(text: str) -> str:
    """Return a normalised follow-up without the word that points back: who names a company needs no other, but to
    compare."""
    return text if _COMPARED.search(text) else _POINTING.sub("", text, count=1)


def is_possessive(text: str) -> bool:
    """Whether a normalised follow-up names a thing and asks for what was asked of another: "and Jinhui's?"."""
    return _POSSESSIVE.search(core_of(text)) is not None


def about(subject: str, text: str) -> str:
    """Return `text` with "it" and "they" replaced by `subject`, for who names nothing before or after.

    Who names the zone as well says what "it" is: "it sorts them" goes on about what was just named. So does "it" after
    the first clause.
    """
    plain = normalise(text)
    if _ZONE.search(plain):
        return plain
    first = _FIRST_CLAUSE.match(plain)
    begun = first.group() if first else ""
    return _IT.sub(subject, begun) + plain[len(begun) :]


def completions(text: str, context: Context) -> Iterator[str]:
    """Yield readings of normalised `text` in its context, the plainest first.

    An ordinal becomes the item of the list that was answered, in the question before where that was of another item
    and nothing else is said ("and the third?"); a pronoun the name that was asked about; the
    passage's heading or the document's title may be the unsaid subject ("and the jobs?").
    """
    core = core_of(text)
    if not core:
        return
    item = _item(core, context)
    if item is not None:
        before = next((other for other in context.items if other in context.question), None)
        alone = not _ORDINAL.sub("", core).strip()
        yield context.question.replace(before, item, 1) if before and alone else _ORDINAL.sub(item, core, count=1)
        return
    points = _POINTING.search(core) is not None
    for subject in () if _WHOLE.search(core) else dict.fromkeys((*context.names, *context.spoken)):
        yield _POINTING.sub(subject, core, count=1) if points else f"{subject} {core}"
    if points and context.names:
        return  # it is what was named
    rest = _POINTING.sub(" ", core).strip()
    for subject in dict.fromkeys((context.heading, context.title)):
        if subject:
            yield f"{normalise(subject)} {rest}"


def exchanges(text: str, context: Context, cut: Callable[[str], list[str]]) -> Iterator[str]:
    """Yield the question before with one of its words exchanged for the few that normalised `text` says, which asks
    nothing else: "and magnesium?"; `cut` gives content words."""
    core = core_of(text)
    said = cut(core)
    if not core or len(said) > _FEW_WORDS + 1 or _item(core, context) is not None:
        return
    if _POINTING.search(core) and context.names:
        return  # it is what was named
    previous = [word for word in dict.fromkeys(cut(FRAME.sub(" ", context.question))) if word not in said]
    for word in previous[:_MOST_EXCHANGES]:
        yield context.question.replace(word, core.removesuffix("的"), 1)


def _item(core: str, context: Context) -> str | None:
    """The listed item that an ordinal points to, None without an ordinal or such an item."""
    found = _ORDINAL.search(core)
    if found is None or not context.items:
        return None
    number = next(filter(None, found.groups()), None)
    if number is None or number == "last":
        return context.items[-1]
    place = int(number) - 1 if number.isdigit() else _POSITIONS[number]
    return context.items[place] if 0 <= place < len(context.items) else None

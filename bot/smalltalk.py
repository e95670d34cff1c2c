"""Recognise what needs no search: nothing, too much, a greeting, abuse, thanks, the wish for more."""

import re

from bot.answer import Answer, Outcome
from bot.language import Language
from bot.texts import say
from index.normalise import normalise

_WORDLESS = re.compile(r"^[\W_\d]*$")
_HOW = r"(?:how (?:are|r) (?:you|u|ya)(?: doing)?(?: today)?|how'?s it going|what'?s up)"
_GREETING = re.compile(
    r"^[\W_]*(?:你好|您好|嗨|哈喽|早上好|下午好|晚上好|早安|晚安|(?:在|有人)(?:吗|不|没|么)|(?:你|您)?吃(?:饭)?了(?:没|吗)有?[呀啊]?"
    rf"|(?:hi|hello|hey|good (?:morning|afternoon|evening))(?:[\W_]+(?:there|(?:my )?friend|guys))?(?:[\W_]+{_HOW})?"
    rf"|{_HOW})[\W_]*$",
    re.IGNORECASE,
)
_ABUSE = re.compile(
    r"^\W*(?:你们?|您|the bot|you)(?:这|就|真|都|是|个|are|'re|just|\s)*[^,。?]{0,4}"
    r"(?:废物|骗[子人局]|忽悠|傻|蠢|白痴|垃圾(?![处分焚发填站场厂中收回清桶])|混蛋|滚|stupid|idiot|useless|liar|scam|dumb)"
    r"|^\W*(?:your|this|the) (?:whole )?(?:zone|bot|office|thing) is (?:just )?"
    r"(?:a )?(?:scam|fraud|fake|joke|garbage)\b",
    re.IGNORECASE,
)
# Who or what is talking, or the weather: nothing that a document of the office answers.
_CHAT = re.compile(
    r"^\W*(?:那|请问|喂|嘿)?(?:你|您)(?:到底|究竟)?(?:是不是|是|算)(?:个|一个)?(?:真人|活人|人工|机器|机器人|ai|程序|谁|什么东西)"
    r"(?:还是.{1,8}?|[吗呢啊呀吧])?(?:[?!,]?[^多几哪什怎何谁]{0,8}(?:聊|唠|嗑|喝|玩|吃饭)[^多几哪什怎何谁]{0,8})?(?:,(?:今天)?吃(?:饭)?了(?:没|吗)有?)?\W*$"
    r"|^\W*(?:那|请问|喂|嘿)?(?:你|您)(?:自己|个人|平时|比较|更|最)*(?:喜欢|爱)(?:吃|喝|看|玩|听|什么|哪).{0,30}$"
    r"|^\W*(?:do|would) (?:you|u) (?:like|love|prefer|enjoy)\b.{0,40}$|^\W*what(?:'s| is) your favou?rite\b.{0,30}$"
    r"|^.{0,8}(?:今天|今晚|明天|后天|周末|现在).{0,6}(?:下不?下?[雨雪]|气温|几度(?!电)|冷不冷|热不热).{0,16}$"
    r"|^\W*(?:will it (?:rain|snow)|(?:what|how)(?:'s| is) the weather)\b.{0,40}$"
    r"|^\W*(?:(?:can|could) you |please |pls )?(?:tell|give) (?:me|us) (?:a|another) (?:joke|poem|story)\b.{0,30}$"
    r"|^\W*(?:给我|帮我|你|再)?[讲说来](?:一)?[个首段](?:笑话|故事|段子|诗|歌).{0,10}$"
    r"|^\W*(?:are|r) (?:you|u) (?:a |an )?(?:real|human|robot|bot|ai|machine|person|chatgpt)\b.{0,30}$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^[\W_]*(?:谢谢|多谢|感谢|谢了|thanks?|thank you|thx)(?:\W*(?:你|您|啦|了|very much|a lot))?[\W_]*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W*(?:更多|再多一?些|还有(?:吗|呢|什么)?|继续|展开|more|go on|anything else|tell me more)\W*$", re.IGNORECASE
)


def without_search(text: str, language: Language, longest: int) -> Answer | None:
    """Return the reply to `text` that asks nothing or is over `longest` characters, None for a question."""
    stripped = text.strip()

    def reply(key: str, outcome: Outcome, **values: object) -> Answer:
        return Answer(say(key, language, **values), outcome, language, 0.0, stripped[:longest])

    if len(stripped) > longest:
        return reply("too_long", Outcome.INVALID, length=len(stripped), limit=longest)
    if _WORDLESS.match(stripped):
        return reply("empty", Outcome.INVALID)
    plain = normalise(stripped)
    if _GREETING.match(plain) or _ABUSE.match(plain) or _CHAT.match(plain):
        return reply("smalltalk", Outcome.SMALL_TALK)
    if _THANKS.match(plain):
        return reply("thanks", Outcome.SMALL_TALK)
    return None


def wants_more(text: str) -> bool:
    """Whether the person only asks what else was found for the question before."""
    return _MORE.match(normalise(text)) is not None

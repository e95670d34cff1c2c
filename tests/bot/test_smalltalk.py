"""What needs no search is recognised, and no question is taken for it."""

import pytest

from bot.answer import Outcome
from bot.language import Language
from bot.smalltalk import wants_more, without_search


def outcome(text: str, longest: int = 100) -> Outcome | None:
    answer = without_search(text, Language.SIMPLIFIED, longest)
    return None if answer is None else answer.outcome


@pytest.mark.parametrize(
    "text",
    [
        *("你好", "您好！", "在吗？", "在不", "吃了吗", "Hello!", "good morning"),
        *("hi there, what's up?", "How r u doing?"),
        *("你们就是骗子", "You are a scam", "your zone is a scam, admit it"),
        *("明天下不下雨,要带伞吗", "will it rain tomorrow?", "Tell me a joke about coal", "給我講個笑話"),
        *(
            "你是真人還是機器人呀,吃飯了沒",
            "你是真人还是机器?陪俺聊聊天吧",
            "后天下不下雪呀,俺要去地里收白菜",
            "你是真人还是机器人,晚上一起吃饭",
        ),
        *("你比較喜歡喝茶還是咖啡", "do you like tea?", "what's your favourite colour"),
    ],
)
def test_greetings_and_abuse_are_small_talk(text: str) -> None:
    assert outcome(text) is Outcome.SMALL_TALK


@pytest.mark.parametrize("text", ["谢谢", "謝謝", "谢谢你！", "多谢啦", "Thanks a lot!", "thank you", "thx :)"])
def test_thanks_are_thanked_for(text: str) -> None:
    assert outcome(text) is Outcome.SMALL_TALK


@pytest.mark.parametrize("text", ["", "  ", "？？", "123", "😀", "\x00"])
def test_text_without_words_is_no_question(text: str) -> None:
    assert outcome(text) is Outcome.INVALID


def test_text_over_the_limit_is_told_its_length() -> None:
    assert outcome("长" * 101) is Outcome.INVALID
    assert outcome("长" * 100) is None


@pytest.mark.parametrize(
    "text",
    [
        "你好，开发区多大",
        "你是机器人吗？介绍一下标准地",
        "谢谢，再问一下产能",
        "感谢信寄到哪里",
        "你们有多少垃圾处理厂",
        "hello, how large is the zone?",
        "How are you supporting start-ups?",
        "收集的雨水明天怎么用",
    ],
)
def test_a_question_is_searched_however_it_begins(text: str) -> None:
    assert outcome(text) is None


@pytest.mark.parametrize("text", ["更多", "还有吗？", "還有嗎", "继续", "tell me more!", "More"])
def test_who_wants_more_is_understood(text: str) -> None:
    assert wants_more(text)


@pytest.mark.parametrize("text", ["还有多少家企业", "更多的产能在哪", "more jobs?"])
def test_who_wants_more_of_something_asks_a_question(text: str) -> None:
    assert not wants_more(text)

"""An English question is put into Chinese words with what it asks."""

import pytest

from bot.bridge import in_chinese
from index.bilingual import Glossary
from index.thesaurus import Thesaurus

WORDS = ("投资", "氢能", "企业")


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("How much is invested in hydrogen?", "投资 氢能 多少"),
        ("When was hydrogen started", "氢能 started 哪一年"),
        ("Which companies do hydrogen?", "企业 氢能 哪些企业"),
        ("Is there hydrogen?", "氢能 有没有"),
        ("Does hydrogen grow?", "氢能 grow 吗"),
        ("hydrogen investment when it ends", "氢能 投资 ends"),
    ],
)
def test_content_comes_first_and_what_is_asked_last(question: str, chinese: str) -> None:
    groups = [["投资", "invested", "investment"], ["氢能", "hydrogen"], ["企业", "companies", "company"]]
    glossary = Glossary({}, Thesaurus(groups), lambda word: word in WORDS)

    assert in_chinese(question, glossary) == chinese

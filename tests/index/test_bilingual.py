"""English queries become the documents' Chinese words."""

import pytest

from index.bilingual import Glossary, dictionary, mine_terms, mine_verbs
from index.thesaurus import Thesaurus
from index.tokens import Tokenizer

WORDS = ["党员", "氧化铝", "蒸汽", "鹏飞", "总体", "wastewater", "major"]


@pytest.fixture(scope="module")
def mined() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    terms, english = mine_terms(WORDS, dictionary())
    return dict(terms), english


@pytest.fixture(scope="module")
def glossary(mined: tuple[dict[str, tuple[str, ...]], tuple[str, ...]]) -> Glossary:
    thesaurus = Thesaurus([["蒸汽", "汽", "steam"], ["工资", "wage"]])
    return Glossary(mined[0], thesaurus, lambda word: word in WORDS)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("party members", "党员"),
        ("aluminum oxide", "氧化铝"),
        ("steam of pengfei", "蒸汽 鹏飞"),
        ("the steam", "蒸汽"),
        ("5g steam", "5g 蒸汽"),
    ],
)
def test_terms_become_the_documents_words(glossary: Glossary, english: str, chinese: str) -> None:
    assert glossary.translate(english) == chinese


def test_what_the_documents_have_no_word_for_stays_english(glossary: Glossary) -> None:
    assert glossary.translate("wage quarrel") == "wage quarrel"


def test_a_rare_sense_of_a_word_is_no_term(glossary: Glossary) -> None:
    assert glossary.translate("population") == "population"  # 总体 has it as its last sense


def test_real_words_that_look_like_the_documents_are_known(
    mined: tuple[dict[str, tuple[str, ...]], tuple[str, ...]],
) -> None:
    assert "mayor" in mined[1]
    assert "major" not in mined[1]


def test_what_is_done_rather_than_a_thing_is_a_verb() -> None:
    verbs = mine_verbs(dictionary())
    assert {*map(Tokenizer.stem, ("bringing", "avoids", "sell"))} <= verbs
    assert not verbs & {*map(Tokenizer.stem, ("price", "tax", "share", "wind", "hotel", "waste"))}

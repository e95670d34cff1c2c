"""The language of a question decides that of its answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Language, detect_language, in_script

SIMPLIFIED, TRADITIONAL, ENGLISH = Language.SIMPLIFIED, Language.TRADITIONAL, Language.ENGLISH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("开发区总面积多大", SIMPLIFIED),
        ("開發區總面積多大", TRADITIONAL),
        ("How many hydrogen refuelling stations are planned?", ENGLISH),
        ("What is 标准地 and how does it work?", ENGLISH),
        ("开发区有 Pengwan Hydrogen Port 吗", SIMPLIFIED),
        ("開發區有 CNG 嗎", TRADITIONAL),
    ],
)
def test_the_language_of_a_question_is_that_of_its_sentence(text: str, language: Language) -> None:
    assert detect_language(text, SIMPLIFIED) is language
    assert detect_language(text, ENGLISH) is language


@pytest.mark.parametrize("text", ["", "👍", "62.42", "？！"])
@pytest.mark.parametrize("default", list(Language))
def test_text_without_words_takes_the_language_of_the_visitor(text: str, default: Language) -> None:
    assert detect_language(text, default) is default


@pytest.mark.parametrize(("default", "language"), [(SIMPLIFIED, SIMPLIFIED), (TRADITIONAL, TRADITIONAL)])
def test_characters_of_both_scripts_take_the_script_of_the_visitor(default: Language, language: Language) -> None:
    assert detect_language("公司地址", default) is language


def test_characters_of_both_scripts_are_simplified_for_an_english_speaker() -> None:
    assert detect_language("公司地址", ENGLISH) is SIMPLIFIED


def test_a_quotation_is_put_into_the_readers_script_and_keeps_its_words() -> None:
    assert in_script("规划总面积62.42平方公里", TRADITIONAL) == "規劃總面積62.42平方公里"
    assert in_script("規劃總面積62.42平方公里", SIMPLIFIED) == "规划总面积62.42平方公里"
    assert in_script("规划", ENGLISH) == "规划"


@given(st.text(max_size=100), st.sampled_from(Language))
def test_any_text_has_a_language(text: str, default: Language) -> None:
    assert detect_language(text, default) in Language


@given(st.text(st.sampled_from("0123456789.,%+-abcXYZ 亿元万吨规划园区"), max_size=60))
def test_the_reader_of_traditional_characters_reads_the_same_figures(text: str) -> None:
    def figures(written: str) -> str:
        return "".join(character for character in written if character.isascii())

    assert figures(in_script(text, TRADITIONAL)) == figures(text)


@pytest.mark.parametrize(
    ("simplified", "traditional"), [("干熄焦", "乾熄焦"), ("尾气制氢", "尾氣製氫"), ("干部", "幹部")]
)
def test_words_of_the_trade_are_spelt_right_in_traditional_script(simplified: str, traditional: str) -> None:
    assert in_script(simplified, Language.TRADITIONAL) == traditional

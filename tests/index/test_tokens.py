"""Text is cut into the words that say something, and into pairs of characters that never span punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normalise import normalise
from index.tokens import _WORD, Tokenizer, stop_words

PLAIN = Tokenizer()
TEXT = (st.text() | st.text(alphabet="开发区面积多大的了，。 abc-1.5%", max_size=60)).map(normalise)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(["鹏湾氢港", "标准地"])


@given(TEXT)
def test_segments_join_to_the_text(text: str) -> None:
    assert "".join(PLAIN.segments(text)) == text


@given(TEXT)
def test_content_words_are_neither_stop_words_nor_punctuation(text: str) -> None:
    for word in PLAIN.cut(text):
        assert word not in stop_words()
        assert any(character.isalnum() for character in word)
        assert word in text


def test_words_of_the_documents_stay_whole(tokenizer: Tokenizer) -> None:
    text = "鹏湾氢港的标准地在哪里"
    assert tokenizer.cut(text) == ["鹏湾氢港", "标准地"]
    assert tokenizer.in_dictionary("鹏湾氢港")
    assert not tokenizer.is_ordinary("鹏湾氢港") and tokenizer.is_ordinary("面积")


def test_one_index_learns_no_words_from_another() -> None:
    Tokenizer(["鹏湾氢港"])
    assert not Tokenizer().in_dictionary("鹏湾氢港")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请问开发区的面积是多少？", ["开发区", "面积"]),
        ("what is the area of the zone?", ["area", "zone"]),
        ("single-window service", ["single", "window", "service"]),
        ("面积62.42平方公里", ["面积", "62.42", "平方公里"]),
        ("？！…", []),
        ("", []),
    ],
)
def test_only_content_words_are_kept(tokenizer: Tokenizer, text: str, words: list[str]) -> None:
    assert tokenizer.cut(text) == words


def test_ignored_spans_give_no_words(tokenizer: Tokenizer) -> None:
    assert [word for word, _ in tokenizer.tagged("开发区的面积", [(0, 3)])] == ["面积"]


def test_terms_hold_words_and_pairs_of_characters(tokenizer: Tokenizer) -> None:
    terms = tokenizer.terms("氢能产业")
    assert {"氢能", "能产", "产业"} <= set(terms)


def test_pairs_of_characters_never_span_punctuation_or_space(tokenizer: Tokenizer) -> None:
    terms = tokenizer.terms("氢能，产业 规划a集")
    assert not {"能产", "业规", "划集"} & set(terms)
    assert {"氢能", "产业", "规划"} <= set(terms)


def test_a_long_word_is_found_by_the_words_inside_it() -> None:
    assert {"经济", "开发", "开发区"} <= set(PLAIN.words("经济开发区"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("park", "parks"), ("industry", "industries"), ("invest", "investing"), ("plan", "plans"), ("zone", "zones")],
)
def test_plain_english_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert Tokenizer.stem(one) == Tokenizer.stem(other)


@pytest.mark.parametrize("word", ["gas", "的士", "5g", "62.42"])
def test_short_words_numbers_and_chinese_have_no_endings(word: str) -> None:
    assert Tokenizer.stem(word) == word


def test_latin_words_of_a_text_are_found_by_stem_between_spaces() -> None:
    assert f" {Tokenizer.stem('parks')} " in Tokenizer.stemmed("五个园区 five industrial parks.")
    assert " par " not in Tokenizer.stemmed("parks")


@pytest.mark.parametrize("word", ["research", "search", "AI"])
def test_a_latin_word_of_the_documents_cuts_no_longer_word(word: str) -> None:
    assert Tokenizer([word.lower()]).cut("researchers maintain it") == ["researchers", "maintain"]


def test_a_word_of_forty_letters_with_a_hyphen_is_told_to_be_none_at_once() -> None:
    assert "zinc" in PLAIN.terms(f"{'a' * 40}-zinc")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *((word, True) for word in ("5g", "62.42", "1.5%", "1,867", "氢能5%规划")),
        *((mark, False) for mark in ("a&b", ".5", "5.", "%")),
    ],
)
def test_a_word_is_of_letters_and_digits_with_marks_only_inside_a_figure(text: str, kept: bool) -> None:
    assert bool(_WORD.fullmatch(text)) is kept


def test_the_words_inside_long_ones_are_those_that_the_dictionary_has() -> None:
    assert {"经济", "开发", "开发区"} <= PLAIN.long_words("经济开发区的")
    assert all(len(word) > 1 for word in PLAIN.long_words("经济开发区的"))

"""A query's words are weighed by rarity and found, as they stand or by a synonym, in passages."""

from dataclasses import replace

import pytest

from index.lexical import LexicalIndex
from index.normalise import normalise
from index.thesaurus import Thesaurus
from index.tokens import Tokenizer
from index.words import Lexicon, bigrams, document_words, passage_text, proper_names, shared
from tests.index.builders import passage

PASSAGES = ["开发区总面积广阔", "园区生产氢气", "园区提供土地政策", "the zone has five industrial parks"]
SYNONYMS = [["占地", "面积", "area"], ["土地", "land"]]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    tokenizer = Tokenizer()
    index = LexicalIndex.build([tokenizer.terms(text) for text in PASSAGES])
    return Lexicon(index, tokenizer, Thesaurus(SYNONYMS))


def coverage(lexicon: Lexicon, query: str, text: str) -> float:
    return lexicon.coverage(lexicon.words(normalise(query)), normalise(text))


@pytest.mark.parametrize(("form", "count"), [("园区", 2), ("氢气", 1), ("parks", 1), ("park", 1), ("钢琴", 0)])
def test_frequency_counts_the_passages_that_hold_a_word(lexicon: Lexicon, form: str, count: int) -> None:
    assert lexicon.frequency(form) == count


def test_a_phrase_is_no_more_frequent_than_its_rarest_word(lexicon: Lexicon) -> None:
    assert lexicon.frequency("industrial parks") == 1
    assert lexicon.frequency("industrial pianos") == 0


@pytest.mark.parametrize(
    ("query", "text"), [("氢气在哪里生产", PASSAGES[1]), ("土地政策", PASSAGES[2]), ("industrial park?", PASSAGES[3])]
)
def test_a_text_that_holds_the_words_covers_the_query(lexicon: Lexicon, query: str, text: str) -> None:
    assert coverage(lexicon, query, text) > 0.8


@pytest.mark.parametrize("text", PASSAGES)
def test_a_text_that_holds_none_of_the_words_covers_nothing(lexicon: Lexicon, text: str) -> None:
    assert coverage(lexicon, "钢琴演奏", text) < 0.2


@pytest.mark.parametrize(("query", "text"), [("占地", PASSAGES[0]), ("land", PASSAGES[2]), ("area", PASSAGES[0])])
def test_a_synonym_is_credited_nearly_as_the_word_itself(lexicon: Lexicon, query: str, text: str) -> None:
    assert 0.7 < coverage(lexicon, query, text) < 1


def test_a_missing_rare_word_costs_more_than_a_missing_common_one(lexicon: Lexicon) -> None:
    assert coverage(lexicon, "园区钢琴", "园区") < coverage(lexicon, "园区钢琴", "钢琴")


def test_a_query_without_words_is_covered_by_nothing(lexicon: Lexicon) -> None:
    assert coverage(lexicon, "的了吗？", PASSAGES[0]) == 0


def test_an_english_word_inside_another_is_not_that_word(lexicon: Lexicon) -> None:
    assert coverage(lexicon, "land", "the island is green") == 0


def test_bigrams_are_overlapping_pairs() -> None:
    assert bigrams("氢能产") == ["氢能", "能产"]
    assert bigrams("氢") == []


def test_a_passage_is_searched_by_title_aliases_and_text() -> None:
    text = passage_text(passage("面積17平方公里。", title="標準地"))
    assert all(part in text for part in ("标准地", "工业用地", "面积17平方公里。"))


COMPANIES = (
    "鹏飞集团在孝义生产氢气。",
    "东义集团在孝义。",
    "孝义的鹏湾氢港。",
    "金岩的水。",
    "金岩的气。",
    "某某集团。",
    "山西骏捷新材料科技有限公司。",
)


def named() -> Lexicon:
    """A lexicon that knows the companies and one name of the documents' own."""
    tokenizer = Tokenizer(["鹏湾氢港", "鹏飞", "金岩"])
    names = proper_names(map(tokenizer.tagged, COMPANIES), tokenizer)
    index = LexicalIndex.build([tokenizer.terms(text) for text in COMPANIES])
    return Lexicon(index, tokenizer, Thesaurus(SYNONYMS), names)


def test_companies_are_names_whether_or_not_a_dictionary_has_them_as_somebodys_name() -> None:
    knowing = Tokenizer(["鹏飞", "金岩", "骏捷"])
    names = proper_names(map(knowing.tagged, COMPANIES), knowing)
    assert {"鹏飞", "东义", "金岩", "骏捷"} <= names  # before 集团, in two documents, before its trade
    assert not names & {"生产", "氢气", "孝义", "集团"}


def test_what_counts_or_the_trade_calls_so_is_no_company() -> None:
    tokenizer = Tokenizer(["重运卡"])
    texts = ["招三万人。重运卡多。", "有三万人。重运卡少。"]
    own = proper_names([[("万人", "x"), *tokenizer.tagged(text)] for text in texts], tokenizer)
    index = LexicalIndex.build([tokenizer.terms(text) for text in texts])
    known = Lexicon(index, tokenizer, Thesaurus([["重运卡", "货车"]]), own)

    assert "万人" not in own and "重运卡" in own
    assert known.names("重运卡招万人") == ()


def test_a_long_chinese_term_in_an_english_text_makes_no_names() -> None:
    english = replace(passage("The salt project (分盐结晶项目) of Junjie (骏捷)."), language="en")
    chinese = replace(passage("分盐结晶。骏捷。"), document_id="zh/b")
    assert document_words([english, chinese], Tokenizer()).names == {"骏捷"}


def test_a_word_within_others_only_is_no_name() -> None:
    tokenizer = Tokenizer(["科创", "金晖", "信发", "骏捷"])
    first = passage("入选“科创中国”榜。产品有烯炔（金晖）。信发等企业。山西骏捷的项目。")
    second = replace(passage("列为“科创中国”试点。烯炔是（金晖）的。信发等企业。山西骏捷的项目。"), document_id="zh/b")
    assert document_words([first, second], tokenizer).names == {"金晖", "信发", "骏捷"}


def test_a_name_is_found_in_latin_letters_too() -> None:
    assert named().names("jinyan and 鹏飞, pengfei") == ("金岩", "鹏飞")
    assert named().topics("how big is jinyan") == ("jinyan",)


def test_the_zone_that_all_documents_are_about_is_nothing_particular_however_short() -> None:
    texts = ("孝义经济开发区在孝义。", "孝义经开区。", "水。")
    tokenizer = Tokenizer(["孝义经开区", "太原经开区"])
    index = LexicalIndex.build([tokenizer.terms(text) for text in texts])
    known = Lexicon(index, tokenizer, Thesaurus([]))
    assert known.particular("孝义经开区多大") == ()
    assert known.particular("太原经开区多大") == ("太原经开区",)


def test_an_english_verb_says_half_as_much_as_a_noun() -> None:
    tokenizer = Tokenizer()
    index = LexicalIndex.build([tokenizer.terms("steel"), tokenizer.terms("water")])
    known = Lexicon(index, tokenizer, Thesaurus([]), verbs=frozenset({tokenizer.stem("bringing")}))
    brings, boats = known.words("brings boats")
    assert brings.weight == boats.weight / 2
    assert boats.subject and not brings.subject


def test_two_english_words_are_one_term_only_where_they_stand_together() -> None:
    known = Lexicon(LexicalIndex.build([["steel"]]), Tokenizer(), Thesaurus([["output value", "产值"]]))
    assert [word.text for word in known.words("output and value")] == ["output", "value"]
    assert [word.text for word in known.words("output value")] == ["output value"]


def test_two_chinese_words_are_one_term_only_where_the_documents_do_not_use_both() -> None:
    tokenizer = Tokenizer()
    known = Lexicon(
        LexicalIndex.build([tokenizer.terms("机会均等"), tokenizer.terms("就业")]),
        tokenizer,
        Thesaurus([["工作机会", "就业"], ["就业均等", "公平"]]),
    )
    assert [word.text for word in known.words("工作机会")] == ["工作机会"]
    assert [word.text for word in known.words("就业均等")] == ["就业", "均等"]


def test_what_a_question_is_particular_about_are_names_own_words_and_foreign_places() -> None:
    assert named().particular("鹏飞的鹏湾氢港在太原吗") == ("鹏飞", "鹏湾氢港", "太原")


def test_the_place_that_all_documents_are_about_is_nothing_particular() -> None:
    assert named().particular("孝义的氢气") == ()
    assert named().holds_place("在太原") and not named().holds_place("在孝义")


def test_a_word_with_an_aspect_particle_is_the_word() -> None:
    tokenizer = Tokenizer(["投产了"])
    index = LexicalIndex.build([tokenizer.terms("项目投产")])
    lexicon = Lexicon(index, tokenizer, Thesaurus([]))
    assert [word.text for word in lexicon.words("投产了")] == ["投产"]


@pytest.mark.parametrize(
    ("text", "other", "share"), [("氢能", "氢能产业", 1.0), ("氢能产", "氢能", 0.5), ("甲", "甲", 0.0)]
)
def test_texts_share_pairs_of_characters(text: str, other: str, share: float) -> None:
    assert shared(text, other) == share

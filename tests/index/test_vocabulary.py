"""The documents' own words are found in their texts."""

from index.vocabulary import mine_vocabulary


def test_a_companys_name_that_the_dictionary_takes_for_two_words_is_one() -> None:
    words = mine_vocabulary(["金达煤化工科技有限公司用干熄焦。"], ()).words
    assert "金达" in words


def test_what_stands_before_a_company_and_is_no_name_is_none() -> None:
    words = mine_vocabulary(["有一家新材料科技公司。这是个大公司。那几家煤化工公司。"], ()).words
    assert not {"一家", "个大", "那几", "几家"} & set(words)

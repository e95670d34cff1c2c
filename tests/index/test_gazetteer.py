"""Places are told from other words."""

import pytest

from index.bilingual import dictionary
from index.gazetteer import NO_GAZETTEER, Gazetteer, mine_gazetteer
from index.lexical import LexicalIndex
from index.thesaurus import Thesaurus
from index.tokens import Tokenizer
from index.words import Lexicon


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return mine_gazetteer(dictionary())


@pytest.mark.parametrize(
    ("word", "tag", "place"),
    [
        ("介休", "nr", True),  # CC-CEDICT knows the city, jieba a person
        ("太原", "ns", True),
        ("新鲜", "ns", False),  # jieba takes both for places
        ("安顿", "ns", False),
        ("河里", "ns", False),
        ("和平", "n", False),  # a word first, a district of many cities besides
    ],
)
def test_a_place_is_told_from_another_word(gazetteer: Gazetteer, word: str, tag: str, place: bool) -> None:
    assert gazetteer.is_place(word, tag) is place


def test_without_the_dictionary_jieba_is_believed() -> None:
    assert NO_GAZETTEER.is_place("新鲜", "ns") and not NO_GAZETTEER.is_place("介休", "nr")


def test_a_place_that_only_the_gazetteer_knows_is_foreign_to_the_documents(gazetteer: Gazetteer) -> None:
    tokenizer = Tokenizer()
    index = LexicalIndex.build([tokenizer.terms("开发区有园区"), tokenizer.terms("面积")])
    words = Lexicon(index, tokenizer, Thesaurus([]), gazetteer=gazetteer).words("介休开发区面积新鲜")
    assert [word.text for word in words if word.name] == ["介休"]

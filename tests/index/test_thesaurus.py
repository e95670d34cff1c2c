"""Words of one meaning lead to each other, as people type them."""

from pathlib import Path

import pytest

import index.thesaurus
from index.normalise import normalise
from index.thesaurus import Thesaurus, general_thesaurus


def written_groups() -> list[list[str]]:
    """The groups in the program's own thesaurus, as written."""
    lines = Path(index.thesaurus.__file__).with_name("thesaurus.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("#")[0].split(",") for line in lines if line.split("#")[0].strip()]


def test_every_word_of_a_group_leads_to_the_others() -> None:
    thesaurus = Thesaurus([["面积", "占地", "area"]])
    assert thesaurus.synonyms("面积") == ("占地", "area")
    assert thesaurus.synonyms("area") == ("面积", "占地")


def test_a_word_in_several_groups_has_the_synonyms_of_all_once() -> None:
    thesaurus = Thesaurus([["园区", "开发区", "zone"], ["园区", "产业园", "zone"]])
    assert thesaurus.synonyms("园区") == ("开发区", "zone", "产业园")
    assert thesaurus.synonyms("产业园") == ("园区", "zone")


def test_groups_are_not_joined_through_a_shared_word() -> None:
    thesaurus = Thesaurus([["甲", "乙"], ["乙", "丙"]])
    assert thesaurus.synonyms("甲") == ("乙",)


def test_a_word_is_never_its_own_synonym() -> None:
    assert Thesaurus([["甲", "甲", "乙"], ["甲", "甲"]]).synonyms("甲") == ("乙",)


def test_an_unknown_word_has_no_synonyms() -> None:
    assert Thesaurus([["甲", "乙"]]).synonyms("丙") == ()


@pytest.mark.parametrize(
    ("asked", "written"), [("占地", "面积"), ("established", "设立"), ("park", "园区"), ("行业", "产业")]
)
def test_the_general_thesaurus_knows_how_people_ask(asked: str, written: str) -> None:
    assert written in general_thesaurus().synonyms(asked)


def test_every_word_of_the_general_thesaurus_is_found_as_people_type_it() -> None:
    thesaurus = general_thesaurus()
    lost = [
        (word, other)
        for group in written_groups()
        for word in map(normalise, group)
        for other in map(normalise, group)
        if word != other and other not in thesaurus.synonyms(word)
    ]
    assert lost == []


def test_no_group_of_the_general_thesaurus_has_an_empty_or_a_single_word() -> None:
    for group in written_groups():
        assert len(group) > 1 and all(word.strip() for word in group), group

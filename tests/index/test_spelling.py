"""Misspelt words become the documents' words, right ones stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normalise import normalise
from index.spelling import Spelling, misspells
from index.tokens import Tokenizer

OWN = (
    "千亿",
    "steam",
    "博士后科研工作站",
    "白酒",
    "标准地",
    "氢能产业",
    "总面积",
    "面积",
    "产能",
    "铝",
    "铝材",
    "hydrogen",
    "stations",
)
TOKENIZER = Tokenizer()
KNOWN = {*OWN, "产业", "多大", "多少", "researchers", "员工"}


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    tokenizer = Tokenizer(["标准地", "氢能产业"])
    return Spelling(OWN, lambda word: word in KNOWN, tokenizer)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("轻能产业多大", "氢能产业多大"),
        ("面级多大", "面积多大"),
        ("总面机多大", "总面积多大"),
        ("标淮地多少", "标准地多少"),
        ("白洒产业", "白酒产业"),
        ("ydrogen statoins, hwo many", "hydrogen stations, how many"),
        ("wen is evry year, wat", "when is every year, what"),
        ("博士后科研工作占", "博士后科研工作站"),
        ("hydrogn statoins", "hydrogen stations"),
        ("wich hydrogenn stations, wher", "which hydrogen stations, where"),
    ],
)
def test_a_word_that_sounds_or_looks_like_one_of_the_documents_becomes_it(
    spelling: Spelling, typed: str, meant: str
) -> None:
    assert spelling.mend(typed) == meant


@pytest.mark.parametrize(
    "text", ["白酒产业多大", "标准地", "hydrogen researchers", "team", "多少钱一公斤", "员工多少", "3.5吨?", ""]
)
def test_what_is_spelt_right_stays(spelling: Spelling, text: str) -> None:
    assert spelling.mend(text) == text


@pytest.mark.parametrize("element", ["铅", "铜", "镁"])
def test_one_chemical_element_is_never_anothers_misprint(spelling: Spelling, element: str) -> None:
    assert spelling.mend(f"{element}材") == f"{element}材"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("产能多少顿", "产能多少吨"),
        ("白酒排第机", "白酒排第几"),
        ("要几目地", "要几亩地"),
        ("were does it lie", "where does it lie"),
    ],
)
def test_what_stands_by_a_figure_is_told_by_its_place(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.mend(typed) == meant


def test_the_right_word_is_told_from_what_stands_beside_it() -> None:
    phrases = Spelling(("高纯镁", "产值", "年产值", "智能", "煤材"), lambda word: word in KNOWN, TOKENIZER)
    assert phrases.mend("高纯美多少") == "高纯镁多少"
    assert phrases.mend("年产直多少") == "年产值多少"
    assert phrases.mend("镁材多少") == "镁材多少"


def test_a_word_that_only_partly_looks_like_one_stays(spelling: Spelling) -> None:
    assert spelling.mend("标签地") == "标签地"


@given(st.text(max_size=60).map(normalise))
def test_any_text_is_mended_without_failing(text: str) -> None:
    mended = Spelling(OWN, lambda word: word in KNOWN, TOKENIZER).mend(text)
    assert bool(mended) == bool(text)


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        *(("park", other, True) for other in ("parks", "prak", "perk", "par")),
        *(("park", other, False) for other in ("park", "karp", "part of")),
        *(("wastewater", other, True) for other in ("waistwater", "wastiwater", "wastewaters")),
        *(("wastewater", other, False) for other in ("wastewater", "waistwatter", "waste")),
        ("alumina", "alunima", True),
        *((real, other, False) for real, other in (("fatalities", "facilities"), ("dividends", "divided"))),
    ],
)
def test_a_slip_is_a_letter_more_less_other_or_swapped_and_a_long_word_may_have_two(a: str, b: str, near: bool) -> None:
    assert misspells(a, b) is near

"""Sentences come out whole: nothing lost, nothing changed, no number, abbreviation or quotation cut."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.sentences import sentence_spans, split_sentences

PIECES = [
    *"开发区亩元 aZ7\t\u3000\n\r\u2028。！？…!?.,;:\"'“”‘’「」『』《》（）【】()[]…%",
    *["3.5万", "62.42", "Co., Ltd.", "e.g.", "U.S.", "“投产。”", "No. 5", "\r\n", "……", "End. Next"],
]
MIXED = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)
PLAIN = st.text(alphabet="开发区面积ab ，。！？.", max_size=40)


def boundaries(text: str) -> set[int]:
    """Where sentences end inside `text`."""
    return {end for _, end in sentence_spans(text)}


@given(st.text() | MIXED)
def test_spans_cover_any_text_exactly_and_in_order(text: str) -> None:
    spans = sentence_spans(text)

    assert [start for start, _ in spans] == [0, *(end for _, end in spans)][: len(spans)]
    assert all(start < end for start, end in spans)
    assert (spans[-1][1] if spans else 0) == len(text)


@given(st.text() | MIXED)
def test_sentences_hold_all_words_of_any_text_in_order(text: str) -> None:
    sentences = split_sentences(text)

    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence == sentence.strip() != "" for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("面积62.42平方公里。共五个园区！对吗？", ["面积62.42平方公里。", "共五个园区！", "对吗？"]),
        ("The zone has five parks. It covers 62.42 km2.", ["The zone has five parks.", "It covers 62.42 km2."]),
        ("Is it open? Yes! Come in.", ["Is it open?", "Yes!", "Come in."]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("等等……然后开工。", ["等等……", "然后开工。"]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("(All of it.) The rest follows.", ["(All of it.)", "The rest follows."]),
        ("没有句号", ["没有句号"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_text_is_cut_where_its_sentences_end(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "今年新增用地3.5万亩。",
        "It covers 62.42 square kilometres.",
        "Shanxi Pengfei Group Co., Ltd. builds it.",
        "Pengfei Co. Ltd. Shanxi builds it.",
        "Some inputs, e.g. Coal, are local.",
        "The U.S. Government was asked.",
        "Dr. Zhang of No. 5 plant, i.e. Mr. Li, agreed.",
        "It opens at 9 a.m. Beijing time.",
        "See www.example.com/a.html for more.",
        "Version 2.0.1 is out.",
        "The J. Smith building stands.",
    ],
)
def test_numbers_abbreviations_and_addresses_do_not_end_a_sentence(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentence", ["1. Build the plant.", "The U.S.A. Government was asked.", "Our Ph.D. Programme is new."]
)
def test_list_numbers_and_dotted_initials_do_not_end_a_sentence(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]


def test_the_query_of_a_web_address_does_not_end_a_sentence() -> None:
    sentence = "Apply at https://example.com/form?id=3 online."
    assert split_sentences(sentence) == [sentence]


@given(before=PLAIN, whole=st.integers(0, 10**6), part=st.integers(0, 10**4), after=PLAIN)
def test_no_decimal_is_ever_cut(before: str, whole: int, part: int, after: str) -> None:
    number = f"{whole}.{part}"
    text = f"{before}{number}{after}"

    inside = range(len(before) + 1, len(before) + len(number))
    assert not boundaries(text) & set(inside)


@pytest.mark.parametrize("marks", ["“”", "「」", "『』", "《》", "（）", "【】"])
@pytest.mark.parametrize("said", ["拿地即开工。", "真的吗？真的！", "No way. Never… Ok."])
def test_a_quotation_keeps_its_sentence_whole(marks: str, said: str) -> None:
    sentence = f"会上说{marks[0]}{said}{marks[1]}然后散会。"
    assert split_sentences(f"先开会。{sentence}") == ["先开会。", sentence]


@given(before=PLAIN, said=st.text(alphabet="开工。！？….!? aB《（", max_size=150), after=PLAIN)
def test_no_short_quotation_is_ever_cut(before: str, said: str, after: str) -> None:
    text = f"{before}“{said}”{after}"
    inside = range(len(before) + 1, len(before) + len(said) + 2)
    assert not boundaries(text) & set(inside)


def test_a_quotation_that_is_never_closed_swallows_nothing() -> None:
    assert split_sentences("他说“好。然后走了。再见。") == ["他说“好。", "然后走了。", "再见。"]


def test_a_line_break_ends_a_sentence_even_inside_a_quotation() -> None:
    assert split_sentences("他说“好\n走吧”。") == ["他说“好", "走吧”。"]


def test_a_quotation_of_many_sentences_is_cut_like_any_text() -> None:
    sentence = "园区建设正在推进之中。"
    assert len(split_sentences(f"“{sentence * 30}”")) >= 30


@pytest.mark.parametrize(
    "unit",
    [
        "“",
        "“《（「『【",
        ".",
        ". ",
        "...)",
        ".)",
        "a.",
        "Co. ",
        "“。",
        "。",
        "“a”",
        '"',
        "（。）",
        " ",
        "“\n",
        "x",
        "…”",
    ],
    ids=repr,
)
def test_a_hundred_thousand_characters_of_anything_are_cut_in_a_moment(unit: str) -> None:
    text = (unit * 100_000)[:100_000]

    started = time.perf_counter()
    spans = sentence_spans(text)

    assert time.perf_counter() - started < 3
    assert sum(end - start for start, end in spans) == len(text)


@given(MIXED, MIXED)
def test_a_line_break_parts_texts_for_good(first: str, second: str) -> None:
    assume(not set(second[:1]) & set("\"'“”’」』)）】》〉]。!?！？…\n\r\u2028 \t\u3000"))
    assert split_sentences(f"{first}\n{second}") == split_sentences(first) + split_sentences(second)

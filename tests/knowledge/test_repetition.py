"""A sentence is found again where another document says it nearly word for word."""

import pytest

from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.passages import Passage, split_document
from knowledge.repetition import KnownSentences, comparable

SAID = "市商务部门应当会同外事部门对本市在境外开展的投资促进活动进行统筹和指导。"


def passages(text: str, name: str = "old") -> list[Passage]:
    block = Block(BlockKind.PARAGRAPH, (text,), line=1)
    return split_document(Document(name, "条例", "law", "zh-Hans", "《条例》", (Section(("总则",), (block,)),)))


def found(said: str, known: str, apart_from: frozenset[str] = frozenset()) -> list[str]:
    """The known sentences that the sentences of `said` repeat."""
    sentences = KnownSentences(passages(known))
    hits = [
        sentences.find(letters, apart_from) for passage in passages(said, "new") for _, letters in comparable(passage)
    ]
    return [hit[1].text for hit in hits if hit is not None]


@pytest.mark.parametrize(
    "said",
    [
        SAID,
        SAID.replace("外事部门", "外事等部门"),
        "市商務部門應當會同外事部門對本市在境外開展的投資促進活動進行統籌和指導",
        SAID.replace("，", "").replace("的", ""),
    ],
)
def test_the_same_sentence_is_found_in_other_dress(said: str) -> None:
    assert found(said, f"第一句讲的是另外一件完全不同的事情。{SAID}") == [SAID]


@pytest.mark.parametrize(
    "said",
    [
        "市财政部门应当为企业在境内的研究活动安排专项资金，并公布其使用情况。",
        "总则。",
        "本市鼓励投资。",
    ],
)
def test_other_sentences_and_short_ones_are_no_repetition(said: str) -> None:
    assert found(said, SAID + said[:8] + "。") == []


def test_the_same_words_with_another_figure_are_no_repetition() -> None:
    assert found("氢能产业园的规划投资总额是八十亿元即80亿元。", "氢能产业园的规划投资总额是八十亿元即90亿元。") == []


def test_documents_that_are_replaced_are_not_looked_at() -> None:
    assert found(SAID, SAID, apart_from=frozenset({"old"})) == []


def test_a_document_left_out_does_not_hide_another_that_says_the_same() -> None:
    known = KnownSentences([*passages(SAID, "a"), *passages(SAID, "b")])
    ((_, letters),) = comparable(passages(SAID, "new")[0])
    hit = known.find(letters, frozenset({"a"}))
    assert hit is not None and hit[0].document_id == "b"

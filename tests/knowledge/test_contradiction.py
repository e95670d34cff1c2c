"""The same fact with another figure is found; other facts, times and rates are not taken for it."""

import pytest

from knowledge.contradiction import KnownFigures
from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.passages import Passage, split_document

KNOWN = (
    "东湖氢能产业园规划投资780亿元。",
    "2023年前三季度，东湖开发区规上工业总产值完成587.22亿元。",
    "东湖开发区采用“一区三园”布局，总面积62.42平方公里。",
    "金石煤化工公司的余热回收每小时可产蒸汽108吨。",
    "东湖开发区污水处理厂投资7亿多元，每天可处理污水2万吨。",
    "东湖开发区现有高新技术企业12户。",
    "东湖开发区标准厂房一期建筑面积8万平方米。",
    "招商局的办公面积为500余平方米。",
)


def passages(*texts: str, name: str = "old", language: str = "zh-Hans", title: str = "概况") -> list[Passage]:
    blocks = tuple(Block(BlockKind.PARAGRAPH, (text,), line=1) for text in texts)
    return split_document(Document(name, title, "zone", language, "《概况》", (Section((), blocks),)))


def against(known: list[Passage], said: str, language: str = "zh-Hans") -> list[str]:
    """The known sentences that `said` contradicts."""
    figures = KnownFigures(known)
    return [
        one.other_unit.text
        for passage in passages(said, name="new", language=language)
        for one in figures.contradicting(passage, frozenset({"new"}))
    ]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("东湖氢能产业园规划投资870亿元。", 0),
        ("東湖氫能產業園規劃投資八百七十億元。", 0),
        ("东湖氢能产业园总投资870亿元，已经开工。", 0),
        ("2023年前三季度，东湖开发区规上工业总产值完成600亿元。", 1),
        ("东湖开发区总面积为65.1平方公里。", 2),
        ("东湖开发区污水处理厂日处理污水3万吨。", 4),
        ("东湖开发区有高新技术企业15户。", 5),
    ],
)
def test_another_figure_for_the_same_fact_is_found(said: str, known: int) -> None:
    assert against(passages(*KNOWN), said) == [KNOWN[known]]


@pytest.mark.parametrize(
    "said",
    [
        "东湖氢能产业园规划投资780亿元。",
        "东湖氢能产业园规划投资七百八十亿元。",
        "2022年前三季度，东湖开发区规上工业总产值完成500亿元。",
        "2023年上半年，东湖开发区规上工业总产值完成300亿元。",
        "东湖开发区总面积约62平方公里。",
        "金石煤化工公司的余热回收每年可产蒸汽90万吨。",
        "西山铝业公司的余热回收每小时可产蒸汽70吨。",
        "东湖开发区标准厂房二期建筑面积9万平方米。",
        "东湖开发区现有规上工业企业148户。",
        "东湖氢能产业园规划用地780亩。",
        "东湖氢能产业园年产值1800亿元。",
        "东湖氢能产业园规划投资建设后产值1800亿元。",
        "东湖氢能产业园食堂投资30万元。",
        "这里没有数字。",
    ],
)
def test_the_same_figure_and_other_facts_contradict_nothing(said: str) -> None:
    assert against(passages(*KNOWN), said) == []


def test_an_item_is_compared_with_what_it_stands_under() -> None:
    def listed(name: str, item: str) -> list[Passage]:
        block = Block(BlockKind.LIST, (item,), line=1, head="东湖氢能产业园的建设内容有：")
        return split_document(Document(name, "氢能", "zone", "zh-Hans", "《概况》", (Section(("内容",), (block,)),)))

    (found,) = KnownFigures(listed("old", "加氢站100座")).contradicting(listed("new", "加氢站130座")[0], frozenset())
    assert found.unit.text == "加氢站130座" and found.other_unit.text == "加氢站100座"


def test_a_short_name_and_the_long_one_are_the_same_where_the_document_says_so() -> None:
    long = Document(
        "old",
        "氢能产业",
        "zone",
        "zh-Hans",
        "《概况》",
        (Section((), (Block(BlockKind.PARAGRAPH, ("飞跃集团碧波湾国际氢能产业园规划投资780亿元。",), line=1),)),),
        aliases=("氢能产业园", "飞跃集团碧波湾国际氢能产业园"),
    )
    said = "氢能产业园规划投资870亿元。"
    assert against(split_document(long), said) and not against(
        split_document(Document("old", "氢能产业", "zone", "zh-Hans", "《概况》", long.sections)), said
    )


def test_a_sentence_that_gives_the_figure_elsewhere_contradicts_nothing() -> None:
    known = passages("东湖氢能产业园规划投资780亿元，其中设备投资300亿元。")
    assert against(known, "东湖氢能产业园规划投资300亿元购置设备。") == []
    assert against(known, "东湖氢能产业园规划投资320亿元购置设备。")


def test_english_sentences_of_one_pattern_about_other_things_contradict_nothing() -> None:
    known = passages("The alumina capacity of the East Lake Zone is 8.7 million tonnes.", language="en")
    assert against(known, "The coke capacity of the East Lake Zone is 18.6 million tonnes.", "en") == []
    assert against(known, "The alumina capacity of the East Lake Zone is 9.7 million tonnes.", "en")


def test_documents_that_are_replaced_are_not_compared() -> None:
    (passage,) = passages("东湖氢能产业园规划投资870亿元。", name="new")
    assert not list(KnownFigures(passages(*KNOWN)).contradicting(passage, frozenset({"old"})))

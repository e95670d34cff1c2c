"""Passages hold every unit whole and once, within the limit, under ids that last."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.passages import LONGEST_PASSAGE, Passage, UnitKind, split_document, split_documents
from knowledge.sentences import split_sentences

HEADS = (UnitKind.LEAD, UnitKind.HEADER)


def paragraph(text: str, page: int | None = None) -> Block:
    return Block(BlockKind.PARAGRAPH, (text,), line=1, page=page)


def items(*lines: str, head: str | None = None) -> Block:
    return Block(BlockKind.LIST, lines, line=1, head=head)


def table(*rows: str, head: str = "园区 | 面积") -> Block:
    return Block(BlockKind.TABLE, rows, line=1, head=head)


def document(*sections: Section, language: str = "zh-Hans", name: str = "zh/land") -> Document:
    return Document(name, "标准地", "land", language, "《报告》", sections, as_of="2023", aliases=("用地",))


def section(*blocks: Block, heading: str = "政策") -> Section:
    return Section((heading,), blocks)


def said(passage: Passage) -> list[str]:
    return [unit.text for unit in passage.units]


def source_units(source: Document) -> list[str]:
    """The sentences, items and rows of a document, without lead-ins and header rows."""
    return [
        unit
        for part in source.sections
        for block in part.blocks
        for line in block.lines
        for unit in (split_sentences(line) if block.kind is BlockKind.PARAGRAPH else [line])
    ]


LINE = st.text(alphabet="开发区面积大ab1 ，。.", min_size=1, max_size=60).map(str.strip).filter(bool)
LINES = st.lists(LINE, min_size=1, max_size=8).map(tuple)
PAGE = st.none() | st.integers(1, 3)
BLOCKS = st.one_of(
    st.builds(Block, st.just(BlockKind.PARAGRAPH), st.tuples(LINE), st.just(1), page=PAGE),
    st.builds(Block, st.just(BlockKind.LIST), LINES, st.just(1), head=st.none() | LINE, page=PAGE),
    st.builds(Block, st.just(BlockKind.TABLE), LINES, st.just(1), head=LINE, page=PAGE),
)
SECTIONS = st.builds(
    Section,
    st.lists(st.sampled_from("甲乙丙"), max_size=2).map(tuple),
    st.lists(BLOCKS, min_size=1, max_size=5).map(tuple),
)
DOCUMENTS = st.lists(SECTIONS, max_size=4).flatmap(
    lambda parts: st.sampled_from(["zh-Hans", "en"]).map(lambda language: document(*parts, language=language))
)
LIMITS = st.integers(20, 200)


@given(DOCUMENTS, LIMITS)
def test_every_unit_of_a_document_appears_whole_once_and_in_order(source: Document, longest: int) -> None:
    passages = split_document(source, longest)
    found = [unit.text for passage in passages for unit in passage.units if unit.kind not in HEADS]
    assert found == source_units(source)


@given(DOCUMENTS, LIMITS)
def test_a_passage_of_several_units_is_never_longer_than_the_limit(source: Document, longest: int) -> None:
    for passage in split_document(source, longest):
        if sum(unit.kind not in HEADS for unit in passage.units) > 1:
            assert len(passage.text) <= longest


@given(DOCUMENTS, LIMITS)
def test_every_passage_of_a_table_begins_with_its_header_and_holds_nothing_else(source: Document, longest: int) -> None:
    for passage in split_document(source, longest):
        kinds = [unit.kind for unit in passage.units]
        if UnitKind.ROW in kinds:
            assert kinds == [UnitKind.HEADER] + [UnitKind.ROW] * (len(kinds) - 1)
        else:
            assert UnitKind.HEADER not in kinds


@given(st.lists(DOCUMENTS, max_size=4))
def test_no_two_passages_share_an_id(sources: list[Document]) -> None:
    passages = split_documents([dataclasses.replace(source, id=f"zh/{n}") for n, source in enumerate(sources)])
    assert len({passage.id for passage in passages}) == len(passages)


@given(DOCUMENTS, LIMITS)
def test_positions_count_from_zero(source: Document, longest: int) -> None:
    passages = split_document(source, longest)
    assert [passage.position for passage in passages] == list(range(len(passages)))


@given(DOCUMENTS, SECTIONS, SECTIONS)
def test_ids_stay_when_another_section_changes(source: Document, before: Section, after: Section) -> None:
    before, after = (dataclasses.replace(part, heading_path=("另一节",)) for part in (before, after))

    def ids(changing: Section) -> list[str]:
        whole = dataclasses.replace(source, sections=(changing, *source.sections))
        return [passage.id for passage in split_document(whole) if passage.heading_path != ("另一节",)]

    assert ids(before) == ids(after)


def test_ids_stay_when_dates_source_and_title_change() -> None:
    old = document(section(paragraph("面积大。")))
    new = dataclasses.replace(old, title="新标题", as_of="2024", source="新报告", aliases=())
    assert [passage.id for passage in split_document(new)] == [passage.id for passage in split_document(old)]


def test_ids_change_with_text_heading_and_document() -> None:
    sources = [
        document(section(paragraph("面积大。"))),
        document(section(paragraph("面积小。"))),
        document(section(paragraph("面积大。"), heading="好处")),
        document(section(paragraph("面积大。")), name="zh/parks"),
    ]
    assert len({passage.id for passage in split_documents(sources)}) == 4


def test_a_section_that_fits_is_one_passage_with_all_that_a_citation_needs() -> None:
    (passage,) = split_document(document(section(paragraph("面积62.42平方公里。共五个园区。"))))

    assert said(passage) == ["面积62.42平方公里。", "共五个园区。"]
    assert (passage.document_id, passage.title, passage.heading) == ("zh/land", "标准地", "政策")
    assert (passage.source, passage.as_of, passage.aliases) == ("《报告》", "2023", ("用地",))


def test_sections_never_share_a_passage() -> None:
    passages = split_document(document(section(paragraph("一。")), section(paragraph("二。"), heading="好处")))
    assert [(passage.heading, passage.text) for passage in passages] == [("政策", "一。"), ("好处", "二。")]


def test_a_sentence_beyond_the_limit_is_a_passage_of_its_own() -> None:
    long = "长" * (LONGEST_PASSAGE + 50) + "。"
    passages = split_document(document(section(paragraph(f"前句。{long}后句。"))))
    assert [passage.text for passage in passages] == ["前句。", long, "后句。"]


def test_the_lead_in_stands_in_every_passage_of_a_long_list() -> None:
    lines = [f"第{number}项" + "字" * 20 for number in range(10)]
    passages = split_document(document(section(items(*lines, head="如下："))), longest=80)

    assert len(passages) > 1
    assert all(passage.units[0].text == "如下：" and len(passage.units) > 1 for passage in passages)


def test_the_header_stands_in_every_passage_of_a_long_table() -> None:
    rows = [f"园区{number} | {number}" for number in range(30)]
    passages = split_document(document(section(paragraph("见表。"), table(*rows), paragraph("表完。"))), longest=60)

    assert passages[0].text == "见表。" and passages[-1].text == "表完。"
    assert all(passage.units[0].text == "园区 | 面积" for passage in passages[1:-1])


def test_a_new_page_begins_a_new_passage_that_names_it() -> None:
    passages = split_document(document(section(paragraph("一。", page=1), paragraph("二。", page=2))))
    assert [(passage.text, passage.page) for passage in passages] == [("一。", 1), ("二。", 2)]


@pytest.mark.parametrize(("language", "text"), [("zh-Hans", "One.Two."), ("en", "One. Two.")])
def test_english_sentences_are_spaced_and_chinese_are_not(language: str, text: str) -> None:
    (passage,) = split_document(document(section(paragraph("One."), paragraph("Two.")), language=language))
    assert passage.text == text


def test_items_and_rows_stand_on_lines_of_their_own() -> None:
    blocks = (paragraph("总论。"), items("评价", "承诺", head="如下："), table("甲 | 1"))
    listed, tabled = split_document(document(section(*blocks)))
    assert listed.text == "总论。\n如下：\n评价\n承诺"
    assert tabled.text == "园区 | 面积\n甲 | 1"


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_sentence_after_a_list_does_not_run_into_its_last_item(language: str) -> None:
    (passage,) = split_document(document(section(items("评价", "承诺"), paragraph("以上。")), language=language))
    assert passage.text == "评价\n承诺\n以上。"


def test_a_document_without_text_has_no_passages() -> None:
    assert split_document(document()) == []


def test_a_passage_carries_when_its_document_holds_and_what_it_supersedes() -> None:
    source = dataclasses.replace(
        document(section(paragraph("正文。"))), valid_from="2023-10", valid_until="2025", supersedes="zh/old"
    )

    (passage,) = split_document(source)

    assert (passage.valid_from, passage.valid_until, passage.supersedes) == ("2023-10", "2025", "zh/old")


def test_every_passage_of_a_section_knows_the_questions_that_the_section_answers() -> None:
    long = dataclasses.replace(section(paragraph("甲" * 300 + "。" + "乙" * 300 + "。")), asked=("多大", "占多少地"))
    passages = split_document(document(long, section(paragraph("丙。"), heading="其他")))

    assert [passage.asked for passage in passages] == [("多大", "占多少地"), ("多大", "占多少地"), ()]


def test_new_questions_leave_a_passage_its_id() -> None:
    one = section(paragraph("甲。"))
    assert split_document(document(one))[0].id == split_document(document(dataclasses.replace(one, asked=("?",))))[0].id

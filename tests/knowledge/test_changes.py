"""A publication's changes are told document by document, and changed passages stand beside what they were."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from knowledge.changes import ChangeKind, changed_lists, compare
from knowledge.documents import Block, BlockKind, Document, Section
from knowledge.entries import Entry, EntryKind
from knowledge.passages import Passage, split_document

INVESTMENT = "氢能产业园规划投资780亿元，分三期建设。"
JOBS = "全部建成以后可以安排三万五千人就业。"


def passages(*texts: str, name: str = "hydrogen", as_of: str = "2023") -> list[Passage]:
    """One passage a text, each under a heading of its own."""
    sections = tuple(
        Section((f"第{number}节",), (Block(BlockKind.PARAGRAPH, (text,), line=number),))
        for number, text in enumerate(texts, 1)
    )
    return split_document(Document(name, "氢能产业", "zone", "zh-Hans", "《报告》", sections, as_of=as_of))


def test_nothing_changes_between_a_base_and_itself() -> None:
    changes = compare(passages(INVESTMENT, JOBS), passages(INVESTMENT, JOBS))
    assert [document.kind for document in changes.documents] == [ChangeKind.UNCHANGED]
    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == (0, 0, 0, 2)


def test_a_changed_passage_stands_beside_what_it_was() -> None:
    after = INVESTMENT.replace("780", "870")
    (document,) = compare(passages(INVESTMENT, JOBS), passages(after, JOBS)).documents
    (change,) = document.changed
    assert (change.before.text, change.after.text) == (INVESTMENT, after)
    assert (document.kind, document.unchanged, document.added, document.removed) == (ChangeKind.CHANGED, 1, (), ())


def test_passages_that_have_nothing_in_common_are_removed_and_added() -> None:
    (document,) = compare(passages(INVESTMENT), passages("消防检查由应急部门负责。")).documents
    assert document.changed == ()
    assert [passage.text for passage in document.removed] == [INVESTMENT]
    assert [passage.text for passage in document.added] == ["消防检查由应急部门负责。"]


def test_each_passage_is_matched_once_with_the_one_most_like_it() -> None:
    before = passages("园区一号地块面积一百亩。", "园区二号地块面积两百亩。")
    after = passages("园区二号地块面积两百五十亩。", "园区一号地块面积一百五十亩。")
    (document,) = compare(before, after).documents
    assert [(pair.before.text[2], pair.after.text[2]) for pair in document.changed] == [("二", "二"), ("一", "一")]


def test_whole_documents_come_and_go() -> None:
    changes = compare(passages(JOBS, name="old"), passages(JOBS, name="new"))
    assert [document.document_id for document in changes.of(ChangeKind.REMOVED)] == ["old"]
    assert [document.document_id for document in changes.of(ChangeKind.ADDED)] == ["new"]
    assert (changes.added, changes.removed, changes.changed) == (1, 1, 0)


def test_a_document_with_another_date_is_changed_though_its_passages_are_not() -> None:
    (document,) = compare(passages(JOBS), passages(JOBS, as_of="2024")).documents
    assert document.kind is ChangeKind.CHANGED and document.unchanged == 1


def test_a_long_insertion_does_not_part_what_follows() -> None:
    before = [f"第{number}条规定企业办理第{number}号事项应当提交{number}份材料。" for number in range(80)]
    later = [text.replace("提交", "递交") for text in before]
    inserted = [f"{number}{letter * 20}" for number, letter in enumerate("子丑寅卯" * 10)]
    after = [*later[:40], *inserted, *later[40:]]
    (document,) = compare(passages(*before), passages(*after)).documents
    assert len(document.changed) == 80 and len(document.added) == 40


def test_of_two_passages_equally_alike_that_under_the_same_heading_is_matched() -> None:
    (document,) = compare(
        passages("甲地块面积是一百亩。", "乙地块面积是一百亩。"), passages("总则", "丙地块面积是一百亩。")
    ).documents
    (change,) = document.changed
    assert change.before.text == "乙地块面积是一百亩。"


SETS = st.lists(st.sampled_from(["甲乙丙丁戊己", "甲乙丙丁戊庚", "子丑寅卯", "天", "天地玄黄"]), max_size=8)


@given(SETS, SETS)
def test_every_passage_is_counted_once_on_each_side(old: list[str], new: list[str]) -> None:
    before, after = passages(*old), passages(*new)
    changes = compare(before, after)
    assert changes.unchanged + changes.changed + changes.removed == len(before)
    assert changes.unchanged + changes.changed + changes.added == len(after)


def test_compared_with_itself_the_other_way_round_added_is_removed() -> None:
    there, back = compare([], passages(INVESTMENT, JOBS)), compare(passages(INVESTMENT, JOBS), [])
    assert there.added == back.removed == 2
    assert dataclasses.astuple(compare([], [])) == ((),)


def test_a_document_with_other_entries_is_changed_though_its_passages_are_not() -> None:
    page = Document("hydrogen", "氢能产业", "zone", "zh-Hans", "《报告》", ())
    more = dataclasses.replace(page, entries=(Entry(EntryKind.PARK, "liuwan", "柳湾园"),))
    lists = changed_lists([page], [more])

    (document,) = compare(passages(JOBS), passages(JOBS), lists).documents

    assert (document.kind, document.lists, document.unchanged) == (ChangeKind.CHANGED, True, 1)
    assert not changed_lists([more], [more]) and not changed_lists([], [more])

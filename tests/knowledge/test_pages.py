"""A page is read as its author meant it, or refused with the place and the reason."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chains import Node
from knowledge.documents import Document
from knowledge.entries import Entry, EntryKind, Fact
from knowledge.errors import SourceError
from knowledge.pages import read_page
from knowledge.passages import split_document
from tests.knowledge.pages import page_text, read, refusal, words

# Front matter


def test_front_matter_becomes_what_the_document_says_of_itself(tmp_path: Path) -> None:
    front = {"valid_from": "2023-10", "valid_until": '"2025-12"', "supersedes": "zh/old-land"}
    document = read(tmp_path, page_text(**front, aliases="[标准地+, 工业用地]"))

    assert (document.id, document.title, document.topic) == ("zh/land", "标准地", "land")
    assert (document.language, document.source) == ("zh-Hans", "《报告》")
    assert (document.as_of, document.valid_from, document.valid_until) == ("2023", "2023-10", "2025-12")
    assert document.supersedes == "zh/old-land"
    assert document.aliases == ("标准地+", "工业用地")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2023", "2023"),
        ('"2023"', "2023"),
        ("2023-09", "2023-09"),
        ("2023-09-30", "2023-09-30"),
        ("'2023-09-30'", "2023-09-30"),
    ],
)
def test_dates_are_iso_text_however_yaml_reads_them(tmp_path: Path, written: str, date: str) -> None:
    document = read(tmp_path, page_text(as_of=written, valid_until=written))
    assert (document.as_of, document.valid_until) == (date, date)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("", 1, "does not begin with front matter"),
        ("# 标题\n\n正文。\n", 1, "does not begin with front matter"),
        ("\n" + page_text(), 1, "does not begin with front matter"),
        ("---\ntitle: 标准地\n\n正文。\n", 1, "no closing ---"),
        ("---\ntitle: 标准地\ntopic: [land\n---\n正文。\n", 3, "not valid YAML"),
        ("---\ntitle: 标准地\ntopic: a: b\n---\n正文。\n", 3, "not valid YAML"),
        ("---\n- title\n- topic\n---\n正文。\n", 2, "key: value"),
        ("---\n---\n正文。\n", 2, "key: value"),
        (page_text(titel="标准地"), 7, "`titel`"),
        (page_text(source=None), 1, "`source`"),
        (page_text(title='""'), 2, "`title`"),
        (page_text(title='"  "'), 2, "`title`"),
        (page_text(language="zh"), 4, "`language`"),
        (page_text(language="fr"), 4, "`language`"),
        (page_text(as_of="去年"), 5, "`as_of`"),
        (page_text(as_of="2023-13"), 5, "`as_of`"),
        (page_text(as_of="2023/09/30"), 5, "`as_of`"),
        (page_text(as_of="23"), 5, "`as_of`"),
        (page_text(as_of="true"), 5, "`as_of`"),
        (page_text(as_of=None), 1, "`as_of`"),
        (page_text(valid_until="soon"), 7, "`valid_until`"),
        (page_text(valid_from="soon"), 7, "`valid_from`"),
        (page_text(valid_from="2024", valid_until="2023-12-31"), 8, "is before valid_from (2024)"),
        (page_text(valid_until="2023-12-31", valid_from="2024"), 7, "is before valid_from (2024)"),
        (page_text(as_of="'0000'"), 5, "year 0"),
        (page_text(supersedes="''"), 7, "`supersedes`"),
        (page_text(supersedes="zh/land"), 7, "its own place"),
        (page_text(aliases="标准地+"), 7, "`aliases`"),
        (page_text(body=""), 8, "no text"),
        (page_text(body="\n# 只有标题\n\n## 再一个\n"), 8, "no text"),
        (page_text(body="[概况](overview.md)\n"), 8, "no text"),
        (page_text(body="```\n```\n"), 8, "no text"),
        (page_text().encode().replace("正文".encode(), b"\xff\xfe"), 8, "not UTF-8"),
        (page_text().encode("gb18030"), 2, "not UTF-8"),
        (b"\xef\xbb\xbf---\n\xfftitle: a\n", 2, "not UTF-8"),
    ],
)
def test_a_faulty_page_is_refused_with_file_line_and_reason(
    tmp_path: Path, content: str | bytes, line: int, reason: str
) -> None:
    error = refusal(tmp_path, content)

    assert (error.path, error.line) == (tmp_path / "page.md", line)
    assert reason in error.reason
    assert str(error) == f"{tmp_path / 'page.md'}:{line}: {error.reason}"


@pytest.mark.parametrize("date", ["2023-02-30", '"2023-02-30"', "2023-13-45", "0x_"])
def test_a_day_that_no_calendar_has_is_refused(tmp_path: Path, date: str) -> None:
    assert refusal(tmp_path, page_text(as_of=date)).line is not None


def test_front_matter_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    assert "YAML" in refusal(tmp_path, page_text(aliases="[" * 5000)).reason


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_page(tmp_path / "gone.md", "gone")


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = page_text(body="# 标准地\n\n第一句。\n第二句。\n\n- 一\n- 二\n")
    windows = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    assert read(tmp_path, windows) == read(tmp_path, plain)


@given(
    st.binary(max_size=200)
    | st.builds(page_text, body=st.text(max_size=300))
    | st.builds(page_text, body=st.text(alphabet="#-*|>`[]()!_~1. \n\t:：。甲a<&\\", max_size=120))
    | st.builds("---\n{}\n---\n{}".format, st.text(max_size=60), st.text(max_size=20))
    | st.builds(page_text, as_of=st.text(alphabet="0123456789-:.xoTZeE_+ ", max_size=12))
    | st.builds(page_text, title=st.text(max_size=30), aliases=st.text(alphabet="[]{},:&*!|>%@`'\"# a\n", max_size=20))
)
@settings(max_examples=400)
def test_anything_as_a_page_is_a_document_or_a_source_error(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        document = read(folder, content)
    except SourceError as error:
        refused = error
    else:
        assert document.title and document.as_of and split_document(document)
        return
    assert refused.path == folder / "page.md" and refused.reason and (refused.line or 0) > 0


# Maps and lists

MAPPED = """chain:
  lead: [甲集团]
  stages:
    - {id: raw, label: 原料, nodes: [{id: coal, label: 煤}]}
    - id: products
      label: 产品
      nodes:
        - {id: coke, label: 焦炭, figure: 10万吨, as_of: 2024, enterprises: [甲]}
  edges: [[coal, coke]]
entries:
  - {kind: project, id: kiln, name: 焦炉, heading: 规模}
  - kind: policy
    id: land
    name: 标准地
    facts:
      - {label: 价格, value: 面议, as_of: "2023-09"}
"""
MAPPED_PAGE = page_text("开头。\n\n## 规模\n\n面积大。\n").replace("---\n开头", MAPPED + "---\n开头")


def test_a_page_brings_its_chain_and_what_it_puts_on_the_lists(tmp_path: Path) -> None:
    document = read(tmp_path, MAPPED_PAGE)

    assert document.chain is not None
    assert document.chain.edges == (("coal", "coke"),) and document.chain.lead == ("甲集团",)
    assert document.chain.nodes == (Node("coal", "煤"), Node("coke", "焦炭", "10万吨", "2024", ("甲",)))
    assert document.entries == (
        Entry(EntryKind.PROJECT, "kiln", "焦炉", "规模"),
        Entry(EntryKind.POLICY, "land", "标准地", facts=(Fact("价格", "面议", "2023-09"),)),
    )
    assert words(document) == words(read(tmp_path, page_text("开头。\n\n## 规模\n\n面积大。\n")))


@pytest.mark.parametrize(
    ("right", "wrong", "place", "reason"),
    [
        ("label: 焦炭", "labl: 焦炭", "labl", "`chain.stages.1.nodes.0.label`"),
        ("figure: 10万吨", "figur: 10万吨", "figur", "`chain.stages.1.nodes.0.figur`"),
        ("figure: 10万吨", "figure: 10", "figure", "`chain.stages.1.nodes.0.figure`"),
        ("as_of: 2024", "as_of: 2024年", "as_of: 2024年", "`chain.stages.1.nodes.0.as_of`"),
        ("id: coke,", "id: 焦,", "id: 焦", "`chain.stages.1.nodes.0.id`"),
        ("id: coke,", "id: coal,", "chain:", "node coal is there twice"),
        ("[coal, coke]", "[coal, tar]", "chain:", "names no node of the chain: tar"),
        ("[coal, coke]", "[coal]", "[coal]", "`chain.edges.0.1`"),
        ("  lead:", "  leader:", "leader", "`chain.leader`"),
        ("kind: project", "kind: plan", "kind: plan", "`entries.0.kind`"),
        ("heading: 规模", "heading: 规摸", "heading: 规摸", "no text below a heading `规摸`"),
        ("value: 面议", "value: 12", "value: 12", "`entries.1.facts.0.value`"),
        ("kind: policy\n    id: land", "kind: project\n    id: kiln", "entries:", "project kiln is there twice"),
    ],
)
def test_a_faulty_map_or_list_is_refused_with_its_place(
    tmp_path: Path, right: str, wrong: str, place: str, reason: str
) -> None:
    assert MAPPED_PAGE.count(right) == 1
    faulty = MAPPED_PAGE.replace(right, wrong)
    error = refusal(tmp_path, faulty)

    assert reason in error.reason
    assert place in faulty.split("\n")[(error.line or 0) - 1]


# How people ask


ASKED_PAGE = """开头。

## 规模

面积大。

### 布局

分五处。

## 问法

### 标准地

- 介绍一下

### 规模

- 多大
- 占多少地

### 布局

- 怎么分的
"""


def asked(document: Document) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {section.heading_path: section.asked for section in document.sections}


def test_the_questions_of_a_heading_go_to_the_section_so_named_and_those_of_the_title_to_the_opening(
    tmp_path: Path,
) -> None:
    assert asked(read(tmp_path, page_text(ASKED_PAGE))) == {
        (): ("介绍一下",),
        ("规模",): ("多大", "占多少地"),
        ("规模", "布局"): ("怎么分的",),
    }


@pytest.mark.parametrize("heading", ["問法", "Asked as"])
def test_questions_may_stand_under_their_heading_in_any_language(tmp_path: Path, heading: str) -> None:
    document = read(tmp_path, page_text(ASKED_PAGE.replace("问法", heading)))
    assert asked(document)[("规模",)] == ("多大", "占多少地")


def test_questions_are_never_quoted(tmp_path: Path) -> None:
    passages = split_document(read(tmp_path, page_text(ASKED_PAGE)))
    assert [passage.text for passage in passages] == ["开头。", "面积大。", "分五处。"]
    assert [passage.asked for passage in passages] == [("介绍一下",), ("多大", "占多少地"), ("怎么分的",)]


def test_questions_listed_under_one_name_twice_are_kept_together(tmp_path: Path) -> None:
    document = read(tmp_path, page_text(ASKED_PAGE + "\n### 规模\n\n- 几平方公里\n"))
    assert asked(document)[("规模",)] == ("多大", "占多少地", "几平方公里")


def test_a_page_without_such_questions_has_none(tmp_path: Path) -> None:
    assert asked(read(tmp_path, page_text("开头。\n\n## 规模\n\n面积大。\n"))) == {(): (), ("规模",): ()}


@pytest.mark.parametrize("name", ["规摸", "问法"])
def test_questions_of_a_section_that_the_page_lacks_are_refused_with_their_line(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, page_text(f"开头。\n\n## 问法\n\n### {name}\n\n- 多大\n"))
    assert name in error.reason
    assert error.line == len(page_text().splitlines()) + 6


def test_a_page_of_questions_alone_has_no_text(tmp_path: Path) -> None:
    assert "no text" in refusal(tmp_path, page_text("## 问法\n")).reason

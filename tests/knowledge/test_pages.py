"""A page is read as its author meant it, or refused with the place and the reason."""

import itertools
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chains import Node
from knowledge.documents import Block, BlockKind, Document
from knowledge.entries import Entry, EntryKind, Fact
from knowledge.errors import SourceError
from knowledge.pages import read_page
from knowledge.passages import split_document
from knowledge.readers import PAGES, find_sources, read_documents

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
FRONT = {"title": "标准地", "topic": "land", "language": "zh-Hans", "as_of": '"2023"', "source": "《报告》"}


def page_text(body: str = "正文。\n", **front: str | None) -> str:
    """A page; a front-matter key given as None is left out."""
    values = FRONT | front
    head = "".join(f"{key}: {value}\n" for key, value in values.items() if value is not None)
    return f"---\n{head}---\n{body}"


def read(folder: Path, content: str | bytes, document_id: str = "zh/land") -> Document:
    """The document that a page of this content becomes."""
    path = folder / "page.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_page(path, document_id)


def refusal(folder: Path, content: str | bytes) -> SourceError:
    """Why a page of this content is refused."""
    with pytest.raises(SourceError) as caught:
        read(folder, content)
    return caught.value


def blocks(document: Document) -> list[Block]:
    return [block for section in document.sections for block in section.blocks]


def words(document: Document) -> str:
    """All text of a document, headings too."""
    texts: list[str] = []
    for section in document.sections:
        texts += section.heading_path
        for block in section.blocks:
            texts += [block.head or "", *block.lines]
    return "\n".join(texts)


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


# Text


def test_headings_form_paths_and_the_title_is_not_repeated(tmp_path: Path) -> None:
    body = "前言。\n# 标准地\n总论。\n## 政策\n说明。\n### 细则\n条文。\n## 好处\n益处。\n# 附录\n附文。\n"
    document = read(tmp_path, page_text(body=body))

    paths = {section.blocks[0].lines[0]: section.heading_path for section in document.sections}
    assert paths == {
        "前言。": (),
        "总论。": (),
        "说明。": ("政策",),
        "条文。": ("政策", "细则"),
        "益处。": ("好处",),
        "附文。": ("附录",),
    }


def test_a_list_takes_the_paragraph_with_a_colon_above_it_as_lead_in(tmp_path: Path) -> None:
    document = read(tmp_path, page_text(body="总论。\n\n三套组合：\n\n- 评价\n- 承诺\n\n1. 第一\n2. 第二\n"))

    assert [(block.kind, block.head, block.lines) for block in blocks(document)] == [
        (BlockKind.PARAGRAPH, None, ("总论。",)),
        (BlockKind.LIST, "三套组合：", ("评价", "承诺")),
        (BlockKind.LIST, None, ("第一", "第二")),
    ]


def test_a_table_becomes_its_header_and_rows(tmp_path: Path) -> None:
    document = read(tmp_path, page_text(body="| 园区 | 面积 |\n|---|---|\n| 甲 | 1 |\n| 乙 | **2** |\n"))

    (block,) = blocks(document)
    assert (block.kind, block.head, block.lines) == (BlockKind.TABLE, "园区 | 面积", ("甲 | 1", "乙 | 2"))


def test_blocks_know_their_source_lines(tmp_path: Path) -> None:
    content = page_text(body="# 标准地\n\n第一段。\n\n- 项\n\n| 甲 |\n|---|\n| 一 |\n")
    document = read(tmp_path, content)

    lines = content.split("\n")
    starts = [lines[block.line - 1] for block in blocks(document)]
    assert starts == ["第一段。", "- 项", "| 甲 |"]


def test_lines_of_a_chinese_paragraph_join_without_and_of_an_english_one_with_a_space(tmp_path: Path) -> None:
    document = read(tmp_path, page_text(body="开发区\n面积大。\n\nThe zone\nis large.\n"))
    assert [block.lines[0] for block in blocks(document)] == ["开发区面积大。", "The zone is large."]


def test_markup_is_left_out_and_its_words_stay(tmp_path: Path) -> None:
    document = read(tmp_path, page_text(body="**重要**的`代码`见[概况](overview.md)里的*说明*。\n"))
    assert blocks(document)[0].lines == ("重要的代码见概况里的说明。",)


def test_links_are_kept_and_blocks_that_only_link_are_no_text(tmp_path: Path) -> None:
    body = (
        "这一段正文另见[概况](overview.md)。\n\n见[服务](services.md)\n\n- [英](../en/land.md)\n- [服务](services.md)\n"
    )
    document = read(tmp_path, page_text(body=body))

    assert words(document) == "\n这一段正文另见概况。"
    assert document.links == ("zh/overview", "zh/services", "en/land")


def test_links_out_of_the_office_are_no_documents(tmp_path: Path) -> None:
    body = "这一段正文另见[网站](https://example.com/a.md)和[图](map.png)。\n"
    assert read(tmp_path, page_text(body=body)).links == ()


def test_a_link_to_a_page_with_a_chinese_name_leads_there(tmp_path: Path) -> None:
    assert read(tmp_path, page_text(body="这一段正文另见[土地](土地.md)。\n")).links == ("zh/土地",)


def test_what_follows_a_block_quote_is_read(tmp_path: Path) -> None:
    document = read(tmp_path, page_text(body="> 引文。\n\n后文。\n\n## 标题\n\n末段。\n"))

    assert [section.heading_path for section in document.sections] == [(), ("标题",)]
    assert [block.lines[0] for block in blocks(document)] == ["引文。", "后文。", "末段。"]


@pytest.mark.parametrize(
    "body",
    [
        "| 只有 | 表头文字 |\n|---|---|\n\n正文。\n",
        "- 步骤\n\n  ```\n  表头文字\n  ```\n",
    ],
    ids=["table without rows", "code in a list"],
)
def test_no_text_is_dropped_in_silence(tmp_path: Path, body: str) -> None:
    assert "表头文字" in words(read(tmp_path, page_text(body=body)))


TEMPLATES = [
    "# {}\n\n{}",
    "### {}\n\n{}",
    "{}\n{}",
    "{}:\n\n- {}",
    "- {}\n- {}",
    "- {}\n  - {}",
    "1. {}\n2. {}",
    "> {}\n>\n> {}",
    "```\n{}\n{}\n```",
    "| {} | a |\n|---|---|\n| {} | b |",
    "**{}** `{}`",
]


@given(chosen=st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=8))
def test_every_word_of_a_page_is_read_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[str]
) -> None:
    names = [f"word{first}{second}" for first, second in itertools.product(string.ascii_lowercase, repeat=2)]
    supply: Iterator[str] = iter(names)
    body = "\n\n".join(template.format(next(supply), next(supply)) for template in chosen)
    document = read(tmp_path_factory.getbasetemp(), page_text(body=f"{body}\n", language="en"))

    text = words(document)
    used = names[: 2 * len(chosen)]
    assert [word for word in used if word not in text] == []
    spoken = " ".join(" ".join((block.head or "", *block.lines)) for block in blocks(document))
    assert re.findall("word[a-z]{2}", spoken) == [word for word in used if word in spoken]


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


# The office's own pages


def real_documents() -> tuple[Document, ...]:
    return read_documents(find_sources([PAGES])).documents


def sentences(document: Document) -> list[str]:
    return [unit.text for passage in split_document(document) for unit in passage.units]


def test_every_page_of_the_office_is_read_and_dated() -> None:
    sources = find_sources([PAGES])
    reading = read_documents(sources)

    assert reading.failures == ()
    assert len(reading.documents) == len(sources) > 0
    assert [document.id for document in reading.documents if not document.as_of] == []


def test_every_page_is_in_the_language_of_its_folder() -> None:
    folders = {"zh": "zh-Hans", "en": "en"}
    assert {document.id: document.language for document in real_documents()} == {
        document.id: folders[document.id.split("/")[0]] for document in real_documents()
    }


def test_links_between_pages_lead_to_pages_of_the_same_language() -> None:
    documents = real_documents()
    ids = {document.id for document in documents}

    links = [(document.id, link) for document in documents for link in document.links]
    assert len(links) > len(documents)
    assert [link for link in links if link[1] not in ids or link[0][:3] != link[1][:3]] == []


def test_no_chinese_sentence_needs_the_one_before_it_to_be_understood() -> None:
    chinese = [document for document in real_documents() if document.language != "en"]
    dangling = [text for document in chinese for text in sentences(document) if text.startswith(("其", "它", "该"))]
    assert chinese and dangling == []


LONGEST_SHARED = {"zh-Hans": 25, "en": 50}  # characters; the zone's name alone takes 40 in English


def test_a_fact_is_stated_on_one_page_of_a_language() -> None:
    owners: dict[tuple[str, str], str] = {}
    shared: set[tuple[str, str, str]] = set()
    for document in real_documents():
        run = LONGEST_SHARED[document.language] + 1
        for text in sentences(document):
            for start in range(len(text) - run + 1):
                piece = text[start : start + run]
                owner = owners.setdefault((document.language, piece), document.id)
                if owner != document.id:
                    shared.add((owner, document.id, piece))
    assert shared == set()


def test_real_pages_of_both_languages_map_the_same_chains_and_list_the_same_things() -> None:
    def told(folder: str) -> tuple[object, object]:
        documents = [document for document in real_documents() if document.id.startswith(folder)]
        maps = {
            document.topic: (
                [(stage.id, [node.id for node in stage.nodes]) for stage in document.chain.stages],
                document.chain.edges,
            )
            for document in documents
            if document.chain
        }
        return maps, sorted((entry.kind, entry.id) for document in documents for entry in document.entries)

    assert told("zh/") == told("en/")
    assert set(told("zh/")[0]) == {"hydrogen", "carbon", "aluminium", "liquor"}  # type: ignore[call-overload]


@pytest.mark.parametrize("folder", ["zh/", "en/"])
def test_every_number_on_a_map_or_in_a_list_stands_in_the_text_of_a_page(folder: str) -> None:
    documents = [document for document in real_documents() if document.id.startswith(folder)]
    text = "\n".join(map(words, documents))
    told = [fact.value for document in documents for entry in document.entries for fact in entry.facts]
    told += [node.figure or "" for document in documents if document.chain for node in document.chain.nodes]
    spoken = set(NUMBER.findall(text))

    numbers = [number for value in told for number in NUMBER.findall(value)]
    assert len(numbers) > 30
    assert [number for number in numbers if number not in spoken] == []


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

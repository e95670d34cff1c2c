"""The text of a page is read whole: headings, lists, tables and links, each as its author meant it."""

import itertools
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import BlockKind
from tests.knowledge.pages import blocks, page_text, read, words


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

"""What nobody sees in a document is not read: it could hide words, turn text round or command a terminal."""

from pathlib import Path

import pytest
from docx import Document as new_word
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from knowledge.document_json import document_to_json
from knowledge.errors import SourceError
from knowledge.readers import read_source
from knowledge.unseen import readable, readable_values

HIDING = "园区\u200b面\u00ad积\u202e里公方平71\u202c为\u2066十七\u2069\U000e0041平方\u2060公里。\ufeff"
SEEN = "园区面积里公方平71为十七平方公里。"
PAGE = """---
title: "园区\\u202E概况\\e[2J"
topic: land
language: zh-Hans
as_of: "2023"
source: "资料\\u200B"
---

# 概况

{text}&#x202e;&#8203;
"""


@pytest.mark.parametrize("suffix", [".txt", ".html", ".md", ".docx", ".xlsx"])
def test_no_format_brings_hidden_characters_along(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a{suffix}"
    if suffix == ".docx":
        word = new_word()
        word.add_paragraph(HIDING)
        word.save(file)
    elif suffix == ".xlsx":
        book = Workbook()
        assert book.active is not None
        book.active.append([HIDING])
        book.save(file)
    else:
        file.write_text(f"<body><p>{HIDING}</p></body>" if suffix == ".html" else HIDING, encoding="utf-8")

    text = document_to_json(read_source(file, "a"))

    assert SEEN in text
    assert not any(one in text for one in "\u200b\u00ad\u202e\u202c\u2066\u2069\U000e0041\u2060\ufeff")


def test_neither_does_a_page_nor_what_it_writes_as_an_entity(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(PAGE.format(text=HIDING), encoding="utf-8")

    document = read_source(file, "a")

    assert document.title == "园区概况[2J" and document.source == "资料"
    assert document.sections[0].blocks[0].lines == (SEEN,)


def test_line_breaks_of_word_processors_part_words_and_many_controls_are_shown() -> None:
    assert readable("one\x0btwo\u2028three\x07") == "one two three"
    assert readable("\x1b[2J\x1b[31m\x1b[0m") == "\ufffd[2J\ufffd[31m\ufffd[0m"
    assert readable("制表\t与 emoji 👩\u200d🔬 不变") == "制表\t与 emoji 👩\u200d🔬 不变"


@given(st.text())
def test_what_is_left_can_be_printed_and_stays_as_it_is(text: str) -> None:
    once = readable(text)
    assert readable(once) == once
    assert not any(one in "\x1b\x9b\u202e\u200b" for one in once)


def test_values_that_multiply_or_hold_themselves_are_walked_once(tmp_path: Path) -> None:
    layers = "\n".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 40))
    file = tmp_path / "a.md"
    for head in (f"x0: &x0 [lol]\n{layers}", "aliases: &a [*a]", "&a {title: *a}"):
        file.write_text(f"---\n{head}\n---\n\ntext\n", encoding="utf-8")
        with pytest.raises(SourceError, match=r"a\.md:\d"):
            read_source(file, "a")
    loop: list[object] = ["\u200b甲"]
    loop.append(loop)
    walked = readable_values(loop)
    assert walked[0] == "甲" and walked[1] is walked

"""Below a quotation stands where it is from, as of when, and in which language."""

import dataclasses

import pytest

from bot.answer import Answer, Outcome, Source
from bot.language import Language
from bot.reply import citation, footnotes

SIMPLIFIED, TRADITIONAL, ENGLISH = Language.SIMPLIFIED, Language.TRADITIONAL, Language.ENGLISH
SOURCE = Source(
    document="zh/land", title="土地", heading="标准地", page=None, as_of="2023", text="…", score=0.5, language="zh-Hans"
)


def an_answer(*sources: Source, language: Language = SIMPLIFIED) -> Answer:
    return Answer("引文。", Outcome.ANSWERED if sources else Outcome.REFUSED, language, 0.9, "?", sources)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (SIMPLIFIED, "来源：《土地》 › 标准地 · 资料日期：2023"),
        (TRADITIONAL, "來源：《土地》 › 标准地 · 資料日期：2023"),
        (ENGLISH, "Source: 土地 › 标准地 · Information as of 2023"),
    ],
)
def test_a_citation_names_document_section_and_date(language: Language, line: str) -> None:
    assert citation(SOURCE, language) == line


def test_a_citation_names_the_page_where_the_document_has_pages() -> None:
    assert (
        citation(dataclasses.replace(SOURCE, page=7), SIMPLIFIED) == "来源：《土地》 › 标准地 · 第7页 · 资料日期：2023"
    )


def test_a_citation_leaves_out_what_is_not_known() -> None:
    assert citation(dataclasses.replace(SOURCE, heading="", as_of=None), SIMPLIFIED) == "来源：《土地》"


def test_a_title_with_braces_is_cited_as_it_is() -> None:
    assert "《{title} {0}》" in citation(dataclasses.replace(SOURCE, title="{title} {0}"), SIMPLIFIED)


@pytest.mark.parametrize(
    ("reader", "page", "remark"),
    [
        (SIMPLIFIED, "en", "（原文为英文）"),
        (TRADITIONAL, "en", "（原文為英文）"),
        (ENGLISH, "zh-Hans", "(quoted in Chinese)"),
    ],
)
def test_a_quotation_in_another_language_is_marked(reader: Language, page: str, remark: str) -> None:
    (line,) = footnotes(an_answer(dataclasses.replace(SOURCE, language=page), language=reader))

    assert line.endswith(f" {remark}")


@pytest.mark.parametrize(("reader", "page"), [(SIMPLIFIED, "zh-Hant"), (TRADITIONAL, "zh-Hans"), (ENGLISH, "en")])
def test_a_quotation_that_the_reader_can_read_is_not_marked(reader: Language, page: str) -> None:
    (line,) = footnotes(an_answer(dataclasses.replace(SOURCE, language=page), language=reader))

    assert line.endswith("2023")


def test_a_source_quoted_twice_is_cited_once_and_order_is_kept() -> None:
    other = dataclasses.replace(SOURCE, title="概况")

    lines = footnotes(an_answer(other, SOURCE, other))

    assert [line.split("》")[0] for line in lines] == ["来源：《概况", "来源：《土地"]


def test_a_refusal_cites_nothing() -> None:
    assert footnotes(an_answer()) == []

"""Numbered paragraphs become chapters, articles, headings and lists; sentences that only mention a number do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numbering import Rank, chinese_number, read_mark, structured
from knowledge.pieces import Piece, PieceKind


def text(*lines: str) -> list[Piece]:
    return [Piece(PieceKind.TEXT, (line,), number) for number, line in enumerate(lines, start=1)]


def shape(*lines: str, styled: bool = False) -> list[tuple[str, int, str]]:
    return [(piece.kind.value, piece.level, piece.text) for piece in structured(text(*lines), styled=styled)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("一百一十五", 115),
        ("二〇", 20),
        ("23", 23),
    ],
)
def test_chinese_numbers_have_their_value(written: str, value: int) -> None:
    assert chinese_number(written) == value


@pytest.mark.parametrize(
    ("paragraph", "rank", "label", "rest"),
    [
        ("第一章　总则", Rank.CHAPTER, "第一章", "总则"),
        ("第 三 节 审批", Rank.DIVISION, "第三节", "审批"),
        ("第十二条 园区实行登记制。", Rank.ARTICLE, "第十二条", "园区实行登记制。"),
        ("第十二条之一 园区", Rank.ARTICLE, "第十二条之一", "园区"),
        ("一、总体要求", Rank.CHINESE, "一、", "总体要求"),
        ("（二）工作目标", Rank.BRACKETED, "（二）", "工作目标"),
        ("3. 材料", Rank.DECIMAL, "3.", "材料"),
        ("1.2 概况", Rank.DOTTED, "1.2", "概况"),
        ("(4)其他", Rank.SMALL, "(4)", "其他"),
        ("②附图", Rank.CIRCLED, "②", "附图"),
    ],
)
def test_a_mark_is_read_with_what_follows(paragraph: str, rank: Rank, label: str, rest: str) -> None:
    mark = read_mark(paragraph)
    assert mark is not None and (mark.rank, mark.label, mark.rest) == (rank, label, rest)


@pytest.mark.parametrize(
    "paragraph", ["2.5亿元投资", "第三款的规定", "第一项工作", "2023年", "十分重要", "一期工程", ""]
)
def test_what_only_looks_like_a_number_is_no_mark(paragraph: str) -> None:
    assert read_mark(paragraph) is None


def test_chapters_and_articles_are_headings_and_items_a_list() -> None:
    assert shape(
        "第一章 总则", "第一条 为了便利入园，制定本办法。", "第二条 下列材料应当提交：", "（一）执照；", "（二）方案。"
    ) == [
        ("heading", Rank.CHAPTER, "第一章 总则"),
        ("heading", Rank.ARTICLE, "第一条"),
        ("text", 0, "为了便利入园，制定本办法。"),
        ("heading", Rank.ARTICLE, "第二条"),
        ("text", 0, "下列材料应当提交："),
        ("item", 0, "（一）执照；"),
        ("item", 0, "（二）方案。"),
    ]


def test_an_articles_caption_stays_with_its_number() -> None:
    assert shape("第一条【目的】为了便利入园。")[0] == ("heading", Rank.ARTICLE, "第一条 目的")


def test_a_sentence_about_an_article_begins_none() -> None:
    lines = ("第一条 入园实行登记。", "第一条规定的登记免费。", "第三章规定的事项另行通知。")
    assert [kind for kind, _, _ in shape(*lines)] == ["heading", "text", "text", "text"]


def test_an_article_whose_space_was_lost_follows_the_one_before() -> None:
    assert [
        name for kind, _, name in shape("第一条 甲。", "第二条乙方负责。", "第九条丙方负责。") if kind == "heading"
    ] == [
        "第一条",
        "第二条",
    ]


def test_short_numbered_lines_with_text_below_are_headings_and_without_it_items() -> None:
    assert shape(
        "一、目标", "到明年建成。", "二、措施", "（一）修路", "先修东路。", "三、清单", "1. 水泥", "2. 钢材"
    ) == [
        ("heading", Rank.CHINESE, "一、目标"),
        ("text", 0, "到明年建成。"),
        ("heading", Rank.CHINESE, "二、措施"),
        ("heading", Rank.BRACKETED, "（一）修路"),
        ("text", 0, "先修东路。"),
        ("heading", Rank.CHINESE, "三、清单"),
        ("item", 0, "1. 水泥"),
        ("item", 0, "2. 钢材"),
    ]


def test_where_a_file_has_styles_only_articles_become_headings_below_them() -> None:
    pieces = [Piece(PieceKind.HEADING, ("总则",), level=2), *text("第一条 甲。", "一、乙", "丙。")]
    assert [(piece.kind.value, piece.level) for piece in structured(pieces, styled=True)] == [
        ("heading", 2),
        ("heading", 3),
        ("text", 0),
        ("text", 0),
        ("text", 0),
    ]


def test_entries_of_a_table_of_contents_are_left_out() -> None:
    lines = ("第一章 总则……………… 1", f"第二章 附则{'.' * 80}9", "第一章 总则", "第一条 甲方负责。")
    assert [name for _, _, name in shape(*lines)] == ["第一章 总则", "第一条", "甲方负责。"]


MARKED = st.from_regex(
    r"(第[一二三十百0-9]{1,3}[章节条]|[一二三十]、|（[一二三]）|\d{1,2}[.、]|[①-⑤])?[ 　]?"
    r"[\u4e00-\u9fff。；：a-z]{0,50}",
    fullmatch=True,
)


@given(
    st.lists(st.text(st.characters(exclude_characters=".．…·【】（）[]"), max_size=60) | MARKED, max_size=12),
    st.booleans(),
)
def test_no_word_is_lost_or_moved_by_structure(lines: list[str], styled: bool) -> None:
    def words(texts: list[str]) -> str:
        return "".join(character for line in texts for character in line if not character.isspace())

    assert words([piece.text for piece in structured(text(*lines), styled=styled)]) == words(lines)


@given(st.text(max_size=80))
def test_reading_a_mark_never_fails_and_rest_is_part_of_the_text(line: str) -> None:
    mark = read_mark(line)
    assert mark is None or line.strip().endswith(mark.rest)

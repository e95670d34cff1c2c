"""Plain text of any encoding is decoded rightly, and wrapped lines are joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.pieces import PieceKind
from knowledge.plain import decode, read_plain

SIMPLIFIED = "柳湾示范园实行预约登记制度，入园企业应当依法设立。"
TRADITIONAL = "柳灣示範園實行預約登記制度，入園企業應當依法設立。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_is_decoded_whatever_wrote_it(encoding: str) -> None:
    text = f"Guide 2023\n{SIMPLIFIED}\nText in English."
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_text_is_decoded_whatever_wrote_it(encoding: str) -> None:
    assert decode((TRADITIONAL * 3).encode(encoding)) == TRADITIONAL * 3


def test_rare_characters_of_gb18030_survive() -> None:
    assert decode("㐀𠀀镕的名字写在这里".encode("gb18030")) == "㐀𠀀镕的名字写在这里"


def test_a_page_that_calls_its_gbk_gb2312_is_believed_in_spirit() -> None:
    assert decode("镕基".encode("gbk"), "gb2312") == "镕基"


def test_a_wrong_declaration_does_not_spoil_the_text() -> None:
    assert decode(SIMPLIFIED.encode("gb18030"), "utf-8") == SIMPLIFIED


def test_windows_and_old_mac_line_ends_are_one() -> None:
    assert decode(b"a\r\nb\rc") == "a\nb\nc"


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        decode(b"ok \xff\xff\xff \x80\x80")


@given(st.text(max_size=200))
def test_utf8_always_comes_back(text: str) -> None:
    expected = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if text[:1] not in ("\ufeff", "\ufffe") and not text.startswith("\x00"):
        assert decode(text.encode("utf-8", "surrogatepass")) == expected.replace("\x00", "")


def test_each_line_is_a_paragraph_and_a_bullet_an_item() -> None:
    pieces = read_plain("第一段。\n\n　　第二段。\n● 其一\n- 其二\n")
    assert [(piece.kind, piece.text, piece.line) for piece in pieces] == [
        (PieceKind.TEXT, "第一段。", 1),
        (PieceKind.TEXT, "第二段。", 3),
        (PieceKind.ITEM, "其一", 4),
        (PieceKind.ITEM, "其二", 5),
    ]


def test_lines_wrapped_by_an_editor_are_joined() -> None:
    words = "The zone keeps a register of all the firms that have moved in and of those that wait.".split()
    lines, line = [], ""
    for word in words * 6:
        if len(line) + len(word) > 70:
            lines.append(line.strip())
            line = ""
        line += f" {word}"
    (piece,) = read_plain("\n".join([*lines, line.strip()]))
    assert piece.text == " ".join(words * 6)


SENTENCE = "柳湾示范园面向新材料和节能装备企业，实行预约登记制度。"


def test_a_short_line_between_paragraphs_of_prose_is_a_heading() -> None:
    pieces = read_plain("\n\n".join(["园区综述", *[SENTENCE] * 3, "强化服务 优化环境", *[SENTENCE] * 3, "张三 李四"]))
    assert [piece.text for piece in pieces if piece.kind is PieceKind.HEADING] == ["强化服务 优化环境"]
    assert [piece.text for piece in pieces if piece.kind is PieceKind.TEXT] == [
        "园区综述",
        *[SENTENCE] * 6,
        "张三 李四",
    ]


def test_a_sentence_that_a_pages_end_broke_off_is_whole_again() -> None:
    pieces = read_plain("\n\n".join([*[SENTENCE] * 6, f"{SENTENCE}全部建成后可安排就业3", "万人。", SENTENCE]))
    assert [piece.text for piece in pieces][6:] == [f"{SENTENCE}全部建成后可安排就业3万人。", SENTENCE]


def test_lines_of_a_list_are_not_joined_to_prose() -> None:
    rows = [f"柳湾路{number}号服务大厅一层东侧第{number}窗口受理入园申请" for number in range(8)]
    assert [piece.text for piece in read_plain("\n".join(rows))] == rows

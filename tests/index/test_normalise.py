"""What means the same is written the same after normalisation."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.normalise import normalise, to_simplified


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ＬＮＧ　２０２３％", "lng 2023%"),
        ("Hydrogen PORT", "hydrogen port"),
        ("開發區總面積", "开发区总面积"),
        ("資訊軟體", "信息软件"),
        ("數位經濟", "数字经济"),
        ("網路", "网络"),
        ("平方公尺", "平方米"),
        ("Lüliang café", "luliang cafe"),
        ("  土地 \t\n 政策  ", "土地 政策"),
        ("㎢", "km2"),
        ("ﬁve", "five"),
        ("①", "1"),
        ("", ""),
        ("\u200b\u3000\n", ""),
    ],
)
def test_width_script_case_and_space_are_folded(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@pytest.mark.parametrize(
    "invisible",
    ["\u200b", "\u200d", "\u200e", "\u202e", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\x00", "\x1b", "\x7f", "\u2068"],
    ids=ascii,
)
def test_invisible_characters_go(invisible: str) -> None:
    assert normalise(f"{invisible}土{invisible}地{invisible}") == "土地"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("七百八十亿元", "780亿元"),
        ("三十五家", "35家"),
        ("十五个", "15个"),
        ("一百零五", "105"),
        ("两千三百亩", "2300亩"),
        ("五百强", "500强"),
        ("九千九百九十九", "9999"),
        ("三百萬", "300万"),
    ],
)
def test_composed_chinese_numerals_become_digits(written: str, digits: str) -> None:
    assert normalise(written) == digits


@pytest.mark.parametrize("text", ["一区五园区", "百强", "二零二三年", "十", "千方百计", "一二三产业", "十全十美"])
def test_numerals_that_are_words_stay(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(("said", "wrong"), [("三百五", "305"), ("两千三", "2003")])
def test_a_numeral_that_leaves_out_its_last_place_is_not_misread(said: str, wrong: str) -> None:
    assert wrong not in normalise(said)


def test_a_numeral_is_the_same_number_however_it_is_written() -> None:
    assert normalise("五百八十亩") == normalise("５８０亩") == normalise("五百八十畝")


@given(
    st.text() | st.text(alphabet="開發區资讯軟體三百五十零两千万亿ＡａÉe\u0301\u200b\u2066 \u3000\nﬁ㎢İſΣ", max_size=30)
)
@example("e\u200b\u0301")
@example("İ")
def test_normalising_again_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_normal_text_has_no_outer_or_double_space(text: str) -> None:
    assert " ".join(normalise(text).split()) == normalise(text)


def test_traditional_script_is_told_from_simplified_by_folding() -> None:
    assert to_simplified("開發區") == "开发区" == to_simplified("开发区")

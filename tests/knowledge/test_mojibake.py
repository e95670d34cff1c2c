"""Broken text is noticed, good text of any script is left alone."""

import pytest

from knowledge.mojibake import find_mojibake

GOOD = "孝义经济开发区采用一区五园布局，规划建设现代煤化工产业园"


@pytest.mark.parametrize(
    "text",
    [
        "孝义\ufffd\ufffd开发区",
        "锟斤拷锟斤拷",
        GOOD.encode().decode("gb18030", errors="replace"),
        GOOD.encode().decode("latin-1"),
        GOOD.encode("gb18030").decode("latin-1"),
        "(cid:12)(cid:345)(cid:7)",
        "\ue001\ue002\ue003面积",
        "a\x00b\x01c\x02",
    ],
)
def test_broken_text_is_noticed(text: str) -> None:
    assert find_mojibake(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "規劃投資七百八十億元，繁體中文也是好文字",
        "Société générale à Zürich — naïveté",
        "\uf0b7 一项",
        "a\tb\nc",
        "①②③㎡℃",
        "",
    ],
)
def test_good_text_is_left_alone(text: str) -> None:
    assert find_mojibake(text) is None


def test_the_place_of_the_first_broken_character_is_told() -> None:
    assert find_mojibake("好好\ufffd") == 2

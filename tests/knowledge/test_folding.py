"""Folded texts that say the same are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("規劃投資７８０億元", "规划投资780亿元"),
        ("布局 62.42 平方公里", "布局62.42平方公里"),
        ("5GW 风光电", "5gw风光电"),
        ("Gross Output  of\n2023", "gross output of 2023"),
        ("投资780，300亩", "投资780，300亩"),
        ("９０％", "90%"),
        ("", ""),
    ],
)
def test_width_script_case_and_spaces_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(alphabet="開发a B1２，, 　\n。㎡", max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)

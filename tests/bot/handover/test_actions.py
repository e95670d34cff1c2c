"""Every button of the hand-over is read back as what it is, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.actions import Action, Press, action, parsed
from bot.replies import LONGEST_ACTION

VALUES: dict[Press, str | int] = {Press.BEGIN: "0123456789ab", Press.ADD: 10**15 - 1, Press.STATE: 1}


@pytest.mark.parametrize("press", list(Press))
def test_each_button_is_read_back_and_fits(press: Press) -> None:
    value = VALUES.get(press, "")
    expected = Action(press, str(value)) if press is Press.BEGIN else Action(press, enquiry=int(value or 0))

    assert parsed(action(press, value)) == expected
    assert len(action(press, value).encode()) <= LONGEST_ACTION


@pytest.mark.parametrize(
    "data",
    [
        None,
        1,
        "",
        "hand",
        "hand:",
        "hand:begin",
        "hand:add",
        "hand:add:0",
        "hand:state:-1",
        "hand:send:1",
        "hand:٣",
        "hand:0123456789AB",
        "hand:0123456789abc",
        "hand:agree\n",
        "xhand:agree",
        "hand:add:" + "9" * 16,
    ],
)
def test_forged_data_are_no_button(data: object) -> None:
    assert parsed(data) is None


@given(st.text(max_size=70))
def test_what_is_read_is_what_a_button_holds(data: str) -> None:
    found = parsed(data)
    assert found is None or action(found.press, found.answer or found.enquiry or "") == data

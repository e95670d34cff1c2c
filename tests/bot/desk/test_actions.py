"""Buttons carry what the front desk reads again, and nothing else gets through its parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.actions import ACTIONS, action, choice_key, parsed, question_key, token
from bot.replies import LONGEST_ACTION
from knowledge.entries import EntryKind

ID = "ab12" * 3


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        ("menu", ()),
        ("list", ("opportunity", "12")),
        ("card", ("opportunity", "a" * 40)),
        ("node", (token("x" * 60), token("y" * 40, 32))),
        ("compare", ("industry", "-".join(choice_key(str(n)) for n in range(5)))),
        ("side", ("park", f"{choice_key('a')}-{choice_key('b')}")),
        ("rel", (ID, question_key("开发区总面积多大"))),
        ("why", (ID, "incomplete")),
        ("language", ("zh-Hant",)),
        ("privacy", ("forget", "9" * 15)),
    ],
)
def test_what_a_button_carries_is_read_again(verb: str, values: tuple[str, ...]) -> None:
    assert parsed(action(verb, *values)) == (verb, values)
    assert len(action(verb, *values).encode()) <= LONGEST_ACTION


@pytest.mark.parametrize(("written", "values"), [("faq", ("",)), ("compare", ("", "")), (f"more:{ID}", (ID, ""))])
def test_what_is_left_out_is_empty(written: str, values: tuple[str, ...]) -> None:
    found = parsed(written)
    assert found is not None and found[1] == values


@pytest.mark.parametrize(
    "written",
    [
        "", ":", "menu:", "menu:x", "list", "list:park:0", "list:park:01", "list:parks:1", "list:park:1\n",
        "list:park:１", "card:park:../x", "card:park:", f"src:{ID}a", f"src:{ID.upper()}", f"vote:{ID}:1",
        f"why:{ID}:bad", "faq:", "language:de", "compare:enterprise", "compare:park:", "chain:~xyz",
        f"card:park:{'a' * 41}", "privacy:forget:1 OR 1", "vote", "园区", "\udc80", "list:park:1:1",
    ],
)  # fmt: skip
def test_anything_else_is_none(written: str) -> None:
    assert parsed(written) is None


@given(st.text(max_size=80) | st.from_regex("(?:" + "|".join(ACTIONS) + "):.*", fullmatch=True))
def test_whatever_comes_is_read_as_it_stands_or_not_at_all(written: str) -> None:
    found = parsed(written)
    if found is not None:
        verb, values = found
        assert written == ":".join([verb, *filter(None, values)])


def test_what_no_parser_would_read_is_no_button() -> None:
    with pytest.raises(ValueError, match="no button"):
        action("list", EntryKind.PARK, 0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_names_are_carried_as_tokens_that_differ(one: str, other: str) -> None:
    assert parsed(action("chain", token(one))) == ("chain", (token(one),))
    assert (token(one) == token(other)) == (one == other)

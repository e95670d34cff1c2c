"""What somebody in Telegram who is no member of staff, or no more, tries to have done."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.desk.actions import parsed as desk_action
from bot.handover.actions import parsed as handover_action
from bot.staff import Role
from handlers.rights import BUTTONS, COMMANDS, IN_STAFF_CHAT, parsed
from tests.botapi.state import User
from tests.handlers.desk import BY, EDITOR, OWNER, STRANGER, VIEWER, Desk, QuickOffice, desk_of, land, settings_in

HEX, NUMBER = "0123456789", 1
VALUES = ((NUMBER,), (HEX,), (0,), (NUMBER, NUMBER), (HEX, 0))
WELL_FORMED = [
    data for verb in BUTTONS for values in VALUES if parsed(data := ":".join((verb, *map(str, values)))) is not None
]
CHANGING = ("/staff add 2004 owner 王", "/staff remove 2002", "/retire 1", "/rollback", "/refresh", "/route land here")
GROUP = -1009

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_of(QuickOffice(settings_in(tmp_path))) as ready:
        yield ready


def as_it_was(desk: Desk) -> tuple[object, ...]:
    """What only staff may change or have prepared."""
    assert isinstance(desk.office, QuickOffice)
    asked = tuple(str(request) for request in desk.office.requests)
    return desk.office.staff.members(), desk.published(), desk.office.publisher.published, asked


async def test_every_button_that_there_is_pressed_by_a_stranger_does_nothing_and_tells_nothing(desk: Desk) -> None:
    assert {data.partition(":")[0] for data in WELL_FORMED} == set(BUTTONS)
    before, message = as_it_was(desk), await desk.told(STRANGER, "你好")

    for data in WELL_FORMED:
        await desk.push(STRANGER, message, data, stale=True)

    await desk.chat(STRANGER).expect_silence(0.2)
    assert as_it_was(desk) == before


async def test_no_data_is_a_button_of_staff_and_of_visitors_at_once() -> None:
    for data in WELL_FORMED:
        assert desk_action(data) is None and handover_action(data) is None


async def test_a_demoted_editor_keeps_what_viewers_may_and_no_old_button_does_more(desk: Desk) -> None:
    preview = await desk.preview(EDITOR, "柳湾园.md", land("柳湾园"))
    desk.office.staff.add(EDITOR, Role.VIEWER, "招商科", actor=BY)
    before = as_it_was(desk)

    for data in [*preview.callback_data, *WELL_FORMED]:
        if BUTTONS[data.partition(":")[0]] is not Role.VIEWER:
            await desk.push(EDITOR, preview, data, stale=True)
    for command in CHANGING:
        await desk.chat(EDITOR).send_text(command)
    await desk.chat(EDITOR).expect_silence(0.3)
    for person in (EDITOR, STRANGER):
        await desk.chat(person).send_document(land("桃园"), "桃园.md")

    assert (await desk.chat(EDITOR).next_reply()).text == (await desk.chat(STRANGER).next_reply()).text
    assert as_it_was(desk) == before
    assert (await desk.told(EDITOR, "/documents")).text


async def test_no_command_works_in_a_group_for_owners_or_for_who_speaks_as_the_group(desk: Desk) -> None:
    anonymous = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
    group = desk.server.group_chat(GROUP, members=[desk.chat(OWNER).user, anonymous])
    before = as_it_was(desk)

    for speaker in (desk.chat(OWNER).user, anonymous):
        for command in [*(f"/{name}" for name in COMMANDS), *CHANGING]:
            await group.send_text(command, from_user=speaker)

    await group.expect_silence(0.3)
    assert as_it_was(desk) == before


async def test_in_the_staffs_chat_a_stranger_is_no_staff_either(tmp_path: Path) -> None:
    settings = settings_in(tmp_path).model_copy(update={"staff_chat": GROUP})
    async with desk_of(QuickOffice(settings)) as desk:
        group = desk.server.group_chat(GROUP, members=[desk.chat(STRANGER).user, desk.chat(VIEWER).user])
        for person in (STRANGER, VIEWER):
            for command in ("/enquiries", "/route land here"):
                await group.send_text(command, from_user=desk.chat(person).user)

        await group.expect_silence(0.3)
        assert "route" in IN_STAFF_CHAT and COMMANDS["enquiries"] is Role.EDITOR


@pytest.mark.parametrize("how", ["forwarded_from", "via_bot"])
async def test_an_order_that_somebody_else_worded_is_not_carried_out(desk: Desk, how: str) -> None:
    stranger = desk.chat(STRANGER).user
    worded = {how: replace(stranger, is_bot=True) if how == "via_bot" else stranger}
    before = as_it_was(desk)

    for command in CHANGING:
        await desk.chat(OWNER).send_text(command, **worded)  # type: ignore[arg-type]

    await desk.chat(OWNER).expect_silence(0.3)
    assert as_it_was(desk) == before
    assert "小王" in (await desk.told(OWNER, f"/staff add {STRANGER} viewer 小王")).text


async def test_who_calls_themselves_what_an_owner_is_called_is_a_stranger(desk: Desk) -> None:
    owner = desk.chat(OWNER).user
    for user_id, name in ((9001, owner.first_name), (9002, "2001"), (9003, "\u202e招商科")):
        chat = desk.server.private_chat(user_id, name, username=owner.username or "admin", language_code="zh-hans")
        await chat.send_text(f"/staff add {user_id} owner {name}")
        await chat.send_text("/documents")
        await chat.expect_silence(0.1)
    assert len(desk.office.staff.members()) == 3

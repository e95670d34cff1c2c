"""Staff can do what their role allows; to everybody else it is as if nothing were there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.staff import Role
from handlers.rights import BUTTONS, COMMANDS, button_data, parsed
from tests.handlers.desk import BY, EDITOR, OWNER, STRANGER, VIEWER, Desk, QuickOffice, desk_of, land, settings_in

ROLES = {STRANGER: None, VIEWER: Role.VIEWER, EDITOR: Role.EDITOR, OWNER: Role.OWNER}
FORGED = [
    "",
    "publish",
    "publish:",
    "publish:../../x",
    "nonsense:1",
    "documents:0",
    "documents:-1",
    "staff:1",
    "x" * 64,
]
VALUES: dict[str, list[object]] = {
    "publish": ["0" * 10],
    "discard": ["0" * 10],
    "rollback": [8, 9],
    "restore": [8, 9],
    "keep": [0],
    "cited": ["0" * 10, 0],
    **{verb: ["0" * 10] for verb in ("release", "rewrite", "until", "cite", "drop")},
}


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_of(QuickOffice(settings_in(tmp_path))) as ready:
        yield ready


@pytest.mark.asyncio
async def test_each_command_is_for_those_whose_role_includes_it_and_unknown_to_all_others(desk: Desk) -> None:
    for person, role in ROLES.items():
        for command, needed in COMMANDS.items():
            await desk.chat(person).send_text(f"/{command}")
            if role is not None and role.includes(needed):
                assert (await desk.chat(person).next_reply()).text
                if command == "refresh":
                    assert (
                        "没有一份可以据以作答的资料" in (await desk.chat(person).next_reply()).text
                    )  # the folder is empty
        await desk.chat(person).send_text("你好")
        assert (await desk.chat(person).next_reply()).text == "问：你好"


@pytest.mark.asyncio
async def test_each_button_is_for_those_whose_role_includes_it_and_answered_alike_to_all(desk: Desk) -> None:
    for person, role in ROLES.items():
        message = await desk.told(person, "你好")
        for verb, needed in BUTTONS.items():
            await desk.push(person, message, button_data(verb, *VALUES.get(verb, [1])), stale=True)
            if role is not None and role.includes(needed):
                if verb in {"documents", "history", "keep", "unanswered", "answers", "enquiries"}:
                    assert (await desk.chat(person).next_edit()).text
                else:
                    assert (await desk.chat(person).next_reply()).text
    await desk.chat(STRANGER).expect_silence(0.1)


@pytest.mark.asyncio
async def test_a_strangers_files_are_not_read_and_forged_buttons_met_with_silence(desk: Desk) -> None:
    message = await desk.told(STRANGER, "你好")
    await desk.chat(STRANGER).send_document(land("柳湾园"), "柳湾园.md")
    await desk.chat(STRANGER).send_photo()
    for _ in range(2):
        assert (await desk.chat(STRANGER).next_reply()).text.startswith("我只能读文字")
    for data in FORGED:
        await desk.push(STRANGER, message, data, stale=True)
    await desk.chat(STRANGER).expect_silence(0.2)
    assert not desk.server.calls("getFile")


@pytest.mark.asyncio
async def test_an_editor_who_was_removed_presses_an_old_button_in_vain(desk: Desk) -> None:
    preview = await desk.preview(EDITOR, "柳湾园.md", land("柳湾园"))
    desk.office.staff.remove(EDITOR, actor=BY)

    await desk.press(EDITOR, preview, "publish")

    await desk.chat(EDITOR).expect_silence(0.2)
    assert desk.published() == set()


@pytest.mark.asyncio
async def test_in_a_group_nobody_is_staff(desk: Desk) -> None:
    group = desk.server.group_chat(-1009, members=[desk.chat(OWNER).user])
    await group.send_text("/documents")
    await group.send_document(land("柳湾园"), "柳湾园.md")
    await group.expect_silence(0.3)


@pytest.mark.asyncio
async def test_the_commands_are_shown_to_the_staff_alone(desk: Desk) -> None:
    def shown(person: int | None) -> set[str]:
        calls = [call.params for call in desk.server.calls("setMyCommands")]
        mine = [one for one in calls if (one.get("scope") or {}).get("chat_id") == person]
        return {command["command"] for command in mine[-1]["commands"]} if mine else set()

    everybody = {"start", "menu", "chains", "compare", "faq", "language", "help", "privacy", "forget"}
    assert shown(None) == everybody and shown(STRANGER) == set()
    assert shown(VIEWER) == {*everybody, "documents", "history", "unanswered", "answers", "report"}
    assert shown(OWNER) == {*everybody, *COMMANDS}

    assert "小王" in (await desk.told(OWNER, f"/staff add {STRANGER} editor 小王")).text
    assert shown(STRANGER) == {*everybody, *COMMANDS} - {"staff", "status", "route"}
    assert "已移除" in (await desk.told(OWNER, f"/staff remove {STRANGER}")).text
    assert desk.server.calls("deleteMyCommands")
    assert "BOT_OWNER_IDS" in (await desk.told(OWNER, f"/staff remove {OWNER}")).text


@given(st.text(max_size=64))
def test_no_forged_data_is_taken_for_a_button(data: str) -> None:
    request = parsed(data)
    assert request is None or button_data(request[0], *request[1]) == data


def test_the_longest_data_of_a_button_fits() -> None:
    assert len(button_data("rollback", 10**15 - 1, 10**15 - 1)) <= 64

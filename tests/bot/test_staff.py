"""Staff may do what their role allows, strangers nothing, and every change is told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.database import open_database
from bot.errors import StaffError
from bot.staff import LARGEST_USER_ID, Role, Staff, telegram_actor
from knowledge.history import History

BOSS, WANG, STRANGER = 4711, 815, 99
ACTOR = "cli:root"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(tmp_path / "assistant.sqlite3")


@pytest.fixture
def staff(engine: Engine) -> Staff:
    return Staff(engine, {BOSS})


def told(engine: Engine) -> list[tuple[str, dict[str, object]]]:
    return [(event.action, dict(event.detail)) for event in History(engine).page().items]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.OWNER, {Role.OWNER, Role.EDITOR, Role.VIEWER}),
        (Role.EDITOR, {Role.EDITOR, Role.VIEWER}),
        (Role.VIEWER, {Role.VIEWER}),
    ],
)
def test_a_role_allows_what_it_and_the_roles_below_allow(staff: Staff, role: Role, allowed: set[Role]) -> None:
    staff.add(WANG, role, "王敏", actor=ACTOR)

    assert {needed for needed in Role if staff.allowed(WANG, needed)} == allowed
    assert staff.role_of(WANG) is role


@pytest.mark.parametrize("user_id", [STRANGER, None, 0, -BOSS, 2**70])
def test_strangers_may_do_nothing(staff: Staff, user_id: int | None) -> None:
    assert not any(staff.allowed(user_id, needed) for needed in Role)


def test_an_owner_of_the_settings_is_one_without_the_database(staff: Staff, engine: Engine) -> None:
    assert staff.allowed(BOSS, Role.OWNER)
    assert Staff(engine).role_of(BOSS) is None


def test_an_owner_of_the_settings_is_one_whatever_was_stored_before(engine: Engine) -> None:
    Staff(engine).add(BOSS, Role.VIEWER, "李主任", actor=ACTOR)

    staff = Staff(engine, {BOSS})

    assert staff.role_of(BOSS) is Role.OWNER
    assert [(one.role, one.label, one.fixed) for one in staff.members()] == [(Role.OWNER, "李主任", True)]


def test_an_owner_of_the_settings_is_changed_only_there(staff: Staff, engine: Engine) -> None:
    with pytest.raises(StaffError, match="BOT_OWNER_IDS"):
        staff.add(BOSS, Role.VIEWER, "李主任", actor=ACTOR)
    with pytest.raises(StaffError, match="BOT_OWNER_IDS"):
        staff.remove(BOSS, actor=ACTOR)

    assert staff.role_of(BOSS) is Role.OWNER and told(engine) == []


def test_members_are_listed_by_role_and_label(staff: Staff) -> None:
    for user_id, role, label in [
        (1, Role.VIEWER, "乙"),
        (2, Role.EDITOR, "丙"),
        (3, Role.OWNER, "丁"),
        (4, Role.VIEWER, "A"),
    ]:
        staff.add(user_id, role, label, actor=ACTOR)

    assert [(one.user_id, one.fixed) for one in staff.members()] == [
        (BOSS, True),
        (3, False),
        (2, False),
        (4, False),
        (1, False),
    ]


def test_adding_a_member_again_changes_the_role(staff: Staff, engine: Engine) -> None:
    staff.add(WANG, Role.VIEWER, "王敏", actor=ACTOR)
    staff.add(WANG, Role.EDITOR, "  王敏 \n 招商科 ", actor="telegram:0f")

    (_, member) = staff.members()

    assert (member.role, member.label, member.added_by) == (Role.EDITOR, "王敏 招商科", "telegram:0f")
    assert told(engine) == [
        ("staff changed", {"label": "王敏 招商科", "role": "editor", "before": "viewer"}),
        ("staff added", {"label": "王敏", "role": "viewer"}),
    ]


def test_a_removed_member_is_a_stranger_at_once(staff: Staff, engine: Engine) -> None:
    staff.add(WANG, Role.EDITOR, "王敏", actor=ACTOR)

    removed = staff.remove(WANG, actor=ACTOR)

    assert (removed.label, removed.role) == ("王敏", Role.EDITOR)
    assert staff.role_of(WANG) is None
    assert told(engine)[0] == ("staff removed", {"label": "王敏", "role": "editor"})
    with pytest.raises(StaffError, match="no member"):
        staff.remove(WANG, actor=ACTOR)


@pytest.mark.parametrize("user_id", [0, -5, LARGEST_USER_ID, 2**70])
def test_an_id_that_none_can_have_is_refused(staff: Staff, user_id: int) -> None:
    with pytest.raises(StaffError, match="positive whole number"):
        staff.add(user_id, Role.VIEWER, "王敏", actor=ACTOR)
    with pytest.raises(StaffError, match="no member"):
        staff.remove(user_id, actor=ACTOR)


@pytest.mark.parametrize("label", ["", " \n ", "x" * 61, "王\x00敏", "王\u202e敏"])
def test_a_label_that_cannot_be_shown_is_refused(staff: Staff, label: str) -> None:
    with pytest.raises(StaffError, match="label"):
        staff.add(WANG, Role.VIEWER, label, actor=ACTOR)


def test_a_change_that_cannot_be_told_is_not_made(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.staff.append", break_off)
    with pytest.raises(KeyboardInterrupt):
        staff.add(WANG, Role.EDITOR, "王敏", actor=ACTOR)

    assert staff.role_of(WANG) is None


def test_what_might_be_logged_does_not_tell_who_it_is(staff: Staff) -> None:
    member = staff.add(WANG, Role.EDITOR, "王敏", actor=ACTOR)
    actor = telegram_actor(WANG, b"secret")

    assert str(WANG) not in repr(member) and "王敏" not in repr(member)
    assert str(WANG) not in actor
    assert actor == telegram_actor(WANG, b"secret") != telegram_actor(WANG, b"another")

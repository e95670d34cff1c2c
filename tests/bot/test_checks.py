"""Each check says how it came out, why, and what to do; none of them raises."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.checks import Check, State, run_checks
from bot.database import migrate, open_database
from bot.settings import Settings
from index.embedding import EmbeddingModel
from index.errors import ModelError
from index.search import build_index
from index.snapshot import SnapshotStore
from tests.botapi import BotApiServer
from tests.handlers.desk import Dice
from tests.index.builders import passage

GROUP = -1009


def settings_for(folder: Path, **values: Any) -> Settings:
    return Settings.model_validate({"data_dir": folder / "var", **values})


def checked(settings: Settings, open_model: Callable[[], EmbeddingModel] = Dice) -> dict[str, Check]:
    return {check.name: check for check in run_checks(settings, open_model)}


def install(settings: Settings) -> None:
    """A database and a snapshot, as after a first start."""
    open_database(settings.database_file).dispose()
    SnapshotStore(settings.snapshots_dir).publish(build_index([passage("柳湾园规划面积17平方公里。")], Dice()), "x")


def test_a_whole_installation_without_a_token_runs_as_a_local_chat(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    install(settings)

    checks = checked(settings)

    assert {name: check.state for name, check in checks.items() if name != "disk"} == {
        "settings": State.OK, "database": State.OK, "sessions": State.OK, "model": State.OK,
        "snapshot": State.OK, "token": State.WARN, "staff chat": State.OK,
    }  # fmt: skip
    assert checks["token"].remedy.startswith("runs as local chat")
    assert "1 passages" in checks["snapshot"].reason


def test_before_the_first_start_nothing_has_failed(tmp_path: Path) -> None:
    checks = checked(settings_for(tmp_path))

    assert checks["database"].state is checks["snapshot"].state is State.WARN
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(("free", "state"), [(2 << 30, State.OK), (500 << 20, State.WARN), (100 << 20, State.FAIL)])
def test_a_disk_that_fills_up_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    monkeypatch.setattr("bot.checks.free_bytes", lambda _folder: free)

    assert checked(settings_for(tmp_path))["disk"].state is state


def test_a_damaged_database_fails_and_an_older_one_is_upgraded_at_the_next_start(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    migrate(settings.database_file, "0001")
    assert checked(settings)["database"].state is State.WARN
    settings.database_file.write_bytes(b"no database" * 1000)
    settings.sessions_file.write_bytes(b"no database" * 1000)

    checks = checked(settings)

    assert checks["database"].state is State.FAIL and "restore" in checks["database"].remedy
    assert checks["sessions"].state is State.WARN


def test_a_database_of_a_newer_program_fails(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    engine = open_database(settings.database_file)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    check = checked(settings)["database"]

    assert check.state is State.FAIL and "update the program" in check.reason


def test_a_changed_snapshot_fails_whether_or_not_there_is_a_model(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    install(settings)
    name = SnapshotStore(settings.snapshots_dir).current()
    (settings.snapshots_dir / str(name) / "passages.jsonl").write_text("{}")

    def no_model() -> EmbeddingModel:
        raise ModelError("there is no model folder ./x")

    assert checked(settings)["snapshot"].state is State.FAIL
    without = checked(settings, no_model)
    assert without["snapshot"].state is State.FAIL
    assert without["model"].state is State.FAIL and "./x" in without["model"].reason


@pytest.mark.asyncio
async def test_token_and_staff_chat_are_asked_for(tmp_path: Path) -> None:
    token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"
    async with BotApiServer(token) as server:
        server.group_chat(GROUP, members=[server.private_chat(1, "Li").user])
        values = {"telegram_api_url": server.url, "telegram_bot_token": token, "staff_chat": GROUP}

        checks = await asyncio.to_thread(checked, settings_for(tmp_path, **values))
        strange = await asyncio.to_thread(
            checked,
            settings_for(tmp_path, **values | {"telegram_bot_token": token[:-1] + "4", "staff_chat": -1}),
        )

    assert checks["token"].state is State.OK and checks["token"].reason == "@my_bot"
    assert "inline mode" not in checks
    assert checks["staff chat"].state is State.OK
    assert checks["settings"].state is State.WARN and "BOT_OWNER_IDS" in checks["settings"].remedy
    assert strange["token"].state is strange["staff chat"].state is State.FAIL
    assert token[:-1] not in str(strange)


def test_a_secret_that_others_on_the_machine_can_read_is_pointed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, env = tmp_path / "webhook", tmp_path / ".env"
    for file in (secret, env):
        file.write_text("s3cret", encoding="utf-8")
        file.chmod(0o640)
    monkeypatch.setattr("bot.checks.ENV_FILE", env)
    settings = settings_for(tmp_path, webhook_secret_file=secret)

    check = checked(settings)["settings"]
    assert check.state is State.WARN and check.remedy == f"chmod 600 {env} {secret}"

    env.chmod(0o600)
    secret.chmod(0o400)
    assert checked(settings)["settings"].state is State.OK


@pytest.mark.asyncio
async def test_a_bot_that_botfather_keeps_from_inline_mode_is_told_of(tmp_path: Path) -> None:
    token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"
    async with BotApiServer(token, inline_mode=False) as server:
        values = {"telegram_api_url": server.url, "telegram_bot_token": token}
        check = (await asyncio.to_thread(checked, settings_for(tmp_path, **values)))["inline mode"]

    assert check.state is State.WARN and "/setinline" in check.remedy

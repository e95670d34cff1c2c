"""The command line of operating: check, backup and restore."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.checks import Check
    from index.embedding import EmbeddingModel

_STYLES = {"ok": "green", "warn": "yellow", "fail": "red"}
_FAILED = 1

Failures = Callable[[], AbstractContextManager[None]]


def add_operate_commands(
    app: typer.Typer,
    output: Console,
    failures: Failures,
    open_settings: Callable[[], Settings],
    open_model: Callable[[Settings], "EmbeddingModel"],
) -> None:
    """Add the commands to `app`."""

    @app.command()
    def check() -> None:
        """Look over settings, disk, data, model, token and the staff's chat; exit status 1 if something fails."""
        from bot.checks import Check, State, run_checks

        failed = False
        try:
            settings = open_settings()
        except SettingsError as error:
            _print(output, Check("settings", State.FAIL, str(error), "see .env.example"))
            raise typer.Exit(_FAILED) from None
        with failures():
            for outcome in run_checks(settings, lambda: open_model(settings)):
                _print(output, outcome)
                failed = failed or outcome.state is State.FAIL
        if failed:
            raise typer.Exit(_FAILED)

    @app.command()
    def backup(file: Annotated[Path, typer.Argument(help="The archive to write; must not exist yet.")]) -> None:
        """Write databases, snapshots, originals and the secret into one archive; the bot may run meanwhile."""
        from bot.backup import write_backup
        from bot.disk import in_words

        with failures():
            manifest = write_backup(open_settings().data_dir, file)
            output.print(
                f"{len(manifest.files)} files ({in_words(manifest.total_bytes)}) backed up to {file}",
                markup=False, soft_wrap=True,
            )  # fmt: skip

    @app.command()
    def restore(
        file: Annotated[Path, typer.Argument(help="An archive that `backup` wrote.")],
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ) -> None:
        """Verify a backup and put it in the place of the data directory; what was there is kept beside it."""
        from bot.restoring import read_manifest
        from bot.restoring import restore as put_back

        with failures():
            settings = open_settings()
            manifest = read_manifest(file)
            if not yes:
                typer.confirm(
                    f"put {len(manifest.files)} files of {manifest.created} in the place of {settings.data_dir}?",
                    abort=True,
                )
            aside = put_back(settings.data_dir, file)
            kept = f"; what was there is in {aside}" if aside is not None else ""
            output.print(f"restored to {settings.data_dir}{kept}", markup=False, soft_wrap=True)


def _print(output: Console, check: "Check") -> None:
    state = check.state.value
    output.print(f"{state:<5}", style=_STYLES[state], end="")
    remedy = f" → {check.remedy}" if check.remedy else ""
    output.print(f" {check.name:<11} {check.reason}{remedy}", markup=False, soft_wrap=True)

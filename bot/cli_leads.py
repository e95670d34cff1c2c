"""The command line of enquiries: list, export and close."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bot.cli_office import Failures, OpenSettings, actor

if TYPE_CHECKING:
    from bot.handover.enquiries import Enquiries
    from bot.settings import Settings

Every = Annotated[bool, typer.Option("--all", help="Also those that are closed.")]


def add_leads_commands(app: typer.Typer, output: Console, failures: Failures, open_settings: OpenSettings) -> None:
    """Add `leads` and its commands to `app`."""
    leads = typer.Typer(help="Enquiries of investors who left how to reach them.", no_args_is_help=True)
    app.add_typer(leads, name="leads")

    @leads.command(name="list")
    def list_command(every: Every = False) -> None:
        """List the enquiries, oldest first, without contact data."""
        with failures():
            settings = open_settings()
            found = _enquiries(settings).all(include_closed=every)
            names = ("number", "state", "opened", "topic", "question", "company", "reachable")
            table = Table(*(Column(name, overflow="fold") for name in names), box=None)
            for one in found:
                table.add_row(
                    str(one.id), one.state.value, f"{one.opened_at.astimezone(settings.zone):%Y-%m-%d %H:%M}",
                    escape(one.asked.topic or ""), escape(one.asked.text), escape(one.details.company),
                    "yes" if one.reachable else "no",
                )  # fmt: skip
            output.print(table)
            output.print(f"{len(found)} enquiries ({settings.timezone})")

    @leads.command(name="export")
    def export_command(
        file: Annotated[Path, typer.Argument(help="File to write, .xlsx or .csv; it holds personal data.")],
        every: Every = False,
    ) -> None:
        """Write the enquiries with names and contact data to a file that its owner alone can read."""
        from bot.handover.sheets import enquiry_sheet
        from bot.questions.export import KINDS, write_export

        with failures():
            settings = open_settings()
            found = _enquiries(settings).all(include_closed=every)
            if file.suffix.lower() in KINDS and not file.exists():
                file.touch(mode=0o600)
            write_export(file, [enquiry_sheet(found, settings.zone)])
            file.chmod(0o600)
            output.print(f"written: {file} ({len(found)} enquiries)", markup=False, soft_wrap=True)

    @leads.command(name="close")
    def close_command(number: Annotated[int, typer.Argument(help="Number of the enquiry.")]) -> None:
        """Close an enquiry; a running bot tells the investor."""
        with failures():
            closed = _enquiries(open_settings()).close(number, actor())
            output.print(f"closed: {closed.id}", markup=False)


def _enquiries(settings: "Settings") -> "Enquiries":
    from bot.wiring import open_hand_over

    return open_hand_over(settings).enquiries

"""The command line of the office: documents, history, rollback, retire and staff."""

import getpass
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from bot.proposals import Preview
from bot.settings import Settings
from bot.staff import Role, Staff
from knowledge.catalogue import Catalogue
from knowledge.history import History
from knowledge.validity import Validity

_PAGE = 20

Failures = Callable[[], AbstractContextManager[None]]
OpenSettings = Callable[[], Settings]


def actor() -> str:
    """The name under which what is done on this command line is kept."""
    return f"cli:{getpass.getuser()}"


def add_office_commands(
    app: typer.Typer,
    output: Console,
    failures: Failures,
    open_settings: OpenSettings,
    retire: Callable[[Settings, list[str]], None],
) -> None:
    """Add the commands to `app`; `retire` withdraws documents and publishes what is left."""

    @app.command()
    def documents(
        page: Annotated[int, typer.Option(help="Which page of the list.")] = 1,
        retired: Annotated[bool, typer.Option("--retired", help="Also those withdrawn.")] = False,
    ) -> None:
        """List the documents with their versions, dates and validity."""
        from bot.wiring import open_publisher

        with failures():
            catalogue: Catalogue = open_publisher(open_settings()).catalogue
            listed = catalogue.documents(date.today(), page, _PAGE, include_retired=retired)
            table = _table("document", "title", "version", "as of", "valid until", "state")
            for item in listed.items:
                version = item.version
                state = item.validity.value if item.published else "retired"
                style = "" if item.published and item.validity is Validity.CURRENT else "dim"
                table.add_row(
                    version.document_id, version.title, str(version.number), version.as_of or "",
                    version.valid_until or "", state, style=style,
                )  # fmt: skip
            output.print(table)
            output.print(f"page {listed.number} of {listed.pages}, {listed.total} documents")

    @app.command()
    def history(page: Annotated[int, typer.Option(help="Which page of the list.")] = 1) -> None:
        """List what was done to the documents, newest first, and the snapshots that can be gone back to."""
        from bot.database import open_database

        with failures():
            settings = open_settings()
            engine = open_database(settings.database_file)
            listed = History(engine).page(page, _PAGE)
            table = _table("when (UTC)", "who", "what", "document", "snapshot")
            for event in listed.items:
                version = f" v{event.number}" if event.number else ""
                table.add_row(
                    f"{event.at:%Y-%m-%d %H:%M:%S}", event.actor, str(event.action),
                    f"{event.document_id or ''}{version}", event.snapshot or "",
                )  # fmt: skip
            output.print(table)
            output.print(f"page {listed.number} of {listed.pages}, {listed.total} events")

    @app.command()
    def rollback(
        snapshot: Annotated[str | None, typer.Argument(help="The one to go back to; without it, the last one.")] = None,
    ) -> None:
        """Serve an earlier snapshot again, with the documents as they were then."""
        from bot.wiring import open_publisher

        with failures():
            publication = open_publisher(open_settings()).rollback(snapshot, actor())
            output.print(f"rolled back to {publication.snapshot}, {len(publication.version_ids)} documents")

    @app.command(name="retire")
    def retire_command(
        document: Annotated[list[str], typer.Argument(help="Ids of documents, as `documents` lists them.")],
    ) -> None:
        """Withdraw documents: nothing is answered from them any more; `rollback` undoes it."""
        with failures():
            retire(open_settings(), document)

    @app.command()
    def staff(
        action: Annotated[str, typer.Argument(help="list, add or remove.")] = "list",
        user_id: Annotated[int | None, typer.Argument(help="Telegram user id.")] = None,
        role: Annotated[Role, typer.Option(help="What this person may do.")] = Role.EDITOR,
        label: Annotated[str, typer.Option(help="A name to know the person by.")] = "",
    ) -> None:
        """List, add or remove the staff who may use the bot's commands for documents."""
        from bot.database import open_database

        with failures():
            settings = open_settings()
            team = Staff(open_database(settings.database_file), settings.owner_ids)
            if action == "list":
                table = _table("Telegram id", "role", "name", "from")
                for member in team.members():
                    origin = "settings" if member.fixed else (member.added_by or "")
                    table.add_row(str(member.user_id), member.role.value, member.label, origin)
                output.print(table)
            elif action in ("add", "remove") and user_id is not None:
                if action == "add":
                    team.add(user_id, role, label or str(user_id), actor=actor())
                else:
                    team.remove(user_id, actor=actor())
                output.print("done")
            else:
                raise typer.BadParameter("use `staff list`, `staff add ID --role …` or `staff remove ID`")


def _table(*names: str) -> Table:
    """A table whose cells are folded rather than cut: ids and snapshots are there to be copied."""
    return Table(*(Column(name, overflow="fold") for name in names), box=None)


def print_preview(console: Console, preview: Preview) -> None:
    """Print what a publication changes: documents, concerns, answers."""
    for document in preview.documents:
        counts = f"+{document.added} ~{document.changed} -{document.removed} ={document.unchanged} passages"
        counts += ", other chain or entries" if document.lists else ""
        console.print(f"{document.kind}: {document.document_id} ({document.title}), {counts}", markup=False)
    for concern in preview.concerns:
        place = " › ".join(concern.place.heading_path) if concern.place else ""
        other = f" | {concern.other.title}: {concern.other.sentence}" if concern.other else ""
        console.print(f"note: {concern.kind.value} {concern.document_id} {place} {concern.detail}{other}", markup=False)
    for kind, count in preview.unlisted:
        console.print(f"note: {kind.value}, {count} more", markup=False)
    for answer in preview.answers:
        console.print(
            f"answer changes: {answer.question}\n  now:  {answer.before}\n  then: {answer.after}", markup=False
        )
    if preview.asked:
        console.print(f"{len(preview.answers)} of {preview.asked} saved questions are answered otherwise")

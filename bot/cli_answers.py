"""The command line of curated answers: list, add, edit, retire, export and import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from bot.cli_office import Failures, OpenSettings, actor

if TYPE_CHECKING:
    from sqlalchemy import Engine

_PAGE = 20


def add_answers_commands(app: typer.Typer, output: Console, failures: Failures, open_settings: OpenSettings) -> None:
    """Add the commands to `app`, below `answers`."""
    answers = typer.Typer(
        help="Answers that staff wrote: given ahead of the documents, by a running bot at once.", no_args_is_help=True
    )
    app.add_typer(answers, name="answers")

    @answers.command(name="list")
    def list_command(
        page: Annotated[int, typer.Option(help="Which page of the list.")] = 1,
        retired: Annotated[bool, typer.Option("--retired", help="Also those that are given no more.")] = False,
    ) -> None:
        """List the answers, those changed last first."""
        from bot.questions.curated import CuratedAnswers

        with failures():
            listed = CuratedAnswers(_engine(open_settings)).page(page, _PAGE, include_retired=retired)
            names = ("id", "question", "answer", "valid until", "state", "author", "changed (UTC)", "given")
            table = Table(*(Column(name, overflow="fold") for name in names), box=None)
            for one in listed.items:
                content = one.content
                table.add_row(
                    str(one.id), content.question, content.answer, content.valid_until or "", one.state.value,
                    one.author, f"{one.changed_at:%Y-%m-%d %H:%M}", str(one.hits),
                )  # fmt: skip
            output.print(table)
            output.print(f"page {listed.number} of {listed.pages}, {listed.total} answers")

    @answers.command()
    def add(
        question: Annotated[str, typer.Argument(help="The question, as people may put it.")],
        answer: Annotated[str, typer.Argument(help="Its answer.")],
        source: Annotated[str | None, typer.Option(help="Title and heading that the answer rests on.")] = None,
        until: Annotated[str | None, typer.Option(help="Last day of the answer, such as 2026-12-31.")] = None,
        topic: Annotated[str | None, typer.Option(help="Its topic.")] = None,
        wording: Annotated[list[str] | None, typer.Option(help="Another wording of the question; repeatable.")] = None,
    ) -> None:
        """Publish an answer."""
        from bot.questions.content import Content, personal_data
        from bot.questions.curated import CuratedAnswers

        with failures():
            content = Content(question, answer, source, until, topic)
            added = CuratedAnswers(_engine(open_settings)).add(content, actor=actor(), wordings=wording or ())
            for kind, shown in personal_data(content):
                output.print(f"note: {kind.value} {shown}", markup=False)
            output.print(f"answer {added.id} published")

    @answers.command()
    def edit(
        number: Annotated[int, typer.Argument(help="The answer's id, as `answers list` shows it.")],
        question: Annotated[str | None, typer.Option(help="Another question.")] = None,
        answer: Annotated[str | None, typer.Option(help="Another answer.")] = None,
        source: Annotated[str | None, typer.Option(help="Title and heading it rests on; empty for none.")] = None,
        until: Annotated[str | None, typer.Option(help="Its last day; empty for no end.")] = None,
        topic: Annotated[str | None, typer.Option(help="Its topic; empty for none.")] = None,
    ) -> None:
        """Change an answer; one that was retired is published again."""
        from dataclasses import replace

        from bot.questions.curated import CuratedAnswers

        with failures():
            curated = CuratedAnswers(_engine(open_settings))
            given = {"question": question, "answer": answer, "source": source, "valid_until": until, "topic": topic}
            changes = {name: value for name, value in given.items() if value is not None}
            content = replace(curated.get(number).content, **changes)  # type: ignore[arg-type]
            output.print(f"answer {curated.edit(number, content, actor=actor()).id} published")

    @answers.command()
    def retire(number: Annotated[int, typer.Argument(help="The answer's id, as `answers list` shows it.")]) -> None:
        """Give an answer no more; `edit` publishes it again."""
        from bot.questions.curated import CuratedAnswers

        with failures():
            CuratedAnswers(_engine(open_settings)).retire(number, actor=actor())
            output.print(f"answer {number} retired")

    @answers.command(name="export")
    def export_command(file: Annotated[Path, typer.Argument(help="The .xlsx workbook to write.")]) -> None:
        """Write all answers to a workbook."""
        from bot.questions.exchange import export_answers

        with failures():
            if file.suffix.lower() != ".xlsx":
                raise typer.BadParameter("the file must be an .xlsx workbook")
            output.print(f"{export_answers(_engine(open_settings), file)} answers written")

    @answers.command(name="import")
    def import_command(file: Annotated[Path, typer.Argument(help="The .xlsx workbook to read.")]) -> None:
        """Take over a workbook as `answers export` writes it: all of its rows, or none."""
        from bot.questions.exchange import import_answers

        with failures():
            done = import_answers(_engine(open_settings), file, actor())
            output.print(
                f"{done.added} added, {done.changed} changed, {done.retired} retired, {done.unchanged} unchanged"
            )


def _engine(open_settings: OpenSettings) -> "Engine":
    from bot.database import open_database

    return open_database(open_settings().database_file)

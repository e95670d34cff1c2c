"""The command line of what was asked: top, unanswered and rising questions, and their export."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy import Engine

from bot.cli_office import Failures, OpenSettings
from bot.language import Language
from bot.questions.frequent import GroupFigures, top, unanswered
from bot.questions.report import Period, whole_days
from bot.questions.words import percent

_DAYS = 30
_ALL = 1_000_000
_YEARS = (2000, 2199)
_DATE = ["%Y-%m-%d"]

Since = Annotated[datetime | None, typer.Option(formats=_DATE, help="First day; without it, 30 days are looked at.")]
Until = Annotated[datetime | None, typer.Option(formats=_DATE, help="Last day; without it, today.")]
Topic = Annotated[str | None, typer.Option(help="Only questions about this topic, such as hydrogen.")]
Lang = Annotated[Language | None, typer.Option(help="Only questions asked in this language.")]
Limit = Annotated[int, typer.Option(min=1, help="How many to show.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a command is to list."""

    period: Period
    topic: str | None
    language: Language | None
    limit: int


def add_questions_commands(app: typer.Typer, output: Console, failures: Failures, open_settings: OpenSettings) -> None:
    """Add `questions` and its commands to `app`."""
    questions = typer.Typer(
        help="What was asked: most, in vain, more than before; and its export.", no_args_is_help=True
    )
    app.add_typer(questions, name="questions")

    def show(
        read: Callable[[Engine, _Wanted], Sequence[GroupFigures]], since: datetime | None, until: datetime | None,
        topic: str | None, lang: Language | None, limit: int, as_json: bool,
    ) -> None:  # fmt: skip
        from bot.database import open_database

        with failures():
            settings = open_settings()
            period = _period(since, until, settings.zone)
            groups = read(open_database(settings.database_file), _Wanted(period, topic, lang, limit))
            if as_json:
                typer.echo(json.dumps(_json(period, groups), ensure_ascii=False))
                return
            output.print(_table(groups, settings.zone))
            output.print(f"{period.first_day} to {period.last_day} ({settings.timezone}), {len(groups)} questions")

    @questions.command(name="top")
    def top_command(
        since: Since = None, until: Until = None, topic: Topic = None, lang: Lang = None, limit: Limit = 10,
        as_json: Json = False,
    ) -> None:  # fmt: skip
        """List the questions that are asked most, in whatever words."""
        show(_top, since, until, topic, lang, limit, as_json)

    @questions.command(name="unanswered")
    def unanswered_command(
        since: Since = None, until: Until = None, topic: Topic = None, lang: Lang = None, limit: Limit = 10,
        as_json: Json = False,
    ) -> None:  # fmt: skip
        """List the questions that were mostly refused or voted down, those that failed most often first."""
        show(_unanswered, since, until, topic, lang, limit, as_json)

    @questions.command(name="trend")
    def trend_command(
        since: Since = None, until: Until = None, topic: Topic = None, lang: Lang = None, limit: Limit = 10,
        as_json: Json = False,
    ) -> None:  # fmt: skip
        """List the questions that are asked more often than in the period of the same length before."""
        show(_rising, since, until, topic, lang, limit, as_json)

    @questions.command(name="export")
    def export_command(
        file: Annotated[Path, typer.Argument(help="File to write, .xlsx (with all figures) or .csv (questions only).")],
        since: Since = None,
        until: Until = None,
        topic: Topic = None,
        lang: Lang = None,
    ) -> None:
        """Write the questions of a period to a file: masked, and without who asked."""
        from bot.database import open_database
        from bot.questions.export import write_export
        from bot.questions.report import compile_report, questions_in
        from bot.questions.sheets import question_sheet, sheets_of
        from bot.questions.words import Words

        with failures():
            settings = open_settings()
            engine = open_database(settings.database_file)
            period = _period(since, until, settings.zone)
            words = Words(Language.ENGLISH)
            asked = questions_in(engine, period, topic, lang)
            if file.suffix.lower() == ".xlsx" and topic is None and lang is None:
                write_export(file, sheets_of(compile_report(engine, period), asked, words))
            else:
                write_export(file, [question_sheet(asked, words)])
            output.print(f"written: {file}", markup=False, soft_wrap=True)


def _top(engine: Engine, asked: _Wanted) -> Sequence[GroupFigures]:
    return top(engine, asked.period.since, asked.period.until, asked.topic, asked.language, asked.limit)


def _unanswered(engine: Engine, asked: _Wanted) -> Sequence[GroupFigures]:
    return unanswered(engine, asked.period.since, asked.period.until, asked.topic, asked.language, asked.limit)


def _rising(engine: Engine, asked: _Wanted) -> Sequence[GroupFigures]:
    groups = _top(engine, replace(asked, limit=_ALL))
    rising = [one for one in groups if one.count > one.before]
    return sorted(rising, key=lambda one: one.before - one.count)[: asked.limit]


def _period(since: datetime | None, until: datetime | None, zone: ZoneInfo) -> Period:
    last = until.date() if until is not None else datetime.now(zone).date()
    first = since.date() if since is not None else last - timedelta(days=_DAYS - 1)
    if first > last:
        raise typer.BadParameter(f"--since {first} is after --until {last}")
    if first.year < _YEARS[0] or last.year > _YEARS[1]:
        raise typer.BadParameter(f"dates must lie in the years {_YEARS[0]} to {_YEARS[1]}")
    return whole_days(first, last, zone)


def _table(groups: Sequence[GroupFigures], zone: ZoneInfo) -> Table:
    """A table whose cells are folded rather than cut, also in a narrow terminal."""
    names = ("group", "question", "topic", "asked", "before", "people", "answered", "latest")
    table = Table(*(Column(name, overflow="fold") for name in names), box=None)
    for one in groups:
        table.add_row(
            str(one.group), escape(one.wording), escape(one.topic or ""), str(one.count), str(one.before),
            str(one.askers), percent(one.answered),
            f"{one.latest.astimezone(zone):%Y-%m-%d}",
        )  # fmt: skip
    return table


def _json(period: Period, groups: Sequence[GroupFigures]) -> dict[str, Any]:
    return {
        "since": f"{period.first_day}",
        "until": f"{period.last_day}",
        "questions": [
            {
                "group": one.group,
                "question": one.wording,
                "language": one.language.value,
                "topic": one.topic,
                "count": one.count,
                "askers": one.askers,
                "before": one.before,
                "trend": one.trend,
                "answered": one.answered,
                "failed": one.failed,
                "satisfaction": one.satisfaction,
                "latest": one.latest.isoformat(),
            }
            for one in groups
        ],
    }

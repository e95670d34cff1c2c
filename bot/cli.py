"""The command line: `python -m bot …`."""

import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.answer import Answer, Outcome
from bot.cli_answers import add_answers_commands
from bot.cli_leads import add_leads_commands
from bot.cli_office import actor, add_office_commands, print_preview
from bot.cli_operate import add_operate_commands
from bot.cli_questions import add_questions_commands
from bot.cli_web import WebServing, announce, chat_here_and_there, until_stopped
from bot.errors import BotError, ImportRefusedError, InvalidSourcesError, NothingToPublishError
from bot.settings import Settings, load_settings
from index.embedded_model import embedded_model_intact
from index.errors import SearchError
from index.starting import StartingModel
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.parts import Parts
    from bot.preparing import Preparer
    from bot.proposals import Proposal
    from bot.publishing import Publisher
    from bot.worker import Answers
    from index.embedding import EmbeddingModel

Bars = Callable[[str], Callable[[int, int], None]]
"""Gives the progress bar of a name, to be told (done, total)."""

FAILED = 1
INVALID = 2

_errors = Console(stderr=True, highlight=False)
_output = Console(highlight=False)

Messenger = Callable[[Settings, Callable[[], "Parts"]], None]
Opens = Callable[[Settings, "EmbeddingModel"], "Parts"]


def build_cli(serve_telegram: Messenger, web_chat: WebServing) -> typer.Typer:
    """Return the command line; `serve_telegram` runs the Telegram bot until it is stopped, `web_chat` serves the web
    chat as long as its context lasts and gives its address.
    """
    app = typer.Typer(
        help="招商助手 · the investment assistant of the Xiaoyi Economic Development Zone.",
        epilog="Exit status: 0 done, 1 failed (the message says why), 2 invalid question or usage.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command()(ask)
    app.command()(chat)
    app.command(name="refresh")(refresh_command)
    app.command(name="evaluate")(evaluate_command)

    @app.command()
    def run() -> None:
        """Run the Telegram bot (TELEGRAM_BOT_TOKEN) until Ctrl-C or SIGTERM."""
        with _failures():
            settings = _settings()
            serve_telegram(settings, lambda: _parts(settings, _starting_model(settings)))

    @app.command()
    def web() -> None:
        """Open the chat as a web page (BOT_WEB_LISTEN, BOT_WEB_PORT) until Ctrl-C or SIGTERM."""
        with _failures():
            settings = _settings()
            with _opened(settings, _starting_model(settings)) as parts, web_chat(settings, parts) as address:
                announce(address, _output)
                until_stopped()

    @app.command()
    def start() -> None:
        """Refresh if the pages changed, then run the Telegram bot or, without a token, a chat here and as a web page.

        Where standard input is no terminal, there is a web page only with BOT_WEB_PORT set; it outlasts the input.
        """
        with _failures():
            settings = _settings()
            model = _starting_model(settings)
            lasting = model.late if isinstance(model, StartingModel) else model
            _refresh(settings, lasting, [], skip_invalid=False, brief=True)
            if settings.telegram_bot_token is not None:
                serve_telegram(settings, lambda: _parts(settings, model))
            else:
                _settings(quiet=True)
                with _opened(settings, model) as parts:
                    chat_here_and_there(settings, parts, _chat, web_chat, _output)

    add_office_commands(app, _output, _failures, _settings, _retire)
    add_answers_commands(app, _output, _failures, _settings)
    add_questions_commands(app, _output, _failures, _settings)
    add_operate_commands(app, _output, _failures, lambda: _settings(quiet=True), _model)
    add_leads_commands(app, _output, _failures, _settings)
    return app


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in Chinese or English.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
    batch: Annotated[
        str | None,
        typer.Option(help='File of JSON lines {"id", "question", "session"?}, or - for standard input.'),
    ] = None,
) -> None:
    """Answer one question, or a file of questions, from the published documents."""
    if (question is None) == (batch is None):
        _fail("give either a QUESTION or --batch FILE", INVALID)
    with _failures():
        settings = _settings(quiet=True)
        if batch is not None:
            _answer_batch(settings, batch)
            return
        answer = _answers(settings, _starting_model(settings)).ask(question or "")
        _print_answer(answer, as_json)
    if answer.outcome is Outcome.INVALID:
        raise typer.Exit(INVALID)


def chat() -> None:
    """Chat in this terminal; Ctrl-D ends it."""
    with _failures():
        settings = _settings(quiet=True)
        model = _starting_model(settings)
        from bot.wiring import open_chat

        with _opened(settings, model, open_chat) as parts:
            _chat(parts)


def refresh_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files to add, of any kind; without any, what changed in the pages folder."),
    ] = None,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Publish without the files that cannot be read.")
    ] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would change.")] = False,
) -> None:
    """Read what changed, show what that changes, and publish it; a running bot serves it within a second."""
    with _failures():
        settings = _settings()
        _refresh(settings, _model(settings), paths or [], skip_invalid=skip_invalid, only_preview=preview)


def evaluate_command(
    file: Annotated[Path, typer.Argument(help="A SQuAD-format JSON file; every context is a passage.")],
) -> None:
    """Measure retrieval on a reading-comprehension set and print Recall@1, Recall@5, MRR@10 and latency."""
    from bot.evaluate import evaluate

    with _failures():
        settings = _settings(quiet=True)
        model = _model(settings)
        with _progress() as bars:
            figures = evaluate(file, model, bars("embedding"), bars("asking"))
    print(json.dumps(figures))


def _refresh(
    settings: Settings,
    model: "EmbeddingModel",
    paths: list[Path],
    *,
    skip_invalid: bool,
    brief: bool = False,
    only_preview: bool = False,
) -> None:
    """Prepare and publish; `brief`, at start, leaves the preview and what staff took back out, `only_preview` the
    publication."""
    from bot.wiring import find_uploads, open_publisher

    publisher = open_publisher(settings)
    try:
        with _progress() as bars:
            preparer = _preparer(settings, publisher, model, bars)
            if paths:
                uploads = find_uploads(paths)
                proposal = preparer.files(uploads, actor(), skip_invalid=skip_invalid, with_preview=not brief)
            else:
                proposal = preparer.pages(actor(), skip_invalid=skip_invalid, with_preview=not brief, only_new=brief)
    except NothingToPublishError:
        _errors.print(f"unchanged: snapshot {publisher.published}")
        return
    except InvalidSourcesError as error:
        for failure in error.failures:
            _errors.print(escape(str(failure)), soft_wrap=True)
        _fail("nothing was published; mend the files or use --skip-invalid", FAILED)
    _finish(publisher, proposal, brief=brief, only_preview=only_preview)


def _retire(settings: Settings, document_ids: list[str]) -> None:
    from bot.wiring import open_publisher

    publisher = open_publisher(settings)
    with _progress() as bars:
        proposal = _preparer(settings, publisher, _model(settings), bars).retirement(document_ids, actor())
    _finish(publisher, proposal)


def _preparer(settings: Settings, publisher: "Publisher", model: "EmbeddingModel", bars: "Bars") -> "Preparer":
    from bot.preparing import Preparer

    stages: dict[str, Callable[[int, int], None]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage not in stages:
            stages[stage] = bars(stage)
        stages[stage](done, total)

    return Preparer(settings, publisher, model, progress)


def _finish(publisher: "Publisher", proposal: "Proposal", *, brief: bool = False, only_preview: bool = False) -> None:
    """Say what a proposal changes and publish it, or discard it where it was only to be seen."""
    for failure in proposal.preview.failures:
        _errors.print(f"left out: {escape(failure)}", soft_wrap=True)
    if not brief:
        print_preview(_errors, proposal.preview)
    if only_preview:
        publisher.discard(proposal.id, actor())
        _errors.print("nothing was published")
        return
    publisher.publish(proposal.id, actor())
    _errors.print(
        f"published: snapshot {proposal.snapshot}, {len(proposal.version_ids)} documents, "
        f"{proposal.preview.passages} passages"
    )


def _answer_batch(settings: Settings, batch: str) -> None:
    from bot.batch import answer_batch, read_questions

    name = "standard input" if batch == "-" else batch
    try:
        data = sys.stdin.buffer.read() if batch == "-" else Path(batch).read_bytes()
        lines = data.decode("utf-8-sig").split("\n")
    except OSError as error:
        _fail(f"{name}: cannot be read ({error.strerror})", FAILED)
    except UnicodeDecodeError:
        _fail(f"{name}: is not UTF-8 text", FAILED)
    questions = list(read_questions(lines, name))
    for line in answer_batch(_answers(settings, _model(settings)), questions):
        print(line, flush=True)


def _chat(parts: "Parts") -> None:
    """Answer line by line; what is asked is kept as what is asked in any other chat."""
    from bot.asker import Asker
    from bot.language import Language
    from bot.texts import say
    from bot.worker import numbered

    asker = Asker("terminal", actor(), "terminal")
    _output.print(say("welcome", Language.SIMPLIFIED).strip(), markup=False)
    while True:
        try:
            line = _output.input("\n[bold cyan]您[/] › ")
        except (EOFError, KeyboardInterrupt):
            _output.print()
            return
        if not line.strip():
            continue
        answer = numbered(parts.answers.ask(line, asker.session))
        if parts.questions is not None:
            parts.questions.record(asker, line, answer)
        _print_answer(answer, as_json=False)


def _print_answer(answer: Answer, as_json: bool) -> None:
    from bot.batch import answer_json
    from bot.reply import footnotes

    if as_json:
        print(json.dumps(answer_json(answer), ensure_ascii=False))
        return
    _output.print(answer.text, markup=False, style="" if answer.refused else "bold", soft_wrap=True)
    for line in footnotes(answer):
        _output.print(line, markup=False, style="dim", soft_wrap=True)


def _settings(*, quiet: bool = False) -> Settings:
    from bot.logs import configure_logging

    settings = load_settings()
    if quiet and "log_level" not in settings.model_fields_set:
        settings = settings.model_copy(update={"log_level": "WARNING"})
    configure_logging(settings)
    return settings


def _model(settings: Settings) -> "EmbeddingModel":
    from bot.wiring import open_model

    return open_model(settings, _notice)


def _starting_model(settings: Settings) -> "EmbeddingModel":
    """What embeds questions at once; a file of them is embedded by `_model`, so that each answer is the same again."""
    with ThreadPoolExecutor(1) as pool:  # hashing leaves the interpreter to the import, which takes longer
        intact = pool.submit(embedded_model_intact, settings.models_dir)
        from bot.wiring import open_starting_model

    return open_starting_model(settings, _notice, intact=intact.result())


def _notice(name: str) -> None:
    _errors.print(f"building the embedding model {name}, once, about 20 s …")


def _answers(settings: Settings, model: "EmbeddingModel") -> "Answers":
    """What answers a single question or a file of them: nothing is kept, nothing is waited for."""
    from bot.wiring import open_answer_desk, open_serving, open_sessions

    return open_serving(settings, model, open_answer_desk(settings), sessions=open_sessions(settings, lasting=False))


def _parts(settings: Settings, model: "EmbeddingModel") -> "Parts":
    from bot.wiring import open_parts

    return open_parts(settings, model)


@contextmanager
def _opened(settings: Settings, model: "EmbeddingModel", opens: Opens = _parts) -> Iterator["Parts"]:
    """The parts while the context lasts; what was asked is written at its end."""
    from bot.running import running

    with running(settings.data_dir), closing(opens(settings, model)) as parts:
        yield parts


@contextmanager
def _progress() -> "Iterator[Bars]":
    """Progress bars on stderr, one a name, shown once their work begins."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_errors, transient=True, disable=not _errors.is_terminal) as progress:

        def bar(name: str) -> Callable[[int, int], None]:
            task = progress.add_task(name, total=None, visible=False)
            return lambda done, total: progress.update(task, completed=done, total=total, visible=True)

        yield bar


@contextmanager
def _failures() -> Iterator[None]:
    """Turn the errors that a person can mend into one line and an exit status."""
    try:
        yield
    except ImportRefusedError as error:
        for fault in error.faults:
            _errors.print(escape(fault), soft_wrap=True)
        _fail("nothing was changed; mend the workbook and import it again", FAILED)
    except (BotError, SearchError, KnowledgeError) as error:
        _fail(str(error), FAILED)
    except OSError as error:
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}", FAILED)
    except KeyboardInterrupt:
        _fail("interrupted", 130)


def _fail(message: str, status: int) -> NoReturn:
    _errors.print(f"[red]error:[/] {escape(message)}", soft_wrap=True)
    raise typer.Exit(status)

"""Structured log lines on stderr or in a file, with secrets blacked out wherever they come from."""

import json
import logging
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.log_file import open_log_file
from bot.settings import Settings

_BLACKED_OUT = "«secret»"
_ERRORS = frozenset({"error", "critical", "exception"})


def configure_logging(
    settings: Settings, *, to_file: bool = False, on_error: Callable[[str], None] | None = None
) -> None:
    """Send the program's own events and the libraries' warnings to stderr, in the form that settings name.

    With `to_file` they go to the file that the settings name, if they do, and errors to stderr too. `on_error` is
    told what each error is about. Raises SettingsError where the file cannot be written.
    """
    file = open_log_file(settings.log_file) if to_file and settings.log_file is not None else None
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    secrets = _secrets(settings)
    if on_error is not None:
        shared.append(_watched(secrets, on_error))
    render = _renderer(settings, secrets, colours=file is None and sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=lambda *_: _Lines(sys.stderr, file),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler = _Relay(sys.stderr, file)
    handler.setFormatter(formatter)
    handler.setLevel(logging.WARNING)  # bm25s sets DEBUG on its own logger
    handler.addFilter(_reported_otherwise)
    # Libraries speak only of trouble: at INFO, httpx writes every address, the token in it.
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


class _Lines:
    """Where finished lines go: to the file where there is one, errors to stderr too; to stderr where there is none."""

    def __init__(self, stream: TextIO, file: logging.Handler | None) -> None:
        self._stream = structlog.PrintLogger(stream)
        self._file = file

    def msg(self, line: str) -> None:
        """Write a line that tells of no error."""
        if self._file is None:
            self._stream.msg(line)
        else:
            self._file.handle(logging.makeLogRecord({"msg": line}))

    def error(self, line: str) -> None:
        """Write a line that tells of an error."""
        if self._file is not None:
            self.msg(line)
        self._stream.msg(line)

    def close(self) -> None:
        """Close the file, where there is one."""
        if self._file is not None:
            self._file.close()

    debug = info = warning = warn = msg
    critical = exception = fatal = error


class _Relay(logging.Handler):
    """Sends what libraries log where the program's own lines go."""

    def __init__(self, stream: TextIO, file: logging.Handler | None) -> None:
        super().__init__()
        self._lines = _Lines(stream, file)

    def close(self) -> None:
        self._lines.close()
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
            (self._lines.error if record.levelno >= logging.ERROR else self._lines.msg)(line)
        except Exception:
            self.handleError(record)


def _secrets(settings: Settings) -> list[str]:
    return [
        secret.get_secret_value()
        for secret in (settings.telegram_bot_token, settings.webhook_secret)
        if secret is not None
    ]


def _without(secrets: Sequence[str], line: str) -> str:
    for secret in secrets:
        line = line.replace(secret, _BLACKED_OUT)
    return line


def _renderer(settings: Settings, secrets: Sequence[str], *, colours: bool) -> Processor:
    """Return the last step of a line: its text, in which no secret is left whatever value held it."""
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    as_text = structlog.dev.ConsoleRenderer(colors=colours)

    def render(logger: WrappedLogger, name: str, event: EventDict) -> str:
        if settings.log_format == "json":
            line = _escaped(str(as_json(logger, name, event)), lambda one: json.dumps(one)[1:-1])
        else:
            line = str(as_text(logger, name, _harmless(event)))
        return _without(secrets, line)

    return render


def _harmless(event: EventDict) -> EventDict:
    """The event with what cannot be seen spelt out, so that no value looks like another line or orders the terminal.

    Tracebacks keep their lines, each set off from where an entry begins.
    """

    def seen(text: str) -> str:
        return _escaped(text, lambda one: one.encode("unicode_escape").decode("ascii"))

    safe = {seen(key): seen(value) if isinstance(value, str) else value for key, value in event.items()}
    safe["event"] = seen(str(event.get("event", "")))
    if isinstance(event.get("exception"), str):
        safe["exception"] = "\n".join(f"  {seen(line)}" for line in event["exception"].splitlines())
    return safe


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    """`text` with what cannot be seen, direction marks among it, written by `escape`."""
    return text if text.isprintable() else "".join(one if one.isprintable() else escape(one) for one in text)


def _watched(secrets: Sequence[str], on_error: Callable[[str], None]) -> Processor:
    """Return a step that tells of errors: what happened, why, and the last line of the traceback."""

    def watch(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        if event.get("level") in _ERRORS:
            last_line = str(event.get("exception") or "").strip().rpartition("\n")[2]
            kind = last_line.partition(":")[0]  # its message may hold what somebody wrote
            parts = [str(event.get("event", "")), str(event.get("reason") or event.get("fault") or ""), kind]
            on_error(_without(secrets, " · ".join(part for part in parts if part)))
        return event

    return watch


def _reported_otherwise(record: logging.LogRecord) -> bool:
    """Leave out the refused token: the command that stumbled on it says so in one line."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or kind.__name__ != "InvalidToken"

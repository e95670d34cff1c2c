"""Structured log lines on stderr, with secrets blacked out wherever they come from."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import Settings

_BLACKED_OUT = "«secret»"


def configure_logging(settings: Settings) -> None:
    """Send the program's own events and the libraries' warnings to stderr, in the form that settings name."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    render = _renderer(settings)
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.setLevel(logging.WARNING)  # bm25s sets DEBUG on its own logger
    handler.addFilter(_reported_otherwise)
    # Libraries speak only of trouble: at INFO, httpx writes every address, the token in it.
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _renderer(settings: Settings) -> Processor:
    """Return the last step of a line: its text, in which no secret is left whatever value held it."""
    render: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    secrets = [
        secret.get_secret_value()
        for secret in (settings.telegram_bot_token, settings.webhook_secret)
        if secret is not None
    ]

    def render_without_secrets(logger: WrappedLogger, name: str, event: EventDict) -> str:
        line = str(render(logger, name, event))
        for secret in secrets:
            line = line.replace(secret, _BLACKED_OUT)
        return line

    return render_without_secrets


def _reported_otherwise(record: logging.LogRecord) -> bool:
    """Leave out the refused token: the command that stumbled on it says so in one line."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or kind.__name__ != "InvalidToken"

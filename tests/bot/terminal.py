"""A terminal: what is typed in, and what is read there."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from bot.__main__ import serve_telegram, web_chat
from bot.cli import build_cli


def type_in(*words: object, standard_input: str | bytes | None = None) -> Result:
    """Run a command as the terminal does; it may fail, but not break."""
    result = CliRunner().invoke(
        build_cli(serve_telegram, web_chat), [*map(str, words)], input=standard_input, prog_name="python -m bot"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def told(result: Result) -> str:
    """The one line of complaint, which is no traceback."""
    assert "Traceback" not in result.output
    (line,) = result.stderr.splitlines()
    return line


def printed(result: Result) -> list[dict[str, Any]]:
    """The JSON objects that a command printed, one a line."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]

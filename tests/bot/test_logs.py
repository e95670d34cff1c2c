"""Log lines go to stderr in the form that was asked for, and never give a secret away."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot.logs import configure_logging
from bot.settings import Settings

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"
SECRET = "webhook-s3cret"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/getMe"
FORMS = pytest.mark.parametrize("form", ["json", "console"])


def configure(form: str = "json", level: str = "INFO") -> None:
    values = {"log_format": form, "log_level": level, "webhook_secret": SecretStr(SECRET)}
    configure_logging(Settings.model_validate({**values, "TELEGRAM_BOT_TOKEN": SecretStr(TOKEN)}))


def own() -> Any:
    return structlog.get_logger("bot.test")


def library() -> logging.Logger:
    return logging.getLogger("httpx")


def fail() -> None:
    raise ConnectionError(f"cannot reach {ADDRESS}")


def logged(capfd: pytest.CaptureFixture[str]) -> str:
    """What was written, which is all on stderr and holds no secret."""
    out, err = capfd.readouterr()
    assert out == ""
    assert TOKEN not in err and SECRET not in err
    return err


@FORMS
def test_a_token_in_an_own_event_is_blacked_out(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure(form)

    own().warning(f"calling {ADDRESS}", address=ADDRESS, secret=SECRET)

    assert logged(capfd).count("«secret»") == 3


@FORMS
def test_a_token_in_a_librarys_line_is_blacked_out(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure(form)

    library().warning("HTTP Request: POST %s", ADDRESS)

    assert "HTTP Request: POST https://api.telegram.org/bot«secret»/getMe" in logged(capfd)


@FORMS
def test_a_token_in_an_own_traceback_is_blacked_out(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure(form)

    try:
        fail()
    except ConnectionError:
        own().exception("failed")

    assert "ConnectionError: cannot reach https://api.telegram.org/bot«secret»/getMe" in logged(capfd)


@FORMS
def test_a_token_in_a_librarys_traceback_is_blacked_out(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure(form)

    try:
        fail()
    except ConnectionError:
        library().exception("failed")

    assert "ConnectionError: cannot reach https://api.telegram.org/bot«secret»/getMe" in logged(capfd)


@FORMS
@pytest.mark.parametrize(
    "value",
    [ConnectionError(ADDRESS), [ADDRESS], {"address": ADDRESS}, (SECRET,), ADDRESS.encode()],
    ids=["exception", "list", "dict", "tuple", "bytes"],
)
def test_a_token_inside_any_value_is_blacked_out(form: str, value: object, capfd: pytest.CaptureFixture[str]) -> None:
    configure(form)

    own().warning("failed", value=value)

    assert "failed" in logged(capfd)


def test_an_exception_logged_as_the_event_itself_is_blacked_out(capfd: pytest.CaptureFixture[str]) -> None:
    configure()

    own().error(ConnectionError(ADDRESS))
    library().error(ConnectionError(ADDRESS))

    assert "api.telegram.org" in logged(capfd)


def test_a_json_line_is_one_object_with_time_level_and_event(capfd: pytest.CaptureFixture[str]) -> None:
    configure("json")

    own().warning("问题 answered", document="zh/land")
    library().warning("slow")

    own_line, library_line = (json.loads(line) for line in logged(capfd).splitlines())
    assert own_line | {"timestamp": ""} == {
        "event": "问题 answered", "document": "zh/land", "level": "warning", "timestamp": "",
    }  # fmt: skip
    assert (library_line["event"], library_line["level"]) == ("slow", "warning")


def test_an_exception_keeps_a_json_line_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    configure("json")

    try:
        fail()
    except ConnectionError:
        own().exception("failed")
        library().exception("failed")

    lines = logged(capfd).splitlines()
    assert len(lines) == 2
    assert all("ConnectionError" in json.loads(line)["exception"] for line in lines)


FORGED = '面积\n2026-11-25T00:00:00Z [info     ] staff added user=1\r\x1b[2J\x9b31m\u202e\u2028{"event": "x"}'


def said(line: str, speaker: str) -> None:
    """Have the program or a library log what a stranger wrote, in every place that there is."""
    if speaker == "library":
        library().warning("strange: %s", line)
        library().error(line)
    else:
        own().warning(line, **{line: line})
        own().warning("nested", value={"text": [line]})
        own().error(ValueError(line))
        try:
            raise ValueError(line)
        except ValueError as error:
            own().error("failed", exc_info=error)


@pytest.mark.parametrize("speaker", ["own", "library"])
def test_no_text_in_a_console_line_begins_another_or_orders_the_terminal(
    speaker: str, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("console")

    said(FORGED, speaker)

    lines = logged(capfd).removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    for line in lines:  # of tracebacks or a beginning of what was logged
        assert line.startswith("  ") or "strange" in line or "面积" in line or "nested" in line or "failed" in line
    assert not any(line.startswith("2026-11-25T00:00:00Z") for line in lines)


@pytest.mark.parametrize("speaker", ["own", "library"])
def test_no_text_in_a_json_line_begins_another_or_is_lost(speaker: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure("json")

    said(FORGED, speaker)

    lines = logged(capfd).removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    events = [json.loads(line) for line in lines]
    assert len(events) == (2 if speaker == "library" else 4)
    assert all(
        FORGED in (str(one["event"]), one["event"].removeprefix("strange: ")) or speaker == "own" for one in events
    )
    assert speaker == "library" or events[0][FORGED] == events[0]["event"] == FORGED


@FORMS
@pytest.mark.filterwarnings("error")
def test_logging_an_exception_warns_of_nothing(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    configure(form)

    try:
        fail()
    except ConnectionError as error:
        own().error("failed", exc_info=error)

    assert "failed" in logged(capfd)


def test_the_level_decides_what_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    configure(level="WARNING")

    own().info("quiet")
    own().warning("loud")

    written = logged(capfd)
    assert "loud" in written and "quiet" not in written


def test_libraries_speak_only_of_trouble(capfd: pytest.CaptureFixture[str]) -> None:
    configure(level="DEBUG")

    library().info("HTTP Request: POST %s", ADDRESS)

    assert logged(capfd) == ""


def test_without_secrets_nothing_is_blacked_out(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging(Settings.model_validate({"log_format": "json"}))

    own().warning("plain", word="words")

    assert json.loads(capfd.readouterr().err)["word"] == "words"


def configure_file(folder: Path, told: list[str]) -> Path:
    values = {"log_format": "json", "log_file": folder / "bot.log"}
    settings = Settings.model_validate({**values, "TELEGRAM_BOT_TOKEN": SecretStr(TOKEN)})
    configure_logging(settings, to_file=True, on_error=told.append)
    return folder / "bot.log"


def test_with_a_file_all_lines_go_there_and_errors_to_stderr_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = configure_file(tmp_path, [])

    own().info("told", address=ADDRESS)
    own().error("failed")
    library().warning("slow %s", ADDRESS)
    library().error("broken")

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == [
        "told",
        "failed",
        "slow https://api.telegram.org/bot«secret»/getMe",
        "broken",
    ]
    assert lines[0]["address"] == "https://api.telegram.org/bot«secret»/getMe"
    assert [json.loads(line)["event"] for line in logged(capfd).splitlines()] == ["failed", "broken"]


def test_each_error_is_told_with_its_reason_but_without_secrets_or_what_somebody_wrote(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    configure_file(tmp_path, told)

    own().warning("slow")
    own().error("snapshot not served", reason="torn")
    library().error("broken %s", ADDRESS)
    try:
        fail()
    except ConnectionError as error:
        own().error("update failed", exc_info=error)

    assert told == [
        "snapshot not served · torn",
        "broken https://api.telegram.org/bot«secret»/getMe",
        "update failed · ConnectionError",
    ]
    logged(capfd)

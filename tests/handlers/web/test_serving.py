"""The web chat in its thread: it finds a port, answers from the program's own parts, and ends in good order."""

import json
import socket
import threading
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Outcome, Source
from bot.errors import SettingsError
from bot.language import Language
from bot.parts import Parts
from bot.settings import Settings
from handlers.web.serving import listening_socket, serving


class Quoting:
    """Answers every question with a quotation; a test may have it wait."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()

    def ask(
        self, text: str, session: str | None = None, default: Language = Language.SIMPLIFIED, **_: object
    ) -> Answer:
        self.asked.append(session)
        self.begun.set()
        assert self.may_end.wait(20)
        source = Source("land.md", "园区概况", "规模", None, "2023", "原文", 0.9, "zh-Hans")
        return Answer(f"答：{text}", Outcome.ANSWERED, default, 1.0, text, (source,))


def settings_in(folder: Path, **values: object) -> Settings:
    return Settings.model_validate({"data_dir": folder, **values})


def open_page(address: str, cookie: str = "") -> str:
    """Open the page and return the cookie of the visit from then on."""
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie})) as response:
        given = response.headers.get("Set-Cookie", "")
    return given.partition(";")[0] or cookie


def call(address: str, cookie: str, kind: str, **body: str) -> dict[str, Any]:
    headers = {"Cookie": cookie, "Origin": address.rstrip("/"), "X-Chat-Language": "zh-Hans"}
    headers["Content-Type"] = "application/json"
    request = urllib.request.Request(f"{address}api/{kind}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as response:
        said: dict[str, Any] = json.load(response)
    return said


def taken_port() -> socket.socket:
    """A socket that listens on a port of this machine, with some room above it."""
    while True:
        one = socket.create_server(("127.0.0.1", 0))
        if one.getsockname()[1] < 65000:
            return one
        one.close()


def test_a_question_is_answered_from_the_parts_with_its_source(tmp_path: Path) -> None:
    answers = Quoting()
    with serving(settings_in(tmp_path), Parts(answers)) as address:
        cookie = open_page(address)
        (reply,) = call(address, cookie, "ask", text="面积多大")["replies"]
        (greeting,) = call(address, cookie, "command", name="start")["replies"]
        pressed = call(address, cookie, "press", action="vote:1")

    assert reply["text"] == "答：面积多大" and reply["answer"]
    assert reply["notes"] == ["来源：《园区概况》 › 规模 · 资料日期：2023"]
    assert greeting["text"].startswith("您好") and "失效" in pressed["hint"]
    (session,) = answers.asked
    person = cookie.partition("=")[2].partition(".")[0]
    assert session == f"web:{person}:{person}"


def test_a_visit_goes_on_after_a_restart(tmp_path: Path) -> None:
    with serving(settings_in(tmp_path), Parts(Quoting())) as address:
        cookie = open_page(address)
    with serving(settings_in(tmp_path), Parts(Quoting())) as address:
        assert open_page(address, cookie) == cookie


def test_a_question_under_way_is_answered_before_the_end(tmp_path: Path) -> None:
    answers, got = Quoting(), []
    answers.may_end.clear()
    with serving(settings_in(tmp_path), Parts(answers)) as address:
        cookie = open_page(address)
        asking = threading.Thread(target=lambda: got.append(call(address, cookie, "ask", text="面积")))
        asking.start()
        assert answers.begun.wait(20)
        threading.Timer(0.1, answers.may_end.set).start()
    asking.join()

    assert got[0]["replies"][0]["text"] == "答：面积"


def test_where_the_usual_port_is_taken_the_next_free_one_is() -> None:
    with closing(taken_port()) as taken:
        port = taken.getsockname()[1]
        with closing(listening_socket("127.0.0.1", port, only=False)) as listening:
            assert port < listening.getsockname()[1] <= port + 20


def test_a_port_that_was_set_and_is_taken_is_named(tmp_path: Path) -> None:
    with closing(taken_port()) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=f"^BOT_WEB_PORT: {port} is taken on 127.0.0.1; set another port$"),
            serving(settings_in(tmp_path, web_port=port), Parts(Quoting())),
        ):
            pass


@pytest.mark.parametrize("address", ["no such host", "203.0.113.7"])
def test_an_address_that_is_not_this_machines_is_named(tmp_path: Path, address: str) -> None:
    with (
        pytest.raises(SettingsError, match=f"^BOT_WEB_LISTEN: {address}:8080 cannot be listened on"),
        serving(settings_in(tmp_path, web_listen=address), Parts(Quoting())),
    ):
        pass


def test_a_desk_that_cannot_be_opened_stops_the_start_and_frees_the_port(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OSError, match="file"),
        serving(settings_in(tmp_path / "file"), Parts(Quoting())),
    ):
        pass

    with serving(settings_in(tmp_path / "data"), Parts(Quoting())) as address:
        assert open_page(address)

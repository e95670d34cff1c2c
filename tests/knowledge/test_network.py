"""Nothing that a document points to is ever fetched: no entity, no picture, no template, no linked workbook."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge.errors import UnreadableFileError
from knowledge.readers import read_source
from tests.knowledge import rendering

RELATION = (
    '<Relationship Id="rId{number}" TargetMode="External" Target="{address}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
)


@dataclass
class Listener:
    """A local server that notes who calls."""

    address: str
    calls: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        noted = Listener(f"http://127.0.0.1:{server.getsockname()[1]}")
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, caller = server.accept()
                except TimeoutError:
                    continue
                noted.calls.append(str(caller))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield noted
        over.set()
        thread.join()


def with_relations(path: Path, target: Path, part: str, kinds: tuple[str, ...], address: str) -> Path:
    def related(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        links = "".join(
            RELATION.format(number=900 + at, kind=kind, address=f"{address}/{kind}") for at, kind in enumerate(kinds)
        )
        return content.replace(b"</Relationships>", links.encode() + b"</Relationships>")

    return rendering.rewritten(path, target, related, {})


def with_entity(path: Path, target: Path, part: str, address: str) -> Path:
    """The part begins with a document type whose external entity and subset lie on the server."""

    def declared(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        _, _, rest = content.partition(b"?>")
        head = f'<?xml version="1.0"?><!DOCTYPE x SYSTEM "{address}/x.dtd" [<!ENTITY e SYSTEM "{address}/e">]>'
        return head.encode() + rest.replace("入园".encode(), b"&e;", 1)

    return rendering.rewritten(path, target, declared, {})


def test_the_listener_hears_a_call(listener: Listener) -> None:
    host, port = listener.address.removeprefix("http://").split(":")
    socket.create_connection((host, int(port))).close()
    for _ in range(100):
        if listener.calls:
            break
        threading.Event().wait(0.02)
    assert listener.calls


def test_word_links_are_not_followed(tmp_path: Path, listener: Listener) -> None:
    whole = rendering.render_word(tmp_path / "whole.docx")
    kinds = ("attachedTemplate", "image", "hyperlink", "subDocument", "oleObject")
    file = with_relations(whole, tmp_path / "a.docx", "word/_rels/document.xml.rels", kinds, listener.address)
    assert read_source(file, "x").title == rendering.TITLE
    assert listener.calls == []


def test_workbook_links_are_not_followed(tmp_path: Path, listener: Listener) -> None:
    whole = rendering.render_spreadsheet(tmp_path / "whole.xlsx")
    kinds = ("externalLinkPath", "image", "hyperlink")
    file = with_relations(whole, tmp_path / "a.xlsx", "xl/_rels/workbook.xml.rels", kinds, listener.address)
    with suppress(UnreadableFileError):  # refused or read, it must not call
        read_source(file, "x")
    assert listener.calls == []


@pytest.mark.parametrize(
    ("suffix", "part"),
    [(".docx", "word/document.xml"), (".xlsx", "xl/workbook.xml"), (".pptx", "ppt/slides/slide2.xml")],
)
def test_external_entities_are_not_resolved(tmp_path: Path, listener: Listener, suffix: str, part: str) -> None:
    render = {
        ".docx": rendering.render_word,
        ".xlsx": rendering.render_spreadsheet,
        ".pptx": rendering.render_slides,
    }[suffix]
    file = with_entity(render(tmp_path / f"whole{suffix}"), tmp_path / f"a{suffix}", part, listener.address)
    with suppress(UnreadableFileError):  # refused or read, it must not call
        read_source(file, "x")
    assert listener.calls == []


def test_a_local_file_named_by_an_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密内容")
    whole = rendering.render_word(tmp_path / "whole.docx")

    def declared(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        _, _, rest = content.partition(b"?>")
        head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        return head.encode() + rest.replace("入园".encode(), b"&e;", 1)

    document = read_source(rendering.rewritten(whole, tmp_path / "a.docx", declared, {}), "x")
    assert "秘密" not in str(document)


def test_an_entity_that_multiplies_itself_is_not_expanded(tmp_path: Path) -> None:
    whole = rendering.render_word(tmp_path / "whole.docx")
    laughs = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))

    def declared(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        _, _, rest = content.partition(b"?>")
        head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{laughs}]>'
        return head.encode() + rest.replace("入园".encode(), b"&e9;", 1)

    text = ""
    with suppress(UnreadableFileError):
        text = str(read_source(rendering.rewritten(whole, tmp_path / "a.docx", declared, {}), "x"))
    assert len(text) < 10_000


def test_a_web_pages_links_are_not_followed(tmp_path: Path, listener: Listener) -> None:
    file = tmp_path / "a.html"
    at = listener.address
    file.write_text(
        f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{at}/dtd"><html><head><base href="{at}">'
        f'<link rel="stylesheet" href="{at}/css"><meta http-equiv="refresh" content="0;url={at}">'
        f'<script src="{at}/js"></script></head><body><p>正文在此。</p><img src="{at}/i">'
        f'<iframe src="{at}/f"></iframe><object data="{at}/o"></object></body></html>',
        encoding="utf-8",
    )
    assert read_source(file, "x").sections[0].blocks[0].lines == ("正文在此。",)
    assert listener.calls == []


def test_the_readers_process_cannot_call_even_if_a_parser_tries(listener: Listener) -> None:
    host, port = listener.address.removeprefix("http://").split(":")
    attempt = (
        "import socket, sys; from knowledge.sandbox import refuse_network; sys.addaudithook(refuse_network); "
        f"socket.create_connection(({host!r}, {port}))"
    )
    done = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False)
    assert "readers do not use the network" in done.stderr
    assert listener.calls == []

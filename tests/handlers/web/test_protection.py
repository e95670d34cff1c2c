"""What other sites, strangers and clumsy clients must not be able to do, in plain HTTP against the running server."""

import json
import os
from pathlib import Path

import pytest

from bot.replies import Button, Reply, Said
from handlers.web.door import Door
from handlers.web.visits import IDLE_SECONDS, LONGEST_SECONDS, Visits
from tests.handlers.web.chats import PNG, SECRET, FakeDesk, RunningChat, running

pytestmark = pytest.mark.asyncio
NAME = "ab" * 32
EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</pre></main><script src=//evil.example/x.js></script>",
    "{{ 7*7 }}",
    '"><svg onload=alert(1)>',
]
EVERYWHERE = ["/", "/static/chat.js", "/static/none.js", "/nothing", f"/picture/{NAME}.png", "/api/ask"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_response_carries_the_headers_that_protect_it(tmp_path: Path, path: str) -> None:
    async with running(tmp_path) as chat:
        head = (await chat.get(path)).partition("\r\n\r\n")[0]
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])

        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        for loaded in ("script-src", "style-src", "img-src", "connect-src"):
            assert policy[loaded] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "microphone=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == ("no-cache" if path == "/static/chat.js" else "no-store")
        assert "Server" not in headers and "Access-Control-Allow-Origin" not in headers


async def test_only_the_sites_that_are_named_may_show_the_chat_in_a_frame(tmp_path: Path) -> None:
    door = Door("127.0.0.1", embed_origins=("https://www.example.cn", "https://example.cn"))
    async with running(tmp_path, door=door) as chat:
        response = await chat.get("/")

        assert "frame-ancestors https://www.example.cn https://example.cn\r\n" in response
        assert "X-Frame-Options" not in response


@pytest.mark.parametrize("text", EVIL)
async def test_markup_in_questions_and_documents_stays_text_in_json(tmp_path: Path, text: str) -> None:
    reply = Reply(text, (text,), ((Button(text, "menu:1"),),), table=text)
    async with running(tmp_path, FakeDesk({text: Said((reply,), hint=text)})) as chat:
        visitor = await chat.visitor()
        headers = {"X-Chat-Language": "en", "Origin": chat.base}

        async with visitor.http.post(f"{chat.base}/api/ask", json={"text": text}, headers=headers) as response:
            said = json.loads(await response.text())

            assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        (shown,) = said["replies"]
        assert shown["text"] == shown["notes"][0] == shown["table"] == shown["buttons"][0][0]["label"] == text


async def refused(chat: RunningChat, status: int, header: str, value: str | None) -> None:
    """A call that is otherwise in order is refused, and the desk hears nothing of it."""
    visitor = await chat.visitor()
    assert (await visitor.call("ask", {"text": "面积"}, {header: value}))[0] == status
    assert chat.desk.heard == []
    assert (await visitor.ask("面积"))[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost", "", "file://"],
)
async def test_a_call_from_another_sites_page_is_refused(tmp_path: Path, origin: str) -> None:
    async with running(tmp_path) as chat:
        await refused(chat, 403, "Origin", origin)


@pytest.mark.parametrize("missing", ["Origin", "X-Chat-Language"])
async def test_a_call_without_what_only_the_page_can_send_is_refused(tmp_path: Path, missing: str) -> None:
    async with running(tmp_path) as chat:
        await refused(chat, 403, missing, None)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data", 400), ("", 415)],
)
async def test_a_form_of_another_site_cannot_make_a_call(tmp_path: Path, content_type: str, status: int) -> None:
    async with running(tmp_path) as chat:
        await refused(chat, status, "Content-Type", content_type)


async def test_nothing_is_allowed_to_other_sites_that_ask_first(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        asked = "Origin: https://evil.example\nAccess-Control-Request-Method: POST\n"
        response = await chat.raw(f"OPTIONS /api/ask HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n{asked}\n")

        assert response.startswith("HTTP/1.1 405 ") and "Access-Control" not in response


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.7", "", "a b", "127.0.0.1@evil"]
)
@pytest.mark.parametrize("path", EVERYWHERE)
async def test_a_name_that_anybody_could_point_here_is_not_answered(tmp_path: Path, host: str, path: str) -> None:
    async with running(tmp_path) as chat:
        response = await chat.get(path, host)

        assert response.startswith(("HTTP/1.1 421 ", "HTTP/1.1 400 ")) and "Set-Cookie" not in response


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        (cookie,) = (line for line in (await chat.get("/")).split("\r\n") if line.startswith("Set-Cookie: visit="))

        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    async with running(tmp_path, door=Door("127.0.0.1", "https://chat.example.cn")) as chat:
        response = await chat.get("/", "chat.example.cn")

        (cookie,) = (line for line in response.split("\r\n") if line.startswith("Set-Cookie: "))
        assert cookie.startswith("Set-Cookie: __Host-visit=")
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def forged(name: str) -> str:
    return f"{name}.1800000000.1800000000.{'0' * 64}"


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "abc",
        forged("a" * 32),
        Visits(b"another secret", lambda: 1_800_000_000).begin()[1],
        Visits(SECRET, lambda: 1_800_000_000).begin()[1].replace("1800000000", "1800000001", 1),
        "a" * 6000,
    ],
    ids=["none", "nonsense", "unsigned", "of another secret", "changed", "huge"],
)
async def test_an_id_that_the_server_did_not_give_is_replaced(tmp_path: Path, cookie: str) -> None:
    async with running(tmp_path) as chat:
        visitor = chat.stranger()
        visitor.take_cookie(cookie)

        status, told = await visitor.ask("面积")

        assert (status, told["error"]) == (401, "cookies") and chat.desk.heard == []
        assert visitor.cookie != cookie
        assert (await visitor.ask("面积"))[0] == 200
        assert chat.desk.heard[0][1].person not in {cookie[:32], "a" * 32}


async def test_opening_the_page_with_a_forged_id_gives_another(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        visitor = chat.stranger()
        visitor.take_cookie(forged("b" * 32))

        await visitor.open()

        assert not visitor.cookie.startswith("b" * 32)
        assert (await visitor.ask("面积"))[0] == 200


@pytest.mark.parametrize("rest", [IDLE_SECONDS, LONGEST_SECONDS])
async def test_a_visit_that_has_expired_is_followed_by_a_new_one(tmp_path: Path, rest: float) -> None:
    async with running(tmp_path) as chat:
        visitor = await chat.visitor()
        await visitor.ask("面积")
        chat.clock.now += rest + 1

        assert (await visitor.ask("面积"))[0] == 401
        assert (await visitor.ask("面积"))[0] == 200
        first, second = (asker.person for _, asker, _, _ in chat.desk.heard)
        assert first != second


async def test_a_visit_lasts_while_it_is_used(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        visitor = await chat.visitor()
        for _ in range(4):
            chat.clock.now += IDLE_SECONDS - 1
            assert (await visitor.ask("面积"))[0] == 200

        assert len({asker.person for _, asker, _, _ in chat.desk.heard}) == 1


@pytest.mark.parametrize(
    ("size", "status"), [(16 * 1024 - 11, 200), (16 * 1024 - 10, 413), (32 * 1024 - 11, 413)]
)  # {"text":""} has eleven bytes
async def test_a_body_has_at_most_16_kib(tmp_path: Path, size: int, status: int) -> None:
    async with running(tmp_path, longest=100_000) as chat:
        visitor = await chat.visitor()
        body = b'{"text":"' + b"a" * size + b'"}'

        answered, said = await visitor.call("ask", data=body)

        assert answered == status
        assert chat.desk.wanted == (["a" * size] if status == 200 else [])
        assert status == 200 or "太长" in said["text"]


async def test_a_body_far_too_large_is_not_even_read(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        head = f"POST /api/ask HTTP/1.1\nHost: 127.0.0.1\nContent-Length: {10**12}\n\n"
        chunked = "POST /api/ask HTTP/1.1\nHost: 127.0.0.1\nTransfer-Encoding: chunked\n\n"

        assert (await chat.raw(head)).startswith("HTTP/1.1 400 ")
        assert (await chat.raw(chunked + "fffff\n" + "a" * 40_000)).startswith("HTTP/1.1 400 ")
        assert chat.desk.heard == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("ask", b""),
        ("ask", b"not json"),
        ("ask", b"[" * 16_000),
        ("ask", b"\xff\xfe"),
        ("ask", b'{"text": 5}'),
        ("ask", b'{"text": null}'),
        ("ask", b'{"text": "a", "asker": "b"}'),
        ("ask", b'{"text": "\\ud800"}'),
        ("ask", b"[]"),
        ("press", b'{"action": ""}'),
        ("press", json.dumps({"action": "长" * 22}).encode()),
        ("press", b'{"action": ["menu"]}'),
        ("command", b'{"name": "START"}'),
        ("command", b'{"name": "../start"}'),
        ("command", b'{"name": "start\\n"}'),
        ("command", b'{"name": "start", "argument": 1}'),
        ("command", json.dumps({"name": "start", "argument": "a" * 501}).encode()),
    ],
)
async def test_a_body_that_the_page_would_not_send_is_refused(tmp_path: Path, kind: str, body: bytes) -> None:
    async with running(tmp_path) as chat:
        visitor = await chat.visitor()

        status, told = await visitor.call(kind, data=body)

        assert (status, told["error"]) == (400, "refused") and chat.desk.heard == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
async def test_calls_are_made_by_post_alone(tmp_path: Path, method: str) -> None:
    async with running(tmp_path) as chat:
        response = await chat.raw(f"{method} /api/ask HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")

        assert response.startswith("HTTP/1.1 405 ")


@pytest.mark.parametrize(
    "path",
    [
        "/picture/../secret.png",
        "/picture/..%2Fsecret.png",
        "/picture/%2e%2e/secret.png",
        "/picture//etc/passwd",
        "/picture/secret.png",
        f"/picture/{NAME}.png/../../secret",
        f"/picture/{NAME.upper()}.png",
        f"/picture/{NAME}.png%00.txt",
        f"/picture/{NAME}%0a.png",
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/index.html",
        "/static/",
        "//static/chat.js",
        "/../../etc/passwd",
        "/server.py",
    ],
)
async def test_no_path_leads_out_of_what_is_offered(tmp_path: Path, path: str) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "secret.png").write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "pictures" / f"{NAME}.png").write_bytes(PNG)
    async with running(tmp_path / "pictures") as chat:
        response = await chat.get(path)

        assert response.startswith("HTTP/1.1 404 ") and "PNG" not in response
        assert (await chat.get(f"/picture/{NAME}.png")).startswith("HTTP/1.1 200 ")


async def test_what_is_no_picture_is_not_sent_from_the_pictures_folder_either(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(PNG)
    names = [f"{digit}" * 64 for digit in "123"]
    (tmp_path / f"{names[0]}.png").symlink_to(tmp_path / "secret")
    (tmp_path / f"{names[1]}.png").write_text("<script>alert(1)</script>")
    os.mkfifo(tmp_path / f"{names[2]}.png")
    async with running(tmp_path) as chat:
        for name in names:
            assert (await chat.get(f"/picture/{name}.png")).startswith("HTTP/1.1 404 ")


async def test_no_error_page_repeats_what_was_asked_for(tmp_path: Path) -> None:
    async with running(tmp_path) as chat:
        response = await chat.get("/<script>alert(1)</script>?<script>")

        assert "404" in response and "<script>" not in response
        assert "Content-Type: text/plain" in response

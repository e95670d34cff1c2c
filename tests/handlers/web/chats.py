"""A running web chat over a front desk without a model, and a visitor who speaks plain HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from tornado.netutil import bind_sockets
from yarl import URL

from bot.asker import Asker
from bot.buckets import Rate
from bot.language import Language
from bot.replies import Button, Reply, Said
from handlers.web.door import Door
from handlers.web.server import WebChat

SECRET = b"s" * 32
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63606060f80f0001040100"
    "5fe5c34b0000000049454e44ae426082"
)
FREE = Rate(burst=10_000, per_second=10_000)


@dataclass
class FakeDesk:
    """Says what a test has laid ready for a text, an action or a command; notes who wanted what."""

    said: dict[str, Said] = field(default_factory=dict)
    heard: list[tuple[str, Asker, str, Language]] = field(default_factory=list)
    before: Callable[[str], Any] | None = None

    async def ask(self, asker: Asker, text: str, language: Language) -> Said:
        return await self._say("ask", asker, text, language)

    async def press(self, asker: Asker, action: str, language: Language) -> Said:
        return await self._say("press", asker, action, language)

    async def command(self, asker: Asker, name: str, argument: str, language: Language) -> Said:
        return await self._say("command", asker, f"{name} {argument}".strip(), language)

    async def _say(self, kind: str, asker: Asker, what: str, language: Language) -> Said:
        self.heard.append((kind, asker, what, language))
        if self.before is not None:
            await self.before(what)
        return self.said.get(what, Said((Reply(f"{kind}:{what}"),)))

    @property
    def wanted(self) -> list[str]:
        """What was asked, pressed and commanded, in this order."""
        return [what for _, _, what, _ in self.heard]


@dataclass
class Clock:
    """A clock that a test winds."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Visitor:
    """A browser without a page: it keeps cookies and sends what the page's script would."""

    base: str
    http: aiohttp.ClientSession

    async def open(self, **headers: str) -> aiohttp.ClientResponse:
        """Open the page."""
        async with self.http.get(f"{self.base}/", headers=headers) as response:
            await response.read()
        return response

    async def call(
        self, kind: str, body: Any = None, headers: Mapping[str, str | None] | None = None, data: bytes | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Make a call as the page does, with some `headers` otherwise or, where None, left out."""
        sent: dict[str, str | None] = {"Content-Type": "application/json", "X-Chat-Language": "zh-Hans"}
        sent |= {"Origin": self.base, **(headers or {})}
        given = {name: value for name, value in sent.items() if value is not None}
        data = json.dumps(body).encode() if data is None else data
        async with self.http.post(f"{self.base}/api/{kind}", data=data, headers=given) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith("{") else {"text": text}

    async def ask(self, text: str, language: str = "zh-Hans") -> tuple[int, dict[str, Any]]:
        """Ask a question."""
        return await self.call("ask", {"text": text}, {"X-Chat-Language": language})

    @property
    def cookie(self) -> str:
        """The cookie of the visit."""
        return next((cookie.value for cookie in self.http.cookie_jar if cookie.key == "visit"), "")

    def take_cookie(self, value: str) -> None:
        """Have this cookie, whoever gave it."""
        self.http.cookie_jar.clear()
        if value:
            self.http.cookie_jar.update_cookies({"visit": value}, URL(self.base))


@dataclass
class RunningChat:
    """A chat that is served, and its visitors."""

    desk: FakeDesk
    chat: WebChat
    base: str
    clock: Clock
    sessions: list[aiohttp.ClientSession] = field(default_factory=list)

    def stranger(self) -> Visitor:
        """Somebody who has not opened the page."""
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address of numbers too
        self.sessions.append(aiohttp.ClientSession(cookie_jar=jar))
        return Visitor(self.base, self.sessions[-1])

    async def visitor(self) -> Visitor:
        """Somebody who has opened the page."""
        visitor = self.stranger()
        await visitor.open()
        return visitor

    async def raw(self, request: str) -> str:
        """Send these bytes and read the response, as no well-behaved client would."""
        host, port = self.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request.replace("\n", "\r\n").encode("latin-1"))
        await writer.drain()
        response = await reader.read()
        writer.close()
        return response.decode("utf-8", "replace")

    async def get(self, path: str, host: str = "127.0.0.1") -> str:
        """GET a path exactly as it is written."""
        return await self.raw(f"GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n")


@asynccontextmanager
async def running(
    folder: Path,
    desk: FakeDesk | None = None,
    *,
    door: Door | None = None,
    per_visit: Rate = FREE,
    per_address: Rate = FREE,
    longest: int = 500,
) -> AsyncIterator[RunningChat]:
    """A chat on a free port of this machine; pictures are in `folder`."""
    desk, clock = desk or FakeDesk(), Clock()
    chat = WebChat(
        desk, door or Door("127.0.0.1"), SECRET, folder, longest, per_visit, per_address, clock=clock, ticks=clock
    )
    sockets = bind_sockets(0, "127.0.0.1")
    server = chat.listen(sockets)
    served = RunningChat(desk, chat, f"http://127.0.0.1:{sockets[0].getsockname()[1]}", clock)
    try:
        yield served
    finally:
        for session in served.sessions:
            await session.close()
        server.stop()
        await server.close_all_connections()


def quoted(text: str = "开发区总面积62.42平方公里。") -> Reply:
    """An answer with a source and two buttons."""
    buttons = ((Button("有用", "vote:a1:1"), Button("没用", "vote:a1:-1")),)
    return Reply(text, ("来源：《开发区概况》 · 资料日期：2023",), buttons, answer="a1")

"""The HTTP server of the web chat: the page, its files and pictures, and the three calls of the front desk."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from socket import socket
from typing import Any

import structlog
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler, url

from bot.asker import Asker
from bot.buckets import Buckets, Rate
from bot.errors import BusyError
from bot.fairness import GLANCE, QUESTION, press_cost
from bot.language import Language
from bot.replies import FrontDesk, Reply, Said
from bot.texts import say
from handlers.web.addresses import network
from handlers.web.calls import Call, read_call
from handlers.web.door import Door
from handlers.web.page import fill_page, load_assets, load_page, preferred_language
from handlers.web.pictures import picture_name, read_picture
from handlers.web.rendering import said_json
from handlers.web.visits import Visit, Visits

LARGEST_BODY = 16 * 1024  # bytes
_LARGEST_READ = 2 * LARGEST_BODY  # beyond it the connection is closed without a polite word
_LARGEST_HEAD = 16 * 1024
PER_ADDRESS = Rate(burst=120, per_second=3.0)  # many visitors may share one
_MOST_WAITING = 4  # unanswered calls of one visitor
_PATIENCE = 20.0  # seconds for a request to arrive whole, and for what is under way when the server stops
_LANGUAGE = "X-Chat-Language"  # no other site's page can send it without asking, which is never granted

_log = structlog.get_logger(__name__)


class WebChat:
    """The chat behind its door; `pictures` is the folder of pictures, `longest` how many characters a question has.

    `clock` gives seconds since 1970, for cookies; `ticks` seconds that never go back, for rates.
    """

    def __init__(
        self,
        desk: FrontDesk,
        door: Door,
        secret: bytes,
        pictures: Path,
        longest: int,
        per_visit: Rate,
        per_address: Rate = PER_ADDRESS,
        clock: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.desk = desk
        self.door = door
        self.pictures = pictures
        self.longest = longest
        self.visits = Visits(secret, clock)
        self.by_visit = Buckets(per_visit, ticks)
        self.by_address = Buckets(per_address, ticks)
        self.headers = door.headers()
        self.assets = load_assets()
        self.page = load_page()
        self.under_way = 0

    def listen(self, sockets: Sequence[socket]) -> HTTPServer:
        """Serve on these sockets, in the running event loop, until the server is stopped."""
        application = Application(
            [
                url(r"/", _Page),
                url(r"/static/([a-z]+\.[a-z]+)", _File),
                url(r"/picture/([0-9a-f]{64})\.png", _Picture),
                url(r"/api/(ask|press|command)", _Call),
            ],
            default_handler_class=_Nothing,
            log_function=_log_request,
            chat=self,
        )
        server = HTTPServer(
            application,
            max_body_size=_LARGEST_READ,
            max_header_size=_LARGEST_HEAD,
            body_timeout=_PATIENCE,
            idle_connection_timeout=_PATIENCE * 3,
        )
        server.add_sockets(sockets)
        return server

    async def rest(self) -> None:
        """Wait until nothing is under way, though not for ever."""
        end = time.monotonic() + _PATIENCE
        while self.under_way and time.monotonic() < end:
            await asyncio.sleep(0.02)

    async def take(self, call: Call, asker: Asker, language: Language) -> Said:
        """Hand a call to the front desk."""
        if call.kind == "press":
            return await self.desk.press(asker, call.action, language)
        if call.kind == "command":
            return await self.desk.command(asker, call.name, call.argument, language)
        text = call.text.strip()
        if len(text) > self.longest:
            return Said((Reply(say("too_long", language, length=len(text), limit=self.longest)),))
        return await self.desk.ask(asker, text, language)


class _Handler(RequestHandler):
    """What every response has in common."""

    @property
    def chat(self) -> WebChat:
        """The chat that is served."""
        chat: WebChat = self.settings["chat"]
        return chat

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in self.chat.headers.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Turn away who came by a name that is not this server's."""
        if not self.chat.door.answers_to(self.request.headers.get("Host")):
            raise HTTPError(HTTPStatus.MISDIRECTED_REQUEST)

    def write_error(self, status_code: int, **_details: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")

    def log_exception(self, kind: Any, error: Any, _traceback: Any) -> None:
        if not isinstance(error, HTTPError):
            _log.error("web request failed", path=self.request.path, error=kind.__name__, exc_info=error)

    def compute_etag(self) -> str | None:
        """None: only files are compared with what the browser has."""
        return None

    def known_visit(self) -> Visit | None:
        """The visit whose cookie came along, renewed; None without a valid one."""
        renewed = self.chat.visits.renewed(self.get_cookie(self._cookie))
        if renewed is None:
            return None
        name, cookie = renewed
        if cookie != self.get_cookie(self._cookie):
            self._give(cookie)
        return self.chat.visits.visit(name)

    def begin_visit(self) -> None:
        """Give a cookie of a new visit, whatever came along."""
        self._give(self.chat.visits.begin()[1])

    @property
    def _cookie(self) -> str:
        # With this prefix browsers take the cookie from no other host, not even a neighbour under the same domain.
        return "__Host-visit" if self.chat.door.secure(self.request.headers) else "visit"

    def _give(self, cookie: str) -> None:
        secure = self.chat.door.secure(self.request.headers)
        self.set_cookie(self._cookie, cookie, path="/", httponly=True, samesite="Strict", secure=secure)


class _Nothing(_Handler):
    """Whatever is not here."""

    def prepare(self) -> None:
        super().prepare()
        raise HTTPError(HTTPStatus.NOT_FOUND)


class _Page(_Handler):
    """The page; whoever opens it is given a visit."""

    def get(self) -> None:
        if self.known_visit() is None:
            self.begin_visit()
        language = preferred_language(self.request.headers.get("Accept-Language", ""))
        self.set_header("Vary", "Accept-Language, Cookie")
        self.finish(fill_page(self.chat.page, language))


class _File(_Handler):
    """A file that the page loads."""

    def get(self, name: str) -> None:
        asset = self.chat.assets.get(name)
        if asset is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", asset.content_type)
        self.set_header("Cache-Control", "no-cache")  # kept, but asked for anew, so that a new version shows at once
        self.finish(asset.data)

    def compute_etag(self) -> str | None:
        asset = self.chat.assets.get(self.path_args[0])
        return asset.etag if asset is not None else None


class _Picture(_Handler):
    """A picture that was shown."""

    async def get(self, name: str) -> None:
        visit = self.known_visit()
        shown = visit.pictures if visit is not None else {}
        data = await asyncio.to_thread(read_picture, name, self.chat.pictures, dict(shown))
        if data is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", "image/png")
        self.set_header("Cache-Control", "private, max-age=86400, immutable")
        await self.finish(data)


class _Call(_Handler):
    """A call of the front desk, from the page alone, by a visitor with a visit, not too often."""

    language = Language.SIMPLIFIED

    def prepare(self) -> None:
        super().prepare()
        if self.request.method != "POST":
            raise HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)
        headers = self.request.headers
        try:
            self.language = Language(headers.get(_LANGUAGE, ""))
        except ValueError:
            return self._refuse(HTTPStatus.FORBIDDEN, "refused")
        if not self.chat.door.lets_call(headers.get("Origin"), headers.get("Host")):
            return self._refuse(HTTPStatus.FORBIDDEN, "refused")
        address = network(self.chat.door.visitor(self.request.remote_ip or "", headers))
        if seconds := self.chat.by_address.wait(address):
            return self._slow(seconds)
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            return self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "refused")
        if len(self.request.body) > LARGEST_BODY:
            return self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        return None

    async def post(self, kind: str) -> None:
        call = read_call(kind, self.request.body)
        if call is None:
            return self._refuse(HTTPStatus.BAD_REQUEST, "refused")
        visit = self.known_visit()
        if visit is None:
            self.begin_visit()
            return self._refuse(HTTPStatus.UNAUTHORIZED, "cookies")
        if visit.waiting >= _MOST_WAITING:
            return self._slow(1)
        if seconds := self.chat.by_visit.wait(visit.id, _cost(call)):
            return self._slow(seconds)
        visit.waiting += 1
        self.chat.under_way += 1
        try:
            async with visit.turn:  # what a visitor says is answered in the order in which it was said
                said = await self.chat.take(call, visit.asker, self.language)
        except BusyError:
            return self._tell(HTTPStatus.SERVICE_UNAVAILABLE, "busy", say("busy", self.language))
        except Exception as error:
            _log.error("web call failed", kind=kind, error=type(error).__name__, exc_info=error)
            return self._tell(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", say("failed", self.language))
        finally:
            visit.waiting -= 1
            self.chat.under_way -= 1
        return self._answer(said_json(said, lambda picture: self._shown(visit, picture)))

    def _shown(self, visit: Visit, picture: Path) -> str:
        name = picture_name(picture, self.chat.pictures)
        visit.show(name, picture)
        return f"/picture/{name}.png"

    def _slow(self, seconds: int) -> None:
        self.set_header("Retry-After", str(seconds))
        self._tell(HTTPStatus.TOO_MANY_REQUESTS, "slow", say("web_slow", self.language, seconds=seconds))

    def _refuse(self, status: HTTPStatus, error: str) -> None:
        self._tell(status, error, say(f"web_{error}", self.language))

    def _tell(self, status: HTTPStatus, error: str, text: str) -> None:
        self.set_status(status)
        self._answer({"error": error, "text": text})

    def _answer(self, content: dict[str, Any]) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def _cost(call: Call) -> float:
    return press_cost(call.action) if call.kind == "press" else GLANCE if call.kind == "command" else QUESTION


def _log_request(handler: RequestHandler) -> None:
    """Note what was done, without saying for whom."""
    _log.debug("web request", method=handler.request.method, path=handler.request.path, status=handler.get_status())

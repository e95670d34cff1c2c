"""A strict Bot API server on this machine: the bot under test talks to it, the test plays the humans."""

import asyncio
import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from .chats import GroupChat, PrivateChat
from .methods import BotMethods, Handler
from .mishaps import Mishap, Mishaps, befall
from .params import read_params
from .state import ApiError, ChatRecord, Json, Refusal, Request, Signal, User, World
from .updates import UpdateQueue

_MEBIBYTE = 1024 * 1024
_BODY_LIMIT = 96 * _MEBIBYTE


@dataclass(slots=True)
class _Fault:
    error: ApiError
    left: int


class BotApiServer:
    """The server; use it as an async context manager."""

    def __init__(
        self,
        token: str = "123456:TEST-token-of-the-bot-under-test",
        *,
        bot_username: str = "my_bot",
        bot_first_name: str = "Test bot",
        port: int = 0,
        privacy_mode: bool = False,
        inline_mode: bool = True,
        callback_ttl: float = 15.0,
        upload_limit: int = 50 * _MEBIBYTE,
        download_limit: int = 20 * _MEBIBYTE,
        webhook_retry_delay: float = 0.1,
    ) -> None:
        self.token = token
        self.bot = User(int(token.split(":", 1)[0]), bot_first_name, username=bot_username, is_bot=True)
        self.requests: list[Request] = []
        self.refusals: list[Refusal] = []
        self.injected: list[Refusal] = []
        self.world = World(
            self.bot,
            download_limit,
            upload_limit,
            callback_ttl,
            privacy_mode,
            inline_mode,
            users={self.bot.id: self.bot},
        )
        self.queue = UpdateQueue(retry_delay=webhook_retry_delay)
        self.mishaps = Mishaps()
        self._port = port
        self._faults: dict[str, list[_Fault]] = {}
        self._requested = Signal()
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._methods = self._method_table()

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT"""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """The base_url for python-telegram-bot."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The base_file_url for python-telegram-bot."""
        return f"{self.url}/file/bot"

    @property
    def updates(self) -> tuple[Json, ...]:
        """All updates queued so far, oldest first."""
        return tuple(self.queue.updates)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        await self.come_back()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.queue.close()
        if self._runner:
            await self._runner.cleanup()

    async def go_away(self) -> None:
        """Listen no more and cut all connections, as if the network were gone; what is known stays known."""
        if self._site:
            await self._site.stop()
        if self._runner and self._runner.server:
            await self._runner.server.shutdown(0.05)

    async def come_back(self) -> None:
        """Listen, on the port of before."""
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()

    def private_chat(
        self,
        user_id: int,
        first_name: str = "Li",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
    ) -> PrivateChat:
        """A person's chat with the bot; the person has started the bot already."""
        user = User(user_id, first_name, last_name, username, language_code)
        names = {"first_name": first_name, "last_name": last_name, "username": username}
        record = ChatRecord(
            user_id,
            "private",
            {key: value for key, value in names.items() if value is not None},
            {user_id: user, self.bot.id: self.bot},
        )
        self._add(record)
        return PrivateChat(record, self.world, self.queue, self._story)

    def group_chat(
        self,
        chat_id: int,
        title: str = "Group",
        *,
        members: Sequence[User],
        admins: Sequence[int] = (),
        username: str | None = None,
        forum: bool = False,
    ) -> GroupChat:
        """A group with these people and the bot; ids from -100... on are supergroups, which may be forums."""
        names: Json = {"title": title} | ({"username": username} if username else {})
        names |= {"is_forum": True} if forum else {}
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        people = {user.id: user for user in (*members, self.bot)}
        record = ChatRecord(chat_id, kind, names, people, admins=set(admins))
        self._add(record)
        return GroupChat(record, self.world, self.queue, self._story)

    async def send_inline_query(self, from_user: User, query: str, offset: str = "") -> str:
        """Type @bot query somewhere; returns the query's id, see inline_answer."""
        query_id = self.world.open_query()
        content = {"id": query_id, "from": from_user.to_wire(), "query": query, "offset": offset}
        self.queue.put("inline_query", content)
        return query_id

    async def inline_answer(self, query_id: str, timeout: float = 10) -> Json:
        """What the bot answered to an inline query."""
        try:
            async with asyncio.timeout(timeout):
                while query_id not in self.world.inline_answers:
                    await self.world.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"no answer to inline query {query_id}; {self._story()}") from None
        return self.world.inline_answers[query_id]

    def redeliver(self, update: Json) -> None:
        """Deliver an update (of server.updates) once more, with the same update_id."""
        self.queue.redeliver(update)

    def fail_next(
        self, method: str, status: int, description: str, retry_after: int | None = None, times: int = 1
    ) -> None:
        """Refuse the next calls of a method without doing anything; recorded in server.injected."""
        fault = _Fault(ApiError(status, description, retry_after), times)
        self._faults.setdefault(method.lower(), []).append(fault)

    def go_wrong(self, method: str, mishap: Mishap, times: int = 1) -> None:
        """Let the next calls of a method hang or have their connection cut."""
        self.mishaps.order(method, mishap, times)

    def calls(self, method: str) -> tuple[Request, ...]:
        """The requests of one method, oldest first."""
        return tuple(request for request in self.requests if request.method.lower() == method.lower())

    async def wait_for_call(
        self, method: str, condition: Callable[[Request], bool] = lambda _: True, timeout: float = 10
    ) -> Request:
        """The first request of the method that meets the condition, past ones included."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for request in self.calls(method):
                        if condition(request):
                            return request
                    await self._requested.wait()
        except TimeoutError:
            raise TimeoutError(f"no such {method} within {timeout} s; {self._story()}") from None

    def _add(self, record: ChatRecord) -> None:
        if record.id in self.world.chats:
            raise ValueError(f"chat {record.id} exists already")
        self.world.chats[record.id] = record
        self.world.users |= record.members

    def _method_table(self) -> dict[str, tuple[str, Handler]]:
        methods: dict[str, Handler] = {
            **BotMethods(self.world).table(),
            "getUpdates": self.queue.get_updates,
            "setWebhook": self.queue.set_webhook,
            "deleteWebhook": self.queue.delete_webhook,
            "getWebhookInfo": self.queue.webhook_info,
        }
        return {name.lower(): (name, handler) for name, handler in methods.items()}

    def _story(self) -> str:
        last = [request.method for request in self.requests[-8:]]
        refused = [f"{refusal.request.method}: {refusal.description}" for refusal in self.refusals[-4:]]
        return f"last requests {last}, last refusals {refused}"

    async def _handle(self, request: web.Request) -> web.Response:
        asked = request.match_info["method"]
        name, handler = self._methods.get(asked.lower(), (asked, None))
        call = Request(name, {}, time.time())
        try:
            try:
                call = Request(name, await read_params(request), call.time)
            except ApiError:
                self._record(call)
                raise
            self._record(call)  # but not what broke off before it was here
            if request.match_info["token"] != self.token:
                raise ApiError(401, "Unauthorized")
            if handler is None:
                raise ApiError(404, "Not Found: method not found")
            if fault := self._next_fault(name):
                self.injected.append(Refusal(call, fault.status, fault.description))
                return web.json_response(fault.to_wire(), status=fault.status)
            mishap = self.mishaps.of(name)
            if mishap is not None and not mishap.done:
                return await befall(mishap, request)
            result = handler(call.params)
            result = await result if inspect.isawaitable(result) else result
        except ApiError as error:
            self.refusals.append(Refusal(call, error.status, error.description))
            return web.json_response(error.to_wire(), status=error.status)
        if mishap is not None:
            return await befall(mishap, request)
        return web.json_response({"ok": True, "result": result})

    def _record(self, call: Request) -> None:
        self.requests.append(call)
        self._requested.fire()

    def _next_fault(self, method: str) -> ApiError | None:
        waiting = self._faults.get(method.lower())
        if not waiting:
            return None
        fault = waiting[0]
        fault.left -= 1
        if fault.left <= 0:
            waiting.pop(0)
        return fault.error

    async def _download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return web.json_response(ApiError(401, "Unauthorized").to_wire(), status=401)
        path = request.match_info["path"]
        stored = next((file for file in self.world.files.values() if file.path == path), None)
        if stored is None or stored.size > self.world.download_limit:
            return web.json_response(ApiError(404, "Not Found").to_wire(), status=404)
        return web.Response(body=stored.data, content_type="application/octet-stream")

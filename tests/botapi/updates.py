"""The queue of updates and its two ways out: long polling and the webhook."""

import asyncio
import contextlib
import copy
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from .params import integer_of, list_of, text_of
from .state import ApiError, Json, Signal, bad_request

_ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_AT_ONCE = 100  # updates that one poll is given


@dataclass(slots=True)
class _Pending:
    update: Json
    again: bool = False
    delivered: bool = False

    def confirmed_by(self, offset: int) -> bool:
        """Whether getUpdates with this offset drops the update; a repeated one is first delivered."""
        return self.update["update_id"] < offset and (self.delivered or not self.again)


@dataclass(frozen=True, slots=True)
class _Webhook:
    url: str
    secret: str
    max_connections: int


@dataclass(slots=True)
class UpdateQueue:
    """Updates waiting for the bot."""

    retry_delay: float = 0.1
    next_update_id: int = field(
        default_factory=lambda: time.time_ns() // 1_000_000 % 1_000_000_000
    )  # never used before
    updates: list[Json] = field(default_factory=list)
    _pending: list[_Pending] = field(default_factory=list)
    _allowed: frozenset[str] = frozenset()
    _arrived: Signal = field(default_factory=Signal)
    _poll: asyncio.Future[None] | None = None
    _webhook: _Webhook | None = None
    _delivery: asyncio.Task[None] | None = None
    _last_error: tuple[int, str] | None = None
    _closed: bool = False
    _held: bool = False
    deliver_twice: bool = False

    def put(self, kind: str, content: Json) -> Json | None:
        """Queue an update unless the bot does not want its kind."""
        if not self._wants(kind):
            return None
        update = {"update_id": self.next_update_id, kind: copy.deepcopy(content)}
        self.next_update_id += 1
        self.updates.append(update)
        self._pending.append(_Pending(update))
        self._wake()
        return update

    def redeliver(self, update: Json) -> None:
        """Deliver an update once more although the bot has confirmed it."""
        self._pending.insert(0, _Pending(update, again=True))
        self._wake()

    def hold(self) -> None:
        """Deliver nothing until `release`."""
        self._held = True

    def release(self, *, backwards: bool = False) -> None:
        """Deliver what was held, the last first where it is to go `backwards`.

        Only what goes out together is turned round: a bot that is sent a later update confirms all before it.
        """
        self._held = False
        if backwards:
            self._pending[:_MOST_AT_ONCE] = reversed(self._pending[:_MOST_AT_ONCE])
        self._wake()

    @property
    def pending(self) -> tuple[Json, ...]:
        """The updates the bot has not confirmed yet."""
        return tuple(entry.update for entry in self._pending)

    async def close(self) -> None:
        """End polls with an empty answer and stop webhook delivery."""
        self._closed = True
        self._wake()
        await self._stop_delivery()

    async def get_updates(self, params: Json) -> list[Json]:
        """The getUpdates method."""
        if self._webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._end_poll(_OTHER_POLL)
        self._allow(params)
        self._confirm(integer_of(params, "offset"))
        limit = integer_of(params, "limit", _MOST_AT_ONCE)
        if not self._ready and not self._closed and (timeout := integer_of(params, "timeout")) > 0:
            await self._wait_for_update(min(timeout, 50))
        ready = self._ready[: min(max(limit, 1), _MOST_AT_ONCE)]
        for entry in ready:
            entry.delivered = True
        return [copy.deepcopy(entry.update) for entry in ready]

    async def set_webhook(self, params: Json) -> bool:
        """The setWebhook method; plain http is accepted for this machine only."""
        url, secret = text_of(params, "url"), text_of(params, "secret_token")
        if not url:
            return await self.delete_webhook(params)
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        await self._stop_delivery()
        self._end_poll("Conflict: terminated by setWebhook request")
        self._allow(params)
        self._drop(params)
        self._last_error = None
        self._webhook = _Webhook(url, secret, integer_of(params, "max_connections", 40))
        self._delivery = asyncio.create_task(self._deliver(self._webhook))
        return True

    async def delete_webhook(self, params: Json) -> bool:
        """The deleteWebhook method."""
        await self._stop_delivery()
        self._webhook = None
        self._drop(params)
        return True

    def webhook_info(self, _params: Json) -> Json:
        """The getWebhookInfo method."""
        info: Json = {
            "url": self._webhook.url if self._webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }
        if self._webhook:
            info["max_connections"] = self._webhook.max_connections
        if self._webhook and self._last_error:
            info["last_error_date"], info["last_error_message"] = self._last_error
        if self._allowed:
            info["allowed_updates"] = sorted(self._allowed)
        return info

    @property
    def _ready(self) -> list[_Pending]:
        return [] if self._held else self._pending

    def _wants(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _ON_REQUEST_ONLY

    def _allow(self, params: Json) -> None:
        if params.get("allowed_updates") is not None:
            self._allowed = frozenset(str(kind) for kind in list_of(params, "allowed_updates"))

    def _drop(self, params: Json) -> None:
        if params.get("drop_pending_updates"):
            self._pending.clear()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            del self._pending[:offset]
        elif offset > 0:
            self._pending = [entry for entry in self._pending if not entry.confirmed_by(offset)]

    def _wake(self) -> None:
        self._arrived.fire()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _end_poll(self, description: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, description))

    async def _wait_for_update(self, timeout: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(poll, timeout)
        finally:
            if self._poll is poll:
                self._poll = None

    async def _stop_delivery(self) -> None:
        task, self._delivery = self._delivery, None
        if task:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _deliver(self, webhook: _Webhook) -> None:
        """Post updates one after another, each until the bot takes it."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while True:
                if not self._ready:
                    await self._arrived.wait()
                    continue
                entry = self._pending[0]
                if self.deliver_twice:
                    await self._post(session, webhook, entry.update)
                if await self._post(session, webhook, entry.update):
                    self._pending = [other for other in self._pending if other is not entry]
                else:
                    await asyncio.sleep(self.retry_delay)

    async def _post(self, session: aiohttp.ClientSession, webhook: _Webhook, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as response:
                if 200 <= response.status < 300:
                    return True
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = f"Connection failed: {type(error).__name__}"
        self._last_error = (int(time.time()), problem)
        return False

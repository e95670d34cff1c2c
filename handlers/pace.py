"""Send no faster than Telegram advises: overall, to each group, and to each private chat."""

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.constants import FloodLimit
from telegram.ext import AIORateLimiter

BURST = 3  # messages to one private chat at once: an answer may be several
MOST_KEPT = 4096  # private chats


class Pace(AIORateLimiter):
    """The library's limits, and one message a second to each private chat, after a short burst.

    https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    What only shows that the bot is typing is no message: it takes no message's place.
    """

    def __init__(self, max_retries: int = 0) -> None:
        super().__init__(max_retries=max_retries)
        self._private: OrderedDict[int, AsyncLimiter] = OrderedDict()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a request within the limits; see `BaseRateLimiter.process_request`."""
        if endpoint == "sendChatAction":
            data = {}
        chat = data.get("chat_id")
        if isinstance(chat, int) and chat > 0:
            await self._limiter(chat).acquire()
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

    def _limiter(self, chat: int) -> AsyncLimiter:
        limiter = self._private.pop(chat, None) or AsyncLimiter(BURST, BURST / FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)
        self._private[chat] = limiter
        while len(self._private) > MOST_KEPT:  # whoever waits at one keeps it
            self._private.popitem(last=False)
        return limiter

"""Send answers until Telegram takes them: at its pace, and again when it or the network stumbled."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_delay, wait_exponential

from handlers.delivery import being_handled
from handlers.pace import Pace

PATIENCE_SECONDS = 600.0
_FIRST_PAUSE = 0.5  # seconds, doubled each time
_LONGEST_PAUSE = 30.0
_WAITS = 3  # times in a row that Telegram may ask to wait

_log = structlog.get_logger(__name__)


class Sender(Pace):
    """Sends an answer again after an error that passes, for `patience` seconds.

    Whether Telegram took a message whose confirmation was lost cannot be found out: such an answer is sent again, so
    that a visitor may read it twice, rather than not at all. What the bot sends on its own account is not repeated
    here: whoever sends it tries again in its own time.
    """

    __slots__ = ("_first_pause", "_patience")

    def __init__(self, patience: float = PATIENCE_SECONDS, first_pause: float = _FIRST_PAUSE) -> None:
        super().__init__(max_retries=_WAITS)
        self._patience = patience
        self._first_pause = first_pause

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
        if being_handled() is None or not _is_answer(endpoint):
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
        patiently = AsyncRetrying(
            retry=retry_if_exception(passes),
            wait=wait_exponential(self._first_pause, max=_LONGEST_PAUSE),
            stop=stop_after_delay(self._patience),
            before_sleep=_tell,
            reraise=True,
        )
        return await patiently(super().process_request, callback, args, kwargs, endpoint, data, rate_limit_args)


def passes(error: BaseException) -> bool:
    """Whether a request may succeed when it is made again: Telegram or the network is to blame, not the request."""
    return isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest)


def _is_answer(endpoint: str) -> bool:
    return endpoint.startswith(("send", "edit")) and endpoint != "sendChatAction"


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    # A refused connection has carried nothing; with any other the message may have arrived.
    doubtful = isinstance(error, TimedOut) or any(sign in str(error) for sign in ("ReadError", "RemoteProtocolError"))
    _log.warning("sent again", attempt=state.attempt_number, reason=str(error)[:80], doubtful=doubtful)

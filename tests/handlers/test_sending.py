"""What the bot answers is sent until it is taken; what it sends on its own account is tried once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.inbox import Inbox
from handlers import delivery
from handlers.delivery import Handling
from handlers.sending import Sender, passes

BAD_GATEWAY = NetworkError("Bad Gateway")


def failing(*errors: TelegramError) -> tuple[Callable[..., Coroutine[Any, Any, bool]], list[str]]:
    """A request that fails with these errors, one after the other, before it succeeds; and what was tried."""
    left, tried = list(errors), []

    async def request(endpoint: str) -> bool:
        tried.append(endpoint)
        if left:
            raise left.pop(0)
        return True

    return request, tried


async def send(sender: Sender, request: Callable[..., Coroutine[Any, Any, bool]], endpoint: str = "sendMessage") -> Any:
    return await sender.process_request(request, (endpoint,), {}, endpoint, {"chat_id": 1}, None)


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (BAD_GATEWAY, True), (TimedOut(), True), (RetryAfter(1), True), (BadRequest("chat not found"), False),
        (Forbidden("bot was blocked by the user"), False), (Conflict("another"), False), (ValueError(), False),
    ],
)  # fmt: skip
def test_only_what_telegram_or_the_network_is_to_blame_for_passes(error: Exception, passing: bool) -> None:
    assert passes(error) is passing


@pytest.mark.asyncio
async def test_an_answer_is_sent_until_it_is_taken() -> None:
    request, tried = failing(BAD_GATEWAY, TimedOut(), BAD_GATEWAY)
    delivery._handling.set(Handling())

    with capture_logs() as lines:
        assert await send(Sender(first_pause=0.001), request)

    assert len(tried) == 4
    assert [(line["attempt"], line["doubtful"]) for line in lines] == [(1, False), (2, True), (3, False)]


@pytest.mark.asyncio
@pytest.mark.parametrize("error", [BadRequest("chat not found"), Forbidden("bot was blocked by the user")])
async def test_an_answer_that_is_refused_for_good_is_not_sent_again(error: TelegramError) -> None:
    request, tried = failing(error)
    delivery._handling.set(Handling())

    with pytest.raises(type(error)):
        await send(Sender(first_pause=0.001), request)
    assert len(tried) == 1


@pytest.mark.asyncio
async def test_patience_comes_to_an_end() -> None:
    request, tried = failing(*[BAD_GATEWAY] * 100)
    delivery._handling.set(Handling())

    with pytest.raises(NetworkError, match="Bad Gateway"):
        await send(Sender(patience=0.05, first_pause=0.01), request)
    assert 1 < len(tried) < 20


@pytest.mark.asyncio
@pytest.mark.parametrize("endpoint", ["sendChatAction", "answerCallbackQuery", "setMyCommands"])
async def test_what_is_of_no_use_later_is_tried_once(endpoint: str) -> None:
    request, tried = failing(BAD_GATEWAY)
    delivery._handling.set(Handling())

    with pytest.raises(NetworkError):
        await send(Sender(first_pause=0.001), request, endpoint)
    assert tried == [endpoint]


@pytest.mark.asyncio
async def test_what_the_bot_sends_on_its_own_account_is_left_to_who_sends_it() -> None:
    request, tried = failing(BAD_GATEWAY)

    with pytest.raises(NetworkError):
        await send(Sender(first_pause=0.001), request)
    assert len(tried) == 1


@pytest.mark.asyncio
async def test_the_queue_takes_an_update_once_and_lets_go_of_what_waits() -> None:
    queue = delivery.Deliveries(Inbox())

    for number in (1, 2, 1):
        await queue.put(Update(number))
    assert queue.qsize() == 2

    assert queue.drop() == 2
    async with asyncio.timeout(1):
        await queue.join()

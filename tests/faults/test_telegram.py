"""Whatever Telegram and the network do, each question is answered, once where that can be known."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.botapi import BotApiServer, Kind, Mishap
from tests.faults.tally import People, Tally, rows_of
from tests.faults.ward import bot_on
from tests.handlers.test_end_to_end import free_port

HANG = Mishap(Kind.HANG, seconds=0.8)
RESET = Mishap(Kind.RESET)
UNCONFIRMED = [Mishap(Kind.HANG, done=True, seconds=0.8), Mishap(Kind.RESET, done=True)]
ONCE_EACH = Tally(sent=10, once=10)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "status", "retry_after"),
    [
        ("sendMessage", 429, 1),
        ("sendMessage", 500, None),
        ("sendMessage", 502, None),
        ("getUpdates", 429, 1),
        ("getUpdates", 502, None),
    ],
)
async def test_a_telegram_that_refuses_for_a_moment_costs_no_answer(
    tmp_path: Path, method: str, status: int, retry_after: int | None
) -> None:
    async with BotApiServer() as server:
        people = People(server)
        server.fail_next(method, status, "not now", retry_after)
        async with bot_on(server, tmp_path):
            await people.ask(10)
            assert await people.answered() == ONCE_EACH

        assert len(server.injected) == 1 and server.refusals == []
        assert len(rows_of(tmp_path / "assistant.sqlite3")) == 10


@pytest.mark.asyncio
@pytest.mark.parametrize("mishap", [HANG, RESET], ids=["hang", "reset"])
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_requests_that_hang_or_are_cut_off_are_made_again(tmp_path: Path, method: str, mishap: Mishap) -> None:
    async with BotApiServer() as server:
        people = People(server)
        server.go_wrong(method, mishap)
        async with bot_on(server, tmp_path):
            await people.ask(10)
            assert await people.answered() == ONCE_EACH

        assert len(rows_of(tmp_path / "assistant.sqlite3")) == 10


@pytest.mark.asyncio
@pytest.mark.parametrize("mishap", UNCONFIRMED, ids=["hang", "reset"])
async def test_an_answer_whose_confirmation_is_lost_is_sent_again_and_the_log_says_that_it_may_be_there_twice(
    tmp_path: Path, mishap: Mishap
) -> None:
    async with BotApiServer() as server:
        people = People(server)
        server.go_wrong("sendMessage", mishap)
        async with bot_on(server, tmp_path):
            with capture_logs() as lines:
                await people.ask(10)
                assert await people.answered() == Tally(sent=10, once=9, twice=1)

    (again,) = [line for line in lines if line["event"] == "sent again"]
    assert again["doubtful"] and server.token not in str(lines)


@pytest.mark.asyncio
@pytest.mark.parametrize("mishap", UNCONFIRMED, ids=["hang", "reset"])
async def test_updates_whose_delivery_was_lost_come_again_and_are_answered_once(tmp_path: Path, mishap: Mishap) -> None:
    async with BotApiServer() as server:
        people = People(server)
        server.queue.hold()
        await people.ask(10)
        server.queue.release()
        server.go_wrong("getUpdates", mishap)
        async with bot_on(server, tmp_path):
            assert await people.answered() == ONCE_EACH


@pytest.mark.asyncio
async def test_updates_that_are_delivered_again_are_not_answered_again_not_even_after_a_restart(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        async with bot_on(server, tmp_path):
            await people.ask(5)
            await people.answered()
            for update in server.updates:
                server.redeliver(update)
            assert await people.answered() == Tally(sent=5, once=5)
        async with bot_on(server, tmp_path):
            for update in server.updates:
                server.redeliver(update)
            await people.ask(5)
            assert await people.answered() == ONCE_EACH

    assert len(rows_of(tmp_path / "assistant.sqlite3")) == 10


@pytest.mark.asyncio
async def test_updates_that_come_out_of_order_are_answered_once(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        async with bot_on(server, tmp_path):
            server.queue.hold()
            await people.ask(10)
            server.queue.release(backwards=True)
            assert await people.answered() == ONCE_EACH


@pytest.mark.asyncio
async def test_updates_that_a_webhook_brings_twice_are_answered_once(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        server.queue.deliver_twice = True
        async with bot_on(server, tmp_path, webhook_port=free_port()):
            await people.ask(10)
            assert await people.answered() == ONCE_EACH


@pytest.mark.asyncio
async def test_a_second_bot_with_the_same_token_is_told_to_the_operator_and_this_one_goes_on(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        taken = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        async with bot_on(server, tmp_path) as ward:
            with capture_logs() as lines:
                server.fail_next("getUpdates", 409, taken)
                await people.ask(10)
                assert await people.answered() == ONCE_EACH

            assert ward.monitor.vitals().conflict
    (told,) = [line for line in lines if line["log_level"] == "error"]
    assert told["event"] == "another bot uses this token" and "stop the other one" in told["remedy"]


@pytest.mark.asyncio
async def test_a_network_that_is_gone_for_a_while_costs_no_answer(tmp_path: Path) -> None:
    async with BotApiServer() as server:
        people = People(server)
        async with bot_on(server, tmp_path):
            await people.ask(5)
            await people.answered()
            with capture_logs() as lines:
                server.go_wrong("sendMessage", HANG, times=5)  # on their way when it goes
                await people.ask(5)
                await server.wait_for_call("sendMessage", lambda request: "第6问" in request.params["text"])
                await server.go_away()
                await asyncio.sleep(0.3)
                await server.come_back()
                assert await people.answered() == ONCE_EACH

    assert any(line["event"] == "telegram not reached" for line in lines)
    assert not [line for line in lines if line["log_level"] == "error"]
    assert len(rows_of(tmp_path / "assistant.sqlite3")) == 10

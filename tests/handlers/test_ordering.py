"""Updates of one chat are dealt with in order, those of different chats side by side."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from telegram import Update

from handlers.ordering import MOST_CONCURRENT, MOST_OF_ONE, MOST_WAITING, ChatOrder, is_unheard
from tests.handlers.phone import LI, WANG, Phone

Handling = Callable[[], Awaitable[None]]


def a_message(chat: int) -> Update:
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "…"}
    parsed = Update.de_json({"update_id": 1, "message": message}, None)
    assert parsed is not None
    return parsed


def locks_of(order: ChatOrder) -> int:
    return len(order._queues)


@pytest.mark.asyncio
async def test_updates_of_one_chat_are_handled_one_after_another_in_the_order_they_came() -> None:
    order, story = ChatOrder(), list[str]()

    async def handle(number: int) -> None:
        story.append(f"begin {number}")
        await asyncio.sleep(0.03 - number * 0.01)
        story.append(f"end {number}")

    await asyncio.gather(*(order.process_update(a_message(LI), handle(number)) for number in range(3)))

    assert story == ["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]


@pytest.mark.asyncio
async def test_updates_of_different_chats_are_handled_at_the_same_time() -> None:
    order, meeting = ChatOrder(), asyncio.Barrier(2)

    async def handle() -> None:
        await meeting.wait()

    async with asyncio.timeout(5):
        await asyncio.gather(*(order.process_update(a_message(chat), handle()) for chat in (LI, WANG)))


@pytest.mark.asyncio
async def test_a_chat_that_floods_the_bot_does_not_hold_up_another() -> None:
    order, answered = ChatOrder(), asyncio.Event()

    async def wait_for_the_other() -> None:
        await answered.wait()

    async def answer() -> None:
        answered.set()

    flood = [asyncio.create_task(order.process_update(a_message(LI), wait_for_the_other())) for _ in range(MOST_OF_ONE)]
    await asyncio.sleep(0)
    other = asyncio.create_task(order.process_update(a_message(WANG), answer()))
    await asyncio.wait([other], timeout=2)
    in_time = answered.is_set()

    answered.set()
    await asyncio.gather(*flood, other)
    assert in_time


@pytest.mark.asyncio
async def test_what_is_beyond_a_chats_places_or_all_places_is_dropped_at_once_and_holds_no_memory() -> None:
    dropped, heard, end = list[int](), list[int](), asyncio.Event()

    async def handle(chat: int) -> None:
        if not is_unheard():
            heard.append(chat)
            await end.wait()

    order = ChatOrder(on_full=lambda: dropped.append(1))
    for _ in range(10_000):
        coming = asyncio.create_task(order.process_update(a_message(LI), handle(LI)))
        await asyncio.sleep(0)
        if dropped:
            break
    assert coming.done() and len(asyncio.all_tasks()) == MOST_OF_ONE + 1

    others = range(LI + 1, LI + MOST_WAITING - MOST_OF_ONE + 2)
    tasks = [asyncio.create_task(order.process_update(a_message(chat), handle(chat))) for chat in others]
    await asyncio.sleep(0.01)
    assert len(dropped) == 2 and len(heard) == MOST_CONCURRENT

    end.set()
    await asyncio.gather(*tasks)
    await order.process_update(a_message(LI), handle(LI))
    assert len(heard) == MOST_WAITING + 1 and locks_of(order) == 0


@pytest.mark.asyncio
async def test_what_is_not_admitted_is_handled_as_unheard_without_waiting_for_its_turn() -> None:
    unheard, end = list[bool](), asyncio.Event()
    admitted = iter((True, False))

    async def handle() -> None:
        unheard.append(is_unheard())
        if not is_unheard():
            await end.wait()

    order = ChatOrder(admits=lambda _: next(admitted))
    first = asyncio.create_task(order.process_update(a_message(LI), handle()))
    await asyncio.sleep(0)
    await order.process_update(a_message(LI), handle())

    assert unheard == [False, True] and not first.done()
    end.set()
    await first


@pytest.mark.asyncio
async def test_updates_without_a_chat_are_handled_too() -> None:
    order, handled = ChatOrder(), asyncio.Event()

    async def handle() -> None:
        handled.set()

    await order.process_update(Update(1), handle())

    assert handled.is_set()


@pytest.mark.asyncio
async def test_a_chat_goes_on_after_the_handling_of_one_update_failed() -> None:
    order, handled = ChatOrder(), asyncio.Event()

    async def fail() -> None:
        raise RuntimeError("broken")

    async def handle() -> None:
        handled.set()

    with pytest.raises(RuntimeError, match="broken"):
        await order.process_update(a_message(LI), fail())
    async with asyncio.timeout(5):
        await order.process_update(a_message(LI), handle())

    assert handled.is_set()


@pytest.mark.asyncio
async def test_a_chat_goes_on_after_the_handling_of_one_update_was_cancelled() -> None:
    order, handled = ChatOrder(), asyncio.Event()

    async def hang() -> None:
        await asyncio.Event().wait()

    async def handle() -> None:
        handled.set()

    hanging = asyncio.create_task(order.process_update(a_message(LI), hang()))
    next_one = asyncio.create_task(order.process_update(a_message(LI), handle()))
    await asyncio.sleep(0.01)
    hanging.cancel()
    async with asyncio.timeout(5):
        await next_one

    assert handled.is_set()
    assert locks_of(order) == 0


@pytest.mark.asyncio
async def test_nothing_is_kept_of_chats_that_are_done() -> None:
    order = ChatOrder()

    async def handle(fails: bool) -> None:
        await asyncio.sleep(0)
        if fails:
            raise RuntimeError("broken")

    await asyncio.gather(
        *(order.process_update(a_message(chat % 50 + 1), handle(chat % 7 == 0)) for chat in range(500)),
        return_exceptions=True,
    )

    assert locks_of(order) == 0


@pytest.mark.asyncio
async def test_two_questions_sent_at_once_are_answered_in_the_order_they_were_asked(phone: Phone) -> None:
    await phone.application.start()
    for text in ("氢能产业园规划投资多少", "你好", "开发区总面积多大"):
        update = Update.de_json(phone.update(text), phone.application.bot)
        await phone.application.update_queue.put(update)
    await phone.application.update_queue.join()
    await phone.application.stop()

    first, second, third = phone.replies
    assert "780亿元" in first
    assert second.startswith("您好")
    assert "62.42" in third

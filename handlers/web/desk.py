"""The front desk that the web chat opens on the running program's parts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.frontdesk import Reception
from bot.handover.passing import Passing
from bot.parts import Parts
from bot.replies import FrontDesk
from bot.worker import Worker


@asynccontextmanager
async def front_desk(parts: Parts) -> AsyncIterator[FrontDesk]:
    """The desk while it is open; what is under way is finished before it closes."""
    worker = Worker(parts.answers, recorder=parts.questions)
    handover = Passing(parts.handover.form) if parts.handover is not None else None
    try:
        yield Reception(parts, worker, handover)
    finally:
        worker.close()

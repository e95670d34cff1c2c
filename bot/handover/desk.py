"""All that the hand-over to a colleague is made of, over one database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from bot.handover.enquiries import Enquiries
from bot.handover.form import Form
from bot.handover.outbox import Outbox
from bot.handover.routes import Routes
from bot.questions.log import QuestionLog


@dataclass(frozen=True, slots=True)
class HandOver:
    """The visitors' form, the enquiries, what is on its way, and who is given what."""

    form: Form
    enquiries: Enquiries
    outbox: Outbox
    routes: Routes


def hand_over(
    engine: Engine,
    secret: bytes,
    log: QuestionLog | None,
    days: int,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> HandOver:
    """The hand-over of questions of a log; enquiries are kept for `days` after the last word."""
    enquiries = Enquiries(engine, secret, clock)
    form = Form(enquiries, log, days, clock)
    return HandOver(form, enquiries, Outbox(engine, clock), Routes(engine, clock))

"""Erase everything that is kept of one person."""

from dataclasses import dataclass

from sqlalchemy import Engine, delete, select

from bot.asker import Asker
from bot.handover.erasure import erase_enquiries, erase_enquiries_from_copies
from bot.questions.erasure import copies, erase_from_copies, erase_own_from_copies, erase_questions, sweep
from bot.secret import keyed_hash
from bot.session import Sessions
from bot.tables import given_answers, preferences, questions, waiting_askers
from knowledge.transactions import reading, writing

_MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many questions were erased; `swept` is False where the file has yet to be swept (`erasure.sweep`)."""

    count: int
    swept: bool


def forget(engine: Engine, secret: bytes, asker: Asker, sessions: Sessions | None = None) -> Forgotten:
    """Erase a person's questions in all chats, what their conversations are about, what they left for a colleague and
    what they chose.

    Counts stay, which tell of nobody. Raises DatabaseError when the database fails; then it must be tried again.
    """
    identity = keyed_hash(secret, asker.identity)
    own = questions.c.asker == identity
    if sessions is not None:
        with reading(engine) as connection:
            found = connection.scalars(select(questions.c.session).where(own).distinct()).all()
        sessions.erase([bytes.fromhex(one) for one in {*found, keyed_hash(secret, asker.session)}])
    count = 0
    with writing(engine) as connection:
        connection.execute(delete(waiting_askers).where(waiting_askers.c.asker == identity))
        erase_enquiries(connection, identity)
        for table in (preferences, given_answers):
            connection.execute(delete(table).where(table.c.asker == identity))
        while ids := connection.scalars(select(questions.c.id).where(own).limit(_MOST_AT_ONCE)).all():
            erase_questions(connection, ids)
            count += len(ids)
    erase_from_copies(engine.url.database, "asker = ?", identity)
    erase_enquiries_from_copies(copies(engine.url.database), "asker = ?", identity)
    erase_own_from_copies(engine.url.database, identity)
    return Forgotten(count, sweep(engine))

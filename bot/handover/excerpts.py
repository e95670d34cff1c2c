"""Take a question, and what was asked around it, out of the log."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.answer import Outcome
from bot.handover.records import Asked, Turn
from bot.tables import questions
from knowledge.tables import versions
from knowledge.versions import State

_MOST = 8  # questions of a conversation
_AROUND = timedelta(hours=2)
_NO_QUESTION = (Outcome.SMALL_TALK.value, Outcome.INVALID.value)


def asked_question(connection: Connection, answer_id: str, person: str) -> Asked | None:
    """The question that an answer was given to, with its conversation; None where it is not this person's.

    `person` is the keyed hash of the asker's identity. The topic of what was left open is that of the document nearest
    to it.
    """
    own = select(questions).where(questions.c.id == answer_id, questions.c.asker == person)
    row = connection.execute(own).one_or_none()
    if row is None:
        return None
    turns = _turns(connection, row.session, row.at)
    text = row.interpreted_as if row.interpreted_as and len(row.interpreted_as) > len(row.text) else row.text
    return Asked(row.id, text, row.topic or _nearest_topic(connection, row), turns)


def wished(connection: Connection, wish_id: str, text: str, session: str, now: datetime) -> Asked:
    """What somebody wants in their own words, with what they asked before; `session` is a keyed hash."""
    return Asked(wish_id, text, None, _turns(connection, session, now))


def _turns(connection: Connection, session: str, at: datetime) -> tuple[Turn, ...]:
    """What was asked in a conversation around a moment."""
    around = (
        select(questions.c.text, questions.c.outcome)
        .where(
            questions.c.session == session,
            questions.c.at.between(at - _AROUND, at + _AROUND),
            questions.c.outcome.not_in(_NO_QUESTION),
        )
        .order_by(questions.c.at.desc())
        .limit(_MOST)
    )
    return tuple(reversed([Turn(one.text, one.outcome) for one in connection.execute(around)]))


def _nearest_topic(connection: Connection, row: Row[Any]) -> str | None:
    hits = json.loads(row.hits)
    if not hits:
        return None
    document = versions.c.document_id == hits[0].get("document")
    found = select(versions.c.topic).where(document, versions.c.state == State.PUBLISHED.value)
    return connection.execute(found.limit(1)).scalar_one_or_none()

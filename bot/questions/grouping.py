"""Group what is written to the log by the searcher that is served, also after it was switched."""

import threading
from collections.abc import Sequence

import structlog
from sqlalchemy import Engine, select

from bot.answer import Outcome
from bot.questions.entries import Logged, logged
from bot.questions.groups import Groups
from bot.questions.sameness import Sameness
from bot.tables import questions
from index.search import Searcher
from knowledge.errors import DatabaseError
from knowledge.transactions import reading

_AT_ONCE = 500  # questions without a group that are caught up with a batch

_log = structlog.get_logger(__name__)


class Grouping:
    """Gives the log's questions their groups, in the log's own thread; until a searcher is followed they wait.

    What could not be grouped, because the database failed or the bot ended, is caught up with the next batch.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._followed: Searcher | None = None
        self._groups: Groups | None = None

    def follow(self, searcher: Searcher) -> None:
        """Compare by this searcher from the next batch on."""
        with self._lock:
            self._searcher = searcher

    def reload(self) -> None:
        """Read the groups anew before the next batch: some were erased."""
        with self._lock:
            self._groups = None

    def written(self, batch: Sequence[Logged]) -> None:
        """Group a batch that has been written, and what was left before it; never raises for a failing database."""
        try:
            groups = self._ready()
            if groups is None:
                return
            # What a button asked is no evidence of what people want to know.
            groups.assign([one for one in batch if not one.prompted])
            groups.assign(self._left())
        except DatabaseError as error:
            _log.error("questions not grouped", fault=error.fault.value, questions=len(batch))

    def _ready(self) -> Groups | None:
        with self._lock:
            searcher = self._searcher
            if searcher is None:
                return None
            if self._groups is None:
                self._groups = Groups(self._engine, Sameness(searcher))
            elif searcher is not self._followed:
                self._groups.use(Sameness(searcher))
            self._followed = searcher
            return self._groups

    def _left(self) -> list[Logged]:
        """The latest questions that should have a group and have none."""
        query = (
            select(questions)
            .where(
                questions.c.group_id.is_(None),
                questions.c.prompted.is_(None),
                questions.c.outcome.in_([Outcome.ANSWERED, Outcome.REFUSED]),
            )
            .order_by(questions.c.at.desc())
            .limit(_AT_ONCE)
        )
        with reading(self._engine) as connection:
            return [logged(dict(row)) for row in connection.execute(query).mappings()]

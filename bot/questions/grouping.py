"""Group what is written to the log by the searcher that is served, also after it was switched."""

import contextlib
import threading
from collections import deque
from collections.abc import Iterator, Sequence

import structlog
from sqlalchemy import Connection, Engine, select

from bot.questions.entries import Logged, logged
from bot.questions.groups import GROUPED, Groups
from bot.questions.sameness import Sameness
from bot.tables import questions
from index.search import Searcher
from knowledge.errors import DatabaseError
from knowledge.transactions import reading

PORTION = 10  # questions grouped in one transaction, for which others wait that want to write or to erase
_PATIENCE_SECONDS = 3.0  # for the portion under way when it is to end: the database undoes what is broken off
_MOST_HOPELESS = 500  # questions that could not be grouped, each by itself
_AGAIN_SECONDS = 60.0  # until what could not be grouped is tried again, where nothing is asked meanwhile

_log = structlog.get_logger(__name__)


class Grouping:
    """Gives the log's questions their groups in a thread of its own, so that their writing waits for a portion at most.

    Questions wait in the database until a searcher is followed; what could not be grouped, because the database
    failed or the bot ended, waits there too.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._turn = threading.Lock()  # held for a portion, and while questions are erased
        self._searcher: Searcher | None = None
        self._followed: Searcher | None = None
        self._groups: Groups | None = None
        self._hopeless: deque[str] = deque(maxlen=_MOST_HOPELESS)
        self._awake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="groups", daemon=True)

    def follow(self, searcher: Searcher) -> None:
        """Compare by this searcher from now on; the first one begins it."""
        with self._lock:
            first = self._searcher is None and not self._ending.is_set()
            self._searcher = searcher
            if first:
                self._thread.start()
        self._awake.set()

    def written(self) -> None:
        """Take note that there is more to group; neither waits nor raises."""
        self._awake.set()

    @contextlib.contextmanager
    def erasing(self) -> Iterator[None]:
        """Group nothing while questions are erased, and remember nothing of them afterwards; waits for a portion."""
        with self._turn:
            try:
                yield
            finally:
                self._groups = None

    def close(self) -> None:
        """End with the portion under way, or without it where that takes long; the next start groups what is left."""
        self._ending.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._awake.wait(_AGAIN_SECONDS)
            self._awake.clear()
            try:
                while not self._ending.is_set() and self._group_some():
                    pass
            except DatabaseError as error:
                _log.error("questions not grouped", fault=error.fault.value)

    def _group_some(self) -> bool:
        """Group the oldest questions that have no group yet; False where there are none."""
        with self._turn:
            with reading(self._engine) as connection:
                portion = _left(connection, self._hopeless)
            if portion:
                self._assign(portion)
            return bool(portion)

    def _assign(self, portion: Sequence[Logged]) -> None:
        """Group a portion; a question that fails by itself is left out until the next start, for those after it."""
        try:
            self._ready().assign(portion)
        except Exception as error:
            self._groups = None  # whatever was remembered of it
            if isinstance(error, DatabaseError):
                raise
            if len(portion) > 1:
                for one in portion:
                    self._assign([one])
            else:
                self._hopeless.append(portion[0].id)
                _log.error("question not grouped", reason=type(error).__name__)

    def _ready(self) -> Groups:
        with self._lock:
            searcher = self._searcher
        assert searcher is not None  # the thread begins with the first
        if self._groups is None:
            self._groups = Groups(self._engine, Sameness(searcher))
        elif searcher is not self._followed:
            self._groups.use(Sameness(searcher))
        self._followed = searcher
        return self._groups


def _left(connection: Connection, but: Sequence[str]) -> list[Logged]:
    """A portion of the questions, `but` these, that should have a group and have none, in the order asked.

    What a button asked is no evidence of what people want to know.
    """
    query = (
        select(questions)
        .where(
            questions.c.group_id.is_(None),
            questions.c.prompted.is_(None),
            questions.c.outcome.in_(GROUPED),
            questions.c.id.not_in(but),
        )
        .order_by(questions.c.at)
        .limit(PORTION)
    )
    return [logged(dict(row)) for row in connection.execute(query).mappings()]

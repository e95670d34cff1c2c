"""Find out in the background which suggested questions are surely answered, and remember it for the snapshot."""

import threading
import time
from collections import deque
from collections.abc import Sequence

import structlog
from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.desk.shelf import Holdings, Known, Shelf
from bot.tables import checked_questions
from knowledge.errors import DatabaseError
from knowledge.transactions import reading, writing

_IDLE_SHARE = 2.0  # seconds of rest for each second of work that nobody waits for
_WRITTEN_AT_ONCE = 25
_LOOKS_EVERY = 1.0  # seconds between two looks at which snapshot is served

_log = structlog.get_logger(__name__)


class Sureness:
    """Which of the shelf's questions are surely answered: at once what was checked, the rest later.

    A thread of its own asks the conversation, what somebody was to be offered first, then, with rests, all others.
    What it found is kept in the database for the snapshot; a database that fails costs only that it is checked again.
    """

    def __init__(self, shelf: Shelf, engine: Engine | None = None, *, ahead: bool = True) -> None:
        self._shelf = shelf
        self._engine = engine
        self._ahead = ahead
        self._changed = threading.Condition()
        self._ended = threading.Event()
        self._holdings: Holdings | None = None
        self._checked: dict[str, bool] = {}
        self._unwritten: dict[str, bool] = {}
        self._urgent: deque[Known] = deque()
        self._rest: deque[Known] = deque()
        self._thread = threading.Thread(target=self._run, name="sureness", daemon=True)

    def start(self) -> "Sureness":
        """Check from now on."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Check no more, and keep what was found."""
        self._ended.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def sure(
        self, holdings: Holdings, sections: Sequence[Sequence[Known]], most: int, wait: float = 0.0
    ) -> list[Known]:
        """Up to `most` questions that are surely answered, one a section; what is not known yet is checked next.

        Waits up to `wait` seconds for that: with any, call it from a worker thread.
        """
        until = time.monotonic() + wait
        with self._changed:
            if holdings is not self._holdings:
                self._take(holdings)
            while True:
                found, unknown = self._known(sections, most)
                self._urgent.extend(one for one in unknown if one not in self._urgent)
                self._changed.notify_all()
                left = until - time.monotonic()
                if not unknown or left <= 0 or not self._thread.is_alive() or holdings is not self._holdings:
                    return found
                self._changed.wait(left)

    def _known(self, sections: Sequence[Sequence[Known]], most: int) -> tuple[list[Known], list[Known]]:
        """The sure ones, and those that must be checked before more can be said."""
        found: list[Known] = []
        unknown: list[Known] = []
        for section in sections:
            if len(found) == most:
                break
            for one in section:
                if one.key not in self._checked:
                    unknown.append(one)
                    break
                if self._checked[one.key]:
                    found.append(one)
                    break
        return found, unknown

    def _take(self, holdings: Holdings) -> None:
        """Begin with another snapshot; called under the lock."""
        self._holdings = holdings
        self._checked, self._unwritten = self._kept(holdings.snapshot), {}
        self._urgent.clear()
        self._rest = (
            deque(one for one in holdings.questions if one.key not in self._checked) if self._ahead else deque()
        )

    def _run(self) -> None:
        while not self._ended.is_set():
            with self._changed:
                current = self._shelf.holdings
                if current is not None and current is not self._holdings:
                    self._take(current)
                holdings, asked = self._holdings, bool(self._urgent)
                known = self._urgent.popleft() if asked else self._rest.popleft() if self._rest else None
                if known is None or holdings is None:
                    self._write()
                    if not self._ended.is_set():
                        self._changed.wait(_LOOKS_EVERY)
                    continue
                if known.key in self._checked:
                    continue
            begun = time.monotonic()
            try:
                sure = holdings.answers(known)
            except Exception as error:  # whatever it is, the next one must be checked
                _log.error("suggested question not checked", reason=type(error).__name__)
                sure = False
            with self._changed:
                if holdings is self._holdings:
                    self._checked[known.key] = self._unwritten[known.key] = sure
                    if len(self._unwritten) >= _WRITTEN_AT_ONCE:
                        self._write()
                self._changed.notify_all()
            if not asked:
                self._rest_for((time.monotonic() - begun) * _IDLE_SHARE)
        with self._changed:
            self._write()

    def _rest_for(self, seconds: float) -> None:
        """Leave the machine to others, unless somebody is to be offered something."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended.is_set() or bool(self._urgent), seconds)

    def _kept(self, snapshot: str | None) -> dict[str, bool]:
        if self._engine is None or snapshot is None:
            return {}
        columns = (checked_questions.c.question, checked_questions.c.sure)
        try:
            with reading(self._engine) as connection:
                rows = connection.execute(select(*columns).where(checked_questions.c.snapshot == snapshot))
                return {row.question: bool(row.sure) for row in rows}
        except DatabaseError as error:
            _log.warning("checked questions not known", fault=error.fault.value)
            return {}

    def _write(self) -> None:
        """Keep what was found, and forget what was of other snapshots; called under the lock."""
        snapshot = self._holdings.snapshot if self._holdings is not None else None
        if self._engine is None or snapshot is None or not self._unwritten:
            return
        rows = [{"snapshot": snapshot, "question": key, "sure": int(sure)} for key, sure in self._unwritten.items()]
        self._unwritten = {}
        try:
            with writing(self._engine) as connection:
                connection.execute(delete(checked_questions).where(checked_questions.c.snapshot != snapshot))
                connection.execute(insert(checked_questions).on_conflict_do_nothing(), rows)
        except DatabaseError as error:
            _log.warning("checked questions not kept", fault=error.fault.value)

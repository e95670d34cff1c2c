"""Serve the current snapshot, and switch to the next one between two questions."""

import threading
from collections.abc import Callable

import structlog

from bot.answer import Answer
from bot.language import Language
from bot.worker import Answers
from index.errors import SearchError

_LOOKS_EVERY = 1.0  # seconds between two looks at which snapshot is current

_log = structlog.get_logger(__name__)


class Serving:
    """Answers as Conversation does, always from the snapshot that is current.

    `current` names it, `open_conversation` opens it. A question in flight is finished by the conversation that it
    began with; one that cannot be opened leaves the one before in its place.
    """

    def __init__(self, current: Callable[[], str | None], open_conversation: Callable[[], Answers]) -> None:
        self._current = current
        self._open = open_conversation
        self.snapshot = current()
        self._conversation = open_conversation()
        self._failed: str | None = None
        self._switching = threading.Lock()
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, name="serving", daemon=True)

    def ask(
        self,
        text: str,
        session: str | None = None,
        default: Language = Language.SIMPLIFIED,
        *,
        chosen: Language | None = None,
        afresh: bool = False,
    ) -> Answer:
        """Answer a question from the snapshot that is current when it comes."""
        return self._conversation.ask(text, session, default, chosen=chosen, afresh=afresh)

    @property
    def failed(self) -> str | None:
        """The snapshot that should be served and cannot be opened, if there is one."""
        return self._failed

    def switch(self) -> bool:
        """Serve the current snapshot if it is another one; return whether it was and could be opened."""
        with self._switching:
            try:
                name = self._current()
                if name in (None, self.snapshot, self._failed):
                    return False
                conversation = self._open()
            except (SearchError, OSError) as error:
                self._failed = name = self._name_or_none()
                _log.error("snapshot not served", snapshot=name, reason=str(error))
                return False
            self._conversation, self.snapshot, self._failed = conversation, name, None
        _log.info("snapshot served", snapshot=name)
        return True

    def start(self) -> "Serving":
        """Look for another snapshot from now on, in a thread of its own."""
        self._watch.start()
        return self

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(_LOOKS_EVERY):
            try:
                self.switch()
            except Exception:  # whatever it is, the next snapshot must be looked for
                _log.exception("looking for a snapshot failed")

    def _name_or_none(self) -> str | None:
        try:
            return self._current()
        except SearchError:
            return None

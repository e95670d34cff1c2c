"""The process in which a publication is prepared: one JSON request in, JSON lines of progress and a proposal out."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from bot.database import open_database
from bot.errors import BotError, BusyError, InvalidSourcesError, NothingToPublishError, StorageFullError
from bot.logs import configure_logging
from bot.preparing import Preparer, Upload
from bot.proposals import Proposal
from bot.publishing import Publisher
from bot.settings import load_settings
from index.errors import SearchError
from knowledge.errors import (
    DatabaseError,
    DatabaseFault,
    DuplicateDocumentError,
    KnowledgeError,
    SourceError,
    UnreadableFileError,
)

_NICENESS = 15
_WAIT_SECONDS = 900.0


def main() -> None:
    """Serve the one request on standard input."""
    os.nice(_NICENESS)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what a library prints is no answer
    request = json.loads(sys.stdin.readline())

    def tell(**values: Any) -> None:
        answers.write(json.dumps(values, ensure_ascii=False) + "\n")

    try:
        settings = load_settings()
        configure_logging(settings)
        publisher = Publisher(settings, open_database(settings.database_file))
        publisher.tidy()  # the worker before may have been killed
        from bot.wiring import open_model

        def progress(stage: str, done: int, total: int) -> None:
            tell(stage=stage, done=done, total=total)

        preparer = Preparer(settings, publisher, open_model(settings), progress, wait_seconds=_WAIT_SECONDS)
        tell(proposal=_prepare(preparer, request).id)
    except (BotError, SearchError, KnowledgeError, OSError) as error:
        tell(**_told(error))


def _prepare(preparer: Preparer, request: dict[str, Any]) -> Proposal:
    actor = request["actor"]
    if "file" in request:
        return preparer.files([Upload(Path(request["file"]), request["name"])], actor)
    if "retire" in request:
        return preparer.retirement(request["retire"], actor)
    return preparer.pages(actor)


def _told(error: Exception) -> dict[str, Any]:
    """The error as the chat words it: its kind, its message for the operator, the facts that a text names."""
    if isinstance(error, UnreadableFileError):
        return {"error": f"file_{error.fault.value}", "message": str(error), "facts": error.facts}
    if isinstance(error, DuplicateDocumentError):
        return {"error": "duplicate", "message": str(error), "facts": {"title": error.title}}
    if isinstance(error, NothingToPublishError):
        return {"error": "nothing", "message": str(error), "facts": {}}
    if isinstance(error, BusyError):
        return {"error": "busy", "message": str(error), "facts": {}}
    if isinstance(error, InvalidSourcesError):
        causes = [{"file": failure.path.name, **_told(failure)} for failure in error.failures]
        return {"error": "invalid", "message": str(error), "facts": {}, "causes": causes}
    if isinstance(error, SourceError):
        return {"error": "source", "message": str(error), "facts": {"reason": error.reason}}
    if isinstance(error, StorageFullError) or (isinstance(error, OSError) and error.errno == 28):
        return {"error": "full", "message": str(error), "facts": {}}
    if isinstance(error, DatabaseError) and error.fault is DatabaseFault.FULL:
        return {"error": "full", "message": str(error), "facts": {}}
    return {"error": "failed", "message": str(error), "facts": {}}


if __name__ == "__main__":
    main()

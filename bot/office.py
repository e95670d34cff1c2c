"""What staff do to the documents, messenger-neutral and off the event loop: prepare, publish, undo, list."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import Engine

from bot.errors import PreparationError
from bot.preparing import Progress
from bot.proposals import Proposal
from bot.publishing import Publisher
from bot.questions.reporter import Reporter
from bot.secret import load_secret
from bot.settings import Settings
from bot.staff import Staff, telegram_actor
from knowledge.catalogue import Catalogue, DocumentSummary
from knowledge.history import Event, History
from knowledge.paging import Page
from knowledge.publications import Publication

_ROOT = Path(__file__).parent.parent
_LONGEST_LINE = 1 << 20  # bytes of one line of the worker's output
_THREADS = 2
_T = TypeVar("_T")

_log = structlog.get_logger(__name__)


class Office:
    """The staff's desk. Preparing runs in a process of its own at low priority, so that questions stay fast.

    Every method raises DatabaseError when the database fails. Rights are checked by the caller, with `staff`.
    """

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.settings = settings
        self.engine = engine
        self.reporter = Reporter(engine, settings.zone)
        self.staff = Staff(engine, settings.owner_ids)
        self.publisher = Publisher(settings, engine)
        self._catalogue = Catalogue(engine)
        self._history = History(engine)
        self._secret = load_secret(settings.secret_file)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="office")
        self._one_at_a_time = asyncio.Lock()

    def actor(self, user_id: int) -> str:
        """The name under which a person's doings are kept, which does not tell who it is."""
        return telegram_actor(user_id, self._secret)

    def names(self) -> dict[str, str]:
        """The labels of the staff of today by the names under which what they did is kept."""
        return {self.actor(member.user_id): member.label for member in self.staff.members() if member.label}

    async def prepare_file(self, path: Path, name: str, actor: str, progress: Progress) -> Proposal:
        """Prepare a file for publication; PreparationError says why it cannot be."""
        return await self._prepare({"file": str(path), "name": name}, actor, progress)

    async def prepare_pages(self, actor: str, progress: Progress) -> Proposal:
        """Prepare what changed in the pages folder; PreparationError says why it cannot be."""
        return await self._prepare({"pages": True}, actor, progress)

    async def prepare_retirement(self, document_ids: Sequence[str], actor: str, progress: Progress) -> Proposal:
        """Prepare the withdrawal of documents; PreparationError says why it cannot be."""
        return await self._prepare({"retire": list(document_ids)}, actor, progress)

    async def proposal(self, proposal_id: str) -> Proposal:
        """The proposal with this id; ProposalError where there is none."""
        return await self._run(self.publisher.proposals.get, proposal_id)

    async def publish(self, proposal_id: str, actor: str) -> Publication:
        """Make a proposal current; raises as Publisher.publish does."""
        return await self._run(self.publisher.publish, proposal_id, actor)

    async def discard(self, proposal_id: str, actor: str) -> Proposal:
        """Give a proposal up; raises as Publisher.discard does."""
        return await self._run(self.publisher.discard, proposal_id, actor)

    async def rollback(self, snapshot: str | None, actor: str, after: str | None = None) -> Publication:
        """Go back to an earlier snapshot; raises as Publisher.rollback does."""
        return await self._run(self.publisher.rollback, snapshot, actor, after)

    async def publications(self, limit: int = 10) -> tuple[Publication, ...]:
        """The latest publications, newest first."""
        return await self._run(self._catalogue.publications, limit)

    async def documents(self, number: int, size: int = 8) -> Page[DocumentSummary]:
        """One page of the published documents with what each is worth today."""
        return await self._run(self._catalogue.documents, date.today(), number, size)

    async def history(self, number: int, size: int = 10) -> Page[Event]:
        """One page of what was done, newest first."""
        return await self._run(self._history.page, number, size)

    def close(self) -> None:
        """Let what is under way finish."""
        self._threads.shutdown(wait=True)
        self.reporter.close()

    async def _run(self, work: Callable[..., _T], *arguments: Any) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *arguments))

    async def _prepare(self, request: dict[str, Any], actor: str, progress: Progress) -> Proposal:
        async with self._one_at_a_time:
            answer = await self._worker({**request, "actor": actor}, progress)
        if "proposal" not in answer:
            raise told_by_worker(answer)
        return await self.proposal(answer["proposal"])

    async def _worker(self, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Run `python -m bot.preparation` with the request; return its last word. It dies with this task."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.preparation",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            cwd=_ROOT,
            env=_environment(self.settings),
        )
        assert process.stdin is not None and process.stdout is not None
        answer: dict[str, Any] = {}
        try:
            with contextlib.suppress(ConnectionError):  # one that died already says why by its exit status
                process.stdin.write(json.dumps(request).encode() + b"\n")
                await process.stdin.drain()
            async for line in process.stdout:
                with contextlib.suppress(ValueError):
                    answer = json.loads(line)
                    if "stage" in answer:
                        progress(answer["stage"], answer["done"], answer["total"])
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            _log.error("preparation ended", code=process.returncode)
        return answer if process.returncode == 0 else {"error": "failed"}


def told_by_worker(answer: Mapping[str, Any]) -> PreparationError:
    """The error that the worker told of."""
    causes = [(cause["file"], told_by_worker(cause)) for cause in answer.get("causes", ())]
    return PreparationError(answer.get("error", "failed"), answer.get("message", ""), answer.get("facts"), causes)


def _environment(settings: Settings) -> dict[str, str]:
    """The worker's environment: this process's settings, but no token."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_"))}
    own = {
        "BOT_DATA_DIR": str(settings.data_dir.absolute()),
        "BOT_PAGES_DIR": str(settings.pages_dir.absolute()),
        "BOT_EMBEDDING_MODEL": settings.embedding_model,
        "BOT_EMBEDDING_DTYPE": settings.embedding_dtype,
        "BOT_LONGEST_QUESTION": str(settings.longest_question),
        "BOT_LOG_LEVEL": settings.log_level,
        "BOT_LOG_FORMAT": settings.log_format,
        "BOT_THREADS": "1",
    }
    return kept | own

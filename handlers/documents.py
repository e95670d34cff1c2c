"""Bring documents in and take them out: a file or command, the preview, then publish or discard."""

import asyncio
import mimetypes
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from telegram import CallbackQuery, Document, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import FileSizeLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.errors import ProposalError
from bot.office import Office
from bot.preparing import Progress
from bot.proposals import Proposal, ProposalState
from bot.texts import say
from handlers.errands import Errands, ProgressMessage
from handlers.explanations import EXPECTED, explanation
from handlers.messages import drop_buttons, line, rewrite, tell
from handlers.previews import preview_text
from handlers.rights import Person, button_data
from knowledge.errors import CatalogueError
from knowledge.intake import safe_name
from knowledge.versions import State, Version

_UPLOAD = "upload-"
_DOWNLOAD_SECONDS = 120.0

Prepare = Callable[[Progress], Awaitable[Proposal]]

_log = structlog.get_logger(__name__)


class _TooBigError(Exception):
    """Telegram does not hand a bot files of this size."""


class Documents:
    """Files, /refresh and /retire, and the buttons below a preview."""

    def __init__(self, office: Office, errands: Errands) -> None:
        self._office = office
        self._errands = errands

    async def file(self, person: Person, message: Message) -> None:
        """Prepare a file that was sent."""
        document = message.document
        if document is None:
            return
        if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
            await tell(message, say("error_too_big", person.language))
            return

        async def prepare(progress: Progress) -> Proposal:
            name = _name(document)
            async with self._downloaded(document, name) as path:
                return await self._office.prepare_file(path, name, person.actor, progress)

        await self._begin(person, message, prepare)

    async def other_media(self, person: Person, message: Message) -> None:
        """Say how to send what Telegram would make smaller or play."""
        await tell(message, say("send_as_file", person.language))

    async def refresh(self, person: Person, message: Message) -> None:
        """Prepare what changed in the pages folder."""
        await self._begin(person, message, partial(self._office.prepare_pages, person.actor))

    async def retire_command(self, person: Person, message: Message) -> None:
        """Prepare the withdrawal of the document whose id or title follows the command."""
        _, _, wanted = (message.text or "").strip().partition(" ")
        wanted = wanted.strip()
        current = await asyncio.to_thread(self._office.publisher.catalogue.current)
        found = [version for version in current if version.document_id == wanted]
        found = found or [version for version in current if version.title == wanted]
        if len(found) == 1:
            await self._retire(person, message, found[0])
        else:
            key = "retire_usage" if not wanted else "retire_ambiguous" if found else "retire_unknown"
            await tell(message, say(key, person.language, wanted=line(wanted)))

    async def retire(self, person: Person, query: CallbackQuery, version_id: str) -> None:
        """Prepare the withdrawal of the document of a version in a list."""
        try:
            version = await asyncio.to_thread(self._office.publisher.catalogue.version, int(version_id))
        except CatalogueError:
            version = None
        if version is None or version.state is not State.PUBLISHED:
            await tell(query, say("retire_gone", person.language))
        elif isinstance(query.message, Message):
            await self._retire(person, query.message, version)

    async def publish(self, person: Person, query: CallbackQuery, proposal_id: str) -> None:
        """Make a proposal current, or say why it cannot be any more."""
        try:
            await self._office.publish(proposal_id, person.actor)
        except (ProposalError, CatalogueError) as error:
            await drop_buttons(query)
            await tell(query, await self._fate(proposal_id, error, person))
            return
        await drop_buttons(query)
        await tell(query, say("published", person.language))

    async def discard(self, person: Person, query: CallbackQuery, proposal_id: str) -> None:
        """Give a proposal up, or say what became of it."""
        try:
            await self._office.discard(proposal_id, person.actor)
        except ProposalError as error:
            await drop_buttons(query)
            await tell(query, await self._fate(proposal_id, error, person))
            return
        await rewrite(query, say("discarded", person.language))

    def remove_leftovers(self) -> None:
        """Remove downloads that a killed bot left; to be called before the first file comes."""
        for path in self._office.publisher.scratch.glob(f"{_UPLOAD}*"):
            path.unlink(missing_ok=True)

    async def _retire(self, person: Person, message: Message, version: Version) -> None:
        await self._begin(
            person, message, partial(self._office.prepare_retirement, [version.document_id], person.actor)
        )

    async def _begin(self, person: Person, message: Message, prepare: Prepare) -> None:
        """Prepare beside the chat's queue, so that the person can go on meanwhile."""
        first = "waiting" if len(self._errands) else "reading"
        if not self._errands.start(partial(self._prepared, person, message, prepare, first)):
            await tell(message, say("error_queue", person.language))

    async def _prepared(self, person: Person, message: Message, prepare: Prepare, first: str) -> None:
        try:
            async with ProgressMessage(message, person.language, first) as progress:
                proposal = await prepare(progress)
            await self._show(person, message, proposal)
        except _TooBigError:
            await tell(message, say("error_too_big", person.language))
        except (*EXPECTED, TelegramError) as error:
            _log.warning("not prepared", reason=getattr(error, "kind", type(error).__name__))
            await tell(message, explanation(error, person.language))
        except Exception:
            _log.exception("preparation failed")
            await tell(message, say("error_failed", person.language))

    async def _show(self, person: Person, message: Message, proposal: Proposal) -> None:
        buttons = [
            InlineKeyboardButton(say(f"button_{verb}", person.language), callback_data=button_data(verb, proposal.id))
            for verb in ("publish", "discard")
        ]
        await message.get_bot().send_message(
            message.chat.id,
            preview_text(proposal, person.language),
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup([buttons]),
        )

    async def _fate(self, proposal_id: str, error: Exception, person: Person) -> str:
        """What became of a proposal that cannot be published or discarded."""
        try:
            proposal = await self._office.proposal(proposal_id)
        except ProposalError:
            return say("proposal_unknown", person.language)
        if proposal.state is ProposalState.PUBLISHED:
            return say("proposal_published", person.language)
        latest = await self._office.publications(1)
        if proposal.after != (latest[0].snapshot if latest else None):
            return say("proposal_outdated", person.language)
        if proposal.state is ProposalState.DISCARDED:
            return say("proposal_discarded", person.language)
        return explanation(error, person.language)

    @asynccontextmanager
    async def _downloaded(self, document: Document, name: str) -> AsyncIterator[Path]:
        """The file in the scratch folder, readable by the bot alone, removed afterwards."""
        scratch = self._office.publisher.scratch
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, path = tempfile.mkstemp(prefix=_UPLOAD, suffix=Path(name).suffix, dir=scratch)
        os.close(descriptor)
        target = Path(path)
        try:
            try:
                file = await document.get_file()
            except BadRequest as error:
                if "too big" in str(error).lower():
                    raise _TooBigError from None
                raise
            await file.download_to_drive(target, read_timeout=_DOWNLOAD_SECONDS)
            yield target
        finally:
            os.unlink(target)  # noqa: PTH108 - one call, nothing to wait for


def _name(document: Document) -> str:
    """The name that a file came by, made safe; one without a suffix takes that of its type."""
    name = safe_name(document.file_name or "")
    if not Path(name).suffix and document.mime_type:
        name += mimetypes.guess_extension(document.mime_type) or ""
    return name

"""Everything that only staff can do in the chat, put behind their rights."""

import asyncio

import structlog
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.monitor import Monitor
from bot.office import Office
from bot.questions.desk import AnswerDesk
from bot.weekly import Weekly
from handlers.alarms import Alarms
from handlers.answering import Answering
from handlers.archive import Archive
from handlers.curated import CuratedList
from handlers.digest import Digest
from handlers.documents import Documents
from handlers.enquiries import EnquiryDesk
from handlers.errands import Errands
from handlers.menus import show_member
from handlers.noted import Noted
from handlers.notices import Notices
from handlers.reports import Reports
from handlers.rights import BUTTONS, COMMANDS, FILES, IN_STAFF_CHAT, Handler, OnMessage, OnPress, Rights
from handlers.status import StatusDesk
from handlers.team import Team
from handlers.types import App
from knowledge.errors import DatabaseError

_MEDIA = (
    filters.PHOTO | filters.VIDEO | filters.AUDIO | filters.VOICE | filters.VIDEO_NOTE | filters.ANIMATION
)  # an animation is a document too, and comes first

_log = structlog.get_logger(__name__)


class StaffRoom:
    """The staff's handlers; it owns the office and the work under way."""

    def __init__(
        self,
        office: Office,
        desk: AnswerDesk,
        notices: Notices,
        monitor: Monitor,
        enquiries: EnquiryDesk | None = None,
        noted: Noted | None = None,
    ) -> None:
        self._office = office
        self._noted = noted
        self._enquiries = enquiries
        self._errands = Errands()
        self._answering = Answering(desk, notices)
        self._curated = CuratedList(office, desk)
        self._documents = Documents(office, self._errands)
        self._archive = Archive(office)
        self._reports = Reports(office.reporter)
        self._team = Team(office)
        self._status = StatusDesk(office, monitor)
        self._alarms = Alarms(monitor, office.settings.owner_ids)

    def register(self, application: App, otherwise: Handler | None = None) -> None:
        """Add the handlers to an application; `otherwise` is given the files of those who may not bring any."""
        documents, archive, answering, curated = self._documents, self._archive, self._answering, self._curated
        commands: dict[str, OnMessage] = {
            "documents": archive.documents_command,
            "history": archive.history_command,
            "unanswered": answering.command,
            "answers": curated.command,
            "report": self._reports.command,
            "retire": documents.retire_command,
            "rollback": archive.rollback_command,
            "refresh": documents.refresh,
            "staff": self._team.command,
            "status": self._status.command,
        }
        presses: dict[str, OnPress] = {
            "documents": archive.documents,
            "history": archive.history,
            "retire": documents.retire,
            "publish": documents.publish,
            "discard": documents.discard,
            "rollback": archive.rollback,
            "restore": archive.restore,
            "keep": archive.keep,
            "unanswered": answering.page,
            "answer": answering.answer,
            "release": answering.release,
            "rewrite": answering.rewrite,
            "until": answering.until,
            "cite": answering.cite,
            "cited": answering.cited,
            "drop": answering.drop,
            "answers": curated.page,
            "curated": curated.show,
            "amend": answering.amend,
            "withdraw": curated.withdraw,
            "exclude": curated.exclude,
        }
        if self._enquiries is not None:
            commands |= {"enquiries": self._enquiries.command, "route": self._enquiries.route}
            presses |= {
                "enquiries": self._enquiries.page,
                "enquiry": self._enquiries.show,
                "take": self._enquiries.take,
                "close": self._enquiries.close,
            }
        rights = Rights(self._office, presses, self._noted)
        new = filters.UpdateType.MESSAGE
        private = new & filters.ChatType.PRIVATE
        for name in (one for one in COMMANDS if one in commands):
            heard = new if name in IN_STAFF_CHAT else private
            application.add_handler(CommandHandler(name, rights.command(name, commands[name]), filters=heard))
        for files, work in ((_MEDIA, documents.other_media), (filters.Document.ALL, documents.file)):
            application.add_handler(MessageHandler(private & files, rights.message(FILES, work, otherwise=otherwise)))
        application.add_handler(CallbackQueryHandler(rights.press))
        # Before all others: what a member of staff was asked for is no question.
        expected = rights.awaited(BUTTONS["answer"], answering.expects, answering.text)
        application.add_handler(MessageHandler(private & filters.TEXT & ~filters.COMMAND, expected), group=-1)
        self._alarms.schedule(application)
        if self._enquiries is not None:
            replies = rights.replies(BUTTONS["take"], self._enquiries.about, self._enquiries.reply)
            application.add_handler(MessageHandler(new & filters.REPLY & ~filters.COMMAND, replies), group=-3)
            edited = filters.UpdateType.EDITED_MESSAGE & filters.REPLY & filters.TEXT
            edits = rights.replies(BUTTONS["take"], self._enquiries.about, self._enquiries.edited)
            application.add_handler(MessageHandler(edited, edits), group=-3)
        settings = self._office.settings
        if settings.digest and settings.staff_chat is not None:
            weekly = Weekly.parsed(settings.digest)
            Digest(self._office.reporter, settings.staff_chat, weekly, settings.digest_file).schedule(application)

    async def open(self, application: App) -> None:
        """Remove what a killed bot left, and show the members their commands."""
        await asyncio.to_thread(self._documents.remove_leftovers)
        try:
            members = await asyncio.to_thread(self._office.staff.members)
        except DatabaseError as error:
            _log.error("commands of the staff not registered", fault=error.fault.value)
            return
        for member in members:
            await show_member(application.bot, member.user_id, member.role)

    async def end_work(self) -> None:
        """End what is being prepared, while the bot can still say so."""
        await self._errands.close()

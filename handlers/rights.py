"""Who may do what in the chat: the one place that asks, for commands, files and buttons alike."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram import CallbackQuery, Chat, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.carried import NUMBER, Carried
from bot.language import Language
from bot.office import Office
from bot.staff import Role
from bot.texts import say
from handlers.explanations import EXPECTED, explanation
from handlers.messages import tell
from handlers.noted import Noted
from handlers.visitors import asker_of, visitor_language
from knowledge.errors import DatabaseError

COMMANDS: Mapping[str, Role] = {
    "documents": Role.VIEWER,
    "history": Role.VIEWER,
    "unanswered": Role.VIEWER,
    "answers": Role.VIEWER,
    "report": Role.VIEWER,
    "enquiries": Role.EDITOR,
    "retire": Role.EDITOR,
    "rollback": Role.EDITOR,
    "refresh": Role.EDITOR,
    "staff": Role.OWNER,
    "status": Role.OWNER,
    "route": Role.OWNER,
}
FILES = Role.EDITOR

_PROPOSAL = "([0-9a-f]{10})"
_DRAFT = "([0-9a-f]{10})"
_BUTTONS: Mapping[str, tuple[Role, str]] = {
    "documents": (Role.VIEWER, NUMBER),  # page
    "history": (Role.VIEWER, NUMBER),  # page
    "retire": (Role.EDITOR, NUMBER),  # version
    "publish": (Role.EDITOR, _PROPOSAL),
    "discard": (Role.EDITOR, _PROPOSAL),
    "rollback": (Role.EDITOR, f"{NUMBER}:{NUMBER}"),  # publication to go back to, latest one when this was shown
    "restore": (Role.EDITOR, f"{NUMBER}:{NUMBER}"),  # the same, confirmed
    "keep": (Role.EDITOR, "(0)"),
    "unanswered": (Role.VIEWER, NUMBER),  # page
    "answer": (Role.EDITOR, NUMBER),  # group of questions
    "release": (Role.EDITOR, _DRAFT),
    "rewrite": (Role.EDITOR, _DRAFT),
    "until": (Role.EDITOR, _DRAFT),
    "cite": (Role.EDITOR, _DRAFT),
    "cited": (Role.EDITOR, f"{_DRAFT}:([0-9a-f]{{1,40}})"),  # passage, 0 for none
    "drop": (Role.EDITOR, _DRAFT),
    "answers": (Role.VIEWER, NUMBER),  # page
    "curated": (Role.VIEWER, NUMBER),  # curated answer
    "amend": (Role.EDITOR, NUMBER),  # the same
    "withdraw": (Role.EDITOR, NUMBER),  # the same
    "exclude": (Role.EDITOR, NUMBER),  # the same
    "enquiries": (Role.EDITOR, NUMBER),  # page
    "enquiry": (Role.EDITOR, NUMBER),
    "take": (Role.EDITOR, NUMBER),  # enquiry
    "close": (Role.EDITOR, NUMBER),  # the same
}
IN_STAFF_CHAT = frozenset({"enquiries", "route", "enquiry", "take", "close"})
"""Commands and buttons that work in the staff's chat as well; all others in private chats alone."""
BUTTONS: Mapping[str, Role] = {verb: role for verb, (role, _) in _BUTTONS.items()}

_CARRIED = Carried({verb: pattern for verb, (_, pattern) in _BUTTONS.items()})
button_data = _CARRIED.action
parsed = _CARRIED.parsed

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff who asks for something; `actor` is the name under which the history keeps it."""

    user_id: int = field(repr=False)
    role: Role
    language: Language
    actor: str

    def may_press(self, verb: str) -> bool:
        """Whether a button with this verb is of use to the person."""
        return self.role.includes(BUTTONS[verb])


Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
OnMessage = Callable[[Person, Message], Awaitable[None]]
OnReply = Callable[[Person, Message, int], Awaitable[None]]
OnPress = Callable[..., Awaitable[None]]  # person, query and what the button's data hold, as strings


class Rights:
    """Lets through whom the office knows, in private chats and, for what is IN_STAFF_CHAT, in the staff's.

    To all others it is as if nothing were there.
    """

    def __init__(self, office: Office, presses: Mapping[str, OnPress], noted: Noted | None = None) -> None:
        self._office = office
        self._presses = presses
        self._noted = noted or Noted()

    def message(self, needed: Role, work: OnMessage, command: str = "", *, otherwise: Handler | None = None) -> Handler:
        """A handler of messages, those of a command where it is named, that does `work` for those who have the role,
        and has all others dealt with `otherwise`, as it would be if there were no staff.
        """

        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is None or not self._heard(message.chat, command) or (command and _is_anothers(message)):
                return
            person = await self._person(update, needed)
            if person is not None:
                await _done(person, message, work(person, message))
            elif otherwise is not None:
                await otherwise(update, context)

        return handle

    def replies(self, needed: Role, about: Callable[[Message], Awaitable[int | None]], work: OnReply) -> Handler:
        """A handler of messages in private and in the staff's chat that does `work`, and ends there, for replies to
        what is `about` something, which it gives the number of; all other messages go on their way.
        """

        async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
            message = update.effective_message
            if message is None or message.reply_to_message is None or (number := await about(message)) is None:
                return
            if update.edited_message is not None and not await self._is_changed(update, message):
                raise ApplicationHandlerStop
            person = await self._person(update, needed)
            if person is not None:
                await _done(person, message, work(person, message, number))
            elif self._in_staff_chat(message.chat):  # who is in there sees what it is about
                await tell(message, say("enquiry_staff_only", visitor_language(update)))
            await self._note(update, message)
            raise ApplicationHandlerStop

        return handle

    def awaited(self, needed: Role, expects: Callable[[str], Awaitable[bool]], work: OnMessage) -> Handler:
        """A handler of messages that does `work`, and ends there, for those of the role of whom one is expected.

        `expects` is asked with the name under which the history keeps a person; all other messages go on their way.
        """

        async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
            message, user = update.effective_message, update.effective_user
            if message is None or user is None or message.chat.type != ChatType.PRIVATE:
                return
            if not await expects(self._office.actor(user.id)):
                return
            person = await self._person(update, needed)
            if person is not None:
                await _done(person, message, work(person, message))
                await self._note(update, message)
                raise ApplicationHandlerStop

        return handle

    def command(self, name: str, work: OnMessage) -> Handler:
        """A handler of a command, for those who have the role that it needs."""
        return self.message(COMMANDS[name], work, name)

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a pressed button at once and the same to everybody, then do what it is for, where that is allowed."""
        query = update.callback_query
        if query is None:
            return
        with contextlib.suppress(
            TelegramError
        ):  # one that is too old cannot be answered and is dealt with all the same
            await query.answer()
        request = parsed(query.data)
        if request is None or query.message is None:
            return
        verb, values = request
        work = self._presses.get(verb)
        if work is None or not self._heard(query.message.chat, verb):
            return
        person = await self._person(update, BUTTONS[verb])
        if person is not None:
            await _done(person, query, work(person, query, *values))

    async def _note(self, update: Update, message: Message) -> None:
        """What was taken here is no question, also when it is edited."""
        await self._noted.note(asker_of(update), message, message.text or "")

    async def _is_changed(self, update: Update, message: Message) -> bool:
        """Whether an edit changed words that were taken here."""
        try:
            given = await self._noted.of(asker_of(update), message, message.text or "")
        except DatabaseError as error:
            _log.error("edited message not known", fault=error.fault.value)
            return False
        return given is None or not given.unchanged

    def _heard(self, chat: Chat, what: str) -> bool:
        """Whether a command or button of this name works in a chat."""
        return chat.type == ChatType.PRIVATE or (what in IN_STAFF_CHAT and self._in_staff_chat(chat))

    def _in_staff_chat(self, chat: Chat) -> bool:
        return chat.type != ChatType.PRIVATE and chat.id == self._office.settings.staff_chat

    async def _person(self, update: Update, needed: Role) -> Person | None:
        user = update.effective_user
        if user is None:
            return None
        try:
            role = await asyncio.to_thread(self._office.staff.role_of, user.id)
        except DatabaseError as error:
            # A stranger must not learn from a failure either that there is something to be allowed.
            _log.error("rights not known", fault=error.fault.value)
            return None
        if role is None or not role.includes(needed):
            return None
        return Person(user.id, role, visitor_language(update), self._office.actor(user.id))


def _is_anothers(message: Message) -> bool:
    """Whether somebody else worded a message: forwarded or sent through another bot, it is no order by its sender."""
    return message.forward_origin is not None or message.via_bot is not None


async def _done(person: Person, where: Message | CallbackQuery, work: Awaitable[Any]) -> None:
    try:
        await work
    except EXPECTED as error:
        _log.warning("staff request refused", reason=type(error).__name__)
        await tell(where, explanation(error, person.language))

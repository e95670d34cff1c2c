"""Pass on what visitors and staff write about enquiries, whatever happens on the way."""

import asyncio
import contextlib
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import CallbackContext

from bot.handover.desk import HandOver
from bot.handover.drafts import KEPT_FOR
from bot.handover.outbox import Parcel, Post
from bot.handover.records import Enquiry
from bot.handover.workday import at_work
from bot.language import Language
from bot.office import Office
from bot.questions.erasure import sweep
from bot.questions.words import words_of
from bot.staff import Role
from bot.texts import say
from handlers.cards import Card, card, clock_time
from handlers.rendering import LONGEST_MESSAGE, split_text
from handlers.types import App
from knowledge.errors import DatabaseError

MESSENGER = "telegram"
_LANGUAGE = Language.SIMPLIFIED  # of the staff's chat
_LOOKS_EVERY = 15.0  # seconds; the command line changes enquiries too
_REMINDS_EVERY = 300  # seconds
_NO_LINKS = LinkPreviewOptions(is_disabled=True)

_log = structlog.get_logger(__name__)

Keyboard = InlineKeyboardMarkup | None
Place = tuple[int, int | None]
"""A chat of the staff and, in a forum, its topic."""


class Courier:
    """Carries what the outbox holds: one at a time, in order, noted once it has arrived.

    What Telegram cannot take just now is tried again; what it refuses for good is told to the staff.
    """

    def __init__(
        self,
        office: Office,
        handover: HandOver,
        looks_every: float = _LOOKS_EVERY,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._office = office
        self._handover = handover
        self._outbox = handover.outbox
        self._looks_every = looks_every
        self._clock = clock
        self._news = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._chats: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    def start(self, application: App) -> None:
        """Carry from now on, and remind staff of what waits."""
        loop = asyncio.get_running_loop()
        self._handover.form.news = lambda: loop.call_soon_threadsafe(self.wake)
        self._task = asyncio.create_task(self._look(application.bot), name="courier")
        assert application.job_queue is not None
        often = {"misfire_grace_time": None, "coalesce": True}
        application.job_queue.run_repeating(self.remind, _REMINDS_EVERY, first=1, name="reminders", job_kwargs=often)

    def wake(self) -> None:
        """Look at once."""
        self._news.set()

    async def close(self) -> None:
        """Finish what is under way and carry no more."""
        self._ending = True
        self._news.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def written(self, chat: int) -> None:
        """Wait until what is being sent to a chat has been noted: only then is a reply to it known as one."""
        if (lock := self._chats.get(chat)) is not None:
            async with lock:
                pass

    async def carry(self, bot: Bot) -> None:
        """Pass on everything that waits; DatabaseError when the database fails."""
        async with self._one_at_a_time:
            for work in (self._empty, self._announce, self._refresh, self._to_staff, self._to_visitors, self._receipts):
                await work(bot)

    async def remind(self, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Remind staff, at work, of enquiries that wait too long; delete what has been kept long enough."""
        settings, now = self._office.settings, self._clock()
        try:
            await asyncio.to_thread(self._keep_house, now)
            if not at_work(now, settings.zone):
                return
            for enquiry in await asyncio.to_thread(self._outbox.overdue, settings.remind_hours, settings.zone):
                moment = clock_time(enquiry.waiting_since, settings.zone)
                state = say(f"card_state_{enquiry.state.value}", _LANGUAGE)
                text = say("card_reminder", _LANGUAGE, number=enquiry.id, moment=moment, state=state)
                if await self._note(context.bot, enquiry, text):
                    await asyncio.to_thread(self._outbox.reminded, enquiry, settings.zone)
        except DatabaseError as error:
            _log.error("staff not reminded", fault=error.fault.value)

    def _keep_house(self, now: datetime) -> None:
        self._outbox.drop_forms(now - KEPT_FOR)
        expired = self._handover.enquiries.expire(now - timedelta(days=self._office.settings.log_retention_days))
        if expired:
            _log.info("enquiries expired", count=expired)
            sweep(self._office.engine)

    async def _look(self, bot: Bot) -> None:
        while not self._ending:
            self._news.clear()
            try:
                await self.carry(bot)
            except DatabaseError as error:
                _log.error("enquiries not passed on", fault=error.fault.value)
            except Exception:  # whatever it is, the next ones must be passed on
                _log.exception("courier failed")
            if not self._ending:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._looks_every):
                        await self._news.wait()

    async def _announce(self, bot: Bot) -> None:
        """Show new enquiries to the staff, where they belong or, if nobody is reached there, further up."""
        for enquiry in await asyncio.to_thread(self._outbox.unannounced):
            text, keyboard = await self._card(enquiry)
            for places in await asyncio.to_thread(self._places, enquiry.asked.topic):
                shown = [await self._shown(bot, enquiry, place, text, keyboard) for place in places]
                if any(shown):
                    break

    async def _shown(self, bot: Bot, enquiry: Enquiry, place: Place, text: str, keyboard: Keyboard) -> bool:
        chat, thread = place
        async with self._writing(chat):
            try:
                message = await bot.send_message(
                    chat, text, reply_markup=keyboard, message_thread_id=thread, link_preview_options=_NO_LINKS
                )
            except TelegramError as error:
                _log.warning("enquiry not shown to staff", enquiry=enquiry.id, reason=type(error).__name__)
                return not _is_refusal(error)  # what may arrive later is tried again rather than shown to others
            await asyncio.to_thread(self._outbox.posted, enquiry, str(chat), str(message.message_id), card=True)
            return True

    def _writing(self, chat: int) -> asyncio.Lock:
        return self._chats.setdefault(chat, asyncio.Lock())

    async def _refresh(self, bot: Bot) -> None:
        """Show on the cards how far their enquiries are."""
        for post, enquiry in await asyncio.to_thread(self._outbox.outdated):
            text, keyboard = await self._card(enquiry)
            try:
                await _edit(bot, post, text, keyboard)
            except TelegramError as error:
                _log.warning("card not brought up to date", enquiry=enquiry.id, reason=type(error).__name__)
                if _is_refusal(error):
                    await asyncio.to_thread(self._outbox.emptied, post)
            else:
                await asyncio.to_thread(self._outbox.posted, enquiry, post.chat, post.message, card=True)

    async def _empty(self, bot: Bot) -> None:
        """Take what was erased out of the staff's chats, and tell them where the visitor wished it."""
        told: set[tuple[str, int]] = set()
        for post in await asyncio.to_thread(self._outbox.leftovers):
            try:
                await _edit(bot, post, say("card_gone", _LANGUAGE, number=post.enquiry))
                if post.withdrawn and (post.chat, post.enquiry) not in told:
                    told.add((post.chat, post.enquiry))
                    await bot.send_message(int(post.chat), say("card_withdrawn", _LANGUAGE, number=post.enquiry))
            except TelegramError as error:
                if not _is_refusal(error):
                    _log.warning("erased enquiry still shown", enquiry=post.enquiry, reason=type(error).__name__)
                    continue
            await asyncio.to_thread(self._outbox.emptied, post)

    async def _to_staff(self, bot: Bot) -> None:
        for parcel in await asyncio.to_thread(self._outbox.for_staff):
            text = say("card_addition", _LANGUAGE, number=parcel.enquiry.id, text=parcel.text)
            if await self._note(bot, parcel.enquiry, text):
                await asyncio.to_thread(self._outbox.reported, parcel)

    async def _to_visitors(self, bot: Bot) -> None:
        held: set[int] = set()  # nothing overtakes what has to be tried again
        for parcel in await asyncio.to_thread(self._outbox.for_visitors, MESSENGER):
            if parcel.enquiry.id in held:
                continue
            async with self._writing(int(parcel.enquiry.chat)):
                if not await self._told(bot, parcel):
                    held.add(parcel.enquiry.id)

    async def _told(self, bot: Bot, parcel: Parcel) -> bool:
        """Write to the visitor; False where it must be tried again."""
        number = parcel.enquiry.id
        try:
            message = await _tell(bot, parcel)
        except TelegramError as error:
            if isinstance(error, BadRequest) or _is_refusal(error):
                _log.info("visitor cannot be reached", enquiry=number, reason=type(error).__name__)
                await asyncio.to_thread(self._outbox.refused, parcel)
                return True
            _log.warning("answer put off", enquiry=number, reason=type(error).__name__)
            return False
        await asyncio.to_thread(self._outbox.delivered, parcel, str(message.message_id))
        return True

    async def _receipts(self, bot: Bot) -> None:
        """Tell who answered whether it arrived, and show on the cards who cannot be reached."""
        for parcel in await asyncio.to_thread(self._outbox.receipts):
            number = parcel.enquiry.id
            text = say("card_delivered" if parcel.arrived else "card_failed", _LANGUAGE, number=number)
            await asyncio.to_thread(self._outbox.reported, parcel)
            if parcel.chat is None or parcel.message is None:
                continue
            await self._below(bot, Post(parcel.chat, parcel.message, number), parcel.enquiry, text)
        await self._refresh(bot)

    async def _note(self, bot: Bot, enquiry: Enquiry, text: str) -> bool:
        """Write something about an enquiry below each of its cards; whether it arrived anywhere."""
        sent = False
        for post in await asyncio.to_thread(self._outbox.cards, enquiry.id):
            for piece in split_text(text):
                sent = await self._below(bot, post, enquiry, piece) or sent
        return sent

    async def _below(self, bot: Bot, post: Post, enquiry: Enquiry, text: str) -> bool:
        """Write below a message in a chat of the staff; in a forum that is in the same topic."""
        below = ReplyParameters(int(post.message), allow_sending_without_reply=True)
        async with self._writing(int(post.chat)):
            try:
                message = await bot.send_message(
                    int(post.chat), text, reply_parameters=below, link_preview_options=_NO_LINKS
                )
            except TelegramError as error:
                _log.warning("staff not told", enquiry=enquiry.id, reason=type(error).__name__)
                if _is_refusal(error):  # without a card that can be reached, the enquiry is shown elsewhere
                    await asyncio.to_thread(self._outbox.emptied, post)
                return False
            await asyncio.to_thread(self._outbox.posted, enquiry, post.chat, str(message.message_id), card=False)
            return True

    async def _card(self, enquiry: Enquiry) -> Card:
        words = await asyncio.to_thread(words_of, self._office.engine, _LANGUAGE)
        names = await asyncio.to_thread(self._office.names)
        return card(enquiry, words, names, self._office.settings.zone)

    def _places(self, topic: str | None) -> list[list[Place]]:
        """Where an enquiry can be shown: the first that can be reached get it."""
        places: list[list[Place]] = []
        settings, staff = self._office.settings, self._office.staff
        route = self._handover.routes.of(topic)
        if route is not None:
            chat = int(route.chat)
            if chat == settings.staff_chat or staff.allowed(chat, Role.EDITOR):  # who has left is given nothing
                places.append([(chat, route.thread)])
        if settings.staff_chat is not None:
            places.append([(settings.staff_chat, None)])
        places.append([(one.user_id, None) for one in staff.members() if one.role is Role.OWNER])
        return places


async def _tell(bot: Bot, parcel: Parcel) -> Message:
    """Write to the visitor; the last message of several is the one that can be replied to."""
    enquiry = parcel.enquiry
    text = say(f"hand_told_{parcel.kind.value}", enquiry.language, number=enquiry.id, text=parcel.text)
    *first, last = split_text(text, LONGEST_MESSAGE)
    for piece in first:
        await bot.send_message(int(enquiry.chat), piece, link_preview_options=_NO_LINKS)
    return await bot.send_message(int(enquiry.chat), last, link_preview_options=_NO_LINKS)


async def _edit(bot: Bot, post: Post, text: str, keyboard: Keyboard = None) -> None:
    """Put a text in the place of a message; nothing where it is there already, or the message is gone."""
    try:
        await bot.edit_message_text(
            text, int(post.chat), int(post.message), reply_markup=keyboard, link_preview_options=_NO_LINKS
        )
    except BadRequest as error:
        if _is_refusal(error):
            raise
        _log.debug("message of the staff's chat not edited", enquiry=post.enquiry)


def _is_refusal(error: TelegramError) -> bool:
    """Whether a chat is out of reach, now and later: blocked, deleted, left or moved."""
    return isinstance(error, (Forbidden, ChatMigrated)) or "chat not found" in str(error).lower()

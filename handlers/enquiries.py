"""What staff do about enquiries: take them, answer by replying, close them, and say who is given which."""

import asyncio

import structlog
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ChatType

from bot.handover.desk import HandOver
from bot.handover.routes import Route
from bot.language import Language
from bot.office import Office
from bot.questions.words import words_of
from bot.staff import LARGEST_USER_ID, Role
from bot.texts import say
from handlers.archive import View, page_asked, rows_of, turning
from handlers.cards import card, clock_time
from handlers.courier import Courier
from handlers.messages import line, rewrite, tell, thread_of
from handlers.rights import Person, button_data
from knowledge.errors import DatabaseError

_HERE, _OFF = frozenset({"here", "这里", "這裡"}), frozenset({"off", "取消", "-"})

_log = structlog.get_logger(__name__)


class EnquiryDesk:
    """/enquiries, /route, the buttons of the cards, and the replies to them."""

    def __init__(self, office: Office, handover: HandOver, courier: Courier) -> None:
        self._office = office
        self._handover = handover
        self._enquiries = handover.enquiries
        self._courier = courier

    async def command(self, person: Person, message: Message) -> None:
        """List the enquiries that are not closed."""
        await tell(message, *await self._page(page_asked(message), person.language))

    async def page(self, person: Person, query: CallbackQuery, number: str) -> None:
        """Turn to another page of them."""
        await rewrite(query, *await self._page(int(number), person.language))

    async def show(self, person: Person, query: CallbackQuery, number: str) -> None:
        """Show an enquiry's card once more."""
        enquiry = await asyncio.to_thread(self._enquiries.get, int(number))
        words = await asyncio.to_thread(words_of, self._office.engine, person.language)
        names = await asyncio.to_thread(self._office.names)
        text, keyboard = card(enquiry, words, names, self._office.settings.zone)
        if not isinstance(query.message, Message):
            return
        sent = await query.message.get_bot().send_message(
            query.message.chat.id, text, reply_markup=keyboard, message_thread_id=thread_of(query.message)
        )
        place = str(sent.chat.id), str(sent.message_id)
        await asyncio.to_thread(self._handover.outbox.posted, enquiry, *place, card=True)

    async def take(self, person: Person, query: CallbackQuery, number: str) -> None:
        """Make an enquiry this person's."""
        await asyncio.to_thread(self._enquiries.take, int(number), person.actor)
        _log.info("enquiry taken", enquiry=int(number))
        await tell(query, say("enquiry_taken", person.language, number=number))
        self._courier.wake()

    async def close(self, person: Person, query: CallbackQuery, number: str) -> None:
        """Close an enquiry."""
        await asyncio.to_thread(self._enquiries.close, int(number), person.actor)
        _log.info("enquiry closed", enquiry=int(number))
        await tell(query, say("enquiry_closed", person.language, number=number))
        self._courier.wake()

    async def about(self, message: Message) -> int | None:
        """The number of the enquiry that a message replies to; None for any other message."""
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or replied.from_user.id != message.get_bot().id:
            return None
        place = str(message.chat.id), str(replied.message_id)
        await self._courier.written(message.chat.id)
        try:
            return await asyncio.to_thread(self._handover.outbox.about, *place)
        except DatabaseError as error:
            _log.error("enquiry of a reply not known", fault=error.fault.value)
            return None

    async def reply(self, person: Person, message: Message, number: int) -> None:
        """Have a reply to a card passed on to the visitor."""
        if message.text is None:
            await tell(message, say("enquiry_text_only", person.language))
            return
        place = {"chat": str(message.chat.id), "message": str(message.message_id)}
        await asyncio.to_thread(self._enquiries.answer, number, message.text, actor=person.actor, **place)
        _log.info("enquiry answered", enquiry=number)
        self._courier.wake()

    async def edited(self, person: Person, message: Message, number: int) -> None:
        """Say that an edit of what the visitor has read already is not passed on."""
        await tell(message, say("enquiry_edited", person.language, number=number))

    async def route(self, person: Person, message: Message) -> None:
        """List the routes, or change them."""
        topic, target, *_ = [*(message.text or "").split()[1:], "", ""]
        if not topic or not target:
            await tell(message, await self._routes(person.language))
        elif target.lower() in _OFF:
            gone = await asyncio.to_thread(self._handover.routes.remove, topic.lower())
            await tell(
                message, say("route_removed" if gone else "route_unknown", person.language, topic=line(topic, 40))
            )
        else:
            await self._set_route(person, message, topic.lower(), target.lower())

    async def _set_route(self, person: Person, message: Message, topic: str, target: str) -> None:
        if target in _HERE:
            chat = person.user_id if message.chat.type == ChatType.PRIVATE else message.chat.id
            route = Route(topic, str(chat), thread_of(message))
        elif target.isascii() and target.isdecimal() and await self._is_editor(target):
            route = Route(topic, str(int(target)))
        else:
            await tell(message, say("route_not_staff", person.language))
            return
        await asyncio.to_thread(self._handover.routes.set, route, person.actor)
        names = await asyncio.to_thread(self._labels)
        shown = _target(route, names, person.language)
        await tell(message, say("route_set", person.language, topic=topic, target=shown))

    async def _is_editor(self, digits: str) -> bool:
        user_id = int(digits) if len(digits) <= len(str(LARGEST_USER_ID)) else 0
        return await asyncio.to_thread(self._office.staff.allowed, user_id, Role.EDITOR)

    async def _routes(self, language: Language) -> str:
        names = await asyncio.to_thread(self._labels)
        routes = await asyncio.to_thread(self._handover.routes.all)
        lines = [say("route_title" if routes else "route_none", language)]
        lines += [say("route_item", language, topic=one.topic, target=_target(one, names, language)) for one in routes]
        return "\n".join([*lines, "", say("route_usage", language)])

    def _labels(self) -> dict[str, str]:
        return {str(member.user_id): member.label for member in self._office.staff.members()}

    async def _page(self, number: int, language: Language) -> View:
        page = await asyncio.to_thread(self._enquiries.page, number)
        if not page.total:
            return say("enquiries_none", language), None
        lines = [say("enquiries_title", language, total=page.total, page=page.number, pages=page.pages)]
        lines += [
            say(
                "enquiries_item",
                language,
                number=one.id,
                state=say(f"card_state_{one.state.value}", language),
                moment=clock_time(one.opened_at, self._office.settings.zone),
                question=line(one.asked.text),
            )
            for one in page.items
        ]
        buttons = [
            InlineKeyboardButton(
                say("button_enquiry", language, number=one.id), callback_data=button_data("enquiry", one.id)
            )
            for one in page.items
        ]
        return "\n".join(lines), InlineKeyboardMarkup([*rows_of(buttons), *turning("enquiries", page, language)])


def _target(route: Route, names: dict[str, str], language: Language) -> str:
    thread = f" #{route.thread}" if route.thread is not None else ""
    return (line(names[route.chat], 60) or route.chat if route.chat in names else say("route_here", language)) + thread

"""What anyone may do: commands, questions and buttons, in private and, when addressed, in groups."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Collection, Iterator

from telegram import Bot, Message, MessageEntity, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.asker import Asker, ChatKind
from bot.desk.actions import ACTIONS, parsed
from bot.language import Language
from bot.replies import UNREAD, FrontDesk, Said
from handlers.messages import thread_of
from handlers.noted import Noted
from handlers.speaking import Speaker
from handlers.types import App

COMMANDS = ("start", "menu", "chains", "compare", "faq", "language", "help", "privacy", "forget")
_ASKING = frozenset({"faq", "rel", "ask", "about"})  # what may take as long as a question
_HINTING = frozenset({"vote", "why", "contact"})  # what may be answered with a word that passes
_HINT_SECONDS = 1.0
_ALBUMS = 256  # that are remembered, because each of their pictures comes by itself
_UNREAD = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL


class Visitors:
    """Handlers for investors: what Telegram brings goes to the front desk, what that says to the chat."""

    def __init__(self, desk: FrontDesk, speaker: Speaker | None = None, noted: Noted | None = None) -> None:
        self._desk = desk
        self._speaker = speaker or Speaker()
        self._noted = noted or Noted()
        self._albums: deque[str] = deque(maxlen=_ALBUMS)

    def register(self, application: App, staff_buttons: Collection[str] = ()) -> None:
        """Add the handlers to an application.

        Where there are buttons of the staff, those that are nobody's are left to them: a stranger must not learn
        from the reply which of these exist.
        """
        new = filters.UpdateType.MESSAGE  # for edited ones see `handlers.edits`
        application.add_handler(CommandHandler(COMMANDS, self.command, filters=new))
        application.add_handler(MessageHandler(new & filters.TEXT & ~filters.COMMAND, self.question))

        def is_ours(data: object) -> bool:
            return not staff_buttons or str(data).partition(":")[0] in ACTIONS

        application.add_handler(CallbackQueryHandler(self.press, pattern=is_ours))

    def register_rest(self, application: App) -> None:
        """Add, after whoever else takes files, what answers all that is no text."""
        application.add_handler(MessageHandler(_UNREAD, self.unread))

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a command."""
        message = update.effective_message
        if message is None or not message.text:
            return
        name, _, argument = message.text.removeprefix("/").partition(" ")
        name = name.partition("@")[0].lower()
        said = await self._desk.command(asker_of(update), name, argument.strip(), visitor_language(update))
        await self._speaker.say(message, said)

    async def question(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a text; in a group only one that mentions the bot or replies to it."""
        message = update.effective_message
        text = asked_text(message, context.bot) if message is not None else None
        if message is None or text is None:
            return
        asker = asker_of(update)
        with typing(message):
            said = await self._desk.ask(asker, text, visitor_language(update))
        sent = await self._speaker.say(message, said, quoted=message.chat.type != ChatType.PRIVATE)
        await self._noted.note(asker, message, text, [str(one.message_id) for one in sent], answer_of(said))

    async def unread(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say in return for a picture, a voice or whatever else is no text what the bot can do; once for an album."""
        message = update.effective_message
        if message is None or message.chat.type != ChatType.PRIVATE:
            return
        if message.media_group_id is not None:
            if message.media_group_id in self._albums:
                return
            self._albums.append(message.media_group_id)
        said = await self._desk.command(asker_of(update), UNREAD, "", visitor_language(update))
        await self._speaker.say(message, said)

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a pressed button, which is answered at once, or, where a hint may come, when that is there."""
        query = update.callback_query
        if query is None:
            return
        data = query.data
        if not data:  # the application lets empty data through, whatever the pattern
            with contextlib.suppress(TelegramError):
                await query.answer()
            return
        work = asyncio.create_task(self._desk.press(asker_of(update), data, visitor_language(update)))
        request = parsed(data)
        hint = await _hint(work) if request is None or request[0] in _HINTING else None
        with contextlib.suppress(TelegramError):  # one that is too old cannot be answered any more
            await query.answer(hint)
        asks = request is not None and request[0] in _ASKING and isinstance(query.message, Message)
        with typing(query.message) if asks and isinstance(query.message, Message) else contextlib.nullcontext():
            said = await work
        await self._speaker.react(query, said)


def visitor_language(update: Update) -> Language:
    """The language of the visitor's Telegram, for replies to text that shows none."""
    code = (update.effective_user.language_code or "") if update.effective_user else ""
    code = code.lower()
    if code.startswith("zh"):
        traditional = any(mark in code for mark in ("hant", "tw", "hk", "mo"))
        return Language.TRADITIONAL if traditional else Language.SIMPLIFIED
    return Language.ENGLISH if code else Language.SIMPLIFIED


def asker_of(update: Update) -> Asker:
    """Who sent an update, and where."""
    chat, person = update.effective_chat, update.effective_user
    private = chat is not None and chat.type == ChatType.PRIVATE
    return Asker(
        "telegram",
        str(person.id if person else 0),
        str(chat.id if chat else 0),
        ChatKind.PRIVATE if private else ChatKind.GROUP,
    )


def asked_text(message: Message, bot: Bot) -> str | None:
    """The text of a message meant for the bot, in a group without its mention; None where it is meant for others, or
    is what the bot itself offered there.
    """
    if message.text is None or is_own_offer(message, bot):
        return None
    return message.text if message.chat.type == ChatType.PRIVATE else _addressed(message, bot.username, bot.id)


def is_own_offer(message: Message, bot: Bot) -> bool:
    """Whether a message was chosen from what the bot offers while somebody types (`handlers.inline`)."""
    return message.via_bot is not None and message.via_bot.id == bot.id


def answer_of(said: Said) -> str:
    """The id of the answer that is given; empty where none is."""
    return next((reply.answer for reply in said.replies if reply.answer), "")


async def _hint(work: "asyncio.Task[Said]") -> str | None:
    """The hint that comes of it, if it comes soon."""
    await asyncio.wait([work], timeout=_HINT_SECONDS)
    if work.done() and work.exception() is None:
        return work.result().hint or None
    return None


def _addressed(message: Message, username: str, bot_id: int) -> str | None:
    """Return the text of a group message meant for the bot, without its mention; None for any other."""
    text = message.text or ""
    replied = message.reply_to_message
    # In the topic of a forum whatever replies to nothing replies to the topic's beginning, which a bot may have made.
    to_bot = (
        replied is not None
        and replied.forum_topic_created is None
        and replied.from_user is not None
        and replied.from_user.id == bot_id
    )
    for entity, mention in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items():
        by_name = mention.lower() == f"@{username}".lower()
        by_id = entity.user is not None and entity.user.id == bot_id
        if by_name or by_id:
            to_bot = True
            text = text.replace(mention, " ", 1)
    return text.strip() if to_bot else None


@contextlib.contextmanager
def typing(message: Message) -> Iterator[None]:
    """Show that the bot is typing; that must neither delay the answer nor, when Telegram refuses it, prevent it."""
    typing = asyncio.create_task(_show_typing(message))
    try:
        yield
    finally:
        typing.cancel()


async def _show_typing(message: Message) -> None:
    with contextlib.suppress(TelegramError):
        await message.chat.send_action(ChatAction.TYPING, message_thread_id=thread_of(message))

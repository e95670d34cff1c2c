"""What anyone may do: commands, questions and buttons, in private and, when addressed, in groups."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.asker import Asker, ChatKind
from bot.desk.actions import parsed
from bot.language import Language
from bot.replies import FrontDesk, Said
from handlers.speaking import Speaker
from handlers.types import App

COMMANDS = ("start", "menu", "chains", "compare", "faq", "language", "help", "privacy", "forget")
_ASKING = frozenset({"faq", "rel", "ask", "about"})  # what may take as long as a question
_HINTING = frozenset({"vote", "why"})  # what may be answered with a word that passes
_HINT_SECONDS = 1.0


class Visitors:
    """Handlers for investors: what Telegram brings goes to the front desk, what that says to the chat."""

    def __init__(self, desk: FrontDesk, speaker: Speaker | None = None) -> None:
        self._desk = desk
        self._speaker = speaker or Speaker()

    def register(self, application: App, staff_buttons: Collection[str] = ()) -> None:
        """Add the handlers to an application; all buttons but those with the verbs of the staff are visitors'."""
        new = filters.UpdateType.MESSAGE  # an edited message is not asked again
        application.add_handler(CommandHandler(COMMANDS, self.command, filters=new))
        application.add_handler(MessageHandler(new & filters.TEXT & ~filters.COMMAND, self.question))

        def is_ours(data: object) -> bool:
            return str(data).partition(":")[0] not in staff_buttons

        application.add_handler(CallbackQueryHandler(self.press, pattern=is_ours))

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
        if message is None or message.text is None or update.effective_chat is None:
            return
        text: str | None = message.text
        quoted = message.chat.type != ChatType.PRIVATE
        if quoted:
            text = _addressed(message, context.bot.username, context.bot.id)
        if text is None:
            return
        with _typing(message):
            said = await self._desk.ask(asker_of(update), text, visitor_language(update))
        await self._speaker.say(message, said, quoted=quoted)

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a pressed button, which is answered at once, or, where a hint may come, when that is there."""
        query = update.callback_query
        if query is None:
            return
        data = query.data or ""
        work = asyncio.create_task(self._desk.press(asker_of(update), data, visitor_language(update)))
        request = parsed(data)
        hint = await _hint(work) if request is None or request[0] in _HINTING else None
        with contextlib.suppress(TelegramError):  # one that is too old cannot be answered any more
            await query.answer(hint)
        asks = request is not None and request[0] in _ASKING and isinstance(query.message, Message)
        with _typing(query.message) if asks and isinstance(query.message, Message) else contextlib.nullcontext():
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
    to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    for entity, mention in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items():
        by_name = mention.lower() == f"@{username}".lower()
        by_id = entity.user is not None and entity.user.id == bot_id
        if by_name or by_id:
            to_bot = True
            text = text.replace(mention, " ", 1)
    return text.strip() if to_bot else None


@contextlib.contextmanager
def _typing(message: Message) -> Iterator[None]:
    """Show that the bot is typing; that must neither delay the answer nor, when Telegram refuses it, prevent it."""
    typing = asyncio.create_task(_show_typing(message))
    try:
        yield
    finally:
        typing.cancel()


async def _show_typing(message: Message) -> None:
    with contextlib.suppress(TelegramError):
        await message.chat.send_action(ChatAction.TYPING)

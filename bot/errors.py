"""What stops the application, each with one line for the person who started it."""


class BotError(Exception):
    """Base of everything that the bot room raises."""


class SettingsError(BotError):
    """A setting is unknown, missing or malformed; the message names it and says what to do."""


class StaffError(BotError):
    """A change of the staff is refused; the message says why."""


class StorageError(BotError):
    """An original file cannot be kept, found or removed."""


class StorageFullError(StorageError):
    """The disk has no room for another original file."""


class QuestionsError(BotError):
    """A file of questions cannot be read; the message names file, line and reason."""

"""What stops the application, each with one line for the person who started it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.errors import SourceError


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


class ExportError(BotError):
    """A file cannot be written; the message says why."""


class ProposalError(BotError):
    """A proposal cannot be published or discarded; the message says why."""


class NothingToPublishError(BotError):
    """The documents are as they are published already."""


class BusyError(BotError):
    """Somebody else is doing the same, or too many are; the message says what to do."""


class BackupError(BotError):
    """A backup cannot be written, is damaged or is none; the message says why and what to do."""


class InvalidSourcesError(BotError):
    """Some files cannot be read; `failures` says which and why. Nothing was published."""

    def __init__(self, failures: Sequence["SourceError"]) -> None:
        self.failures = tuple(failures)
        super().__init__("; ".join(str(failure) for failure in failures))


class PreparationError(BotError):
    """A publication could not be prepared.

    Attributes: `kind` (`file_<fault>`, `duplicate`, `nothing`, `busy`, `invalid`, `source`, `full` or `failed`),
    `facts`, the values that a text about it names, and, where it is `invalid`, `causes`: files and what is wrong with
    each.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        facts: Mapping[str, str | int] | None = None,
        causes: Sequence[tuple[str, "PreparationError"]] = (),
    ) -> None:
        self.kind = kind
        self.causes = tuple(causes)
        self.facts: dict[str, str | int] = dict(facts or {})
        super().__init__(message or kind)


class CuratedError(BotError):
    """An answer that staff wrote cannot be kept, changed or found.

    Attributes: `kind` (`unknown`, `no_draft`, `no_group`, `question_empty`, `question_long`, `answer_empty`,
    `answer_long`, `detail_long`, `date`, `past`, `duplicate`, `many_wordings` or `own_question`) and `facts`, the
    values that a text about it names.
    """

    def __init__(self, kind: str, message: str, facts: Mapping[str, str | int] | None = None) -> None:
        self.kind = kind
        self.facts: dict[str, str | int] = dict(facts or {})
        super().__init__(message)


class EnquiryError(BotError):
    """An enquiry cannot be found or changed.

    Attributes: `kind` (`unknown`, `closed`, `taken`, `empty`, `long`, `many` or `topic`) and `facts`, the values that a
    text about it names.
    """

    def __init__(self, kind: str, message: str, facts: Mapping[str, str | int] | None = None) -> None:
        self.kind = kind
        self.facts: dict[str, str | int] = dict(facts or {})
        super().__init__(message)


class ContactError(BotError):
    """What a visitor wrote is no name, company or contact; `kind` (`name`, `company` or `contact`) says which."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class ImportRefusedError(BotError):
    """A workbook of answers cannot be taken over; `faults` says why, a line each. Nothing was changed."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))

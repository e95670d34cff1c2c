"""What stands in the way, put into the words of the member of staff who asked."""

from telegram.error import TelegramError

from bot.errors import BusyError, CuratedError, EnquiryError, PreparationError, ProposalError, StaffError
from bot.language import Language
from bot.texts import catalogue, say
from index.errors import SnapshotError
from knowledge.errors import CatalogueError, DatabaseError, DatabaseFault, PublicationConflictError
from knowledge.intake import Kind

EXPECTED = (
    BusyError,
    CuratedError,
    EnquiryError,
    PreparationError,
    ProposalError,
    StaffError,
    SnapshotError,
    CatalogueError,
    DatabaseError,
)
_KINDS = {kind.value: f"kind_{kind.name.lower()}" for kind in Kind}


def explanation(error: Exception, language: Language) -> str:
    """Say what is wrong and what to do, as far as it is known."""
    if isinstance(error, PreparationError):
        return _preparation(error, language)
    if isinstance(error, CuratedError):
        return say(f"curated_error_{error.kind}", language, **error.facts)
    if isinstance(error, EnquiryError):
        return say(f"enquiry_error_{error.kind}", language, **error.facts)
    if isinstance(error, DatabaseError):
        return say("error_full" if error.fault is DatabaseFault.FULL else "error_database", language)
    for kind, key in (
        (BusyError, "error_publishing"),
        (PublicationConflictError, "proposal_outdated"),
        (ProposalError, "proposal_unknown"),
        (SnapshotError, "error_snapshot"),
        (CatalogueError, "error_catalogue"),
        (StaffError, "staff_refused"),
        (TelegramError, "error_download"),
    ):
        if isinstance(error, kind):
            return say(key, language)
    return say("error_failed", language)


def _preparation(error: PreparationError, language: Language) -> str:
    key = f"error_{error.kind}"
    if key not in catalogue(language):
        return say("error_failed", language)
    try:
        facts = {name: _fact(value, language) for name, value in error.facts.items()}
        if error.causes:
            facts["files"] = "\n".join(f"{file}: {_preparation(cause, language)}" for file, cause in error.causes)
        return say(key, language, **facts)
    except KeyError:  # a fact that the text names is missing
        return say("error_failed", language)


def _fact(value: str | int, language: Language) -> str | int:
    """A fact in the person's language where it is one of those that the program itself names."""
    return say(_KINDS[value], language) if isinstance(value, str) and value in _KINDS else value

"""Who asks, and from where: what the core knows of a person, whatever the messenger."""

from dataclasses import dataclass, field
from enum import StrEnum

_HEARING_NOTHING = frozenset({"web", "terminal"})


class ChatKind(StrEnum):
    """How many can read a chat."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a chat; `person` and `chat` are the messenger's own names for them, left out of the representation,
    which might be logged. `prompted` tells that the question was offered by a button, in words that are not theirs.
    `corrects` tells that it is an earlier message, edited: by the id of the answer to that, empty where it had none.
    """

    messenger: str
    person: str = field(repr=False)
    chat: str = field(repr=False)
    chat_kind: ChatKind = ChatKind.PRIVATE
    prompted: bool = False
    corrects: str | None = None

    @property
    def can_be_told(self) -> bool:
        """Whether the person can be written to later, unread by others; a page that was closed hears nothing."""
        return self.chat_kind is ChatKind.PRIVATE and self.messenger not in _HEARING_NOTHING

    @property
    def session(self) -> str:
        """The conversation: one a person and chat."""
        return f"{self.messenger}:{self.chat}:{self.person}"

    @property
    def identity(self) -> str:
        """The person, in whichever chat; to be hashed before it is kept."""
        return f"{self.messenger}:{self.person}"

"""What the page sends with a call, checked before anybody sees it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.replies import LONGEST_ACTION

Kind = Literal["ask", "press", "command"]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the front desk: a text that is asked, an action that is pressed, or a command with its argument."""

    kind: Kind
    text: str = ""
    action: str = ""
    name: str = ""
    argument: str = ""


def _action(value: str) -> str:
    if len(value.encode()) > LONGEST_ACTION:
        raise ValueError(f"has more than {LONGEST_ACTION} bytes")
    return value


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Ask(_Body):
    text: str


class _Press(_Body):
    action: Annotated[str, StringConstraints(min_length=1), AfterValidator(_action)]


class _Command(_Body):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}\z")]
    argument: Annotated[str, StringConstraints(max_length=500)] = ""


def read_call(kind: str, body: bytes) -> Call | None:
    """Return the call that a body holds, None for one that is not as the page sends it."""
    try:
        if kind == "press":
            return Call("press", action=_Press.model_validate_json(body).action)
        if kind == "command":
            command = _Command.model_validate_json(body)
            return Call("command", name=command.name, argument=command.argument)
        return Call("ask", text=_Ask.model_validate_json(body).text)
    except ValidationError:
        return None

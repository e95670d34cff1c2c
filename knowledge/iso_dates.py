"""The type of a date that staff write in a page's front matter."""

import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from knowledge.validity import ISO_DATE, starts


def _as_text(value: Any) -> Any:
    """YAML reads 2023 as a number and 2023-09-30 as a date; both are written dates here."""
    return str(value) if isinstance(value, int | datetime.date) else value


def _of_the_calendar(value: str) -> str:
    """Refuse a day that its month does not have."""
    starts(value)
    return value


IsoDate = Annotated[str, BeforeValidator(_as_text), Field(pattern=ISO_DATE), AfterValidator(_of_the_calendar)]

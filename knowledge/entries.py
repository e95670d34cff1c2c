"""What a page contributes to the office's lists: an enterprise, a project, a policy … with its facts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, with_config

from knowledge.chains import Identifier, Label
from knowledge.iso_dates import IsoDate

MOST_ENTRIES = 500  # on one page

_AS_WRITTEN = ConfigDict(extra="forbid", str_strip_whitespace=True)


class EntryKind(StrEnum):
    """The lists: the five of the zone's method, and what the zone consists of."""

    INDUSTRY = "industry"
    PARK = "park"
    ENTERPRISE = "enterprise"
    PROJECT = "project"
    POLICY = "policy"
    PROBLEM = "problem"
    OPPORTUNITY = "opportunity"


@with_config(_AS_WRITTEN)
@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the source says of an entry; `as_of` is its date where that is not the page's."""

    label: Annotated[str, Field(min_length=1, max_length=40)]
    value: Annotated[str, Field(min_length=1, max_length=300)]
    as_of: IsoDate | None = None


@with_config(_AS_WRITTEN)
@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list, and what its card says.

    `id` is unique within the kind and the same in every language. `heading` is the heading of the page below which
    more is said, the page's title unless given; `topic` is the page's unless given.
    """

    kind: EntryKind
    id: Identifier
    name: Label
    heading: str | None = None
    topic: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    facts: Annotated[tuple[Fact, ...], Field(max_length=30)] = ()

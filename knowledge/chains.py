"""The map of an industry's chain: its stages from the raw material to the use, and what leads to what."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field, with_config

from knowledge.iso_dates import IsoDate

_AS_WRITTEN = ConfigDict(extra="forbid", str_strip_whitespace=True)  # an unknown key is a misspelt one
_NODES = 40  # in all; more are no map that one reads

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Names the same thing on the page of every language: small Latin letters, digits and hyphens."""

Label = Annotated[str, Field(min_length=1, max_length=60)]


@with_config(_AS_WRITTEN)
@dataclass(frozen=True, slots=True)
class Node:
    """What stands in a stage: a material, a plant, a product, a use.

    `figure` is a capacity or size as the source gives it, None where it gives none; `as_of` is the figure's date
    where it is not the page's. `enterprises` are those that the source names for it.
    """

    id: Identifier
    label: Label
    figure: Label | None = None
    as_of: IsoDate | None = None
    enterprises: Annotated[tuple[Label, ...], Field(max_length=10)] = ()


@with_config(_AS_WRITTEN)
@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the chain."""

    id: Identifier
    label: Label
    nodes: Annotated[tuple[Node, ...], Field(min_length=1, max_length=_NODES)]


@with_config(_AS_WRITTEN)
@dataclass(frozen=True, slots=True)
class Chain:
    """The stages, the raw material first; `edges` are (from, to), each into a later stage. `lead` leads the chain.

    Raises ValueError where ids are not unique, or an edge is written twice, knows no such node or leads back.
    """

    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=8)]
    edges: Annotated[tuple[tuple[Identifier, Identifier], ...], Field(max_length=3 * _NODES)] = ()
    lead: Annotated[tuple[Label, ...], Field(max_length=10)] = ()

    def __post_init__(self) -> None:
        stage_of = {node.id: number for number, stage in enumerate(self.stages) for node in stage.nodes}
        nodes = [node.id for stage in self.stages for node in stage.nodes]
        if len(nodes) > _NODES:
            raise ValueError(f"has {len(nodes)} nodes, more than the {_NODES} that one map holds")
        _refuse_twice("node", nodes)
        _refuse_twice("stage", [stage.id for stage in self.stages])
        _refuse_twice("edge", [f"{start} → {end}" for start, end in self.edges])
        for start, end in self.edges:
            for node in (start, end):
                if node not in stage_of:
                    raise ValueError(f"the edge {start} → {end} names no node of the chain: {node}")
            if stage_of[start] >= stage_of[end]:
                raise ValueError(f"the edge {start} → {end} does not lead into a later stage")

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, stage by stage."""
        return tuple(node for stage in self.stages for node in stage.nodes)


def _refuse_twice(what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the {what} {name} is there twice")
        seen.add(name)

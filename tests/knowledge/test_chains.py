"""A chain's map has each node once, and its edges lead on."""

import pytest

from knowledge.chains import Chain
from tests.knowledge.chains import chain


def test_nodes_come_stage_by_stage() -> None:
    assert [node.id for node in chain("coal", "coke gas", "tar").nodes] == ["coal", "coke", "gas", "tar"]


def test_an_edge_may_pass_over_a_stage() -> None:
    assert chain("coal", "coke", "tar", edges="coal-tar").edges == (("coal", "tar"),)


@pytest.mark.parametrize(
    ("stages", "edges", "reason"),
    [
        (["coal", "coke coal"], "", "node coal is there twice"),
        (["coal", "coke"], "coal-coke coal-coke", "edge coal → coke is there twice"),
        (["coal", "coke"], "coal-tar", "names no node of the chain: tar"),
        (["coal", "coke"], "tar-coke", "names no node of the chain: tar"),
        (["coal", "coke"], "coke-coal", "does not lead into a later stage"),
        (["coal coke"], "coal-coke", "does not lead into a later stage"),
        ([" ".join(f"n{number}" for number in range(41))], "", "41 nodes"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused_with_the_reason(stages: list[str], edges: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        chain(*stages, edges=edges)


def test_two_stages_of_one_id_are_refused() -> None:
    stages = chain("coal").stages
    with pytest.raises(ValueError, match="stage stage-0 is there twice"):
        Chain((stages[0], chain("coke").stages[0]))

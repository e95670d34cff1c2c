"""Chains for tests: one that is small, and hypothesis' own."""

from hypothesis import strategies as st

from knowledge.chains import Chain, Node, Stage

LABELS = st.text("煤焦氢铝镁酒Coke gas-()（）、，。0123万吨", min_size=1, max_size=60).filter(
    lambda text: text.strip() == text
)


def chain(*stages: str, edges: str = "") -> Chain:
    """A chain of stages like `coal gas`, whose nodes are named by their ids; edges like `coal-coke gas-tar`."""
    return Chain(
        tuple(
            Stage(f"stage-{number}", f"阶段{number}", tuple(Node(name, name) for name in stage.split()))
            for number, stage in enumerate(stages)
        ),
        tuple((edge.split("-")[0], edge.split("-")[1]) for edge in edges.split()),
    )


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Any chain that may be drawn."""
    sizes = draw(st.lists(st.integers(1, 7), min_size=1, max_size=8).filter(lambda sizes: sum(sizes) <= 40))
    texts = st.none() | LABELS
    stages = tuple(
        Stage(
            f"s{at}",
            draw(LABELS),
            tuple(
                Node(f"n{at}-{number}", draw(LABELS), draw(texts), None, draw(st.lists(LABELS, max_size=2).map(tuple)))
                for number in range(size)
            ),
        )
        for at, size in enumerate(sizes)
    )
    possible = [
        (start.id, end.id)
        for at, stage in enumerate(stages)
        for later in stages[at + 1 :]
        for start in stage.nodes
        for end in later.nodes
    ]
    edges = draw(st.lists(st.sampled_from(possible), max_size=20, unique=True)) if possible else []
    return Chain(stages, tuple(edges), draw(st.lists(LABELS, max_size=2).map(tuple)))

"""Cut passages into the windows that are embedded: every unit alone, the passage whole, how people ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.normalise import normalise
from knowledge.passages import Passage

WHOLE = -1
ASKED = -2


@dataclass(frozen=True, slots=True)
class Window:
    """Normalised text, ready to embed.

    `passage` is the passage's number; `unit` the number of the unit that the window is, or WHOLE, or ASKED.
    """

    passage: int
    unit: int
    text: str


def cut_windows(passages: Sequence[Passage]) -> list[Window]:
    """Return each passage's windows: its units in order, the whole of it if it has several, what it is asked for by.

    Each begins with title and heading, which a sentence often leaves unsaid. A unit alone is the sharpest match
    for a question about one fact, the whole passage for one about several; ranking takes the mean of both
    (tests/benchmarks measures the alternatives).
    """
    windows = []
    for number, passage in enumerate(passages):
        prefix = context_line(passage)
        texts = [normalise(unit.text) for unit in passage.units]
        windows += [Window(number, unit, prefix + text) for unit, text in enumerate(texts)]
        if len(texts) > 1:
            windows.append(Window(number, WHOLE, prefix + " ".join(texts)))
        windows += [Window(number, ASKED, normalise(question)) for question in passage.asked]
    return windows


def context_line(passage: Passage) -> str:
    """Title and heading path, normalised; empty for a passage that has neither."""
    names = [name for name in (passage.title, *passage.heading_path) if name]
    return f"{normalise(' '.join(names))}: " if names else ""

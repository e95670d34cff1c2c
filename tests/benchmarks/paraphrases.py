"""The labelled paraphrases and how well pairs and groups of them are told."""

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("paraphrases.jsonl")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A wording with the group that it belongs to; `part` is "fit" or "measure", one for the whole group."""

    text: str
    group: str
    topic: str
    part: str


def read_paraphrases(part: str | None = None) -> list[Labelled]:
    """Return the wordings, those of one part where given."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(wording, row["group"], row["group"].split("/")[0], row["part"])
        for row in rows
        if part in (None, row["part"])
        for wording in row["wordings"]
    ]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far found groups are the true ones, each in [0, 1].

    `precision` and `recall` are of pairs; `b_cubed` is the F1 of Bagga and Baldwin's B-cubed precision and recall
    (1998, https://aclanthology.org/P98-1012), averaged over the items.
    """

    precision: float
    recall: float
    b_cubed_precision: float
    b_cubed_recall: float
    b_cubed: float


def agreement(found: Sequence[Hashable], true: Sequence[Hashable]) -> Agreement:
    """Compare the groups found for items with the true ones, item by item."""
    both = Counter(zip(found, true, strict=True))
    alone, whole = Counter(found), Counter(true)
    paired = _pairs(both)
    items = len(found)
    b_precision = sum(count * count / alone[mine] for (mine, _), count in both.items()) / items
    b_recall = sum(count * count / whole[theirs] for (_, theirs), count in both.items()) / items
    return Agreement(
        precision=paired / _pairs(alone) if _pairs(alone) else 1.0,
        recall=paired / _pairs(whole) if _pairs(whole) else 1.0,
        b_cubed_precision=b_precision,
        b_cubed_recall=b_recall,
        b_cubed=2 * b_precision * b_recall / (b_precision + b_recall),
    )


def _pairs(counts: "Counter[Hashable] | Counter[tuple[Hashable, Hashable]]") -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())

"""Replay synthetic questions through the groups: are the groups and the most frequent ones right, and at what cost.

`python -m tests.benchmarks.replay` prints the figures as JSON. Wordings are the labelled ones set apart for measuring.
"""

import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, select

from bot.answer import Outcome
from bot.database import open_database
from bot.language import Language, detect_language
from bot.questions.frequent import top
from bot.questions.groups import Groups
from bot.questions.sameness import Sameness
from bot.questions.wordings import Wording, Wordings
from bot.tables import questions
from index.normalise import normalise
from index.search import Searcher
from knowledge.transactions import reading, writing
from tests.benchmarks.paraphrases import Labelled, agreement, read_paraphrases
from tests.benchmarks.setting import benchmark_setting

QUESTIONS = 10_000
MANY_QUESTIONS = 100_000
MANY_GROUPS = 12_000
ORDERS = 5  # in which the wordings come, for grouping as they come depends on it
TOP = 10
_BATCH = 100
_SKEW = 1.1  # of Zipf's law, over the groups
_COMPARED = 200
_OPENINGS = ("", "", "", "请问", "想问一下", "你好,")
_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Put:
    """A question as the log would have it."""

    id: str
    text: str
    interpreted_as: str
    language: str
    topic: str
    outcome: str = Outcome.ANSWERED.value


def measure_groups(searcher: Searcher) -> dict[str, Any]:
    """Return the figures; every share is within 0 to 1, times are in the units that their names give."""
    sameness = Sameness(searcher)
    labelled = read_paraphrases("measure")
    return {
        "groups": len({one.group for one in labelled}),
        "wordings": len(labelled),
        "one_by_one": _one_by_one(sameness, labelled),
        "replay": _replay(sameness, labelled, QUESTIONS),
        "cost": _replay(sameness, labelled, MANY_QUESTIONS) | _among_many(sameness, labelled),
    }


def _one_by_one(sameness: Sameness, labelled: Sequence[Labelled]) -> dict[str, float]:
    """How well each wording, once, falls into its group; the mean over several orders."""
    found = []
    for order in range(ORDERS):
        shuffled = list(labelled)
        random.Random(order).shuffle(shuffled)
        put = [_put(str(number), one, one.text) for number, one in enumerate(shuffled)]
        with tempfile.TemporaryDirectory() as folder:
            engine = _logged(Path(folder), put)
            groups = Groups(engine, sameness)
            for some in _batches(put):
                groups.assign(some)
            found.append(asdict(agreement(_groups_of(engine, put), [one.group for one in shuffled])))
    return {name: round(float(np.mean([figures[name] for figures in found])), 3) for name in found[0]}


def _replay(sameness: Sameness, labelled: Sequence[Labelled], count: int) -> dict[str, float]:
    """What becomes of questions whose frequencies are skewed, in three scripts, with and without courtesy."""
    asked = _skewed(labelled, count)
    put = [_put(str(number), one, text) for number, (one, text) in enumerate(asked)]
    with tempfile.TemporaryDirectory() as folder:
        engine = _logged(Path(folder), put)
        groups = Groups(engine, sameness)
        started = time.perf_counter()
        for some in _batches(put):
            groups.assign(some)
        seconds = time.perf_counter() - started
        found = _groups_of(engine, put)
        started = time.perf_counter()
        frequent = top(engine, _NOON - timedelta(days=1), _NOON + timedelta(days=1), limit=TOP)
        top_ms = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        Groups(engine, sameness)
        load_seconds = time.perf_counter() - started
    true = [one.group for one, _ in asked]
    mostly = {group: _mostly(group, found, true) for group in {one.group for one in frequent}}
    wanted = [group for group, _ in Counter(true).most_common(TOP)]
    figures = agreement(found, true)
    return {
        "questions": count,
        "different_wordings": len({one.interpreted_as for one in put}),
        "groups_found": len(set(found)),
        "precision": round(figures.precision, 3),
        "recall": round(figures.recall, 3),
        "b_cubed": round(figures.b_cubed, 3),
        f"top_{TOP}_right": sum(name in mostly.values() for name in wanted) / TOP,
        "seconds": round(seconds, 1),  # embedding each wording once included
        "top_ms": round(top_ms),
        "load_seconds": round(load_seconds, 1),
    }


def _among_many(sameness: Sameness, labelled: Sequence[Labelled]) -> dict[str, float]:
    """What a wording not seen before costs among many groups, which are blurred copies of the labelled ones; without
    its embedding."""
    generator = np.random.default_rng(1)
    read = [sameness.asked(one.text) for one in labelled]
    wordings = Wordings(sameness)
    for group in range(MANY_GROUPS):
        asked = read[group % len(read)]
        noise = generator.normal(size=asked.vectors.shape) * 0.5 / np.sqrt(sameness.dimensions)
        vectors = (asked.vectors + noise).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        text = f"{asked.plain} {group}"
        wordings.add(Wording(None, group, text, text, asked.language, 1, vectors))
    started = time.perf_counter()
    for asked in read[:_COMPARED]:
        wordings.group_of(asked)
    return {
        "many_groups": MANY_GROUPS,
        "new_wording_ms": round((time.perf_counter() - started) * 1000 / len(read[:_COMPARED]), 1),
    }


def _skewed(labelled: Sequence[Labelled], count: int) -> list[tuple[Labelled, str]]:
    generator = random.Random(7)
    groups = sorted({one.group for one in labelled})
    generator.shuffle(groups)
    members = {group: [one for one in labelled if one.group == group] for group in groups}
    weights = [1 / (rank + 1) ** _SKEW for rank in range(len(groups))]
    asked = []
    for group in generator.choices(groups, weights, k=count):
        one = generator.choice(members[group])
        chinese = detect_language(one.text) is not Language.ENGLISH
        opening, closing = generator.choice(_OPENINGS) if chinese else "", generator.choice(("", "?"))
        asked.append((one, f"{opening}{one.text.rstrip('?？')}{closing}"))
    return asked


def _put(number: str, one: Labelled, text: str) -> _Put:
    language = detect_language(text)
    return _Put(number, normalise(text), normalise(text), language.value, one.topic)


def _logged(folder: Path, put: Sequence[_Put]) -> Engine:
    engine = open_database(folder / "assistant.sqlite3")
    rows = [
        {
            "id": one.id, "at": _NOON, "asker": "one", "session": "one", "messenger": "telegram",
            "chat_kind": "private", "language": one.language, "text": one.text,
            "interpreted_as": one.interpreted_as, "outcome": one.outcome, "confidence": 0.9, "elapsed_ms": 10.0,
            "topic": one.topic, "hits": "[]",
        }
        for one in put
    ]  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(questions), rows)
    return engine


def _batches(put: Sequence[_Put]) -> list[Sequence[_Put]]:
    return [put[start : start + _BATCH] for start in range(0, len(put), _BATCH)]


def _groups_of(engine: Engine, put: Sequence[_Put]) -> list[Hashable]:
    with reading(engine) as connection:
        rows = connection.execute(select(questions.c.id, questions.c.group_id)).all()
    groups = {row.id: row.group_id for row in rows}
    return [groups[one.id] for one in put]


def _mostly(group: int, found: Sequence[Hashable], true: Sequence[str]) -> str:
    """The true group that most of a found one's questions are of."""
    return Counter(name for one, name in zip(found, true, strict=True) if one == group).most_common(1)[0][0]


def main() -> None:
    """Print the figures."""
    with benchmark_setting() as setting:
        print(json.dumps(measure_groups(setting.searcher), indent=1))


if __name__ == "__main__":
    main()

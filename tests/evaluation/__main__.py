"""Answer the project's questions and print what is right, what is not and why: `make eval`.

`python -m tests.evaluation FILE…` asks other sets, as those in `strangers/`: language models wrote them that had read
the source only, and the program was mended on each after it had been asked once. Dialogues: `…dialogues.jsonl`.
"""

import statistics
import sys
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.search import Searcher
from tests.benchmarks.setting import benchmark_setting
from tests.evaluation.scoring import FOLDER, Scored, accuracy, false_answers, read_dialogues, read_questions, score

_RETRIEVED = 3


def main() -> None:
    """Print the tables, then every miss with what was retrieved for it."""
    console = Console(soft_wrap=True, highlight=False)
    files = [Path(name) for name in sys.argv[1:]] or [FOLDER / "questions.jsonl", FOLDER / "dialogues.jsonl"]
    held = [file for file in files if file.name.endswith("dialogues.jsonl")]
    with benchmark_setting() as setting:
        asked = [turn for file in files if file not in held for turn in read_questions(file)]
        questions = score(setting.conversation, asked)
        dialogues = score(setting.conversation, [turn for file in held for turn in read_dialogues(file)])
        for name in ("language", "style", "topic") if questions else ():
            console.print(_table(name, questions))
        for name, scored in (("questions", questions), ("dialogue turns", dialogues)):
            if scored:
                console.print(_summary(name, scored))
        for item in (*questions, *dialogues):
            if not item.right:
                console.print(_miss(item, setting.searcher), markup=False)


def _summary(name: str, scored: list[Scored]) -> str:
    parts = []
    if any(item.turn.expected is not None for item in scored):
        parts.append(f"{accuracy(scored):.1%} of the answerable right")
    if any(item.turn.expected is None for item in scored):
        parts.append(f"{false_answers(scored):.1%} of the others answered")
    parts.append(f"median {statistics.median(item.answer.elapsed_ms for item in scored):.0f} ms")
    return f"{name}: {', '.join(parts)}"


def _table(name: str, scored: list[Scored]) -> Table:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for item in scored:
        groups[getattr(item.turn, name)].append(item)
    table = Table(name, "right", "falsely answered", "median ms")
    for group, items in sorted(groups.items()):
        answerable = [item.right for item in items if item.turn.expected is not None]
        others = [not item.right for item in items if item.turn.expected is None]
        elapsed = statistics.median(item.answer.elapsed_ms for item in items)
        table.add_row(
            group,
            f"{sum(answerable)}/{len(answerable)}" if answerable else "",
            f"{sum(others)}/{len(others)}" if others else "",
            f"{elapsed:.0f}",
        )
    return table


def _miss(item: Scored, searcher: Searcher) -> str:
    wanted = " + ".join("|".join(group) for group in item.turn.expected or ()) or "a refusal"
    lines = [
        f"- {item.turn.id} {item.turn.question}",
        f"    wanted {wanted}",
        f"    got ({item.answer.confidence:.2f}) {item.answer.text[:100]!r}, read as {item.answer.interpreted_as!r}",
    ]
    lines += [
        f"    retrieved {hit.score:.2f} {hit.passage.document_id} › {hit.passage.heading}"
        for hit in searcher.search(item.answer.interpreted_as, _RETRIEVED)
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

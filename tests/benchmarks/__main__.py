"""Run the benchmarks, write results.json and the tables in README.md beside it.

`BENCH_SQUAD=FILE make bench` also measures retrieval on a SQuAD-format file (about five minutes for CMRC 2018).
"""

import json
import os
import statistics
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.evaluate import evaluate
from bot.version import program_version
from tests.benchmarks import load, refreshing, soak
from tests.benchmarks.ablation import measure_ablation
from tests.benchmarks.cold_start import SIZES, measure
from tests.benchmarks.latency import measure_latency
from tests.benchmarks.logging_cost import logging_table, measure_logging
from tests.benchmarks.quality import measure_quality
from tests.benchmarks.readers import measure_readers, readers_table
from tests.benchmarks.replay import measure_groups
from tests.benchmarks.setting import THREADS, benchmark_setting

FOLDER = Path(__file__).parent
_console = Console(stderr=True)


def main() -> None:
    """Measure, print and record."""
    with benchmark_setting() as setting:
        _console.print("latency …")
        results: dict[str, Any] = {
            "version": program_version(),
            "threads": THREADS,
            "passages": len(setting.searcher.index.passages),
            "refresh_seconds": round(setting.refresh_seconds, 1),
            "latency": measure_latency(setting),
        }
        _console.print("start, log, readers …")
        results["start"] = [
            {"passages": size, "seconds": round(statistics.median(measure(size, 3)), 2)} for size in SIZES
        ]
        results["logging"] = measure_logging()
        results["readers"] = measure_readers()
        _console.print("quality …")
        results["quality"] = measure_quality(setting)
        _console.print("ablation …")
        results["ablation"] = measure_ablation(setting)
        _console.print("groups of questions …")
        results["groups"] = measure_groups(setting.searcher)
        squad = os.environ.get("BENCH_SQUAD")
        if squad:
            _console.print(f"retrieval on {squad} …")
            results["retrieval"] = {"file": Path(squad).name, **evaluate(Path(squad), setting.model)}
    (FOLDER / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    text = tables(results)
    (FOLDER / "README.md").write_text(text, encoding="utf-8")
    print(text)


def tables(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    latency, quality = results["latency"], results["quality"]
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench` from `results.json`, of version {results['version']}; do not edit. Questions and",
        "expected answers are in `tests/evaluation`. Program and general judgement were developed on these very",
        "questions, so their figures flatter them.",
        "",
        f"## Latency, warm, {results['threads']} threads, {results['passages']} passages",
        "",
        f"Median and 95th percentile over {latency['questions']} questions; building the snapshot took "
        f"{results['refresh_seconds']} s.",
        "",
        "| part | p50 ms | p95 ms |",
        "|---|---|---|",
    ]
    for part, figures in latency.items():
        if isinstance(figures, dict):
            lines.append(f"| {part.replace('_', ' ')} | {figures['p50_ms']} | {figures['p95_ms']} |")
    lines += [
        "",
        "## Answers",
        "",
        f"{quality['questions']} questions: {quality['accuracy']:.1%} of the answerable right, "
        f"{quality['false_answers']:.1%} of the unanswerable answered. "
        f"{quality['dialogue_turns']} turns of dialogues: {quality['dialogue_accuracy']:.1%} of the answerable right.",
        "",
    ]
    for name, groups in quality["by"].items():
        lines += [f"| {name} | right (answered or refused) |", "|---|---|"]
        lines += [f"| {group} | {share} |" for group, share in groups.items()] + [""]
    lines += [
        f"Confidence: Brier score {quality['brier']}.",
        "",
        "| confidence from | questions | mean confidence | answerable |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {row['from']} | {row['questions']} | {row['confidence']} | {row['answerable']} |"
        for row in quality["reliability"]
    ]
    lines += ["", *_reliability_diagram(quality["reliability"])]
    first = next(iter(results["ablation"].values()))
    lines += [
        "",
        "## Ablation",
        "",
        "One run, one part left out at a time.",
        "",
        f"| | {' | '.join(first)} |",
        "|---|" + "---|" * len(first),
    ]
    lines += [
        f"| {name} | {' | '.join(f'{share:.1%}' for share in figures.values())} |"
        for name, figures in results["ablation"].items()
    ]
    if "retrieval" in results:
        figures = results["retrieval"]
        lines += [
            "",
            f"## Retrieval: {figures['file']}",
            "",
            "| passages | questions | recall@1 | recall@5 | mrr@10 | p50 ms | p95 ms |",
            "|---|---|---|---|---|---|---|",
            f"| {figures['passages']} | {figures['questions']} | {figures['recall@1']} | {figures['recall@5']} "
            f"| {figures['mrr@10']} | {figures['p50_ms']} | {figures['p95_ms']} |",
        ]
    lines += ["", *_groups(results["groups"])]
    lines += ["", "## Question log", "", *logging_table(results["logging"]).split("\n")]
    lines += ["", "## Readers, per cent kept of rendered fixtures", "", *readers_table(results["readers"]).split("\n")]
    lines += ["", "## From the start of the process to the end of `ask`", "", "| passages | median s |", "|---|---|"]
    lines += [f"| {row['passages']} | {row['seconds']} |" for row in results["start"]]
    lines += ["", *_apart()]
    lines += ["", "## Misses", ""]
    lines += [f"- {miss['question']} → {miss['answer']!r}" for miss in quality["misses"]]
    return "\n".join(lines) + "\n"


def _groups(figures: dict[str, Any]) -> list[str]:
    """How questions fall into groups: each wording once, then replays of skewed questions."""
    lines = [
        "## Groups of questions",
        "",
        f"{figures['wordings']} labelled wordings in {figures['groups']} groups, in three scripts; those that the "
        "judgement was fitted on are left out.",
        "",
        "| | precision | recall | B-cubed F1 | top ten right | seconds |",
        "|---|---|---|---|---|---|",
    ]
    once = figures["one_by_one"]
    lines.append(f"| each wording once | {once['precision']} | {once['recall']} | {once['b_cubed']} | | |")
    for replay in (figures["replay"], figures["cost"]):
        lines.append(
            f"| {replay['questions']:,} questions | {replay['precision']} | {replay['recall']} | {replay['b_cubed']} "
            f"| {replay['top_10_right']:.0%} | {replay['seconds']} |"
        )
    many = figures["cost"]
    cost = f"A new wording among {many['many_groups']:,} groups: {many['new_wording_ms']} ms without its embedding."
    return [*lines, "", cost]


def _apart() -> list[str]:
    """The tables of what is measured by a command of its own, as far as it was."""
    lines: list[str] = []
    for title, name, as_tables in (
        ("Refresh", "refreshing", refreshing.tables),
        ("Load", "load", load.tables),
        ("Soak", "soak", soak.tables),
    ):
        path = FOLDER / f"{name}.json"
        if path.is_file():
            figures = json.loads(path.read_text(encoding="utf-8"))
            lines += [f"## {title} (`python -m tests.benchmarks.{name}`)", "", *as_tables(figures).split("\n"), ""]
    return lines[:-1]


def _reliability_diagram(rows: list[dict[str, float]]) -> list[str]:
    """A Mermaid chart of the share of answerable questions (bars) against the confidence (line)."""
    return [
        "```mermaid",
        "xychart-beta",
        '    title "Reliability: share answerable (bars) by mean confidence (line)"',
        f"    x-axis [{', '.join(str(row['confidence']) for row in rows)}]",
        '    y-axis "share" 0 --> 1',
        f"    bar [{', '.join(str(row['answerable']) for row in rows)}]",
        f"    line [{', '.join(str(row['confidence']) for row in rows)}]",
        "```",
    ]


if __name__ == "__main__":
    main()

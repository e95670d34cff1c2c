"""What a refresh costs: `python -m tests.benchmarks.refreshing [--quick] [--kills N]`.

The vectors of the synthetic base are random, those of the document that is added are the real model's.
"""

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import structlog
from numpy.typing import NDArray

from bot import preparing
from bot.database import open_database
from bot.preparing import Preparer, Upload
from bot.publishing import Publisher
from bot.settings import Settings
from bot.wiring import open_conversation, open_publisher
from index.embedding import EmbeddingModel, load_model
from index.snapshot import SnapshotStore
from knowledge import sandbox
from tests.benchmarks.setting import MODELS, THREADS

ACTOR = "cli:benchmark"
ADDED = 20  # passages of the document that is added
A_PAGE = 20
BASES = (100, 1_000, 10_000)
QUESTIONS = ("柳湾片区第7号地块面积多大", "柳湾片区第12号地块的租金是多少", "今天天气怎么样")
STAGES = ("loading", "reading", "mining", "embedding", "lexical", "calibration", "writing", "rest")

_ROOT = Path(__file__).parents[2]


class RandomBase:
    """The model, but for passages of the base, whose vectors are random."""

    def __init__(self, model: EmbeddingModel) -> None:
        self._model = model
        self._random = np.random.default_rng(0)
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def dimensions(self) -> int:
        return self._model.dimensions

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        return self._model.encode_queries(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        started = time.perf_counter()
        if texts and "柳湾" in texts[0]:
            rows = self._random.normal(size=(len(texts), self.dimensions))
            vectors = np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
        else:
            vectors = self._model.encode_passages(texts, progress)
        self.seconds += time.perf_counter() - started
        return vectors


def main() -> None:
    """Measure, print a Markdown table a subject, and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the base of 10,000 passages")
    parser.add_argument("--kills", type=int, default=100, help="how often a refresh is killed")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    model = load_model("embedded", MODELS, threads=THREADS)
    results: dict[str, Any] = {"seconds_per_1000_passages": embedding_rate(model, 40 if options.quick else 200)}
    _say("embedding", results)
    results["incremental"] = [incremental(model, size) for size in (BASES[:2] if options.quick else BASES)]
    _say("incremental", results)
    results["latency"] = latency(model, 10 if options.quick else 60)
    _say("latency", results)
    results["kills"] = kills(model, options.kills)
    path = Path(__file__).with_name("refreshing.json")
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(tables(results))


def embedding_rate(model: EmbeddingModel, passages: int) -> float:
    """Seconds that the model takes for a thousand passages of one sentence each."""
    texts = [f"{_sentence('云岭', number)}" for number in range(passages)]
    model.encode_passages(texts[:4])
    started = time.perf_counter()
    model.encode_passages(texts)
    return round((time.perf_counter() - started) * 1000 / passages, 2)


def incremental(model: EmbeddingModel, size: int) -> dict[str, float]:
    """Seconds by stage to add a document of 20 passages to a base of `size`."""
    with tempfile.TemporaryDirectory() as folder:
        settings, stub = _settings(Path(folder)), RandomBase(model)
        _write_base(settings, size)
        publisher = Publisher(settings, open_database(settings.database_file))
        # The base need not be judged: only what is added is measured.
        with patch.object(preparing, "calibrate", _no_calibration):
            base = Preparer(settings, publisher, stub).pages(ACTOR, with_preview=False)
        publisher.publish(base.id, ACTOR)
        path = Path(folder) / "新增.md"
        path.write_text(_page("云岭片区", "云岭", range(ADDED)), encoding="utf-8")
        stub.seconds = 0.0
        spent: dict[str, float] = {}
        with _timed(spent, publisher):
            started = time.perf_counter()
            Preparer(settings, publisher, stub).files([Upload(path, path.name)], ACTOR, with_preview=False)
            total = time.perf_counter() - started
    spent["embedding"] = stub.seconds
    spent["lexical"] = spent.pop("building") - stub.seconds
    spent.setdefault("calibration", 0.0)
    spent["rest"] = total - sum(spent.values())
    return {"base": size, "total": round(total, 2), **{name: round(spent[name], 2) for name in STAGES}}


def latency(model: EmbeddingModel, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of an answer, idle and while `bot.preparation` embeds beside it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        _write_base(settings, 40)
        publisher = Publisher(settings, open_database(settings.database_file))
        publisher.publish(Preparer(settings, publisher, model).pages(ACTOR, with_preview=False).id, ACTOR)
        conversation = open_conversation(settings, model)
        measured = {"idle": _percentiles(_asked(conversation.ask, rounds, "idle"))}
        for number in range(100):
            (settings.pages_dir / f"more-{number}.md").write_text(
                _page(f"云岭{number}区", f"云岭{number}", range(A_PAGE)), encoding="utf-8"
            )
        worker = subprocess.Popen(
            [sys.executable, "-m", "bot.preparation"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL, cwd=_ROOT, env=_environment(settings),
        )  # fmt: skip
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.write(json.dumps({"pages": True, "actor": ACTOR}) + "\n")
        worker.stdin.flush()
        for line in worker.stdout:
            if '"embedding"' in line:
                break
        measured["while preparing"] = _percentiles(_asked(conversation.ask, rounds, "busy"))
        measured["while preparing"]["still_preparing"] = float(worker.poll() is None)
        worker.kill()
        worker.wait()
    return measured


def kills(model: EmbeddingModel, count: int) -> dict[str, int | float]:
    """Kill a refresh at a random moment, `count` times; after each, look at what is there."""
    outcome: dict[str, int | float] = {"kills": count, "old": 0, "new": 0, "neither": 0, "untidied": 0, "finished": 0}
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        _write_area(settings, 0)
        started = time.perf_counter()
        _refresh(settings).wait()
        whole = time.perf_counter() - started
        outcome["whole_refresh_seconds"] = round(whole, 1)
        served = _area(settings, model)
        for number in range(1, count + 1):
            new = _write_area(settings, number)
            worker = _refresh(settings)
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(random.uniform(0.3, 1.0) * whole)
                outcome["finished"] += 1
            worker.kill()
            worker.wait()
            seen = _area(settings, model)
            outcome["new" if seen == new else "old" if seen == served else "neither"] += 1
            publisher = open_publisher(settings)
            served = _area(settings, model)
            left = [*settings.snapshots_dir.glob(".building-*"), *settings.scratch_dir.glob("*")]
            sound = served in (seen, new) and publisher.published == publisher.store.current()
            outcome["untidied"] += bool(left) or not sound
    return outcome


def tables(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    lines = [
        f"Embedding: {results['seconds_per_1000_passages']} s per 1,000 passages of one sentence.", "",
        f"Seconds to add {ADDED} passages:", "", f"| base | total | {' | '.join(STAGES)} |",
        "|---" * (len(STAGES) + 2) + "|",
    ]  # fmt: skip
    for row in results["incremental"]:
        lines.append(f"| {' | '.join(str(value) for value in row.values())} |")
    lines += ["", "| answering | p50 ms | p95 ms |", "|---|---|---|"]
    lines += [f"| {name} | {row['p50_ms']} | {row['p95_ms']} |" for name, row in results["latency"].items()]
    names = list(results["kills"])
    lines += ["", f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    lines.append(f"| {' | '.join(str(results['kills'][name]) for name in names)} |")
    return "\n".join(lines)


@contextlib.contextmanager
def _timed(spent: dict[str, float], publisher: Publisher) -> Iterator[None]:
    """Note in `spent` how long the stages of preparing take."""

    def noting(stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                spent[stage] = spent.get(stage, 0.0) + time.perf_counter() - started

        return timed

    with contextlib.ExitStack() as stack:
        for stage, owner, name in (
            ("loading", publisher.store, "load"), ("reading", sandbox, "read_file"),
            ("mining", preparing, "mine_vocabulary"), ("building", preparing, "build_index"),
            ("calibration", preparing, "calibrate"), ("writing", publisher.store, "write"),
        ):  # fmt: skip
            stack.enter_context(patch.object(owner, name, noting(stage, getattr(owner, name))))
        yield


def _no_calibration(*_: object) -> Any:
    from bot.judgement import GENERAL

    return GENERAL


def _settings(folder: Path) -> Settings:
    (folder / "pages").mkdir()
    (folder / "data").mkdir()
    (folder / "data" / "models").symlink_to(MODELS.resolve(), target_is_directory=True)
    return Settings.model_validate({"data_dir": folder / "data", "pages_dir": folder / "pages"})


def _environment(settings: Settings) -> dict[str, str]:
    own = {"BOT_DATA_DIR": str(settings.data_dir), "BOT_PAGES_DIR": str(settings.pages_dir), "BOT_THREADS": "1"}
    return {**os.environ, **own}


def _write_base(settings: Settings, size: int) -> None:
    for start in range(0, size, A_PAGE):
        text = _page(f"柳湾片区{start}", "柳湾", range(start, min(start + A_PAGE, size)))
        (settings.pages_dir / f"base-{start}.md").write_text(text, encoding="utf-8")


def _page(title: str, place: str, numbers: Sequence[int]) -> str:
    front = f'---\ntitle: {title}\ntopic: land\nlanguage: zh-Hans\nas_of: "2024"\nsource: 测试资料\n---\n\n# {title}\n'
    return front + "".join(f"\n## {place}{number}号地块\n\n{_sentence(place, number)}\n" for number in numbers)


def _sentence(place: str, number: int) -> str:
    return f"{place}片区第{number}号地块面积为{number % 97 + 3}亩,月租金为每平方米{number % 13 + 5}元。"


def _asked(ask: Callable[[str], object], rounds: int, phase: str) -> list[float]:
    elapsed = []
    for number in range(rounds):
        for question in QUESTIONS:
            started = time.perf_counter()
            ask(f"{question}({phase} {number})")  # never the same twice, in either phase, so that nothing is remembered
            elapsed.append((time.perf_counter() - started) * 1000)
    return sorted(elapsed)


def _percentiles(elapsed: Sequence[float]) -> dict[str, float]:
    return {
        "p50_ms": round(elapsed[len(elapsed) // 2], 1),
        "p95_ms": round(elapsed[int(len(elapsed) * 0.95)], 1),
    }


def _write_area(settings: Settings, number: int) -> str:
    sentence = f"柳湾片区面积为{number + 10}亩。"
    front = (
        '---\ntitle: 柳湾片区\ntopic: land\nlanguage: zh-Hans\nas_of: "2024"\nsource: 测试资料\n---\n\n# 柳湾片区\n\n'
    )
    (settings.pages_dir / "area.md").write_text(front + sentence + "\n", encoding="utf-8")
    return sentence


def _area(settings: Settings, model: EmbeddingModel) -> str:
    _, index = SnapshotStore(settings.snapshots_dir).load(model.name, model.dimensions)
    return index.passages[0].text


def _refresh(settings: Settings) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "refresh"], cwd=_ROOT, env=_environment(settings),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _say(stage: str, results: dict[str, Any]) -> None:
    print(f"{stage} measured: {json.dumps(results[list(results)[-1]])}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

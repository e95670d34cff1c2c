"""How long it takes from the start of the process to the first answer, with few passages and with many.

`python -m tests.benchmarks.cold_start [PASSAGES …]`; measure while the machine is quiet. The passages are made up and
their vectors random: what is measured is the time, not the answer.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedded_model import IDENTITY, ensure_embedded_model
from index.search import build_index
from index.snapshot import SnapshotStore
from knowledge.passages import Passage, Unit, UnitKind
from tests.benchmarks.setting import MODELS, THREADS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = (122, 10_000)
RUNS = 5
QUESTION = "柳湾7号示范园规划面积多大"
_KINDS = ("示范园", "产业园", "物流园", "科技园", "加工园", "循环经济园")
_WORDS = (
    "规划 投资 产值 就业 面积 企业 项目 道路 供水 供电 管网 环保 能耗 税收 人才 培训 仓储 运输 铁路 电力 "
    "氢能 焦化 铝业 碳基 白酒 煤炭 化工 新材料 研发 检测"
).split()


class RandomVectors:
    """Stands for the embedded model while the index is built; its vectors are random, of length 1."""

    name = IDENTITY
    dimensions = 384

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Random rows (n, d)."""
        return self.encode_passages(texts)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        """Random rows (n, d)."""
        rows = np.random.default_rng(len(texts)).normal(size=(len(texts), self.dimensions)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def passages(count: int) -> list[Passage]:
    """Made-up passages of three sentences, ten to a document."""
    made = []
    for number in range(count):
        name = f"柳湾{number}号{_KINDS[number % len(_KINDS)]}"
        words = [_WORDS[(number * step + step) % len(_WORDS)] for step in (1, 7, 11, 13)]
        sentences = (
            f"{name}规划面积{number % 90 + 1}.{number % 10}平方公里。",
            f"{name}重点发展{words[0]}和{words[1]}，已有企业{number % 40 + 3}户。",
            f"{name}的{words[2]}与{words[3]}由园区统一提供。",
        )
        made.append(
            Passage(
                id=f"made-{number}",
                document_id=f"made-{number // 10}",
                title=f"园区概况之{number // 10}",
                topic="made-up",
                heading_path=(name,),
                units=tuple(Unit(sentence, UnitKind.SENTENCE) for sentence in sentences),
                language="zh-Hans",
                source="编造",
                position=number % 10,
                line=1,
            )
        )
    return made


def measure(count: int, runs: int = RUNS) -> list[float]:
    """Seconds from the start of `python -m bot ask` to its end, run by run."""
    models = MODELS.resolve()
    ensure_embedded_model(models)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "models").symlink_to(models, target_is_directory=True)
        SnapshotStore(folder / "snapshots").publish(build_index(passages(count), RandomVectors()), "made up")
        environment = os.environ | {"BOT_DATA_DIR": name, "BOT_THREADS": str(THREADS)}
        seconds = []
        for _ in range(runs):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "bot", "ask", QUESTION], env=environment, check=True, capture_output=True
            )
            seconds.append(time.perf_counter() - started)
        return seconds


def main() -> None:
    """Measure and print one line a size."""
    for count in [int(word) for word in sys.argv[1:]] or SIZES:
        seconds = measure(count)
        load = os.getloadavg()[0]
        print(
            f"{count} passages: median {statistics.median(seconds):.2f} s, {min(seconds):.2f} to {max(seconds):.2f} s "
            f"in {len(seconds)} runs, load {load:.1f}"
        )


if __name__ == "__main__":
    main()

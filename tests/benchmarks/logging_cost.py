"""What keeping questions costs: the time that `record` takes, how fast rows are written, and what a kill loses."""

import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.database import open_database
from bot.questions.log import QuestionLog
from tests.bot.questions.askers import LI, SECRET, Archive, answer

_ROOT = Path(__file__).parents[2]
_CALLS = 5000
_KILLS = 5
_ASKING_SECONDS = 2.0
_ASK = """
import sys, time
from pathlib import Path
from bot.database import open_database
from bot.questions.log import QuestionLog
from tests.bot.questions.askers import LI, SECRET, answer

log = QuestionLog(open_database(Path(sys.argv[1])), SECRET).start()
for number in range(1_000_000):
    log.record(LI, f"开发区总面积多大{number}", answer(str(number)))
    print(number, time.time(), flush=True)
    time.sleep(0.005)
"""


def measure_logging() -> dict[str, Any]:
    """`record_p50_us` and `record_p99_us`, microseconds a call while the writer is at work; `rows_per_second` written;
    `erase_ms`, one person's forgetting among all these rows; `lost_seconds`, the longest stretch before a SIGKILL of
    which nothing was kept, over some kills, and `lost_questions` of so many asked a second there.
    """
    with tempfile.TemporaryDirectory() as folder:
        results = _recording(Path(folder))
    losses = [_kill() for _ in range(_KILLS)]
    results["lost_seconds"] = round(max(seconds for seconds, _ in losses), 2)
    results["lost_questions"] = max(count for _, count in losses)
    return results


def logging_table(results: dict[str, Any]) -> str:
    """The results as a Markdown table."""
    lines = ["| keeping questions | |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name.replace('_', ' ')} | {value} |" for name, value in results.items())])


def _recording(folder: Path) -> dict[str, Any]:
    log = QuestionLog(open_database(folder / "assistant.sqlite3"), SECRET).start()
    elapsed = []
    begun = time.perf_counter()
    for number in range(_CALLS):
        given = answer(str(number))
        started = time.perf_counter()
        log.record(LI, f"开发区总面积多大{number}，我的电话是13812345678", given)
        elapsed.append((time.perf_counter() - started) * 1e6)
    log.vote("0", LI, 1)  # done when all before it is written
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    assert log.forget(LI).count == _CALLS
    erase_ms = (time.perf_counter() - begun) * 1000
    log.close()
    return {
        "record_p50_us": round(statistics.median(elapsed), 1),
        "record_p99_us": round(sorted(elapsed)[int(len(elapsed) * 0.99)], 1),
        "rows_per_second": round(_CALLS / seconds),
        "erase_ms": round(erase_ms),
    }


def _kill() -> tuple[float, int]:
    """How long before its end the oldest question was asked that is not there after a SIGKILL, and how many are not."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        asked: dict[str, float] = {}
        with subprocess.Popen(
            [sys.executable, "-c", _ASK, str(archive.path)], stdout=subprocess.PIPE, text=True, cwd=_ROOT
        ) as asking:
            assert asking.stdout is not None
            for line in asking.stdout:
                number, at = line.split()
                asked[number] = float(at)
                if float(at) - asked["0"] > _ASKING_SECONDS:
                    asking.send_signal(signal.SIGKILL)
        kept = {row["id"] for row in archive.rows()}
        lost = [at for number, at in asked.items() if number not in kept]
        return (max(asked.values()) - min(lost) if lost else 0.0), len(lost)


if __name__ == "__main__":
    print(logging_table(measure_logging()))

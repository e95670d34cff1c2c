"""The real bot under faults for a long time: `python -m tests.benchmarks.soak [--minutes 30] [--rate 0.5]`.

The Bot API server is the tests' own, in this process; each question comes from a person of its own, so that what is
answered twice or never can be counted. Every few minutes the bot is ended or killed, and started again.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import structlog

from bot.language import Language
from bot.settings import Settings
from bot.texts import say
from bot.version import program_version
from bot.wiring import refresh
from index.embedding import load_model
from tests.benchmarks.setting import MODELS, THREADS
from tests.botapi import BotApiServer, Kind, Mishap
from tests.botapi.chats import PrivateChat
from tests.evaluation.scoring import read_questions

FAULT_EVERY = 6.0  # seconds, about
RESTART_EVERY = 180.0  # or four times a run, if that is more often
SAMPLE_EVERY = 5.0
PATIENCE = 120.0  # for what is unanswered at the end

_ROOT = Path(__file__).parents[2]
_FIRST_PERSON = 10_000_000
_ROWS = 12  # of the table of what the process holds

Fault = Callable[[], Awaitable[None]]


class Soak:
    """One run: asks, lets things go wrong, and counts."""

    def __init__(self, folder: Path, server: BotApiServer, rate: float, seed: int) -> None:
        self.faults: Counter[str] = Counter()
        self.samples: list[dict[str, float]] = []
        self.exits: list[int] = []  # of processes that were not killed
        self.endings: list[float] = []  # seconds from SIGTERM to the end of the process
        self._folder = folder
        self._server = server
        self._rate = rate
        self._random = random.Random(seed)
        self._chats: list[PrivateChat] = []
        self._began = time.monotonic()
        self._process: asyncio.subprocess.Process | None = None

    async def run(self, seconds: float) -> None:
        """Ask and disturb for so long; then let what is open be answered."""
        await self._start()
        await self._server.wait_for_call("getUpdates", timeout=120)
        _say(f"the bot is up; faults for {seconds / 60:g} minutes")
        often = min(RESTART_EVERY, seconds / 4)
        work = (self._ask(), self._disturb(), self._restart(often), self._sample())
        tasks = [asyncio.create_task(one) for one in work]
        try:
            done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in tasks[:3]:
                task.cancel()
            await asyncio.gather(*tasks[:3], return_exceptions=True)
        _say("no more questions, no more faults; what is open may be answered")
        self._server.mishaps.forget()
        if self._process is None or self._process.returncode is not None:
            await self._start()
            await self._polls()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not all(chat.bot_messages for chat in self._chats):
                    await asyncio.sleep(0.2)
        await asyncio.sleep(2.0)  # one too many would come now, and the log is written
        tasks[3].cancel()
        await self._end(signal.SIGTERM)

    def counts(self) -> dict[str, int]:
        """What became of the questions, and of their rows in the log."""
        said = [[message.text for message in chat.bot_messages] for chat in self._chats]
        sorry = [say(key, language).strip() for key in ("failed", "busy") for language in Language]
        with closing(sqlite3.connect(self._folder / "assistant.sqlite3")) as connection:
            rows, askers = connection.execute("SELECT count(*), count(DISTINCT asker) FROM questions").fetchone()
        return {
            "sent": len(said),
            "once": sum(len(texts) == 1 for texts in said),
            "twice": sum(len(texts) > 1 for texts in said),
            "never": sum(not texts for texts in said),
            "apologised": sum(any(text in sorry for text in texts) for texts in said),
            "confirmations_lost": self.faults["sent, confirmation lost"],
            "refusals": len(self._server.refusals),
            "rows_lost": len(said) - askers,
            "rows_twice": rows - askers,
        }

    async def _ask(self) -> None:
        questions = [turn.question for turn in read_questions()]
        for number in itertools.count():
            chat = self._server.private_chat(_FIRST_PERSON + number, "Li", language_code="zh-hans")
            self._chats.append(chat)
            await chat.send_text(self._random.choice(questions))
            await asyncio.sleep(self._random.expovariate(self._rate))

    async def _disturb(self) -> None:
        faults: Mapping[str, Fault] = {
            "429": lambda: self._refuse(429, retry_after=self._random.randint(1, 3)),
            "500": lambda: self._refuse(500),
            "502": lambda: self._refuse(502),
            "hang": lambda: self._go_wrong(Mishap(Kind.HANG, seconds=20.0)),
            "reset": lambda: self._go_wrong(Mishap(Kind.RESET)),
            "sent, confirmation lost": lambda: self._go_wrong(Mishap(Kind.RESET, done=True), "sendMessage"),
            "redelivered": self._redeliver,
            "out of order": self._reorder,
            "409": self._conflict,
            "network gone": self._go_away,
            "database locked": self._lock,
        }
        while True:
            await asyncio.sleep(self._random.uniform(0.5, 1.5) * FAULT_EVERY)
            name = self._random.choice(list(faults))
            self.faults[name] += 1
            _say(f"{name}; {len(self._chats)} asked, {sum(bool(chat.bot_messages) for chat in self._chats)} answered")
            await faults[name]()

    def _method(self) -> str:
        return self._random.choice(("sendMessage", "getUpdates"))

    async def _refuse(self, status: int, retry_after: int | None = None) -> None:
        self._server.fail_next(self._method(), status, "not now", retry_after, times=self._random.randint(1, 3))

    async def _go_wrong(self, mishap: Mishap, method: str | None = None) -> None:
        self._server.go_wrong(method or self._method(), mishap)

    async def _redeliver(self) -> None:
        for update in self._server.updates[-self._random.randint(1, 20) :]:
            self._server.redeliver(update)

    async def _reorder(self) -> None:
        self._server.queue.hold()
        try:
            await asyncio.sleep(3.0)
        finally:
            self._server.queue.release(backwards=True)

    async def _conflict(self) -> None:
        taken = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        self._server.fail_next("getUpdates", 409, taken, times=2)

    async def _go_away(self) -> None:
        await self._server.go_away()
        try:
            await asyncio.sleep(self._random.uniform(1.0, 8.0))
        finally:
            await self._server.come_back()

    async def _lock(self) -> None:
        database = sqlite3.connect(self._folder / "assistant.sqlite3", isolation_level=None, timeout=0.0)
        with closing(database), suppress(sqlite3.OperationalError):  # the bot is writing
            database.execute("BEGIN EXCLUSIVE")
            await asyncio.sleep(self._random.uniform(1.0, 15.0))
            database.execute("ROLLBACK")

    async def _restart(self, often: float) -> None:
        for how in itertools.cycle((signal.SIGTERM, signal.SIGKILL)):
            await asyncio.sleep(self._random.uniform(0.5, 1.5) * often)
            self.faults[how.name] += 1
            _say(how.name)
            await self._end(how)
            await self._start()
            await self._polls()

    async def _polls(self) -> None:
        """Wait until the bot that was started last asks for updates: a busy machine takes long to load the model."""
        before = len(self._server.calls("getUpdates"))
        while len(self._server.calls("getUpdates")) == before:
            await asyncio.sleep(0.2)

    async def _start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "TELEGRAM_"))}
        environment |= {
            "PYTHONPATH": str(_ROOT), "BOT_DATA_DIR": str(self._folder), "BOT_THREADS": str(THREADS),
            "BOT_LOG_FORMAT": "json", "BOT_LOG_FILE": str(self._folder / "soak.log"),
            "TELEGRAM_API_URL": self._server.url, "TELEGRAM_BOT_TOKEN": self._server.token,
        }  # fmt: skip
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self._folder, env=environment,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

    async def _end(self, how: signal.Signals) -> None:
        process = self._process
        assert process is not None
        if process.returncode is None:
            process.send_signal(how)
            began = time.monotonic()
            await process.wait()
            if how is signal.SIGTERM:
                self.endings.append(round(time.monotonic() - began, 1))
        if how is signal.SIGTERM or process.returncode != -signal.SIGKILL:
            self.exits.append(process.returncode or 0)

    async def _sample(self) -> None:
        """Note what the process holds; one that has just been started is left out."""
        while True:
            await asyncio.sleep(SAMPLE_EVERY)
            process = self._process
            if process is None or process.returncode is not None:
                continue
            with suppress(OSError, StopIteration):
                folder = Path(f"/proc/{process.pid}")
                status = (folder / "status").read_text()
                kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
                self.samples.append(
                    {
                        "minute": round((time.monotonic() - self._began) / 60, 2),
                        "pid": process.pid,
                        "rss_mib": round(int(kilobytes) / 1024),
                        "open_files": sum(1 for _ in (folder / "fd").iterdir()),
                        "answered": sum(bool(chat.bot_messages) for chat in self._chats),
                    }
                )


@asynccontextmanager
async def _soak(rate: float, seed: int) -> AsyncIterator[Soak]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "models").symlink_to(MODELS.resolve(), target_is_directory=True)
        known = MODELS.parent / "embeddings.sqlite3"
        if known.is_file():  # what the checkout has embedded already
            shutil.copy(known, folder)
        _say("building the index")
        model = load_model("embedded", MODELS, threads=THREADS)
        refresh(Settings.model_validate({"data_dir": folder}), model)
        del model
        async with BotApiServer(webhook_retry_delay=0.5) as server:
            soak = Soak(folder, server, rate, seed)
            try:
                yield soak
            finally:
                process = soak._process
                if process is not None and process.returncode is None:
                    process.kill()
                    await process.wait()


async def measure_soak(minutes: float, rate: float, seed: int = 1) -> dict[str, Any]:
    """Return the counts, the faults by kind and what the process held over time."""
    async with _soak(rate, seed) as soak:
        await soak.run(minutes * 60)
        return {
            "version": program_version(),
            "minutes": minutes,
            "questions_per_second": rate,
            "seed": seed,
            "counts": soak.counts(),
            "faults": dict(sorted(soak.faults.items())),
            "exits": soak.exits,
            "ending_seconds": soak.endings,
            "samples": soak.samples,
        }


def tables(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    counts, samples = results["counts"], results["samples"]
    lines = [
        f"{results['minutes']} minutes at {results['questions_per_second']} questions a second, of version "
        f"{results['version']}. Answered twice can only be what was sent while its confirmation was lost, or the "
        "process killed.",
        "",
        f"| {' | '.join(name.replace('_', ' ') for name in counts)} |",
        "|---" * len(counts) + "|",
        f"| {' | '.join(str(count) for count in counts.values())} |",
        "", "| fault | times |", "|---|---|",
        *(f"| {name} | {times} |" for name, times in results["faults"].items()),
        "", f"From SIGTERM to the end: {', '.join(map(str, results['ending_seconds']))} s; exit status "
        f"{', '.join(map(str, results['exits']))}.",
        "", "| minute | process | answered | RSS MiB | open files |", "|---|---|---|---|---|",
    ]  # fmt: skip
    processes = {pid: number for number, pid in enumerate(dict.fromkeys(one["pid"] for one in samples), start=1)}
    step = max(1, len(samples) // _ROWS)
    for one in samples[step - 1 :: step]:
        held = f"{one['answered']} | {one['rss_mib']} | {one['open_files']}"
        lines.append(f"| {one['minute']} | {processes[one['pid']]} | {held} |")
    return "\n".join(lines)


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def main() -> None:
    """Run, print the tables and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=0.5, help="questions a second, on average")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("soak.json"))
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the bot does not outlive this process
    results = asyncio.run(measure_soak(options.minutes, options.rate, options.seed))
    options.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(tables(results))


if __name__ == "__main__":
    main()

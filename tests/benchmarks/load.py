"""What the bot bears: `python -m tests.benchmarks.load [--questions N] [--rounds N] [--memory N]`.

The whole core answers, with its log and sessions on disk: through the front desk, and through the Telegram application
against the local Bot API server, which takes its share of the same process. Each chat asks its next question when it
has read the answer; no question is asked twice in a round, and each by somebody else.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import structlog

from bot.asker import Asker
from bot.database import open_database
from bot.frontdesk import Reception
from bot.language import Language
from bot.office import Office
from bot.parts import Parts
from bot.settings import Settings
from bot.texts import say
from bot.wiring import open_chat, refresh
from bot.worker import MOST_WAITING, Worker
from index.embedding import EmbeddingModel, load_model
from tests.benchmarks.setting import MODELS, THREADS
from tests.botapi import BotApiServer
from tests.evaluation.scoring import read_questions
from tests.handlers.polling import polling

CHATS = (1, 10, 50, 200)
_VARIED = 10  # of so many questions of the long run one is in words that nobody has used before
_CHATS_OF_THE_LONG_RUN = 16
_A_STEP = 1_000  # questions between two looks at the memory
_BUSY = say("busy", Language.SIMPLIFIED)

Ask = Callable[[str, str], Awaitable[str]]  # the asker's name and the question; the reply


def main() -> None:
    """Measure, print Markdown tables, and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=240, help="questions in a round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median is taken")
    parser.add_argument("--memory", type=int, default=10_000, help="questions of the long run")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    model = load_model("embedded", MODELS, threads=THREADS)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {"data_dir": Path(folder), "question_burst": 1000, "questions_per_minute": 10_000}
        )
        refresh(settings, model)
        texts = [turn.question for turn in read_questions()][: options.questions]
        results: dict[str, Any] = {"threads": THREADS, "questions": len(texts), "rounds": options.rounds}
        results["memory"] = memory(settings, model, options.memory)
        _say("memory", results["memory"])
        results["front_desk"] = [front_desk(settings, model, texts, chats, options.rounds) for chats in CHATS]
        _say("front desk", results["front_desk"])
        results["telegram"] = [telegram(settings, model, texts, chats, options.rounds) for chats in CHATS]
        _say("telegram", results["telegram"])
    path = Path(__file__).with_name("load.json")
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(tables(results))


def tables(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    lines = [
        f"{results['questions']} questions a round, median of {results['rounds']} rounds, {results['threads']} cores. "
        f"The worker takes {MOST_WAITING} questions at a time.",
        "",
        "| through | chats at once | questions/s | p50 ms | p95 ms | told to come later |",
        "|---|---|---|---|---|---|",
    ]
    for name in ("front_desk", "telegram"):
        for row in results[name]:
            figures = " | ".join(str(row[key]) for key in ("chats", "per_second", "p50_ms", "p95_ms", "busy"))
            lines.append(f"| {name.replace('_', ' ')} | {figures} |")
    memory = results["memory"]
    lines += [
        "",
        f"Memory (RSS) before {memory['questions']:,} questions, each by somebody else: {memory['before_mb']} MB; "
        f"after: {memory['after_mb']} MB. Growth per 10,000 questions, median over steps of {memory['step']:,}: "
        f"{memory['growth_per_10000_mb']} MB. {memory['per_second']} questions/s, answered and logged, "
        f"one in {_VARIED} of them new.",
    ]
    return "\n".join(lines)


def front_desk(
    settings: Settings, model: EmbeddingModel, texts: Sequence[str], chats: int, rounds: int
) -> dict[str, float]:
    """Questions a second and milliseconds of an answer where so many chats ask at once."""

    async def measure() -> dict[str, float]:
        with _open_parts(settings, model) as parts:
            worker = Worker(parts.answers, recorder=parts.questions)
            figures = await _round(_asking(Reception(parts, worker)), texts, chats)
            worker.close()
        return figures

    return _medians(chats, [asyncio.run(measure()) for _ in range(rounds)])


def telegram(
    settings: Settings, model: EmbeddingModel, texts: Sequence[str], chats: int, rounds: int
) -> dict[str, float]:
    """The same through the application, without the pace that Telegram sets for what is sent."""

    async def measure() -> dict[str, float]:
        async with _application(settings, model) as server:
            people = count(1001)

            async def ask(_name: str, text: str) -> str:
                chat = server.private_chat(next(people), "Li", language_code="zh-hans")
                await chat.send_text(text)
                return (await chat.next_reply(60)).text

            return await _round(ask, texts, chats)

    return _medians(chats, [asyncio.run(measure()) for _ in range(rounds)])


def memory(settings: Settings, model: EmbeddingModel, questions: int) -> dict[str, float]:
    """The resident memory in MB while so many questions are asked, each by somebody else."""
    texts = [turn.question for turn in read_questions()]

    async def measure() -> tuple[list[float], float]:
        with _open_parts(settings, model) as parts:
            worker = Worker(parts.answers, recorder=parts.questions)
            ask = _asking(Reception(parts, worker))
            await _round(ask, texts, _CHATS_OF_THE_LONG_RUN)  # what is filled once is no growth
            await _caught_up(parts)
            seen, started = [_resident_mb()], time.perf_counter()
            for first in range(0, questions, _A_STEP):
                some = [_varied(texts, number) for number in range(first, min(first + _A_STEP, questions))]
                await _round(ask, some, _CHATS_OF_THE_LONG_RUN, f"long {first}")
                await _caught_up(parts)  # what waits to be logged is bounded, and no growth
                seen.append(_resident_mb())
            elapsed = time.perf_counter() - started
            worker.close()
        return seen, elapsed

    seen, elapsed = asyncio.run(measure())
    steps = [(after - before) * 10_000 / _A_STEP for before, after in pairwise(seen)]
    return {
        "questions": questions,
        "step": _A_STEP,
        "before_mb": round(seen[0], 1),
        "after_mb": round(seen[-1], 1),
        "growth_per_10000_mb": round(statistics.median(steps), 2),
        "per_second": round(questions / elapsed, 1),
    }


async def _caught_up(parts: Parts) -> None:
    """Wait until the log has written what was asked; it is grouped by a thread of its own."""
    while parts.questions is not None and parts.questions.waiting:
        await asyncio.sleep(0.1)


async def _round(ask: Ask, texts: Sequence[str], chats: int, name: str = "chat") -> dict[str, float]:
    """Have so many chats ask the texts between them."""
    waiting, elapsed, busy = iter(enumerate(texts)), list[float](), 0

    async def chat() -> None:
        nonlocal busy
        for number, text in waiting:
            started = time.perf_counter()
            busy += await ask(f"{name} {number}", text) == _BUSY
            elapsed.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(chat() for _ in range(chats)))
    seconds = time.perf_counter() - started
    elapsed.sort()
    return {
        "per_second": len(elapsed) / seconds,
        "p50_ms": statistics.median(elapsed),
        "p95_ms": elapsed[int(len(elapsed) * 0.95)],
        "busy": busy,
    }


def _medians(chats: int, rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    medians = {key: round(statistics.median(one[key] for one in rounds), 1) for key in rounds[0]}
    return {"chats": chats, **medians, "busy": int(medians["busy"])}


def _asking(desk: Reception) -> Ask:
    async def ask(name: str, text: str) -> str:
        said = await desk.ask(Asker("benchmark", name, name), text, Language.SIMPLIFIED)
        return said.replies[0].text

    return ask


def _varied(texts: Sequence[str], number: int) -> str:
    text = texts[number % len(texts)]
    return f"{text}（{number}）" if number % _VARIED == 0 else text


@contextmanager
def _open_parts(settings: Settings, model: EmbeddingModel) -> Iterator[Parts]:
    """What answers, and keeps what was asked; nothing is remembered of another round."""
    engine = open_database(settings.database_file)
    parts = replace(open_chat(settings, model, engine), office=Office(settings, engine))
    try:
        yield parts
    finally:
        parts.close()


@asynccontextmanager
async def _application(settings: Settings, model: EmbeddingModel) -> AsyncIterator[BotApiServer]:
    with _open_parts(settings, model) as parts:
        async with BotApiServer() as server, polling(server, parts):
            yield server


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def _say(what: str, figures: object) -> None:
    print(f"{what}: {json.dumps(figures)}", flush=True)


if __name__ == "__main__":
    main()

"""How long a question takes, and which part of it what."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from bot.question import understand
from tests.benchmarks.setting import Setting
from tests.evaluation.scoring import read_questions


def measure_latency(setting: Setting) -> dict[str, Any]:
    """Return medians and 95th percentiles in milliseconds over the project's questions, warm, one at a time."""
    searcher, index = setting.searcher, setting.searcher.index
    questions = [turn.question for turn in read_questions() if turn.style not in ("chat", "adversarial")]
    texts = [understand(question).text for question in questions]
    terms = [searcher.tokenizer.terms(text) for text in texts]
    for text in texts[:5]:
        setting.model.encode_queries([text])
    vectors = [setting.model.encode_queries([text])[0] for text in texts]
    return {
        "questions": len(questions),
        "embed": _timed(lambda text: setting.model.encode_queries([text]), texts),
        "lexical": _timed(lambda query: index.lexical.scores(query), terms),
        "faiss": _timed(lambda vector: index.vectors.nearest(vector, 200), vectors),
        "search_without_embedding": _timed(
            lambda pair: searcher.rank(pair[0], pair[1], 8), list(zip(texts, vectors, strict=True))
        ),
        "whole_answer": _timed(setting.conversation.ask, questions),
    }


def _timed(call: Callable[[Any], object], inputs: Sequence[Any]) -> dict[str, float]:
    elapsed = []
    for value in inputs:
        started = time.perf_counter()
        call(value)
        elapsed.append((time.perf_counter() - started) * 1000)
    elapsed.sort()
    return {
        "p50_ms": round(statistics.median(elapsed), 2),
        "p95_ms": round(elapsed[int(len(elapsed) * 0.95)], 2),
    }

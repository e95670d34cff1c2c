"""What Prometheus reads: questions, how long they took, what waits, the snapshot's age, errors, free disk."""

from collections.abc import Callable
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.answer import Answer

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_FAILED = "error"  # in the place of an outcome, as in the question log


class TurnedAway(StrEnum):
    """Why something was not dealt with."""

    BUSY = "busy"  # too many questions waited
    RATE = "rate"  # one person asked too often
    QUEUE = "queue"  # too many updates waited, of one chat or of all


class Metrics:
    """The counters of one running bot, in a registry of their own; thread-safe."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._questions = Counter(
            "assistant_questions", "Questions by what became of them.", ("outcome", "language"), registry=self.registry
        )
        self._turned_away = Counter(
            "assistant_turned_away", "What was not dealt with, by reason.", ("reason",), registry=self.registry
        )
        for reason in TurnedAway:
            self._turned_away.labels(reason.value)
        self._seconds = Histogram(
            "assistant_answer_seconds", "Time that answers took.", buckets=_SECONDS, registry=self.registry
        )

    def answered(self, answer: Answer) -> None:
        """Count a question and the time that its answer took."""
        self._questions.labels(answer.outcome.value, answer.language.value).inc()
        self._seconds.observe(answer.elapsed_ms / 1000)

    def failed(self, language: str) -> None:
        """Count a question that failed to be answered."""
        self._questions.labels(_FAILED, language).inc()

    def turned_away(self, reason: TurnedAway) -> None:
        """Count what was not dealt with."""
        self._turned_away.labels(reason.value).inc()

    def watch(self, name: str, meaning: str, value: Callable[[], float | None]) -> None:
        """Show `assistant_<name>` as it is when it is read; None and an OSError are shown as NaN."""

        def read() -> float:
            try:
                now = value()
            except OSError:
                now = None
            return float("nan") if now is None else now

        Gauge(f"assistant_{name}", meaning, registry=self.registry).set_function(read)

    def exposition(self) -> bytes:
        """All metrics in Prometheus's text format 0.0.4."""
        return generate_latest(self.registry)

"""Prometheus reads questions by outcome and language, how long they took, and whatever is watched."""

from prometheus_client.parser import text_string_to_metric_families

from bot.answer import Answer, Outcome
from bot.language import Language
from bot.metrics import Metrics


def samples(metrics: Metrics) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_questions_are_counted_by_outcome_and_language() -> None:
    metrics = Metrics()
    for outcome in (Outcome.ANSWERED, Outcome.ANSWERED, Outcome.REFUSED):
        metrics.answered(Answer("", outcome, Language.ENGLISH, 1.0, "", elapsed_ms=30))
    metrics.failed("zh-Hans")

    found = samples(metrics)

    assert found[("assistant_questions_total", ("en", "answered"))] == 2
    assert found[("assistant_questions_total", ("en", "refused"))] == 1
    assert found[("assistant_questions_total", ("zh-Hans", "error"))] == 1
    assert found[("assistant_answer_seconds_count", ())] == 3
    assert found[("assistant_answer_seconds_bucket", ("0.025",))] == 0
    assert found[("assistant_answer_seconds_bucket", ("0.05",))] == 3


def test_what_is_watched_is_read_each_time_and_a_failure_is_no_number() -> None:
    def unreadable() -> float:
        raise OSError("gone")

    metrics, values = Metrics(), iter([1.0, 2.0])
    metrics.watch("waiting", "…", lambda: next(values))
    metrics.watch("age", "…", lambda: None)
    metrics.watch("disk", "…", unreadable)

    first, second = samples(metrics), samples(metrics)

    assert (first[("assistant_waiting", ())], second[("assistant_waiting", ())]) == (1.0, 2.0)
    assert str(first[("assistant_age", ())]) == str(first[("assistant_disk", ())]) == "nan"

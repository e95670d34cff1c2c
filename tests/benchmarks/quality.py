"""How well questions are answered, by language, style and topic, and how far confidence can be trusted."""

from collections import defaultdict
from typing import Any

from tests.benchmarks.setting import Setting
from tests.evaluation.scoring import Scored, accuracy, false_answers, read_dialogues, read_questions, score

_BINS = 5


def measure_quality(setting: Setting) -> dict[str, Any]:
    """Return accuracy and false-answer rates, the Brier score and the reliability of the confidence."""
    scored = score(setting.conversation, read_questions())
    dialogues = score(setting.conversation, read_dialogues())
    return {
        "questions": len(scored),
        "accuracy": round(accuracy(scored), 3),
        "false_answers": round(false_answers(scored), 3),
        "dialogue_turns": len(dialogues),
        "dialogue_accuracy": round(accuracy(dialogues), 3),
        "by": {name: _by(scored, name) for name in ("language", "style", "topic")},
        "brier": round(sum((item.answer.confidence - _answerable(item)) ** 2 for item in scored) / len(scored), 4),
        "reliability": _reliability(scored),
        "misses": [
            {"id": item.turn.id, "question": item.turn.question, "answer": item.answer.text[:120]}
            for item in scored
            if not item.right
        ],
    }


def _answerable(item: Scored) -> float:
    return float(item.turn.expected is not None)


def _by(scored: list[Scored], name: str) -> dict[str, str]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for item in scored:
        groups[getattr(item.turn, name)].append(item.right)
    return {key: f"{sum(rights)}/{len(rights)}" for key, rights in sorted(groups.items())}


def _reliability(scored: list[Scored]) -> list[dict[str, float]]:
    """For each fifth of the confidence scale: how many questions, mean confidence, share truly answerable."""
    rows = []
    for number in range(_BINS):
        low, high = number / _BINS, (number + 1) / _BINS
        inside = [
            item for item in scored if low <= item.answer.confidence < high or item.answer.confidence == high == 1
        ]
        if inside:
            rows.append(
                {
                    "from": low,
                    "questions": len(inside),
                    "confidence": round(sum(item.answer.confidence for item in inside) / len(inside), 3),
                    "answerable": round(sum(_answerable(item) for item in inside) / len(inside), 3),
                }
            )
    return rows

"""Fit the weights of bot/judgement.py on the project's questions and print them.

A question counts as positive when what would be quoted holds the expected answer, as negative otherwise.
"""

from dataclasses import asdict, fields
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.judgement import Evidence
from bot.language import detect_language
from tests.benchmarks.setting import benchmark_setting
from tests.evaluation.scoring import is_right, read_questions


def main() -> None:
    """Print BIAS and WEIGHTS."""
    names = [field.name for field in fields(Evidence)]
    rows: list[list[float]] = []
    labels: list[bool] = []
    with benchmark_setting() as setting:
        for turn in read_questions():
            language = detect_language(turn.question)
            evidence, contradicted, answer = setting.conversation.judge(turn.question, language)
            if evidence is None or contradicted:
                continue
            values: dict[str, Any] = asdict(evidence)
            rows.append([values[name] for name in names])
            labels.append(turn.expected is not None and is_right(turn, answer))
    model = LogisticRegression(C=3, max_iter=3000).fit(np.array(rows), np.array(labels))
    print(f"BIAS = {model.intercept_[0]:.2f}")
    for name, weight in zip(names, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()

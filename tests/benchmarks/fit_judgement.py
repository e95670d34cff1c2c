"""Fit the general judgement of bot/judgement.py on the project's questions and print it.

A question counts as positive when what would be quoted holds the expected answer, as negative otherwise.
"""

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.judgement import Judgement
from bot.language import detect_language
from bot.reading import Reader
from tests.benchmarks.setting import benchmark_setting
from tests.evaluation.scoring import holds_expected, read_questions


def main() -> None:
    """Print bias and weights for the distance of far and near that the pages were calibrated with."""
    rows: list[list[float]] = []
    labels: list[bool] = []
    with benchmark_setting() as setting:
        judgement = Judgement.from_values(setting.searcher.index.calibration)
        reader = Reader(setting.searcher, judgement)
        for turn in read_questions():
            reading = reader.read(turn.question, detect_language(turn.question).page_languages)
            if reading.evidence is None or reading.against:
                continue
            features = judgement.features(reading.evidence)
            rows.append([features[name] for name in judgement.weights])
            labels.append(holds_expected(turn, "\n".join(quote.text for quote in reading.quotes)))
    model = LogisticRegression(C=3, max_iter=3000).fit(np.array(rows), np.array(labels))
    print(f"bias={model.intercept_[0]:.2f}, far={judgement.far:.3f}, near={judgement.near:.3f}")
    for name, weight in zip(judgement.weights, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()

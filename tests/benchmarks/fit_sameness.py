"""Fit the judgement of bot/questions/sameness.py on the labelled paraphrases set apart for fitting and print it.

Each pair of wordings of one group counts as the same, each of two groups that stand near each other as not; pairs that
conflict are judged already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from itertools import combinations

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.questions.sameness import Asked, Likeness, Sameness, conflict
from tests.benchmarks.paraphrases import read_paraphrases
from tests.benchmarks.setting import benchmark_setting

NEAREST = 30  # other wordings of each that are compared


def main() -> None:
    """Print bias and weights."""
    with benchmark_setting() as setting:
        sameness = Sameness(setting.searcher)
        labelled = [(sameness.asked(one.text), one.group) for one in read_paraphrases("fit")]
        rows: list[list[float]] = []
        labels: list[bool] = []
        for one, other, same in compared(labelled):
            rows.append(list(asdict(sameness.likeness(one, other)).values()))
            labels.append(same)
    model = LogisticRegression(C=1, max_iter=9000).fit(np.array(rows), np.array(labels))
    print(f"# {len(labels)} pairs, {sum(labels)} the same")
    print(f"_BIAS = {model.intercept_[0]:.2f}")
    for one_field, weight in zip(fields(Likeness), model.coef_[0], strict=True):
        print(f'    "{one_field.name}": {weight:.2f},')


def compared(labelled: Sequence[tuple[Asked, str]]) -> Iterator[tuple[Asked, Asked, bool]]:
    """Yield the pairs to learn from with whether they are the same."""
    vectors = np.stack([asked.bridged for asked, _ in labelled])
    cosines = vectors @ vectors.T
    near = np.zeros(cosines.shape, dtype=bool)
    np.put_along_axis(near, np.argsort(-cosines, axis=1)[:, : NEAREST + 1], True, axis=1)
    for first, second in combinations(range(len(labelled)), 2):
        (one, group), (other, other_group) = labelled[first], labelled[second]
        same = group == other_group
        if (same or near[first, second] or near[second, first]) and not conflict(one, other):
            yield one, other, same


if __name__ == "__main__":
    main()

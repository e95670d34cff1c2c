"""The judgement is calibrated on the documents' own sentences, and stored with them."""

import random
from dataclasses import replace

import numpy as np
import pytest

from bot.calibration import calibrate, cloze_questions, fit
from bot.judgement import GENERAL, Evidence, Judgement
from index.embedding import EmbeddingModel
from index.search import Searcher, build_index
from knowledge.passages import Passage
from tests.index.builders import passage


def evidence(closeness: float, coverage: float) -> Evidence:
    return Evidence(closeness, 0.02, coverage, coverage, 1 - coverage, 1 - coverage, 1.0, 0.2)


def test_questions_are_the_same_every_time_and_ask_for_what_they_leave_out(searcher: Searcher) -> None:
    questions = cloze_questions(searcher, 60)

    assert questions == cloze_questions(searcher, 60)
    assert len(questions) == 60
    assert all(question.unit < len(question.passage.units) for question in questions)
    asking = [
        q for q in questions if any(word in q.text for word in ("多少", "哪一年", "什么", "what", "how many", "which"))
    ]
    assert len(asking) == len(questions)


def test_the_pages_calibration_is_stored_with_their_snapshot(searcher: Searcher) -> None:
    judgement = Judgement.from_values(searcher.index.calibration)

    assert judgement == calibrate(searcher)
    assert 0 < judgement.far < judgement.near < 1
    assert judgement.weights["coverage"] > 0 > judgement.weights["missing"]


def test_too_few_documents_leave_the_general_judgement(model: EmbeddingModel) -> None:
    few = Searcher(build_index([passage("甲公司2020年投资3亿元。", title="企业", number=0)], model), model)

    assert calibrate(few) == GENERAL


def test_the_cosines_of_another_model_count_by_their_own_distance() -> None:
    chance = random.Random(1)
    examples = [(evidence(chance.gauss(0.6, 0.03), 0.9), True) for _ in range(60)]
    examples += [(evidence(chance.gauss(0.2, 0.03), 0.2), False) for _ in range(60)]

    judgement = fit(examples, 0.2, 0.6, GENERAL, 20.0)

    right = np.mean([judgement.probability(one) for one, label in examples if label])
    wrong = np.mean([judgement.probability(one) for one, label in examples if not label])
    assert right > 0.8 > 0.2 > wrong


def test_a_judgement_comes_back_from_its_numbers() -> None:
    assert Judgement.from_values(GENERAL.values()) == GENERAL
    with pytest.raises(KeyError):
        Judgement.from_values({"bias": 0.0})


def report(number: int, document: str) -> Passage:
    """The same sentence of every document for one number."""
    text = f"第{number}号工厂在{2000 + number}年投资{number + 3}亿元生产金属镓。"
    return replace(
        passage(text, title=f"工厂{document}", number=number + 100 * (document == "b")), document_id=document
    )


def test_a_document_that_repeats_another_is_no_mistake_when_the_other_is_hidden(model: EmbeddingModel) -> None:
    once = [report(number, "a") for number in range(24)]
    twice = [*once, *(report(number, "b") for number in range(24))]
    other = [replace(passage(f"第{n}条道路绿化。", title="道路", number=300 + n), document_id="c") for n in range(8)]

    alone, repeated = (calibrate(Searcher(build_index([*pages, *other], model), model)) for pages in (once, twice))

    assert repeated != GENERAL
    assert repeated.weights["coverage"] >= alone.weights["coverage"] - 0.5

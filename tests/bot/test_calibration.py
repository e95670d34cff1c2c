"""The judgement is calibrated on the documents' own sentences, and stored with them."""

import math
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.calibration import Cloze, _repeats, calibrate, cloze_questions, fit
from bot.judgement import GENERAL, Evidence, Judgement
from bot.reading import Reader
from index.embedding import EmbeddingModel
from index.search import Searcher, build_index
from index.words import bigrams
from knowledge.passages import Passage
from tests.index.builders import passage, unit_rows


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


def test_a_document_more_changes_nothing_of_the_questions_made_from_the_others(searcher: Searcher) -> None:
    fewer = Searcher(
        build_index(searcher.index.passages[:-20], searcher.model, vocabulary=searcher.index.vocabulary), searcher.model
    )
    kept = {passage.document_id for passage in fewer.index.passages[:60]}
    of_all = {one.text for one in cloze_questions(searcher, 10_000) if one.passage.document_id in kept}
    assert of_all
    assert of_all <= {one.text for one in cloze_questions(fewer, 10_000)}


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


class LettersModel:
    """Embeds a text as its pairs of characters: quick, and as near as two texts are alike."""

    name = "letters@1"
    dimensions = 64

    def encode_queries(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        rows = np.full((len(texts), self.dimensions), 0.1, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in bigrams(text):
                row[zlib.crc32(pair.encode()) % self.dimensions] += 1
        return unit_rows(rows)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> "NDArray[np.float32]":
        return self.encode_queries(texts)


WORDS = (
    "焦炭 车间 工人 白酒 高粱 酒窖 铝材 电解 车身 污水 管网 河流 光伏 屋顶 面板 煤气 锅炉 蒸汽 "
    "医药 胶囊 药材 纺织 棉花 衬衫 家具 木材 油漆 物流 仓库 卡车 电池 手机 充电 陶瓷 瓷砖 窑炉 "
    "玻璃 窗户 温室 蔬菜 大棚 番茄 养猪 饲料 牧场 核桃 果园 榨油 旅游 古镇 酒店 学校 教师 操场 "
    "医院 病床 护士 公路 桥梁 隧道 机场 航班 跑道 铁路 车站 货运 电影 剧院 演员 钢铁 高炉 矿石 "
).split()


def reports(document: str, first: int, last: int) -> list[Passage]:
    """A document of the sentences `first` to `last`, no two of which share a noun."""
    made = []
    for number in range(first, last):
        one, two, three = WORDS[3 * number : 3 * number + 3]
        told = passage(f"{one}的{two}为{three}投资{number + 3}亿元。", title="投资")
        made.append(replace(told, id=f"{document}{number}", document_id=document))
    return made


@pytest.mark.parametrize("twice", [True, False])
def test_to_quote_a_document_that_says_the_same_as_the_hidden_one_is_no_mistake(twice: bool) -> None:
    model = LettersModel()
    pages = [*reports("a", 0, 24), *(reports("b", 0, 24) if twice else reports("b", 12, 24))]
    searcher = Searcher(build_index(pages, model), model)
    asked = Cloze("焦炭的车间为工人投资多少", pages[0], 0)

    reading = Reader(searcher, GENERAL).read(asked.text, hidden=frozenset({"a"}))

    assert reading.quotes
    assert _repeats(reading, asked) is twice


def test_documents_that_say_everything_twice_can_be_calibrated_on() -> None:
    model = LettersModel()
    pages = [*reports("a", 0, 24), *reports("b", 0, 24)]

    judgement = calibrate(Searcher(build_index(pages, model), model))

    assert judgement.far < judgement.near
    assert all(math.isfinite(value) for value in judgement.values().values())

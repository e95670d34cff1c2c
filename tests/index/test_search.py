"""Questions find the pages that answer them, in each script and language, and nothing that is typed breaks search."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.embedding import SentenceTransformerModel
from index.search import Searcher, build_index
from index.vocabulary import Vocabulary
from tests.index.builders import passage, small_index, unit_rows


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("开发区总面积多大", "zh/overview"),
        ("什么是标准地", "zh/land"),
        ("焦炉煤气怎么利用", "zh/coking"),
        ("白酒产业有哪些品牌", "zh/liquor"),
        ("開發區有哪些產業園區", "zh/parks"),
        ("氫能產業有什麼規劃", "zh/hydrogen"),
        ("開發區的黨建工作", "zh/party"),
        ("How many hydrogen refuelling stations are planned?", "en/hydrogen"),
        ("What is the one-window service?", "en/services"),
        ("WHAT IS STANDARD LAND REFORM", "en/land"),
    ],
)
def test_a_question_finds_its_page_first(searcher: Searcher, question: str, page: str) -> None:
    assert searcher.search(question, limit=1)[0].passage.document_id == page


@pytest.mark.parametrize(
    ("one", "other"),
    [("开发区总面积多大", "開發區總面積多大"), ("标准地", "  标\u200b准地 "), ("LNG加气站", "ＬＮＧ加氣站")],
)
def test_script_width_and_invisible_characters_change_no_hit(searcher: Searcher, one: str, other: str) -> None:
    assert searcher.search(one) == searcher.search(other)


def test_hits_come_best_first_with_scores_between_zero_and_one(searcher: Searcher) -> None:
    hits = searcher.search("氢能产业有哪些企业", limit=8)

    scores = [hit.score for hit in hits]
    assert len(hits) == len({hit.passage.id for hit in hits}) == 8
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_the_unit_that_answers_scores_best_in_its_passage(searcher: Searcher) -> None:
    hit = searcher.search("开发区总面积多大", limit=1)[0]

    assert len(hit.unit_scores) == len(hit.passage.units)
    best = int(np.argmax(hit.unit_scores))
    assert "62.42" in hit.passage.units[best].text


def test_only_passages_in_the_languages_asked_for_are_found(searcher: Searcher) -> None:
    for question in ("氢能产业", "hydrogen industry"):
        english = searcher.search(question, languages=frozenset({"en"}))
        chinese = searcher.search(question, languages=frozenset({"zh-Hans", "zh-Hant"}))
        assert english and {hit.passage.language for hit in english} == {"en"}
        assert chinese and {hit.passage.language for hit in chinese} == {"zh-Hans"}


def test_a_language_without_passages_gives_no_hits(searcher: Searcher) -> None:
    assert searcher.search("氢能产业", languages=frozenset({"fr"})) == []


def test_passages_in_the_language_are_found_however_many_others_are_nearer(model: SentenceTransformerModel) -> None:
    query = np.array([1, 0], dtype=np.float32)
    near = [passage(f"第{number}句。", number=number) for number in range(300)]
    passages = [*near, passage("Far.", title="Far", language="en", number=300)]
    vectors = unit_rows(np.array([[1, number / 1000] for number in range(300)] + [[0, 1]], dtype=np.float32))
    searcher = Searcher(small_index(passages, model.name, vectors), model)

    hits = searcher.rank("不相干", query, 5, frozenset({"en"}))

    assert [hit.passage.title for hit in hits] == ["Far"]


@pytest.mark.parametrize("nothing", ["", " ", "\u3000\n\t", "\u200b\ufeff", "\x00"], ids=ascii)
def test_empty_text_finds_nothing(searcher: Searcher, nothing: str) -> None:
    assert searcher.search(nothing) == []


@pytest.mark.parametrize(
    "text",
    ["\U00020000\U00020001", "ᚠᛇᚻ", "👍🏽", "？！", "<script>'\";--", "\ue000", "́", "a" * 2000, "字" * 2000],
    ids=lambda text: ascii(text[:12]),
)
def test_text_in_unknown_characters_or_of_any_length_is_searched_without_harm(searcher: Searcher, text: str) -> None:
    assert len(searcher.search(text, limit=3)) == 3


def test_no_more_hits_than_asked_for(searcher: Searcher) -> None:
    assert [len(searcher.search("园区", limit=limit)) for limit in (1, 2, 7)] == [1, 2, 7]


def test_threads_may_share_a_searcher(searcher: Searcher) -> None:
    questions = ["开发区总面积多大", "什么是标准地", "hydrogen industry"] * 4
    alone = [searcher.search(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(searcher.search, questions)) == alone


def test_an_index_of_another_model_is_refused(searcher: Searcher) -> None:
    foreign = dataclasses.replace(searcher.index, model="other@1")
    with pytest.raises(ValueError, match="other@1"):
        Searcher(foreign, searcher.model)


def test_an_index_of_nothing_is_refused(model: SentenceTransformerModel) -> None:
    with pytest.raises(ValueError, match="no passages"):
        build_index([], model)


def test_what_was_indexed_is_found_by_its_words_and_by_its_meaning(model: SentenceTransformerModel) -> None:
    passages = [
        passage("甲公司生产金属镓。", title="企业", number=0),
        passage("办事大厅周末不开门。", "平日九点开门。", title="服务", number=1),
    ]
    told: list[tuple[int, int]] = []
    index = build_index(passages, model, lambda done, total: told.append((done, total)), Vocabulary(("金属镓",)))
    searcher = Searcher(index, model)

    assert told[-1] == (4, 4)  # three sentences and a whole passage
    assert searcher.search("金属镓")[0].passage == passages[0]
    assert searcher.search("opening hours of the office")[0].passage == passages[1]


def test_a_passage_is_found_by_the_questions_it_answers_and_says_which(model: SentenceTransformerModel) -> None:
    told = dataclasses.replace(passage("甲公司生产金属镓。", title="企业"), asked=("老板发工资痛快不", "镓是谁家的"))
    other = passage("办事大厅周末不开门。", title="服务", number=1)
    searcher = Searcher(build_index([told, other], model), model)

    first, second = searcher.search("老板发工资痛快吗")

    assert first.passage == told
    assert first.asked[0][0] == "老板发工资痛快不"
    assert first.asked[0][1] > first.asked[1][1]
    assert first.dense == pytest.approx(first.asked[0][1])  # nearer than all that the passage says
    assert len(first.unit_scores) == 1
    assert second.asked == ()


def test_questions_that_are_far_from_the_query_cost_a_passage_nothing(model: SentenceTransformerModel) -> None:
    plain = passage("甲公司生产金属镓。", title="企业")
    asked = dataclasses.replace(plain, asked=("几点开门",))
    scores = [Searcher(build_index([one], model), model).search("甲公司生产什么")[0].dense for one in (plain, asked)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-5)


def test_only_the_nearest_questions_are_told(model: SentenceTransformerModel) -> None:
    asked = dataclasses.replace(passage("甲。"), asked=("多大", "多远", "多少", "多高", "多重"))
    (hit,) = Searcher(build_index([asked], model), model).search("多大")
    cosines = [cosine for _, cosine in hit.asked]
    assert (len(hit.asked), hit.asked[0][0]) == (3, "多大")
    assert cosines == sorted(cosines, reverse=True)

"""The answers to the project's own questions never get worse unnoticed.

`questions.jsonl` and `dialogues.jsonl` hold what a right answer must contain (`expect_all`: of each group one
wording) or, where that is missing, that the documents hold no answer. The questions `h…`, `v…` and `hu…`, `vu…` (these
unanswerable) were written by the project from the pages; those whose ids begin with `a`, `b`, `c` or `d` by people
who had only read the source, and knew neither pages nor program. The dialogues `hd…` are the project's, `da…` to
`dd…` those people's. No question stands in a page's 问法, and the program knows none.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.session import Sessions
from index.normalise import normalise
from index.search import Searcher
from tests.evaluation.scoring import FOLDER, Scored, accuracy, false_answers, read_dialogues, read_questions, score

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
STYLES = {
    "plain": 0.9,
    "keyword": 0.9,
    "typo": 0.9,
    "list": 0.9,
    "multi-fact": 0.9,
    "yes-no": 0.9,
    "colloquial": 0.85,
}


@pytest.fixture(scope="module")
def scored(searcher: Searcher) -> list[Scored]:
    """Every question with its answer."""
    return score(Conversation(searcher, Sessions(1800, time.monotonic), longest_question=500), read_questions())


def test_most_answerable_questions_are_answered_and_most_others_refused(scored: list[Scored]) -> None:
    assert accuracy(scored) >= 0.94, misses(scored)
    assert false_answers(scored) <= 0.03, misses(scored)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_questions_are_answered_in_each_language(scored: list[Scored], language: str) -> None:
    own = [item for item in scored if item.turn.language == language]
    assert accuracy(own) >= 0.9, misses(own)
    assert false_answers(own) <= 0.06, misses(own)


@pytest.mark.parametrize(("style", "floor"), STYLES.items())
def test_most_questions_are_answered_in_each_style(scored: list[Scored], style: str, floor: float) -> None:
    own = [item for item in scored if item.turn.style == style]
    assert accuracy(own) >= floor, misses(own)


def test_chat_and_hostile_questions_are_refused(scored: list[Scored]) -> None:
    own = [item for item in scored if item.turn.style in ("chat", "adversarial")]
    assert false_answers(own) <= 0.02, misses(own)


def test_most_turns_of_dialogues_are_understood_from_their_context(conversation: Conversation) -> None:
    scored = score(conversation, read_dialogues())
    assert accuracy(scored) >= 0.88, misses(scored)
    assert false_answers(scored) <= 0.08, misses(scored)


def test_every_question_has_an_id_of_its_own_and_is_asked_once() -> None:
    questions = read_questions()
    assert repeated(turn.id for turn in questions) == []
    assert repeated(turn.question.strip().lower() for turn in questions) == []


def test_no_page_tells_a_question_of_this_set_as_one_that_people_ask(searcher: Searcher) -> None:
    known = {normalise(question) for passage in searcher.index.passages for question in passage.asked}
    turns = (*read_questions(), *read_dialogues())
    assert known
    assert [turn.id for turn in turns if normalise(turn.question) in known] == []


def test_every_dialogue_has_an_id_of_its_own_and_is_held_once() -> None:
    turns = read_dialogues()
    held: dict[str | None, list[str]] = defaultdict(list)
    for turn in turns:
        held[turn.session].append(normalise(turn.question))
    assert repeated(turn.id for turn in turns) == []
    assert repeated("\n".join(said) for said in held.values()) == []


@pytest.mark.parametrize("file", sorted((FOLDER / "strangers").iterdir()), ids=lambda file: file.stem)
def test_the_sets_of_strangers_can_be_read_and_ask_for_something(file: Path) -> None:
    turns = (read_dialogues if file.stem.endswith("dialogues") else read_questions)(file)
    assert turns and repeated(turn.id for turn in turns) == []
    assert all(turn.expected is None or (all(turn.expected) and turn.expected) for turn in turns)


def test_every_question_is_of_a_language_and_style_that_has_a_floor() -> None:
    questions = read_questions()
    assert {turn.language for turn in questions} == set(LANGUAGES)
    assert {turn.style for turn in questions} == {*STYLES, "near", "chat", "adversarial"}


def repeated(values: Iterable[str]) -> list[str]:
    """What occurs more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def misses(scored: list[Scored]) -> str:
    """Every wrong answer, a line each, so that a failure shows why."""
    return "\n".join(
        f"{item.turn.id} {item.turn.question} → {item.answer.text[:80]!r} ({item.answer.confidence})"
        for item in scored
        if not item.right
    )

"""Questions fall into the groups they belong to as they come, and are found there again after a restart."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.answer import Outcome
from bot.database import open_database
from bot.language import Language
from bot.questions.entries import Logged, LoggedOutcome
from bot.questions.groups import Groups
from bot.questions.sameness import Sameness
from bot.tables import question_groups, question_wordings, questions
from index.search import Searcher
from knowledge.transactions import reading, writing
from tests.benchmarks.paraphrases import agreement, read_paraphrases
from tests.bot.questions.ledger import Ledger

TOPICS = {"hydrogen", "party", "economy"}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(open_database(tmp_path / "assistant.sqlite3"), topic="hydrogen")


@pytest.fixture(scope="module")
def sameness(searcher: Searcher) -> Sameness:
    return Sameness(searcher)


def group_of(ledger: Ledger, put: Logged) -> int | None:
    with reading(ledger.engine) as connection:
        found = connection.execute(select(questions.c.group_id).where(questions.c.id == put.id)).scalar_one()
    return None if found is None else int(found)


def asked(ledger: Ledger, groups: Groups, *texts: str) -> list[int | None]:
    """The groups of questions that come one by one."""
    found = []
    for text in texts:
        [put] = ledger.ask(text, language="en" if text.isascii() else "zh-Hans")
        groups.assign([put])
        found.append(group_of(ledger, put))
    return found


def test_paraphrases_are_one_group_and_near_misses_are_not(ledger: Ledger, sameness: Sameness) -> None:
    groups = Groups(ledger.engine, sameness)

    first, second, third, other = asked(
        ledger, groups, "氢能投资多少", "氢能项目总投資額?", "How much is invested in hydrogen?", "氢能产值多少"
    )

    assert first == second == third
    assert other not in (first, None)


def test_a_group_is_found_again_after_a_restart_and_when_its_questions_are_gone(
    ledger: Ledger, sameness: Sameness
) -> None:
    [first] = asked(ledger, Groups(ledger.engine, sameness), "氢能投资多少")

    assert asked(ledger, Groups(ledger.engine, sameness), "氢能项目总投资额?") == [first]
    with writing(ledger.engine) as connection:
        connection.execute(delete(questions))
    with reading(ledger.engine) as connection:
        assert connection.execute(select(question_wordings)).all() == []
    assert asked(ledger, Groups(ledger.engine, sameness), "氢能总投资多少") == [first]


def test_small_talk_and_what_is_no_question_have_no_group(ledger: Ledger, sameness: Sameness) -> None:
    puts = ledger.ask("你好", outcome=Outcome.SMALL_TALK) + ledger.ask("???", outcome=Outcome.INVALID)

    Groups(ledger.engine, sameness).assign(puts)

    assert [group_of(ledger, put) for put in puts] == [None, None]


def test_a_follow_up_counts_for_what_it_was_taken_to_mean(ledger: Ledger, sameness: Sameness) -> None:
    groups = Groups(ledger.engine, sameness)
    [group] = asked(ledger, groups, "氢能产业园能带来多少就业")
    [follow_up] = ledger.ask("那就业呢", interpreted_as="氢能产业园就业多少人")

    groups.assign([follow_up])

    assert group_of(ledger, follow_up) == group


def test_the_representative_wording_is_the_one_used_most_in_its_own_script(ledger: Ledger, sameness: Sameness) -> None:
    groups = Groups(ledger.engine, sameness)
    groups.assign(ledger.ask("氢能投资多少"))
    groups.assign(ledger.ask("氢能项目总投资额", "Li", "Wang", language="zh-Hant"))

    with reading(ledger.engine) as connection:
        assert connection.execute(select(question_groups.c.wording, question_groups.c.language)).all() == [
            ("氫能項目總投資額", "zh-Hant")
        ]


def test_a_batch_that_cannot_be_written_leaves_nothing_remembered(ledger: Ledger, sameness: Sameness) -> None:
    groups = Groups(ledger.engine, sameness)
    unwritten = Logged("none", "氢能投资多少", "氢能投资多少", Language.SIMPLIFIED, "hydrogen", LoggedOutcome.ANSWERED)

    with pytest.raises(Exception, match="failed"):
        groups.assign([unwritten])

    [group] = asked(ledger, groups, "氢能投资多少")
    with reading(ledger.engine) as connection:
        assert connection.execute(select(question_groups.c.id)).scalars().all() == [group]


def test_groups_that_turn_out_to_be_one_are_merged_with_all_that_refers_to_them(
    ledger: Ledger, sameness: Sameness
) -> None:
    groups = Groups(ledger.engine, sameness)
    [kept] = asked(ledger, groups, "氢能投资多少")
    gone = ledger.group("氢能的投资是多少")
    [put] = ledger.ask("氢能的投资是多少", group=gone)
    with writing(ledger.engine) as connection:  # as another program, that told them apart, would have left it
        vectors = sameness.asked("氢能的投资是多少").vectors.tobytes()
        connection.execute(update(question_groups).values(embedding=vectors, model=sameness.model))
    groups = Groups(ledger.engine, sameness)

    assert groups.merge() == 1

    assert group_of(ledger, put) == kept


def test_the_labelled_paraphrases_of_some_topics_are_grouped_well(ledger: Ledger, sameness: Sameness) -> None:
    labelled = [one for one in read_paraphrases("measure") if one.topic in TOPICS]
    groups = Groups(ledger.engine, sameness)
    puts = [put for one in labelled for put in ledger.ask(one.text, language="en" if one.text.isascii() else "zh-Hans")]

    groups.assign(puts)

    found = agreement([group_of(ledger, put) for put in puts], [one.group for one in labelled])
    assert len(labelled) > 50
    assert found.b_cubed >= 0.85

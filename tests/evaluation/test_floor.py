"""The answers to the project's own questions never get worse unnoticed."""

from bot.conversation import Conversation
from tests.evaluation.scoring import Scored, accuracy, false_answers, read_dialogues, read_questions, score


def test_most_answerable_questions_are_answered_and_most_others_refused(conversation: Conversation) -> None:
    scored = score(conversation, read_questions())
    assert accuracy(scored) >= 0.90, misses(scored)
    assert false_answers(scored) <= 0.05, misses(scored)


def test_chat_and_hostile_questions_are_refused(conversation: Conversation) -> None:
    turns = [turn for turn in read_questions() if turn.style in ("chat", "adversarial")]
    scored = score(conversation, turns)
    assert false_answers(scored) <= 0.02, misses(scored)


def test_most_turns_of_dialogues_are_understood_from_their_context(conversation: Conversation) -> None:
    scored = score(conversation, read_dialogues())
    assert accuracy(scored) >= 0.84, misses(scored)


def misses(scored: list[Scored]) -> str:
    """Every wrong answer, a line each, so that a failure shows why."""
    return "\n".join(
        f"{item.turn.id} {item.turn.question} → {item.answer.text[:80]!r} ({item.answer.confidence})"
        for item in scored
        if not item.right
    )

"""Score answers against the question set: right, wrong, refused, falsely answered."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answer import Answer
from bot.conversation import Conversation
from index.normalise import normalise

FOLDER = Path(__file__).parent
LONGEST_ANSWER = 600  # a longer one is a page, not an answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what its answer must hold: of each group one alternative; `expected` None wants a refusal."""

    id: str
    question: str
    language: str
    style: str
    topic: str
    expected: tuple[tuple[str, ...], ...] | None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A turn with the answer that it got."""

    turn: Turn
    answer: Answer
    right: bool


def read_questions(path: Path = FOLDER / "questions.jsonl") -> list[Turn]:
    """Read single questions."""
    return [_turn(values["id"], values["question"], values) for values in _lines(path)]


def read_dialogues(path: Path = FOLDER / "dialogues.jsonl") -> list[Turn]:
    """Read dialogues as turns of one session each."""
    return [
        _turn(f"{values['id']}#{number}", turn["user"], turn, values["id"])
        for values in _lines(path)
        for number, turn in enumerate(values["turns"])
    ]


def score(conversation: Conversation, turns: Iterable[Turn]) -> list[Scored]:
    """Ask every turn and judge the answers."""
    scored = []
    for turn in turns:
        answer = conversation.ask(turn.question, turn.session)
        scored.append(Scored(turn, answer, is_right(turn, answer)))
    return scored


def is_right(turn: Turn, answer: Answer) -> bool:
    """Whether the answer holds all that is expected, or is the refusal that is."""
    if turn.expected is None or answer.refused:
        return turn.expected is None and answer.refused
    return holds_expected(turn, answer.text) and len(answer.text) <= LONGEST_ANSWER


def holds_expected(turn: Turn, text: str) -> bool:
    """Whether `text` holds all that is expected of an answer; no text does where a refusal is expected."""
    if turn.expected is None:
        return False
    folded = _folded(text)
    return all(any(_folded(choice) in folded for choice in group) for group in turn.expected)


def accuracy(scored: Sequence[Scored]) -> float:
    """Share of the answerable turns answered rightly."""
    answerable = [item.right for item in scored if item.turn.expected is not None]
    return sum(answerable) / len(answerable)


def false_answers(scored: Sequence[Scored]) -> float:
    """Share of the unanswerable turns that were answered."""
    unanswerable = [not item.right for item in scored if item.turn.expected is None]
    return sum(unanswerable) / len(unanswerable)


def _turn(identifier: str, question: str, values: dict[str, Any], session: str | None = None) -> Turn:
    groups = values.get("expect_all")
    expected = tuple(tuple(group) for group in groups) if isinstance(groups, list) else None
    return Turn(
        id=identifier,
        question=question,
        language=str(values.get("lang", "")),
        style=str(values.get("style", "dialogue")),
        topic=str(values.get("topic", "")),
        expected=expected,
        session=session,
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _folded(text: str) -> str:
    return re.sub(r"\s+|(?<=\d),(?=\d)", "", normalise(text))

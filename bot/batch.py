"""Answer files of questions: JSON lines in, JSON lines out, in order."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answer import Answer
from bot.errors import QuestionsError
from bot.worker import Answers


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One question of a batch; those of one `session` share its context."""

    id: str
    text: str
    session: str | None


class _Line(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    question: str
    session: str | None = None


def read_questions(lines: Iterable[str], name: str) -> Iterator[BatchQuestion]:
    """Parse JSON lines `{"id", "question", "session"?}`; QuestionsError names file and line of a bad one."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            # The standard library's parser takes half a surrogate pair, as other programs write it.
            values = _Line.model_validate(json.loads(line))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the line"
            raise QuestionsError(f"{name}:{number}: {place}: {first['msg']}") from error
        except ValueError as error:
            raise QuestionsError(f"{name}:{number}: is not JSON ({error})") from error
        yield BatchQuestion(values.id, values.question, values.session)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as the command line prints it."""
    return {
        "answer": answer.text,
        "refused": answer.refused,
        "outcome": answer.outcome.value,
        "language": answer.language.value,
        "confidence": answer.confidence,
        "interpreted_as": answer.interpreted_as,
        "sources": [
            {
                "document": source.document,
                "title": source.title,
                "heading": source.heading,
                "page": source.page,
                "as_of": source.as_of,
                "text": source.text,
                "score": source.score,
                "outdated": source.outdated,
            }
            for source in answer.sources
        ],
        "elapsed_ms": answer.elapsed_ms,
    }


def answer_batch(answers: Answers, questions: Iterable[BatchQuestion]) -> Iterator[str]:
    """Yield one JSON line a question."""
    for question in questions:
        answer = answers.ask(question.text, question.session)
        yield json.dumps({"id": question.id, **answer_json(answer)}, ensure_ascii=False)

"""Measure retrieval on a SQuAD-format file through the code path that serves investors."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.errors import QuestionsError
from index.embedding import EmbeddingModel
from index.search import Searcher, build_index
from knowledge.passages import Passage, Unit
from knowledge.sentences import split_sentences

_RANKS = 10


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question and the number of the passage that it was written from."""

    text: str
    passage: int


class _Entry(BaseModel):
    question: str


class _Paragraph(BaseModel):
    context: str
    qas: list[_Entry]


class _Article(BaseModel):
    paragraphs: list[_Paragraph]


class _Squad(BaseModel):
    data: list[_Article]


def read_squad(path: Path) -> tuple[list[Passage], list[SquadQuestion]]:
    """Return the distinct contexts as passages, and the questions.

    Raises QuestionsError when the file is missing or not of SQuAD's form.
    """
    try:
        squad = _Squad.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise QuestionsError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{path}: is not UTF-8 text") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise QuestionsError(f"{path}: is not a SQuAD-format file; {place}: {first['msg']}") from error
    numbers: dict[str, int] = {}
    questions = []
    for article in squad.data:
        for paragraph in article.paragraphs:
            number = numbers.setdefault(paragraph.context, len(numbers))
            questions += [SquadQuestion(entry.question, number) for entry in paragraph.qas]
    if not questions:
        raise QuestionsError(f"{path}: holds no questions")
    return [_passage(context, number) for context, number in numbers.items()], questions


def _passage(context: str, number: int) -> Passage:
    sentences = split_sentences(context) or [context]
    return Passage(
        id=f"context-{number}",
        document_id=f"context-{number}",
        title="",
        topic="evaluation",
        heading_path=(),
        units=tuple(Unit(sentence) for sentence in sentences),
        language="zh-Hans",
        source="",
        position=0,
        line=1,
    )


def evaluate(
    path: Path,
    model: EmbeddingModel,
    embedded: Callable[[int, int], None] | None = None,
    asked: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Return passages, questions, recall@1, recall@5, mrr@10, p50_ms and p95_ms.

    Each question has one relevant passage. Latencies are those of single searches, one after another.
    `embedded` and `asked` are told (done, total).
    """
    passages, questions = read_squad(path)
    searcher = Searcher(build_index(passages, model, embedded), model)
    ranks: list[int | None] = []
    elapsed: list[float] = []
    for done, question in enumerate(questions, start=1):
        started = time.perf_counter()
        hits = searcher.search(question.text, limit=_RANKS)
        elapsed.append((time.perf_counter() - started) * 1000)
        wanted = passages[question.passage].id
        ranks.append(next((n for n, hit in enumerate(hits, start=1) if hit.passage.id == wanted), None))
        if asked is not None:
            asked(done, len(questions))
    total = len(questions)
    return {
        "passages": len(passages),
        "questions": total,
        "recall@1": round(sum(rank == 1 for rank in ranks) / total, 4),
        "recall@5": round(sum(rank is not None and rank <= 5 for rank in ranks) / total, 4),
        "mrr@10": round(sum(1 / rank for rank in ranks if rank) / total, 4),
        "p50_ms": round(statistics.median(elapsed), 2),
        "p95_ms": round(sorted(elapsed)[min(total - 1, int(total * 0.95))], 2),
    }

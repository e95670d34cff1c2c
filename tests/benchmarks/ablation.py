"""What each part adds: the project's questions answered with one part left out at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from bot.contradiction import Contradiction
from bot.conversation import Conversation
from bot.session import Sessions
from index.bilingual import Glossary
from index.search import Searcher
from index.thesaurus import Thesaurus
from tests.benchmarks.setting import Setting
from tests.evaluation.scoring import accuracy, false_answers, read_dialogues, read_questions, score

_NOTHING = Thesaurus([])


@contextmanager
def _patched(target: str, value: object) -> Iterator[None]:
    with patch(target, value):
        yield


def _without_spelling(searcher: Searcher) -> Searcher:
    searcher.spelling.mend = lambda text: text  # type: ignore[method-assign]
    return searcher


def _without_glossary(searcher: Searcher) -> Searcher:
    searcher.glossary = Glossary({}, _NOTHING, lambda _: False)
    return searcher


def measure_ablation(setting: Setting) -> dict[str, dict[str, float]]:
    """Return accuracy and false-answer rate, questions and dialogue turns, with all parts and without each."""
    index, model = setting.searcher.index, setting.model
    whole = nullcontext()
    variants: dict[str, tuple[Callable[[], Searcher], AbstractContextManager[Any]]] = {
        "all parts": (lambda: Searcher(index, model), whole),
        "without dense scores": (lambda: Searcher(index, model, dense_weight=0.0), whole),
        "without lexical scores": (lambda: Searcher(index, model, dense_weight=1.0), whole),
        "without the thesaurus": (lambda: Searcher(index, model, thesaurus=_NOTHING), whole),
        "without mending misspellings": (lambda: _without_spelling(Searcher(index, model)), whole),
        "without the bilingual glossary": (lambda: _without_glossary(Searcher(index, model)), whole),
        "without answer types": (
            lambda: Searcher(index, model),
            _patched("bot.candidates.gives", lambda *_, **__: 0.5),
        ),
        "without contradictions": (
            lambda: Searcher(index, model),
            _patched("bot.reading.contradiction", lambda *_: Contradiction()),
        ),
        "without the documents' calibration": (
            lambda: Searcher(replace(index, calibration={}), model),
            whole,
        ),
        "without completing follow-ups": (
            lambda: Searcher(index, model),
            _patched("bot.conversation.Conversation._in_context", lambda _, alone, *__: alone),
        ),
    }
    figures = {}
    for name, (searcher, parts) in variants.items():
        conversation = Conversation(searcher(), Sessions(1800, time.monotonic), 500)
        with parts:
            questions = score(conversation, read_questions())
            dialogues = score(conversation, read_dialogues())
        figures[name] = {
            "questions right": round(accuracy(questions), 3),
            "falsely answered": round(false_answers(questions), 3),
            "dialogue turns right": round(accuracy(dialogues), 3),
        }
    return figures

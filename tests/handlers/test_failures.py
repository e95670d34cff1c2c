"""When a handler fails, the visitor gets an apology and the operator a log line that gives nothing away."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray
from pydantic import SecretStr

from bot.conversation import Conversation
from bot.logs import configure_logging
from bot.parts import Parts
from bot.session import Sessions
from bot.settings import Settings
from handlers.application import build_application
from index.embedding import EmbeddingModel
from index.search import Searcher
from index.snapshot import SnapshotStore
from tests.bot.logging_state import logging_restored
from tests.handlers.phone import TOKEN, Phone, phone_with

QUESTION = "绝密的收购计划涉及开发区的哪块土地"


class BrokenModel:
    """An embedding model whose hardware gave up."""

    def __init__(self, sound: EmbeddingModel) -> None:
        self.name = sound.name
        self.dimensions = sound.dimensions

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise RuntimeError(f"out of memory, see https://api.telegram.org/bot{TOKEN}/getMe")

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        raise RuntimeError("out of memory")


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    with logging_restored():
        yield


@pytest_asyncio.fixture
async def failing_phone(model: EmbeddingModel, data_dir: Path) -> AsyncIterator[Phone]:
    """A phone connected to a bot that fails at every question."""
    _, index = SnapshotStore(data_dir / "snapshots").load(model.name, model.dimensions)
    conversation = Conversation(Searcher(index, BrokenModel(model)), Sessions(60, lambda: 0.0), 500)
    async with phone_with(lambda builder: build_application(builder, Parts(conversation))) as ready:
        yield ready


def log_as(form: str) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": SecretStr(TOKEN), "log_format": form, "log_level": "DEBUG"}
    configure_logging(Settings.model_validate(settings))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "apology"),
    [("zh-hans", "抱歉，刚才出了点问题"), ("zh-hant", "抱歉，剛才出了點問題"), ("en", "Sorry, something went wrong")],
)
async def test_the_visitor_gets_an_apology_in_the_language_of_their_telegram(
    failing_phone: Phone, code: str, apology: str
) -> None:
    await failing_phone.write(QUESTION, language=code)

    assert failing_phone.reply.startswith(apology)


@pytest.mark.asyncio
@pytest.mark.parametrize("form", ["json", "console"])
async def test_the_operator_gets_a_log_line_with_the_cause_but_neither_token_nor_the_visitors_words(
    failing_phone: Phone, capfd: pytest.CaptureFixture[str], form: str
) -> None:
    log_as(form)

    await failing_phone.write(QUESTION)

    logged = capfd.readouterr().err
    assert "update failed" in logged and "out of memory" in logged
    assert TOKEN not in logged
    assert QUESTION not in logged and "收购" not in logged


@pytest.mark.asyncio
@pytest.mark.parametrize("form", ["json", "console"])
async def test_an_answered_question_is_logged_without_the_visitors_words(
    phone: Phone, capfd: pytest.CaptureFixture[str], form: str
) -> None:
    log_as(form)

    await phone.write("开发区总面积多大")

    logged = capfd.readouterr().err
    assert "question answered" in logged
    assert "总面积" not in logged and TOKEN not in logged


@pytest.mark.asyncio
async def test_a_visitor_who_blocked_the_bot_leaves_a_log_line_and_nothing_worse(
    phone: Phone, capfd: pytest.CaptureFixture[str]
) -> None:
    log_as("json")
    phone.telegram.refusals["sendMessage"] = (403, "Forbidden: bot was blocked by the user")

    await phone.write("开发区总面积多大")

    assert "bot was blocked by the user" in capfd.readouterr().err


@pytest.mark.asyncio
async def test_the_bot_answers_again_after_a_failure(phone: Phone) -> None:
    phone.telegram.refusals["sendMessage"] = (502, "Bad Gateway")
    await phone.write("开发区总面积多大")
    phone.telegram.refusals.clear()
    phone.telegram.calls.clear()

    await phone.write("开发区总面积多大")

    assert "62.42" in phone.reply

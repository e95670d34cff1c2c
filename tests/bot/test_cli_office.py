"""The office on the command line: documents, history, rollback, retire, staff and previews."""

from pathlib import Path
from typing import Any

import pytest

import bot.wiring
from index.embedding import SentenceTransformerModel
from tests.bot.terminal import type_in
from tests.bot.workshop import Workshop, word_notice


@pytest.fixture
def shop(tmp_path: Path, model: SentenceTransformerModel, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("BOT_PAGES_DIR", str(tmp_path / "pages"))
    monkeypatch.setenv("COLUMNS", "200")

    def open_model(*_: Any) -> SentenceTransformerModel:
        return model

    monkeypatch.setattr(bot.wiring, "open_model", open_model)
    return Workshop(tmp_path, model)


def test_documents_are_previewed_published_listed_retired_and_restored(shop: Workshop, tmp_path: Path) -> None:
    path = str(word_notice(tmp_path))
    shop.publish(shop.pages())
    before = shop.store.current()

    preview = type_in("refresh", "--preview", path)
    assert preview.exit_code == 0
    assert "added: uploads/班车安排" in preview.stderr and "nothing was published" in preview.stderr
    assert shop.store.current() == before and shop.publisher.catalogue.drafts() == ()

    assert type_in("refresh", path).exit_code == 0
    assert "uploads/班车安排" in type_in("documents").stdout

    retired = type_in("retire", "uploads/班车安排")
    assert "removed: uploads/班车安排" in retired.stderr and "published: snapshot" in retired.stderr
    assert "uploads/班车安排" not in type_in("documents").stdout
    assert "retired" in type_in("documents", "--retired").stdout

    assert "rolled back to" in type_in("rollback").stdout
    assert "uploads/班车安排" in type_in("documents").stdout
    history = type_in("history").stdout
    assert all(word in history for word in ("draft", "discard", "retire", "rollback"))


def test_what_cannot_be_done_is_said_in_one_line(shop: Workshop) -> None:
    for words in (("rollback",), ("rollback", "none"), ("retire", "none")):
        result = type_in(*words)
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")


def test_staff_are_added_listed_and_removed(shop: Workshop) -> None:
    assert type_in("staff", "add", "4711", "--role", "viewer", "--label", "小李").exit_code == 0
    listed = type_in("staff").stdout
    assert "4711" in listed and "viewer" in listed and "小李" in listed
    assert type_in("staff", "remove", "4711").exit_code == 0
    assert "4711" not in type_in("staff").stdout
    assert type_in("staff", "dismiss").exit_code == 2

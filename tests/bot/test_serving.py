"""Serving switches between two questions, and keeps what it has when the next one is damaged."""

import threading
from pathlib import Path

from bot.conversation import Conversation
from bot.serving import Serving
from bot.wiring import open_serving
from index.embedding import SentenceTransformerModel
from index.errors import SnapshotError
from tests.bot.workshop import ACTOR, Workshop

AREA = "柳湾示范园规划面积多大"


def test_it_switches_without_dropping_a_question_and_passes_over_a_damaged_snapshot(
    tmp_path: Path, model: SentenceTransformerModel
) -> None:
    shop = Workshop(tmp_path, model)
    old = shop.publish(shop.pages())
    serving = open_serving(shop.settings, model)
    answers, ended, asked = list[str](), threading.Event(), threading.Event()

    def ask() -> None:
        while not ended.is_set():
            answers.append(serving.ask(AREA).text)
            asked.set()

    asking = threading.Thread(target=ask)
    asking.start()
    shop.write_page("park", "柳湾示范园", "柳湾示范园规划面积为23平方公里。")
    new = shop.publish(shop.pages())
    assert asked.wait(30) and serving.switch()
    ended.set()
    asking.join()
    assert answers and all(("17" in text) != ("23" in text) for text in answers)
    assert "23" in serving.ask(AREA).text and serving.snapshot == new

    (shop.settings.snapshots_dir / old / "passages.jsonl").write_text("{}")
    shop.publisher.rollback(None, ACTOR)
    assert not serving.switch()
    assert "23" in serving.ask(AREA).text and serving.snapshot == new


def test_the_watch_outlives_any_failure(model: SentenceTransformerModel) -> None:
    looked = threading.Event()
    names = iter(["first", SnapshotError("damaged"), RuntimeError("odd"), None])

    def current() -> str | None:
        name = next(names)
        if name is None:
            looked.set()
        if isinstance(name, Exception):
            raise name
        return name

    def open_conversation() -> Conversation:
        return Conversation.__new__(Conversation)

    serving = Serving(current, open_conversation)
    serving._ended.wait = lambda timeout=None: looked.is_set()  # type: ignore[method-assign]
    serving.start()

    assert looked.wait(10)
    serving.close()
